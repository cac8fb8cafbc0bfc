"""Who changed what, newest first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from genmux.console.parts.controls import select_field, switch_field
from genmux.console.parts.moments import moment, told
from genmux.console.parts.newest import Newest, table
from genmux.console.parts.places import empty
from genmux.console.parts.tag import Tag
from genmux.console.team.keys import SPANS
from genmux.console.visit import Visit, amount
from genmux.console.words import Words


class Audit:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._action = ""
        self._whole = False

    async def draw(self) -> None:
        words = self._words
        actions = words.page("audit")
        choices = {"": words("team.any_action")}
        # In a file of words a point would begin a table.
        choices |= {name.replace("-", "."): text for name, text in actions.items()}
        with Tag("div", "row between bar"):
            Tag("p", "soft", words("team.audit_lead"))
            with Tag("div", "row"):
                select_field(words("team.action"), choices, on_change=self._choose, hide_label=True)
                if self._visit.may("operator"):
                    switch_field(words("team.whole_server"), on_change=self._widen)
        self._list = Newest(
            self._visit,
            "/audit",
            lambda: {"action": self._action, "all": "true" if self._whole else None},
            lambda entries: rows(words, entries),
            lambda: empty(words("team.no_audit"), words("team.no_audit_text"), icon="clock"),
        )
        await self._list.load()

    async def _choose(self, action: str) -> None:
        self._action = action
        await self._list.load()

    async def _widen(self, on: bool) -> None:
        self._whole = bool(on)
        await self._list.load()


def rows(words: Words, entries: list[Mapping[str, Any]]) -> str:
    heads = [("", words(f"team.{name}")) for name in _HEADS]
    return table(words("team.audit"), heads, "".join(_row(words, one) for one in entries))


_HEADS = ("when", "who", "action", "target", "change", "from")


def _row(words: Words, one: Mapping[str, Any]) -> str:
    actor, action = one["actor"], str(one["action"])
    text = words.get(f"audit.{action.replace('.', '-')}", action)
    kind = words.get(f"team.actor_{actor['kind']}", str(actor["kind"]))
    who = escape(str(actor["name"] or "–"))
    what = f'<span class="soft small block">{escape(kind)}</span>'
    if actor["kind"] == "command":
        who, what = escape(kind), ""
    cells = (
        ("small number", moment(one["time"])),
        ("", who + what),
        ("", escape(text)),
        ("small", escape(str(one["target"] or "–"))),
        ("small change", _change(words, one.get("before"), one.get("after"))),
        ("small number soft", escape(str(one.get("address") or "–"))),
    )
    filled = "".join(
        f'<td class="{classes}" data-label="{escape(words(f"team.{name}"))}">{inner}</td>'
        for name, (classes, inner) in zip(_HEADS, cells, strict=True)
    )
    return f"<tr>{filled}</tr>"


def _change(words: Words, before: Any, after: Any) -> str:
    """What was and what is, for each thing that differs."""
    old = before if isinstance(before, dict) else {}
    new = after if isinstance(after, dict) else {}
    parts = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was == now or (_nothing(was) and _nothing(now)):
            continue
        if name == "limits":
            was, now = _limits(words, was), _limits(words, now)
        change = f"{_told(was)} → " if name in old else ""
        parts.append(f'<span class="block"><span class="soft">{escape(name)}:</span> {change}'
                     f"{_told(now)}</span>")  # fmt: skip
    return "".join(parts) or "–"


def _nothing(value: Any) -> bool:
    return value in (None, "") or (isinstance(value, list) and all(map(_nothing, value)))


def _limits(words: Words, value: Any) -> Any:
    """Those of a key that there are, each with its span."""
    if not isinstance(value, list) or len(value) != len(SPANS):
        return value
    return [
        f"{words(f'keys.field_{span}')} {amount(most)}"
        for span, most in zip(SPANS, value, strict=True)
        if most is not None
    ]


def _told(value: Any) -> str:
    """A value of the log: amounts without their zeros, moments as such."""
    if isinstance(value, list):
        return ", ".join(map(_told, value)) or "–"
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+\.[0-9]+", value):
        return amount(value)
    if isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", value):
        return moment(datetime.fromisoformat(value).timestamp() * 1000)
    return escape(told(value))
