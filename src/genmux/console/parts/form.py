"""The form of a model: its schema as controls in the browser (`form.js`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from genmux.console.parts.tag import Handler
from genmux.console.visit import Visit
from genmux.console.words import Words


class SchemaForm(ui.element, component="form.js"):
    """Under `name` the browser keeps what was typed, for a tab that is loaded anew.

    `on_change(values, wrong)` a moment after something changed, with the names of the
    fields in which something is missing or wrong; `on_run(values)` when it is
    to be run and every field by itself is right; `on_pick(path, kinds, task)` when a file of an
    earlier result, or with `task` the id of that task, is wanted for the field at `path`."""

    def __init__(
        self,
        visit: Visit,
        name: str,
        schema: Mapping[str, Any],
        start: Mapping[str, Any],
        *,
        on_change: Handler,
        on_run: Handler,
        on_pick: Handler,
    ) -> None:
        super().__init__()
        self._props["name"] = name
        self._props["schema"] = in_words(visit.words, schema)
        self._props["start"] = dict(start)
        self._props["words"] = visit.words.page("form")
        self._props["token"] = visit.form_token
        self._props["bases"] = list(visit.files_at)
        self.on("change", lambda e: on_change(e.args["values"], e.args["wrong"]))
        self.on("run", lambda e: on_run(e.args["values"]))
        self.on("pick", lambda e: on_pick(e.args["path"], e.args["kinds"], e.args["task"]))

    def load(self, values: Mapping[str, Any]) -> None:
        """Takes other values; what they leave out gets its default."""
        self.run_method("load", dict(values))

    def add(self, path: Sequence[str | int], url: str) -> None:
        """Puts a file into the media field at `path`, or an id into the field of a task."""
        self.run_method("add", list(path), url)

    def blame(self, field: str, text: str, *, now: bool = False) -> None:
        """Shows at a field what the API says of it, once somebody was there or with `now`; with an
        empty name all of that goes."""
        self.run_method("blame", field, text, now)

    def submit(self) -> None:
        self.run_method("submit")


def in_words(words: Words, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in the language of the page: helps translated, `x-label` where a field's name has
    a better one than itself."""
    found = dict(schema)
    if help_ := found.get("description"):
        found["description"] = words.told(str(help_))
    if isinstance(found.get("items"), Mapping):
        found["items"] = in_words(words, found["items"])
    if fields := found.get("properties"):
        found["properties"] = {name: _field(words, name, one) for name, one in fields.items()}
    return found


def _field(words: Words, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    label = words.get(f"fields.{name}", "")
    return {**in_words(words, schema), **({"x-label": label} if label else {})}
