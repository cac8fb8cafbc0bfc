"""What a request asks of its route, kept with the task as JSON text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Wish:
    """`route` names engines in the order in which they are tried; `max_usd` is what a vendor may
    take at most. Empty = as the project or the settings say."""

    route: tuple[str, ...] = ()
    max_usd: Decimal | None = None

    @property
    def text(self) -> str:
        """Empty for no wish at all."""
        known: dict[str, Any] = {}
        if self.route:
            known["route"] = list(self.route)
        if self.max_usd is not None:
            known["maxUsd"] = str(self.max_usd)
        return orjson.dumps(known).decode() if known else ""


def read_wish(text: str) -> Wish:
    if not text:
        return Wish()
    known = orjson.loads(text)
    most = known.get("maxUsd")
    return Wish(tuple(known.get("route", ())), None if most is None else Decimal(most))
