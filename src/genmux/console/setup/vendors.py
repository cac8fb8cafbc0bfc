"""Accounts at vendors: how they are doing, and keys that go in and never come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from genmux.client import ClientError
from genmux.console.parts.asking import Asking, confirm
from genmux.console.parts.controls import button, fault, select_field, text_field
from genmux.console.parts.moments import moment
from genmux.console.parts.places import Table, empty, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit

_TONES = {"ok": "good dot", "failing": "warm dot", "paused": "bad dot"}


class Vendors:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._kinds: list[str] = []

    async def draw(self) -> None:
        words = self._words
        with Tag("div", "row between bar"):
            Tag("p", "soft", words("setup.vendors_lead"))
            self._add = button(words("setup.add_key"), self._put, kind="primary", icon="plus")
            self._add.set(hidden=True)
        self._place = Tag("div", "list-place")
        await self.load()

    async def load(self) -> None:
        words = self._words
        data = await asked(self._visit, "/vendors")
        with self._place.clear():
            if data is None:
                empty(words("setup.no_routes"), words("setup.no_routes_text"), icon="tool")
                return
            self._kinds = [str(kind) for kind in data.get("kinds") or ()]
            self._add.set(hidden=not (self._visit.may("admin") and self._kinds))
            if not data["vendors"]:
                empty(words("setup.no_vendors"), words("setup.no_vendors_text"), icon="tool")
                return
            names = ("vendor", "state", "key", "models", "in_flight")
            heads = [words(f"setup.{name}") for name in names] + [words("team.actions")]
            sides = ["", "", "", "right", "right", "right"]
            table = Table(heads, label=words("setup.vendors"), align=sides)
            for vendor in data["vendors"]:
                with table.row():
                    self._row(table, vendor)

    def _row(self, table: Table, vendor: Mapping[str, Any]) -> None:
        words, state = self._words, str(vendor["state"])
        with table.cell():
            Tag("b", "block", str(vendor["name"]))
        with table.cell():
            Tag("span", f"chip {_TONES.get(state, '')}", words.get(f"setup.state_{state}", state))
            if vendor.get("reason"):
                Tag("span", "soft small block", str(vendor["reason"]))
            if vendor.get("failures"):
                Tag("span", "soft small block", words("setup.failures", n=vendor["failures"]))
            if vendor.get("pausedUntil"):
                until = f"{words('setup.until')} {moment(vendor['pausedUntil'])}"
                html(until, "soft small block", "span")
        with table.cell():
            Tag("span", "block", words("setup.key_own" if vendor["own"] else "setup.key_server"))
            if vendor.get("keyEndsWith"):
                Tag("span", "soft small mono", f"…{vendor['keyEndsWith']}")
        table.cell(f"{vendor['models']:,}")
        table.cell(f"{vendor['inFlight']:,}")
        with table.cell(), Tag("div", "actions"):
            if self._visit.may("admin"):
                self._actions(vendor)

    def _actions(self, vendor: Mapping[str, Any]) -> None:
        words, name = self._words, str(vendor["name"])
        text = words("setup.replace_key" if vendor["own"] else "setup.own_key")
        button(text, lambda: self._put(name), kind="small", label=f"{text}: {name}")
        if vendor["own"]:
            text = words("setup.drop_key")
            button(text, lambda: self._drop(name), kind="small danger", label=f"{text}: {name}")

    def _put(self, name: str = "") -> None:
        words = self._words
        values = {"name": name or self._kinds[0], "key": ""}
        title = words("setup.key_title", name=name) if name else words("setup.add_key")
        asking = Asking(words, title, width=480)
        with asking.body:
            if not name:
                select_field(
                    words("setup.vendor"),
                    self._kinds,
                    value=values["name"],
                    on_change=lambda value: values.update(name=value),
                )
            field = text_field(
                words("setup.key"),
                kind="password",
                event="input",
                on_change=lambda value: values.update(key=value.strip()),
                help=words("setup.key_help"),
                autocomplete="off",
                autofocus=True,
            )

        async def act() -> bool:
            fault(field, "" if values["key"] else words("setup.key_needed"))
            if not values["key"]:
                return False
            path = f"/vendors/{quote(values['name'], safe='')}/key"
            await self._visit.api.call("PUT", path, {"key": values["key"]})
            toast(words("setup.key_set", name=values["name"]))
            await self.load()
            return True

        asking.buttons(words("shell.save"), act)
        asking.open()

    def _drop(self, name: str) -> None:
        words = self._words

        async def act() -> None:
            await self._visit.api.delete(f"/vendors/{quote(name, safe='')}/key")
            toast(words("setup.key_dropped", name=name))
            await self.load()

        confirm(
            words,
            words("setup.drop_title", name=name),
            words("setup.drop_text"),
            words("setup.drop_key"),
            act,
        )


async def asked(visit: Visit, path: str) -> dict[str, Any] | None:
    """None where this server has no such call."""
    try:
        found: dict[str, Any] = await visit.api.get(path)
    except ClientError as error:
        if error.code in (404, 405):
            return None
        raise
    return found
