"""All people of the server, for its operators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.asking import Asking, at_field, attempt
from genmux.console.parts.controls import button, switch_field
from genmux.console.parts.moments import moment
from genmux.console.parts.places import Table, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.team.members import person_fields, show_link, told
from genmux.console.visit import Visit


class Persons:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words

    async def draw(self) -> None:
        words = self._words
        with Tag("div", "row between bar"):
            Tag("p", "soft", words("team.persons_lead"))
            button(words("team.add_person"), self._add, kind="primary", icon="plus")
        self._place = Tag("div", "list-place")
        await self.load()

    async def load(self) -> None:
        words = self._words
        people = (await self._visit.api.get("/people"))["people"]
        heads = [words(f"team.{n}") for n in ("person", "in_projects", "last_seen", "actions")]
        with self._place.clear():
            table = Table(heads, label=words("team.persons"), align=["", "", "", "right"])
            for person in people:
                with table.row():
                    self._row(table, person)

    def _row(self, table: Table, person: Mapping[str, Any]) -> None:
        words = self._words
        own = person["id"] == self._visit.person.get("id")
        with table.cell():
            with Tag("span", "row"):
                Tag("b", "", str(person["name"] or person["email"]))
                if person["operator"]:
                    Tag("span", "chip accent", words("team.role_operator"))
                if person["disabled"]:
                    Tag("span", "chip bad", words("team.disabled"))
            Tag("span", "soft small", str(person["email"]))
        joined = [
            f"{one['name']} ({words.get('team.role_' + one['role'], one['role'])})"
            for one in person["projects"]
        ]
        table.cell(", ".join(joined) or "–", "small")
        with table.cell(classes="small number"):
            seen = person["lastSignInTime"]
            html(moment(seen) if seen else words("team.not_yet"))
        with table.cell(), Tag("div", "actions"):
            button(words("team.reset"), lambda: self._link(person["id"]), kind="small", icon="link")
            if not own:
                self._switches(person)

    def _switches(self, person: Mapping[str, Any]) -> None:
        words = self._words
        for field, on, off in (
            ("operator", "make_operator", "unmake_operator"),
            ("disabled", "disable", "enable"),
        ):
            now = bool(person[field])
            text = words(f"team.{off if now else on}")
            kind = "small danger" if field == "disabled" and not now else "small"

            async def change(field: str = field, now: bool = now) -> None:
                work = self._visit.api.patch(f"/people/{person['id']}", {field: not now})
                if await attempt(words, work):
                    toast(words("team.person_changed"))
                await self.load()

            button(text, change, kind=kind)

    async def _link(self, person_id: str) -> None:
        made: dict[str, Any] = {}

        async def ask() -> None:
            made.update(await self._visit.api.post(f"/people/{person_id}/link"))

        if await attempt(self._words, ask()):
            show_link(self._visit, made)

    def _add(self) -> None:
        words = self._words
        values: dict[str, Any] = {"email": "", "name": "", "operator": False}
        asking = Asking(words, words("team.add_person"))
        with asking.body:
            fields = person_fields(self._visit, values)
            switch_field(
                words("team.as_operator"), on_change=lambda on: values.update(operator=bool(on))
            )

        async def act() -> bool:
            try:
                made = await self._visit.api.post("/people", values)
            except ClientError as error:
                if at_field(fields, error):
                    return False
                raise
            return await told(self._visit, asking, made["link"], self.load)

        asking.buttons(words("team.add_person"), act)
        asking.open()
