"""One opened page: who looks at it, in which language, and the API on their behalf."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from genmux.client import ClientError
from genmux.console.api import Api
from genmux.console.samples.keeper import Keeper
from genmux.console.sessions import Session
from genmux.console.shelf import Shelf
from genmux.console.words import Words

_RANKS = ("reader", "member", "admin", "owner", "operator")


@dataclass(slots=True)
class Visit:
    """What a page is given. `words` gives texts, `api` calls the API as this person."""

    request: Request
    session: Session
    words: Words
    api: Api
    form_token: str
    shelf: Shelf
    samples: Keeper
    files_at: tuple[str, ...] = ()
    """beginnings of the API's links that are shown through this console"""
    person: dict[str, Any] = field(default_factory=dict)
    projects: list[dict[str, Any]] = field(default_factory=list)
    balance: dict[str, Any] = field(default_factory=dict)

    async def meet(self) -> None:
        """Asks who this is. Raises ClientError."""
        me, self.balance = await asyncio.gather(self.api.get("/me"), self._balance())
        self.person, self.projects = me["person"], me["projects"]

    async def _balance(self) -> dict[str, Any]:
        """Nothing for who is in no project yet."""
        try:
            found: dict[str, Any] = await self.api.get("/balance")
        except ClientError as error:
            if error.code in (0, 401):
                raise
            return {}
        return found

    @property
    def project(self) -> dict[str, Any]:
        """The project that the page is about; empty without any."""
        for one in self.projects:
            if one["id"] == self.session.project:
                return one
        return self.projects[0] if self.projects else {}

    @property
    def sandbox(self) -> bool:
        return self.session.sandbox

    @property
    def role(self) -> str:
        return "operator" if self.person.get("operator") else str(self.project.get("role", ""))

    def may(self, role: str) -> bool:
        """Whether this person's role reaches `role`. For what to offer; the API decides."""
        return self.role in _RANKS and _RANKS.index(self.role) >= _RANKS.index(role)

    def shown(self, url: str) -> str:
        """A link of the API as the browser reaches it: through this console."""
        for start in self.files_at:
            if url.startswith(start + "/files/"):
                return url[len(start) :]
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https", "data", "") else ""

    def amount(self, value: float | str | Decimal | None) -> str:
        return amount(value)


def amount(value: float | str | Decimal | None) -> str:
    """Credits for people: `1,234.5`; at most three digits behind the point."""
    exact = Decimal(str(value or 0)).quantize(Decimal("0.001"))
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
