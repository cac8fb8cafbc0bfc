"""Dialogs that ask: a form, a yes or no; and what is shown only once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from nicegui import ui

from genmux.client import ClientError
from genmux.console.parts.controls import button, fault
from genmux.console.parts.places import Dialog, code, reason, toast
from genmux.console.parts.tag import Tag
from genmux.console.words import Words

Act = Callable[[], Any]


class Asking(Dialog):
    """A dialog that goes for good when it is closed. `with asking.body:` holds its fields."""

    def __init__(self, words: Words, title: str, *, width: int = 560) -> None:
        with ui.context.client.content:
            super().__init__(words, title, width=width)
        self._words = words
        self.on_close: Act | None = None
        self.element.on("close", self._gone, args=[])
        self._problem: Tag | None = None

    async def _gone(self) -> None:
        then = self.on_close
        if then is not None:
            with self.element:
                await done(then())
        self.element.delete()

    def buttons(self, text: str, act: Act, *, kind: str = "primary", back: str = "") -> Tag:
        """Cancel, or `back`, and a button that acts: it may raise ClientError, which is shown in
        place, or return False to stay open."""
        words = self._words

        async def press() -> None:
            if main.props.get("disabled"):
                return
            main.set(aria_busy="true", disabled=True)
            try:
                stays = await done(act()) is False
            except ClientError as error:
                self.blame(reason(words, error)[1])
                stays = True
            if not main.is_deleted:  # as by `reveal`
                main.set(aria_busy=None, disabled=None)
            if not stays:
                self.close()

        with self.foot:
            button(back or words("shell.cancel"), kind="quiet").set(data_act="close")
            main = button(text, press, kind=kind)
            main.set(data_run=True)
        return main

    def blame(self, text: str) -> None:
        """Says above the buttons what is wrong; an empty text takes that back."""
        if self._problem is not None:
            self._problem.delete()
            self._problem = None
        if text:
            with self.body:
                self._problem = Tag("p", "note bad", text, role="alert")

    def reveal(self, title: str, text: str, secret: str) -> None:
        """Changes into the one place where a secret is ever shown."""
        words = self._words
        self.title.set_text(title)
        self._problem = None
        with self.body.clear():
            Tag("p", "note warm", text)
            code(secret, words, aria_label=title)
        with self.foot.clear():
            kept = button(words("asking.kept"), kind="primary").set(data_act="close")
        kept.run_method("focus")  # what had it is gone


def at_field(fields: Mapping[str, Tag], error: ClientError) -> bool:
    """Says what the API found wrong at the field that it names first; False where it names none."""
    for control in fields.values():
        fault(control, "")
    if error.code not in (400, 422):
        return False
    words = re.findall(r"[A-Za-z_]+", error.message)
    named = next((word for word in words if word in fields), None)
    if named is None:
        return False
    fault(fields[named], error.message)
    fields[named].run_method("focus")
    return True


async def done(result: Any) -> Any:
    """What a handler gives, whether it is asynchronous or not."""
    return await result if inspect.isawaitable(result) else result


def confirm(
    words: Words, title: str, text: str, action: str, act: Act, *, kind: str = "danger"
) -> None:
    """Asks before something that cannot be taken back."""
    asking = Asking(words, title, width=460)
    with asking.body:
        Tag("p", "", text)
    # Not "cancel": that may be what is asked about.
    asking.buttons(action, act, kind=kind, back=words("asking.back"))
    asking.open()


async def attempt(words: Words, work: Awaitable[Any]) -> bool:
    """Whether it went well; what did not is said in a toast."""
    try:
        await work
    except ClientError as error:
        toast(reason(words, error)[1], bad=True)
        return False
    return True
