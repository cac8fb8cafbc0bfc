"""How far a running task is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.controls import button
from genmux.console.parts.places import reason, toast
from genmux.console.parts.tag import Tag
from genmux.console.visit import Visit


class Progress:
    """What is shown while a task runs: changed in place, so that nothing jumps."""

    def __init__(self, visit: Visit, place: Tag, task_id: str) -> None:
        self._words = visit.words
        self._visit = visit
        self._id = task_id
        with place.clear(), Tag("div", "state running"):
            self._chip = Tag("span", "chip accent dot live", self._words("playground.sending"))
            self._meter = Tag(
                "div",
                "meter unsure",
                role="progressbar",
                aria_valuemin="0",
                aria_valuemax="100",
                aria_label=self._words("playground.progress"),
            )
            with self._meter:
                self._bar = Tag("span")
            self._note = Tag("p", "small", "")
            self._cancel = button(
                self._words("shell.cancel"), self._stop, kind="small", icon="stop"
            )

    def show(self, step: Mapping[str, Any]) -> None:
        status, phase = str(step.get("status")), str(step.get("phase") or "")
        words = self._words
        key = f"playground.{phase if status == 'running' and phase else status}"
        self._chip.set_text(words.get(key, status))
        progress = int(step.get("progress") or 0)
        if progress:
            self._meter.classes(remove="unsure").set(aria_valuenow=str(progress))
            self._bar.style(f"width: {progress}%")
        position = step.get("queuePosition")
        note = words("playground.in_queue", place=position) if position else ""
        if progress and status == "running":
            note = f"{progress} %"
        self._note.set_text(note)

    async def _stop(self) -> None:
        try:
            await self._visit.api.post(f"/tasks/{self._id}/cancel")
        except ClientError as error:
            toast(reason(self._words, error)[1], bad=True)
