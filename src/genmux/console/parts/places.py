"""What stands around contents: cards, tables, dialogs, toasts, and the states of a page."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nicegui import ui

from genmux.client import ClientError
from genmux.console.parts.controls import button
from genmux.console.parts.tag import Handler, Tag, picture
from genmux.console.words import Words

_numbers = itertools.count(1)


@contextmanager
def card(title: str = "", *, flush: bool = False, level: int = 2) -> Iterator[Tag]:
    """A surface with an optional heading."""
    with Tag("section", "card flush" if flush else "card") as made:
        if title:
            with Tag("header"):
                Tag(f"h{level}", "", title)
        yield made


@contextmanager
def page_head(title: str, lead: str = "") -> Iterator[None]:
    """The heading of a page; what is put inside stands at its right."""
    with Tag("div", "page-head"):
        with Tag("div"):
            Tag("h1", "", title)
            if lead:
                Tag("p", "", lead)
        with Tag("div", "row"):
            yield


class Table:
    """Rows under headings. `align` holds "right" for columns of numbers. Use `with table.row():`
    and `table.cell(...)`; `clear()` empties it without a jump."""

    def __init__(self, headings: Sequence[str], *, label: str, align: Sequence[str] = ()) -> None:
        self._align = [*align, *([""] * (len(headings) - len(align)))]
        self._headings = headings
        self._column = 0
        with (
            Tag("div", "table-wrap", role="region", aria_label=label, tabindex="0") as self.place,
            Tag("table", "table"),
        ):
            with Tag("thead"), Tag("tr"):
                for text, side in zip(headings, self._align, strict=True):
                    Tag("th", side, text, scope="col")
            self.body = Tag("tbody")

    @contextmanager
    def row(self, on_click: Handler | None = None) -> Iterator[Tag]:
        with self.body, Tag("tr") as made:
            self._column = 0
            if on_click is not None:
                made.on("click", on_click, args=[])
            yield made

    def cell(self, text: str = "", classes: str = "") -> Tag:
        """The next cell of the row; fill it with `with` where it holds more than text."""
        side, heading = self._align[self._column], self._headings[self._column]
        self._column += 1
        return Tag("td", f"{side} {classes}".strip(), text, data_label=heading)

    def clear(self) -> None:
        self.body.clear()


class Dialog:
    """`dialog = Dialog(words, "Title")`, `with dialog.body: ...`, `dialog.open()`.

    `with dialog.foot:` is the row of buttons. With `once` it goes when it is closed.
    """

    def __init__(self, words: Words, title: str, *, width: int = 560, once: bool = False) -> None:
        name = f"d{next(_numbers)}"
        self.element = Tag("dialog", "dialog", aria_labelledby=name)
        self.element.style(f"--wide: {width}px")
        if once:
            self.element.on("close", self.element.delete, args=[])
        with self.element:
            with Tag("header"):
                self.title = Tag("h2", "", title, id=name)
                button("", icon="close", kind="quiet round small", label=words("shell.close")).set(
                    data_act="close"
                )
            self.body = Tag("div", "body")
            self.foot = Tag("footer")

    def open(self) -> None:
        self.element.run_method("showModal")

    def close(self) -> None:
        self.element.run_method("close")


def toast(text: str, *, bad: bool = False) -> None:
    """A short message that goes by itself."""
    ui.run_javascript(f"genmux.toast({json.dumps(text)}, {json.dumps('bad' if bad else '')})")


def empty(title: str, text: str = "", *, icon: str = "empty", level: int = 2) -> Tag:
    """Nothing here yet; put what to do about it inside, with `with`."""
    with Tag("div", "state") as made:
        picture(icon)
        Tag(f"h{level}", "", title)
        if text:
            Tag("p", "", text)
    return made


def loading(words: Words, *, height: int = 160) -> Tag:
    """A place that is being filled, as high as what will come."""
    made = Tag("div", "skeleton", role="status", aria_label=words("shell.loading"))
    made.style(f"height: {height}px")
    return made


def failed(words: Words, error: Exception, *, retry: Handler | None = None) -> Tag:
    """What went wrong, in the words of the API, and a way to try again."""
    title, text = reason(words, error)
    with Tag("div", "state bad", role="alert") as made:
        picture("alert")
        Tag("h2", "", title)
        Tag("p", "", text)
        if retry is not None:
            button(words("shell.retry"), retry, icon="repeat")
    return made


def reason(words: Words, error: Exception) -> tuple[str, str]:
    """Heading and sentence for an error of a call."""
    if isinstance(error, ClientError):
        if error.code == 401:
            return words("shell.signed_out"), words("shell.signed_out_text")
        if error.code == 0:
            return words("shell.api_away"), error.message
        if error.code == 403:
            return words("shell.not_allowed"), error.message
        return words("shell.error_title"), error.message
    return words("shell.error_title"), type(error).__name__


def code(text: str, words: Words, **attributes: Any) -> Tag:
    """Program text with a button that copies it."""
    with Tag("div", "code") as made:
        Tag("pre", "", text, tabindex="0", **attributes)
        button(words("shell.copy"), icon="copy", kind="small").set(
            data_act="copy", data_done=words("shell.copied")
        )
    return made
