"""How a task was routed: who was asked, who would not and why, who has it. JSON in the task."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from genmux.engines.remote import Why

_MOST = 20
"""refusals that are kept; one that waits at a busy vendor would collect them"""


@dataclass(frozen=True, slots=True)
class Try:
    """One that did not take it. `at` is ISO 8601, `why` see `engines.remote.Why`."""

    engine: str
    why: Why
    message: str
    at: str


@dataclass(slots=True)
class Road:
    """`engine` has it now, under its own name for the `model`; `notes` say what of the request has
    no effect there; `cost` is US dollars by the vendor's list."""

    tried: list[Try] = field(default_factory=list)
    engine: str = ""
    model: str = ""
    notes: list[str] = field(default_factory=list)
    cost: str = ""
    accepted_at: str = ""
    times: int = 0
    """how often it was handed over or had to wait"""

    @property
    def text(self) -> str:
        return orjson.dumps({key: one for key, one in asdict(self).items() if one}).decode()

    @property
    def usd(self) -> Decimal | None:
        return Decimal(self.cost) if self.cost else None

    def refused(self, engine: str, why: Why, message: str, now: datetime) -> None:
        self.engine = self.model = self.cost = self.accepted_at = ""
        self.notes = []
        self.tried = [*self.tried, Try(engine, why, message, now.isoformat())][-_MOST:]


def read_road(text: str) -> Road:
    known: dict[str, Any] = orjson.loads(text) if text else {}
    return Road(**{**known, "tried": [Try(**one) for one in known.get("tried", ())]})
