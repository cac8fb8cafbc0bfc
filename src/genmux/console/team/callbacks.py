"""The secret that callbacks are signed with: covered, replaced, tried out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.asking import Asking
from genmux.console.parts.controls import button, fault, text_field
from genmux.console.parts.moments import length, moment
from genmux.console.parts.places import card, code, reason
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit


class Callbacks:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._url = ""

    async def draw(self) -> None:
        words = self._words
        with Tag("div", "columns"):
            with card(words("callbacks.secret")):
                Tag("p", "soft", words("callbacks.secret_text"))
                self._place = Tag("div", "secret-place")
            with card(words("callbacks.test")):
                Tag("p", "soft", words("callbacks.test_text"))
                if self._visit.may("member"):
                    self._form()
                else:
                    Tag("span", "chip", words("shell.read_only"))
        await self.load()

    async def load(self) -> None:
        words = self._words
        now = await self._visit.api.get("/callback-secret")
        rows = [(words("callbacks.now"), f"<code>{escape(str(now['masked']))}</code>")]
        for name, key in (("since", "rotateTime"), ("old_until", "oldValidUntil")):
            if now.get(key):
                rows.append((words(f"callbacks.{name}"), moment(now[key])))
        with self._place.clear():
            facts = "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in rows)
            html(facts, "facts", "dl")
            if self._visit.may("admin"):
                with Tag("div", "row foot"):
                    button(words("callbacks.rotate"), self._ask, icon="repeat")

    def _ask(self) -> None:
        words = self._words
        asking = Asking(words, words("callbacks.rotate_title"), width=520)
        with asking.body:
            Tag("p", "", words("callbacks.rotate_text"))

        async def act() -> bool:
            made = await self._visit.api.post("/callback-secret/rotate")
            asking.on_close = self.load
            asking.reveal(words("callbacks.made"), words("callbacks.made_text"), made["secret"])
            return False

        asking.buttons(words("callbacks.rotate"), act)
        asking.open()

    def _form(self) -> None:
        words = self._words
        with Tag("div", "row test-row"):
            with Tag("div", "grow"):
                self._field = text_field(
                    words("callbacks.url"),
                    kind="url",
                    event="input",
                    on_change=self._typed,
                    placeholder="https://example.com/callback",
                )
            self._send = button(words("callbacks.send"), self._test, kind="primary", icon="send")
        self._answer = Tag("div", "stack", aria_live="polite")

    def _typed(self, value: str) -> None:
        self._url = value.strip()

    async def _test(self) -> None:
        words = self._words
        fault(self._field, "" if self._url else words("callbacks.url_needed"))
        if not self._url:
            return
        self._send.set(aria_busy="true", disabled=True)
        try:
            answer = await self._visit.api.post("/callback-secret/test", {"url": self._url})
        except ClientError as error:
            fault(self._field, reason(words, error)[1])
            self._answer.clear()
        else:
            self._show(answer)
        finally:
            self._send.set(aria_busy=None, disabled=None)

    def _show(self, answer: Mapping[str, Any]) -> None:
        words = self._words
        good = bool(answer["ok"])
        text = words("callbacks.taken" if good else "callbacks.refused")
        parts = [str(part) for part in (answer.get("status"), answer.get("error")) if part]
        parts.append(length(words, answer.get("milliseconds")))
        with self._answer.clear():
            Tag("p", "note good" if good else "note bad", f"{text} ({', '.join(parts)})")
            if answer.get("reply"):
                Tag("p", "field-label", words("callbacks.reply"))
                code(str(answer["reply"]), words)
            with Tag("details", "more"):
                Tag("summary", "", words("callbacks.headers"))
                code(json.dumps(answer.get("headers") or {}, indent=2), words)
