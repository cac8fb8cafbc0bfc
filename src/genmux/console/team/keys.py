"""API keys: what each may spend and has spent; made, changed, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from genmux.console.parts.asking import confirm
from genmux.console.parts.controls import button, link_button
from genmux.console.parts.moments import moment
from genmux.console.parts.places import Table, empty, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.team.key_form import KeyForm
from genmux.console.visit import Visit, amount
from genmux.console.words import Words

_TONES = {"active": "good dot", "expired": "warm dot", "revoked": "dot"}
SPANS = ("hour", "day", "total")


class Keys:
    """The keys of both purses; those that ended only when asked for."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._all = False

    async def draw(self) -> None:
        words = self._words
        with Tag("div", "row between bar"):
            Tag("p", "soft", words("keys.keys_lead"))
            with Tag("div", "row"):
                self._ended = button("", self._toggle, kind="quiet")
                self._ended.set(hidden=True)
                if self._visit.may("admin"):
                    button(words("keys.create"), self._make, kind="primary", icon="plus").set(
                        data_new=True
                    )
        self._place = Tag("div", "list-place")
        await self.load()

    async def load(self) -> None:
        words = self._words
        keys = (await self._visit.api.get("/keys"))["keys"]
        ended = [key for key in keys if key["state"] != "active"]
        shown = keys if self._all else [key for key in keys if key["state"] == "active"]
        self._ended.set(hidden=not ended)
        text = words("keys.hide_ended") if self._all else words("keys.show_ended", n=len(ended))
        with self._ended.clear():
            Tag("span", "", text)
        with self._place.clear():
            if not shown:
                with empty(words("keys.no_keys"), words("keys.no_keys_text"), icon="keys"):
                    if self._visit.may("admin"):
                        button(words("keys.create"), self._make, kind="primary", icon="plus")
                return
            names = ["key", "purse", "used", "allowed", "expires", "state"]
            heads = [words(f"keys.{name}") for name in names] + [words("keys.actions")]
            table = Table(heads, label=words("keys.keys"), align=["", "", "", "", "", "", "right"])
            for key in shown:
                with table.row():
                    self._row(table, key)

    def _row(self, table: Table, key: Mapping[str, Any]) -> None:
        words = self._words
        with table.cell():
            Tag("b", "block", str(key["name"]))
            Tag("span", "soft small mono", f"…{key['hint']}" if key["hint"] else "")
        kind = "sandbox" if key["sandbox"] else "live"
        with table.cell():
            Tag("span", "chip warm" if key["sandbox"] else "chip accent", words(f"shell.{kind}"))
        with table.cell():
            html(usage(words, key))
        networks = ", ".join(key["networks"]) or words("keys.everywhere")
        table.cell(networks, "small key-networks")
        with table.cell(classes="small number"):
            html(moment(key["expireTime"], "day") if key["expireTime"] else words("keys.never"))
        state = str(key["state"])
        with table.cell():
            Tag("span", f"chip {_TONES.get(state, '')}", words.get(f"keys.state_{state}", state))
        with table.cell(), Tag("div", "actions"):
            if key["sandbox"] == self._visit.sandbox:  # the list is of one purse
                link_button(
                    "",
                    f"/tasks?key={key['id']}",
                    kind="quiet round small",
                    icon="tasks",
                    aria_label=words("keys.tasks_of", name=key["name"]),
                    title=words("keys.tasks"),
                )
            if self._visit.may("admin") and state != "revoked":
                name = words("keys.edit_of", name=key["name"])
                button(words("keys.edit"), lambda: self._edit(key), kind="small", label=name)
                name = words("keys.revoke_of", name=key["name"])
                button(
                    words("keys.revoke"), lambda: self._revoke(key), kind="small danger", label=name
                )

    async def _toggle(self) -> None:
        self._all = not self._all
        await self.load()

    def _make(self) -> None:
        KeyForm(self._visit, self.load).open()

    def _edit(self, key: Mapping[str, Any]) -> None:
        KeyForm(self._visit, self.load, key).open()

    def _revoke(self, key: Mapping[str, Any]) -> None:
        words = self._words

        async def act() -> None:
            await self._visit.api.delete(f"/keys/{key['id']}")
            toast(words("keys.revoked", name=key["name"]))
            await self.load()

        confirm(
            words,
            words("keys.revoke_title", name=key["name"]),
            words("keys.revoke_text"),
            words("keys.revoke"),
            act,
        )


def usage(words: Words, key: Mapping[str, Any]) -> str:
    """What was spent, against each limit that there is."""
    lines = []
    for span in SPANS:
        limit, spent = key["limits"].get(span), key["spent"].get(span)
        if limit is None:
            continue
        text = words(f"keys.of_{span}", spent=amount(spent), limit=amount(limit))
        part = min(100.0, 100 * float(spent or 0) / float(limit)) if limit else 100.0
        full = " full" if part >= 90 else ""
        lines.append(
            f'<span class="use{full}"><span class="small number">{escape(text)}</span>'
            f'<span class="meter" aria-hidden="true"><span style="width:{part:.1f}%"></span></span>'
            "</span>"
        )
    if key["limits"].get("total") is None:
        spent = words("keys.spent", spent=amount(key["spent"].get("total")))
        lines.append(f'<span class="small number">{escape(spent)}</span>')
    return f'<span class="uses">{"".join(lines)}</span>'
