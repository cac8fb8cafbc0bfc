"""The ledger: every change of the purse, and grants by operators."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from nicegui import ui

from genmux.console.board.listing import who_asks
from genmux.console.board.paid import signed
from genmux.console.ledger.spend import export_link
from genmux.console.parts.asking import Asking
from genmux.console.parts.controls import button, fault, select_field, text_field
from genmux.console.parts.moments import moment
from genmux.console.parts.newest import Newest, table
from genmux.console.parts.places import empty
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit
from genmux.console.words import Words

_KINDS = ("grant", "hold", "adjust", "settle", "release")


class Entries:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._kind = ""

    async def draw(self) -> None:
        words = self._words
        people = await who_asks(self._visit)
        kinds = {"": words("money.any_kind")}
        kinds |= {kind: words(f"story.kind_{kind}") for kind in _KINDS}
        with Tag("div", "row between bar"):
            Tag("p", "soft", words("money.ledger_lead"))
            with Tag("div", "row"):
                select_field(words("money.kind"), kinds, on_change=self._choose, hide_label=True)
                self._export = html(export_link(words, "ledger", {}))
                if self._visit.may("operator"):
                    button(words("money.grant"), self._grant, kind="primary", icon="plus")
        self._list = Newest(
            self._visit,
            "/ledger",
            lambda: {"kind": self._kind},
            lambda entries: rows(words, entries, people),
            lambda: empty(words("money.no_entries"), words("money.no_entries_text"), icon="money"),
        )
        await self._list.load()

    async def _choose(self, kind: str) -> None:
        self._kind = kind
        self._export.set_content(export_link(self._words, "ledger", {"kind": kind}))
        await self._list.load()

    def _grant(self) -> None:
        words, values = self._words, {"credits": "", "note": ""}
        purse = words("shell.sandbox" if self._visit.sandbox else "shell.live")
        asking = Asking(words, words("money.grant_title"), width=460)
        with asking.body:
            text = words("money.grant_text", project=self._visit.project["name"], purse=purse)
            Tag("p", "soft", text)
            amount = text_field(
                words("money.amount"),
                kind="number",
                step="any",
                event="input",
                on_change=lambda value: values.update(credits=value),
                autofocus=True,
            )
            text_field(
                words("money.note"),
                event="input",
                on_change=lambda value: values.update(note=value),
                maxlength=200,
            )

        async def act() -> bool:
            fault(amount, "")
            try:
                given = float(values["credits"])
            except ValueError:
                fault(amount, words("keys.number_needed"))
                return False
            body = {"credits": given, "note": values["note"]}
            await self._visit.api.post("/grants", body)
            ui.navigate.reload()  # the purse beside the page changes too
            return True

        asking.buttons(words("money.grant"), act)
        asking.open()


_HEADS = (
    ("time", ""), ("entry", ""), ("available", "right"), ("held", "right"),
    ("by", ""), ("task", ""), ("note", ""),
)  # fmt: skip


def rows(words: Words, entries: list[Mapping[str, Any]], people: Mapping[str, str]) -> str:
    """`people` are the names of keys and persons by id."""
    heads = [(side, words(f"money.head_{name}")) for name, side in _HEADS]
    return table(words("money.ledger"), heads, "".join(_row(words, one, people) for one in entries))


def _row(words: Words, one: Mapping[str, Any], people: Mapping[str, str]) -> str:
    task, kind, who = one.get("taskId"), str(one["kind"]), str(one.get("keyId") or "")
    link = ""
    if task:
        link = f'<a class="mono" href="/tasks/{escape(task)}">{escape(task[:8])}…</a>'
    cells = (
        moment(one["createTime"]),
        escape(words.get(f"story.kind_{kind}", kind)),
        signed(one["available"]),
        signed(one["held"]),
        escape(people.get(who, who[:8])),
        link,
        escape(str(one.get("note") or "")),
    )
    filled = "".join(
        f'<td class="{side or "small"}" data-label="{escape(words(f"money.head_{name}"))}">{cell}'
        "</td>"
        for (name, side), cell in zip(_HEADS, cells, strict=True)
    )
    return f"<tr>{filled}</tr>"
