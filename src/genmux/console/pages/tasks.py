"""All tasks of the project, newest first, searched and filtered by the server."""

from __future__ import annotations

from genmux.console.board.listing import Listing
from genmux.console.frame import Page
from genmux.console.parts.controls import link_button
from genmux.console.parts.places import page_head
from genmux.console.visit import Visit


async def show(visit: Visit) -> None:
    words = visit.words
    with page_head(words("tasks.title"), words("tasks.lead")):
        if visit.may("member"):
            link_button(words("tasks.new"), "/playground", kind="primary", icon="plus")
    await Listing(visit).draw()


PAGE = Page("/tasks", "tasks", show)
