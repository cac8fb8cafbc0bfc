"""Oneself: name, password, language and theme."""

from __future__ import annotations

import json
from html import escape

from nicegui import ui

from genmux.client import ClientError
from genmux.console.parts.controls import button, fault, select_field, text_field
from genmux.console.parts.moments import moment
from genmux.console.parts.places import card, reason, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit
from genmux.console.words import LANGUAGES

_SHORTEST = 12
_THEMES = ("system", "light", "dark")


class Account:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._typed: dict[str, str] = {"current": "", "new": "", "again": ""}
        self._fields: dict[str, Tag] = {}

    async def draw(self) -> None:
        with Tag("div", "columns"):
            with Tag("div", "stack"):
                self._person()
                self._looks()
            self._password()

    def _person(self) -> None:
        words, person = self._words, self._visit.person
        rows = [
            (words("setup.email"), escape(str(person.get("email") or "–"))),
            (words("team.created"), moment(person.get("createTime"), "day")),
            (words("team.last_seen"), moment(person.get("lastSignInTime"))),
        ]
        name = {"text": str(person.get("name") or "")}
        with card(words("setup.you")), Tag("div", "stack"):
            facts = "".join(f"<dt>{escape(key)}</dt><dd>{text}</dd>" for key, text in rows)
            html(facts, "facts", "dl")
            field = text_field(
                words("team.field_name"),
                value=name["text"],
                event="input",
                on_change=lambda value: name.update(text=value.strip()),
                maxlength=100,
                autocomplete="name",
            )

            async def save() -> None:
                fault(field, "")
                try:
                    await self._visit.api.patch("/me", {"name": name["text"]})
                except ClientError as error:
                    fault(field, reason(words, error)[1])
                    return
                toast(words("setup.saved"))

            with Tag("div", "row"):
                button(words("shell.save"), save)

    def _looks(self) -> None:
        """Cookies of this browser: the scripts of all pages know these controls."""
        words, cookies = self._words, self._visit.request.cookies
        with card(words("setup.looks")), Tag("div", "two"):
            select_field(
                words("shell.language"), LANGUAGES, value=words.language, data_act="language"
            )
            select_field(
                words("shell.theme"),
                {theme: words(f"shell.theme_{theme}") for theme in _THEMES},
                value=cookies.get("theme", "system"),
                data_act="theme",
            )

    def _password(self) -> None:
        words = self._words
        known = bool(self._visit.person.get("hasPassword"))
        with card(words("setup.password")), Tag("form", "stack") as form:
            form.on(
                "submit", self._change, args=[], js_handler="(e) => {e.preventDefault(); emit()}"
            )
            Tag("p", "soft", words("setup.password_text" if known else "setup.no_password"))
            if known:
                self._secret("current", "current-password")
            self._secret("new", "new-password", help=words("setup.password_help", n=_SHORTEST))
            self._secret("again", "new-password")
            with Tag("div", "row"), Tag("button", "button primary", type="submit") as self._save:
                Tag("span", "", words("setup.set_password"))

    def _secret(self, name: str, complete: str, help: str = "") -> None:  # noqa: A002
        self._fields[name] = text_field(
            self._words(f"setup.field_{name}"),
            kind="password",
            event="input",
            on_change=lambda value: self._typed.update({name: value}),
            help=help,
            autocomplete=complete,
        )

    async def _change(self) -> None:
        words, typed = self._words, self._typed
        for field in self._fields.values():
            fault(field, "")
        if len(typed["new"]) < _SHORTEST:
            fault(self._fields["new"], words("setup.too_short", n=_SHORTEST))
            return
        if typed["new"] != typed["again"]:
            fault(self._fields["again"], words("setup.differs"))
            return
        body = {"new": typed["new"]}
        if "current" in self._fields:
            body["current"] = typed["current"]
        self._save.set(aria_busy="true", disabled=True)
        try:
            await self._visit.api.post("/me/password", body)
        except ClientError as error:
            wrong = "current" if error.code in (401, 403) and "current" in self._fields else "new"
            fault(self._fields[wrong], error.message)
            return
        finally:
            self._save.set(aria_busy=None, disabled=None)
        text = json.dumps(words("setup.password_set"))
        ui.run_javascript(f"genmux.toast({text}); setTimeout(() => location.reload(), 1200)")
