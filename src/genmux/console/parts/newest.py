"""A list of the API, newest first: one page, and a button for each one after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.controls import button
from genmux.console.parts.places import failed, reason, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit

_MANY = 50

Entry = Mapping[str, Any]


class Newest:
    """What `/path` answers: `{"entries": [entry], "next"}`.

    `query` gives the filters of the moment, `drawn` the markup of all entries that are there so
    far; `nothing` shows that there are none.
    """

    def __init__(
        self,
        visit: Visit,
        path: str,
        query: Callable[[], Mapping[str, str | None]],
        drawn: Callable[[list[Entry]], str],
        nothing: Callable[[], object],
    ) -> None:
        self._visit = visit
        self._words = visit.words
        self._path = path
        self._query = query
        self._drawn = drawn
        self._nothing = nothing
        self._entries: list[Entry] = []
        self._next: str | None = None
        self._place = Tag("div", "list-place")

    async def load(self) -> None:
        """The first page, with the filters as they are now."""
        try:
            self._entries, self._next = await self._ask(None)
        except ClientError as error:
            with self._place.clear():
                failed(self._words, error, retry=self.load)
            return
        self._show()

    async def _more(self) -> None:
        try:
            more, self._next = await self._ask(self._next)
        except ClientError as error:
            toast(reason(self._words, error)[1], bad=True)
            return
        self._entries += more
        self._show()

    async def _ask(self, before: str | None) -> tuple[list[Entry], str | None]:
        data = await self._visit.api.get(self._path, before=before, limit=_MANY, **self._query())
        return data["entries"], data["next"]

    def _show(self) -> None:
        with self._place.clear():
            if not self._entries:
                self._nothing()
                return
            html(self._drawn(self._entries))
            if self._next:
                with Tag("div", "row foot"):
                    button(self._words("team.more"), self._more, icon="down")


def table(label: str, heads: Sequence[tuple[str, str]], body: str) -> str:
    """Markup of a table: `heads` are classes and texts, `body` the markup of its rows."""
    shown = "".join(
        f'<th scope="col" class="{classes}">{escape(text)}</th>' for classes, text in heads
    )
    return (
        f'<div class="table-wrap" role="region" aria-label="{escape(label)}" tabindex="0">'
        f'<table class="table"><thead><tr>{shown}</tr></thead><tbody>{body}</tbody></table></div>'
    )
