"""Settings: oneself, the vendors and routes of the project, the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from genmux.console.frame import Page
from genmux.console.parts.places import page_head
from genmux.console.parts.tabs import tabs
from genmux.console.setup.account import Account
from genmux.console.setup.routing import Routing
from genmux.console.setup.server import Server
from genmux.console.setup.vendors import Vendors
from genmux.console.visit import Visit


class _Part(Protocol):
    async def draw(self) -> None: ...


_PARTS: Mapping[str, tuple[Callable[[Visit], _Part], str]] = {
    "account": (Account, ""),
    "vendors": (Vendors, "reader"),
    "routing": (Routing, "reader"),
    "server": (Server, "operator"),
}
"""each part with the role that sees it"""


async def show(visit: Visit) -> None:
    words = visit.words
    with page_head(words("setup.title"), words("setup.lead")):
        pass
    names = {
        name: words(f"setup.tab_{name}")
        for name, (_, role) in _PARTS.items()
        if not role or (visit.may(role) and (visit.project or role == "operator"))
    }
    await _PARTS[tabs(visit, names, words("setup.title"))][0](visit).draw()


PAGE = Page("/settings", "settings", show)
