"""One task: what was asked, what happened, what it cost, who was told."""

from __future__ import annotations

import re

from genmux.client import ClientError
from genmux.console.board.story import Story
from genmux.console.frame import Page
from genmux.console.parts.controls import link_button
from genmux.console.parts.places import empty
from genmux.console.visit import Visit


async def show(visit: Visit) -> None:
    task_id = str(visit.request.path_params.get("task_id", ""))
    try:
        if not re.fullmatch(r"[0-9a-f]{32}", task_id):
            raise ClientError(404, "")
        story = await visit.api.get(f"/tasks/{task_id}/story")
    except ClientError as error:
        if error.code != 404:
            raise
        words = visit.words
        with empty(words("story.missing"), words("story.missing_text"), level=1):
            link_button(words("story.back"), "/tasks", kind="primary", icon="back")
        return
    await Story(visit, task_id, story).draw()


PAGE = Page("/tasks/{task_id}", "tasks", show, in_navigation=False)
