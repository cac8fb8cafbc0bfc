"""Which tasks are looked for: the filters, as the page's address and as the API's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

LEAST_TEXT = 2
"""characters that the API looks for"""
STATES = ("queued", "running", "succeeded", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`since` and `until` are dates, `before` the id that the page begins after, `at` how many
    tasks come before it."""

    state: str = ""
    model: str = ""
    family: str = ""
    key: str = ""
    since: str = ""
    until: str = ""
    text: str = ""
    before: str = ""
    at: int = field(default=0)

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Self:
        """Out of an address or a form; what makes no sense there is left out."""
        found: dict[str, Any] = {
            one.name: str(query.get(one.name) or "").strip()
            for one in fields(cls)
            if one.name != "at"
        }
        if found["state"] not in STATES:
            found["state"] = ""
        for name in ("since", "until"):
            found[name] = _day(found[name])
        at = str(query.get("at") or "")
        return cls(**found, at=int(at) if at.isascii() and at.isdigit() and len(at) < 10 else 0)

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for but the newest."""
        return any(self.asked().values())

    def asked(self) -> dict[str, str]:
        """The parameters of the API."""
        text = self.text if len(self.text) >= LEAST_TEXT else ""
        return {
            "state": self.state,
            "model": self.model,
            "family": self.family,
            "key": self.key,
            "from": self.since,
            "to": self.until,
            "text": text[:100],
        }

    def address(self) -> str:
        """The page with these filters."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        query = urlencode({name: value for name, value in given.items() if value})
        return "/tasks" + (f"?{query}" if query else "")

    def page(self, before: str, at: int) -> Wanted:
        return replace(self, before=before, at=at)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
