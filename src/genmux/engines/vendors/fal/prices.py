"""What a job took: fal counts units of the model's own kind, and tells the price of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from genmux.engines.remote import Response

_KEPT = 86400.0
"""seconds that a price holds"""


@dataclass(slots=True)
class Prices:
    """US dollars of one unit, by model."""

    usd: dict[str, Decimal] = field(default_factory=dict)
    _asked_at: dict[str, float] = field(default_factory=dict)

    def worth_asking(self, model: str, now: float) -> bool:
        """Whether nobody asked for that price for a day. Remembers that it is asked for now, so
        that a price list out of reach holds no finished job up a second time."""
        due = now - self._asked_at.get(model, float("-inf")) >= _KEPT
        if due:
            self._asked_at[model] = now
        return due

    def learn(self, model: str, reply: Response) -> None:
        for one in _listed(reply):
            if one.get("endpoint_id") == model and one.get("currency") == "USD":
                price = _number(one.get("unit_price"))
                if price is not None:
                    self.usd[model] = price


def units_of(reply: Response) -> Decimal | None:
    """How many units a result took, where it says so."""
    return _number(reply.headers.get("x-fal-billable-units", ""))


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _listed(reply: Response) -> list[dict[str, Any]]:
    try:
        value = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return []
    prices = value.get("prices") if isinstance(value, dict) else None
    return [one for one in prices if isinstance(one, dict)] if isinstance(prices, list) else []
