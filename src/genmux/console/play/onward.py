"""What may be done with a result: use it for another model, run it again elsewhere, open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from genmux.client import ClientError
from genmux.console.parts.controls import button, link_button
from genmux.console.parts.icons import icon
from genmux.console.parts.places import Dialog, empty, reason, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.play import result
from genmux.console.play.task import files_of
from genmux.console.visit import Visit

_EARLIER = 60


class Onward:
    """The buttons below a result. `values` are those of the form now."""

    def __init__(self, visit: Visit, model: Mapping[str, Any]) -> None:
        self._visit = visit
        self._model = model
        self.values: dict[str, Any] = {}

    def draw(self, task: Mapping[str, Any], *, story: bool = True) -> None:
        words = self._visit.words
        files = [file for file in files_of(task) if file.kind != "other"]
        with Tag("div", "row onward"):
            if files:
                kind = files[0].kind

                async def use() -> None:
                    await self._choose(
                        words("playground.use_for"), {"from": task["taskId"]}, accepts=kind
                    )

                button(words("playground.use_for"), use, icon="forward")

            async def again() -> None:
                await self._choose(words("playground.again_with"), {"like": task["taskId"]})

            button(words("playground.again_with"), again, icon="repeat")
            if story:
                to = f"/tasks/{task['taskId']}"
                link_button(words("playground.story"), to, kind="quiet", icon="tasks")

    async def change_model(self) -> None:
        await self._choose(self._visit.words("playground.change_model"), {})

    async def _choose(self, title: str, carried: Mapping[str, str], accepts: str = "") -> None:
        """A dialog with models; with `accepts` those that take such a file."""
        try:
            every = await self._visit.shelf.models(self._visit.api)
        except ClientError as error:
            toast(reason(self._visit.words, error)[1], bad=True)
            return
        models = [
            model
            for model in every
            if model["kind"] != "chat" and (not accepts or accepts in model.get("accepts", ()))
        ]
        if not accepts and carried:
            kind = self._model["kind"]
            models.sort(
                key=lambda model: (model["kind"] != kind, model["task"] != self._model["task"])
            )
        with ui.context.client.content:
            dialog = Dialog(self._visit.words, title, width=640, once=True)
        with dialog.body:
            html(model_list(self._visit, models, carried))
        dialog.foot.delete()
        dialog.open()


def model_list(
    visit: Visit, models: Iterable[Mapping[str, Any]], carried: Mapping[str, str]
) -> str:
    """Links to the playground with each model, to be searched; `carried` goes with them."""
    words = visit.words
    rows = []
    for model in models:
        to = "/playground?" + urlencode({"model": model["id"], **carried})
        tasks = [words.told(task) for task in model["taskTypes"]]
        text = f"{model['id']} {model['title']} {model['provider']} {' '.join(model['taskTypes'])}"
        text += " " + " ".join(tasks)
        rows.append(
            f'<li data-text="{escape(text.lower())}"><a href="{escape(to)}">{icon(model["kind"])}'
            f'<span class="grow"><b>{escape(str(model["title"]))}</b>'
            f'<span class="soft small">{escape(str(model["provider"]))} · '
            f"{escape(', '.join(tasks))}</span></span></a></li>"
        )
    label = escape(words("playground.search_models"))
    return (
        f'<div class="search">{icon("search")}'
        f'<input class="input" type="search" data-play="filter" autofocus aria-label="{label}" '
        f'placeholder="{label}"></div>'
        f'<ul class="model-list">{"".join(rows)}</ul>'
    )


class Picker:
    """A dialog with earlier results, for a field that takes files."""

    def __init__(self, visit: Visit, add: Callable[[Sequence[str | int], str], None]) -> None:
        self._visit = visit
        self._add = add

    async def open(self, path: Sequence[str | int], kinds: Sequence[str], task: bool) -> None:
        words = self._visit.words
        try:
            data = await self._visit.api.get("/tasks", state="succeeded", limit=_EARLIER)
        except ClientError as error:
            toast(reason(words, error)[1], bad=True)
            return
        tasks = [
            {**one, "files": [file for file in one.get("files") or () if _is(file, kinds)]}
            for one in data["tasks"]
        ]
        shown = result.thumbnails(self._visit, tasks, pick="task" if task else "url")
        with ui.context.client.content:
            dialog = Dialog(words, words("playground.pick"), width=760, once=True)
        dialog.foot.delete()
        with dialog.body:
            if not shown:
                empty(
                    words("playground.nothing_yet"), words("playground.nothing_yet_text"), level=3
                )
            else:
                place = html(shown)

                def chosen(event: Any) -> None:
                    if event.args:
                        dialog.close()
                        self._add(path, str(event.args))

                place.on(
                    "click",
                    chosen,
                    js_handler="(e) => emit(e.target.closest('[data-value]')?.dataset.value ?? '')",
                )
        dialog.open()


def _is(file: Mapping[str, Any], kinds: Sequence[str]) -> bool:
    return not kinds or str(file.get("mime") or "").partition("/")[0] in kinds
