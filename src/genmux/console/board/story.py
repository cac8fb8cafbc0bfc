"""One task's whole story, renewed while it goes on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from nicegui import ui

from genmux.client import ClientError
from genmux.console.board import asked, calls, course, paid
from genmux.console.board.related import related
from genmux.console.board.state import state_chip
from genmux.console.parts.asking import attempt, confirm
from genmux.console.parts.controls import button, link_button
from genmux.console.parts.icons import icon
from genmux.console.parts.places import card, empty, page_head, reason, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.play import result
from genmux.console.play.onward import Onward
from genmux.console.play.task import ENDED
from genmux.console.visit import Visit
from genmux.console.words import Words

_LIVE_MS = 1500
_MOVING = ("progress", "queuePosition", "updateTime")
"""what changes all the time and is shown without drawing everything again"""


class Story:
    """What `/tasks/{id}/story` tells, on a page."""

    def __init__(self, visit: Visit, task_id: str, story: Mapping[str, Any]) -> None:
        self._visit = visit
        self._words = visit.words
        self._id = task_id
        self._story = story
        self._model: Mapping[str, Any] | None = None
        self._engines: dict[str, str] = {}
        self._running: Running | None = None

    async def draw(self) -> None:
        models = await self._visit.shelf.models(self._visit.api)
        wanted = self._story["task"]["model"]
        self._model = next((one for one in models if one["id"] == wanted), None)
        self._engines = {
            engine["name"]: self._words.told(str(engine.get("label") or engine["name"]))
            for model in models
            for engine in model.get("engines") or ()
        }
        self._place = Tag("div", "story-place")
        self._fill()
        self._live = button("", self._refresh, tabindex="-1", aria_hidden="true", hidden=True)
        self._watch()

    def _watch(self) -> None:
        """Renewed by itself as long as something is still to come."""
        waits = any(one["state"] == "pending" for one in self._story.get("deliveries") or ())
        ended = self._story["task"]["status"] in ENDED
        self._live.set(data_live=None if ended and not waits else str(_LIVE_MS))

    async def _refresh(self) -> None:
        try:
            story = await self._visit.api.get(f"/tasks/{self._id}/story")
        except ClientError:
            return  # asked again soon; what is shown stays true
        before, self._story = self._story, story
        if _still(before) != _still(story):
            self._fill()
        else:
            self._state.set_content(state_chip(self._words, story["task"]))
            self._queue.set_text(self._place_in_queue())
            if self._running is not None:
                self._running.show(story["task"])
        self._watch()

    def _fill(self) -> None:
        words, story = self._words, self._story
        task = story["task"]
        self._running = None
        title = str((self._model or task)["title" if self._model else "model"])
        with self._place.clear():
            with page_head(title):
                self._actions(task)
            with Tag("div", "story-head"):
                self._state = html(state_chip(words, task), tag="span")
                self._queue = Tag("span", "small soft", self._place_in_queue())
                html(self._about(task), "row small soft")
            with Tag("div", "columns story-columns"):
                with Tag("div", "stack"):
                    with (
                        card(words("story.result")),
                        Tag("div", "story-result", aria_live="polite"),
                    ):
                        self._result(task)
                    with card(words("story.input")):
                        html(asked.values(self._visit, story.get("input") or {}))
                        html(_raw(self._visit, story), "foot")
                with Tag("div", "stack"):
                    with card(words("story.timeline")):
                        html(course.timeline(words, story.get("timeline") or ()), "stack")
                    with card(words("story.route")):
                        html(course.route(words, story.get("route") or {}, self._engines))
                    with card(words("story.money")):
                        html(paid.money(words, story.get("money") or {}), "stack")
                    with card(words("story.callbacks")):
                        calls.deliveries(self._visit, story, self._redeliver)
                    if text := related(words, story):
                        with card(words("story.relations")):
                            html(text)

    def _about(self, task: Mapping[str, Any]) -> str:
        words = self._words
        task_id, copy = escape(str(task["taskId"])), escape(words("story.copy_id"))
        copied = escape(words("shell.copied"))
        parts = [
            (
                f'<code>{task_id}</code><button type="button" class="button quiet round small" '
                f'data-act="copy" data-text="{task_id}" data-done="{copied}" '
                f'aria-label="{copy}" title="{copy}">{icon("copy")}</button>'
            )
        ]
        name = (self._story.get("by") or {}).get("name")
        if name:
            parts.append(f"<span>{escape(words('story.asked_by', name=name))}</span>")
        if task.get("fault"):
            text = f"{words('story.fault')}: {task['fault']}"
            parts.append(f'<span class="chip warm">{escape(text)}</span>')
        return "".join(parts)

    def _actions(self, task: Mapping[str, Any]) -> None:
        words, story = self._words, self._story
        link_button(words("story.back"), "/tasks", kind="quiet", icon="back")
        if not self._visit.may("member"):
            return
        if story.get("cancellable"):
            button(words("story.cancel"), self._ask_cancel, kind="danger", icon="stop")
        if story.get("retryable"):
            button(words("story.retry"), self._retry, icon="repeat")
        if self._model is not None and self._model["kind"] != "chat":
            model = quote(str(self._model["id"]))
            to = f"/playground?model={model}&task={task['taskId']}"
            link_button(words("story.edit"), to, icon="playground")

    def _result(self, task: Mapping[str, Any]) -> None:
        words, status = self._words, task["status"]
        if status not in ENDED:
            self._running = Running(words, task)
            return
        if status == "succeeded":
            shown = result.markup(self._visit, task)
            if shown:
                html(shown)
            else:
                empty(words("story.no_result"), level=3)
        else:
            failure = self._story.get("failure") or {}
            cancelled = status == "cancelled"
            title = words("story.cancelled_title" if cancelled else "story.failed")
            with empty(
                title,
                str(failure.get("message") or ""),
                icon="stop" if cancelled else "alert",
                level=3,
            ):
                if failure.get("code"):
                    Tag("p", "small mono", words("story.code", code=failure["code"]))
        if self._visit.may("member") and self._model is not None:
            Onward(self._visit, self._model).draw(task, story=False)

    def _place_in_queue(self) -> str:
        position = self._story["task"].get("queuePosition")
        return self._words("story.queue_place", place=position) if position else ""

    def _ask_cancel(self) -> None:
        words = self._words
        confirm(
            words,
            words("story.cancel_title"),
            words("story.cancel_text"),
            words("story.cancel"),
            self._cancel,
        )

    async def _cancel(self) -> None:
        await self._visit.api.post(f"/tasks/{self._id}/cancel")
        toast(self._words("story.cancelled"))
        await self._refresh()

    async def _retry(self) -> None:
        # The button may be drawn anew meanwhile, the place stays.
        with self._place:
            try:
                made = await self._visit.api.post(f"/tasks/{self._id}/retry")
            except ClientError as error:
                toast(reason(self._words, error)[1], bad=True)
                return
            ui.navigate.to(f"/tasks/{made['taskId']}")

    async def _redeliver(self, delivery_id: str) -> None:
        words = self._words
        with self._place:
            if await attempt(words, self._visit.api.post(f"/deliveries/{delivery_id}/redeliver")):
                toast(words("story.redelivered"))
        await self._refresh()


class Running:
    """How far an unfinished task is; changed in place, so that nothing jumps."""

    def __init__(self, words: Words, task: Mapping[str, Any]) -> None:
        self._words = words
        with Tag("div", "state running"):
            self._word = Tag("p", "")
            label = words("playground.progress")
            self._meter = Tag("div", "meter unsure", role="progressbar", aria_label=label)
            self._meter.set(aria_valuemin="0", aria_valuemax="100")
            with self._meter:
                self._bar = Tag("span")
        self.show(task)

    def show(self, task: Mapping[str, Any]) -> None:
        status, phase = str(task["status"]), str(task.get("phase") or "")
        text = self._words.get(f"story.step_{phase or status}", status)
        progress = int(task.get("progress") or 0)
        self._word.set_text(f"{text} {progress} %" if progress else text)
        if progress:
            self._meter.classes(remove="unsure").set(aria_valuenow=str(progress))
            self._bar.style(f"width: {progress}%")


def _raw(visit: Visit, story: Mapping[str, Any]) -> str:
    sent = {**(story.get("request") or {})}
    if isinstance(sent.get("input"), str):
        with contextlib.suppress(ValueError):  # the family keeps it as text
            sent["input"] = json.loads(sent["input"])
    text = escape(json.dumps(sent, indent=2, ensure_ascii=False))
    title = escape(visit.words("story.request"))
    return (
        f'<details class="more"><summary>{title}</summary><div class="code">'
        f'<pre tabindex="0" aria-label="{title}">{text}</pre></div></details>'
    )


def _still(story: Mapping[str, Any]) -> dict[str, Any]:
    """The story without what changes all the time."""
    task = {key: value for key, value in story["task"].items() if key not in _MOVING}
    return {**story, "task": task}
