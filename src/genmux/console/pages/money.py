"""Money and health: what was spent, the ledger, and how the work goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from genmux.console.frame import Page
from genmux.console.ledger.entries import Entries
from genmux.console.ledger.health import Health
from genmux.console.ledger.spend import Spend
from genmux.console.parts.places import empty, page_head
from genmux.console.parts.tabs import tabs
from genmux.console.visit import Visit


class _Part(Protocol):
    async def draw(self) -> None: ...


_PARTS: Mapping[str, Callable[[Visit], _Part]] = {
    "spend": Spend,
    "ledger": Entries,
    "health": Health,
}


async def show(visit: Visit) -> None:
    words = visit.words
    with page_head(words("money.title"), words("money.lead")):
        pass
    here = tabs(visit, {name: words(f"money.tab_{name}") for name in _PARTS}, words("money.title"))
    if not visit.project:
        empty(words("keys.no_project"), words("keys.no_project_text"), icon="money")
        return
    await _PARTS[here](visit).draw()


PAGE = Page("/money", "money", show)
