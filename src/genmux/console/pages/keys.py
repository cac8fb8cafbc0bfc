"""Keys and projects: what programs and people may do here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from genmux.console.frame import Page
from genmux.console.parts.places import empty, page_head
from genmux.console.parts.tabs import tabs
from genmux.console.team.audit import Audit
from genmux.console.team.callbacks import Callbacks
from genmux.console.team.keys import Keys
from genmux.console.team.members import Members
from genmux.console.team.persons import Persons
from genmux.console.team.project import Projects
from genmux.console.visit import Visit


class _Part(Protocol):
    async def draw(self) -> None: ...


_PARTS: Mapping[str, tuple[Callable[[Visit], _Part], str]] = {
    "keys": (Keys, "reader"),
    "members": (Members, "reader"),
    "callbacks": (Callbacks, "reader"),
    "audit": (Audit, "admin"),
    "project": (Projects, ""),
    "people": (Persons, "operator"),
}
"""each part with the role that sees it"""


async def show(visit: Visit) -> None:
    words = visit.words
    lead = words("keys.lead")
    if visit.project:
        lead = f"{words('shell.project')}: {visit.project['name']}"
    with page_head(words("keys.title"), lead):
        pass
    names = {
        name: words(f"keys.tab_{name}")
        for name, (_, role) in _PARTS.items()
        if not role or visit.may(role)
    }
    here = tabs(visit, names, words("keys.title"))
    if not visit.project and here not in ("project", "people"):
        empty(words("keys.no_project"), words("keys.no_project_text"), icon="keys")
        return
    await _PARTS[here][0](visit).draw()


PAGE = Page("/keys", "keys", show)
