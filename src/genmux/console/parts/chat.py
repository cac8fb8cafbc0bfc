"""A conversation with a chat model (`chat.js`): it is kept in the tab, not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from genmux.console.parts.tag import Handler
from genmux.console.visit import Visit


class Conversation(ui.element, component="chat.js"):
    """`on_ask(body)` gets what is to be sent to chat completions, `on_stop()` ends it."""

    def __init__(
        self,
        visit: Visit,
        models: Sequence[Mapping[str, Any]],
        chosen: str,
        *,
        on_ask: Handler,
        on_stop: Handler,
    ) -> None:
        super().__init__()
        self._props["models"] = [dict(model) for model in models]
        self._props["model"] = chosen
        self._props["words"] = visit.words.page("chat")
        self._props["token"] = visit.form_token
        self._props["bases"] = list(visit.files_at)
        self._props["may"] = visit.may("member")
        self.on("ask", lambda e: on_ask(e.args))
        self.on("stop", on_stop, args=[])

    def piece(self, piece: Mapping[str, Any]) -> None:
        """Adds to the answer: `text`, `thought`, `calls` (index, id, name, arguments)."""
        self.run_method("piece", dict(piece))

    def done(self, about: Mapping[str, Any]) -> None:
        """The answer is complete: `usage`, `credits`, `stopped`."""
        self.run_method("done", dict(about))

    def failed(self, text: str) -> None:
        self.run_method("failed", text)
