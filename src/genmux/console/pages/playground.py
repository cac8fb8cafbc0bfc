"""The playground: one model, its form, and what it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from genmux.client import ClientError
from genmux.console.frame import Page
from genmux.console.parts.controls import button, chip, link_button
from genmux.console.parts.form import SchemaForm
from genmux.console.parts.places import card, code, empty, page_head
from genmux.console.parts.tag import Tag, html
from genmux.console.play import carry, result, snippets
from genmux.console.play.desk import Desk
from genmux.console.play.onward import Onward, Picker
from genmux.console.play.task import files_of
from genmux.console.visit import Visit

_RECENT = 12


async def show(visit: Visit) -> None:
    words = visit.words
    model_id = visit.request.query_params.get("model") or await _usual(visit)
    model = await visit.shelf.model(visit.api, model_id) if model_id else None
    if model is None:
        with empty(words("playground.no_model"), words("playground.no_model_text"), level=1):
            link_button(words("shell.back_to_market"), "/", kind="primary", icon="market")
        return
    if model["kind"] == "chat":
        ui.navigate.to(f"/chat?model={model['id']}")
        return
    start, watched = await _start(visit, model)
    start = {**_chosen_for_you(model), **start}
    desk = Desk(visit, model)
    onward = Onward(visit, model)
    with page_head(str(model["title"]), words.told(str(model.get("description") or ""))):
        button(words("playground.change_model"), onward.change_model, icon="market")
    with Tag("div", "row model-facts"):
        chip(str(model["provider"]))
        for task in model.get("taskTypes") or ():
            chip(words.told(str(task)))
        for engine in model.get("engines") or ():
            chip(words.told(str(engine.get("label") or engine["name"])), "accent")
    with Tag("div", "columns playground"):
        _form(visit, model, start, desk)
        with Tag("div", "stack result-side"):
            with card(words("playground.result")):
                desk.draw_result()
            _code(visit, model, desk)
            recent = Tag("div")

            async def refresh() -> None:
                await _recent(visit, recent)

            desk.on_done = refresh
            await refresh()
    if watched:
        desk.watch(watched)


def _form(visit: Visit, model: Mapping[str, Any], start: Mapping[str, Any], desk: Desk) -> None:
    words = visit.words
    with card(words("playground.input")):

        def add(path: Any, url: str) -> None:
            form.add(path, url)

        picker = Picker(visit, add)
        form = SchemaForm(
            visit,
            str(model["id"]),
            model["schema"],
            start,
            on_change=desk.changed,
            on_run=desk.run,
            on_pick=picker.open,
        )
        desk.form = form
        desk.draw_run_bar()
        if model.get("price"):
            with Tag("details", "more price-list"):
                Tag("summary", "", words("playground.prices"))
                Tag("p", "soft small", str(model["price"]))


def _code(visit: Visit, model: Mapping[str, Any], desk: Desk) -> None:
    """The request as programs send it, kept up with the form while it is open."""
    words = visit.words
    ways = {"curl": snippets.curl, "Python": snippets.python, "JavaScript": snippets.javascript}
    url = visit.files_at[-1]
    with card(), Tag("details", "more code-for") as details:
        Tag("summary", "", words("playground.code"))
        tabs = Tag("div", "segments", role="group", aria_label=words("playground.code"))
        place = Tag("div")
        chosen = {"name": "curl"}
        opened = {"now": False}
        buttons: dict[str, Tag] = {}

        def draw() -> None:
            with place.clear():
                code(ways[chosen["name"]](url, model, desk.values), words)
            for name, one in buttons.items():
                one.set(aria_pressed="true" if name == chosen["name"] else "false")

        def choose(name: str) -> None:
            chosen["name"] = name
            draw()

        with tabs:
            for name in ways:
                buttons[name] = Tag("button", "", name, type="button")
                buttons[name].on("click", lambda name=name: choose(name), args=[])

        def renew() -> None:
            if opened["now"]:
                draw()

        def toggle(event: Any) -> None:
            opened["now"] = bool(event.args)
            renew()

        details.on("toggle", toggle, js_handler="(e) => emit(e.target.open)")
        desk.on_values = renew


async def _recent(visit: Visit, place: Tag) -> None:
    data = await visit.api.get("/tasks", state="succeeded", limit=_RECENT)
    known = {model["id"] for model in await visit.shelf.models(visit.api)}
    shown = result.thumbnails(visit, [one for one in data["tasks"] if one["model"] in known])
    with place.clear():
        if shown:
            with card(visit.words("playground.recent")):
                html(shown)


def _chosen_for_you(model: Mapping[str, Any]) -> dict[str, Any]:
    """A first choice where one must be made and the model states none: that of its example."""
    schema, example = model["schema"], model.get("example") or {}
    return {
        name: example[name]
        for name in schema.get("required") or ()
        if name in example
        and "enum" in schema["properties"][name]
        and "default" not in schema["properties"][name]
    }


async def _usual(visit: Visit) -> str:
    """The model for who names none: the cheapest that makes a picture of words."""
    models = await visit.shelf.models(visit.api)
    fitting = [one for one in models if one["kind"] == "image" and not one.get("accepts")]
    fitting = fitting or [one for one in models if one["kind"] != "chat"]
    fitting.sort(key=lambda one: (one.get("priceFrom") or {}).get("credits") or 0)
    return str(fitting[0]["id"]) if fitting else ""


async def _start(visit: Visit, model: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The values that the form begins with, and the task to show, from what the address names:
    `task` = this one again, `like` = its request for this model, `from` = its file as input."""
    query = visit.request.query_params
    schema = model["schema"]
    for name in ("task", "like", "from"):
        if not (task_id := query.get(name)):
            continue
        try:
            story = await visit.api.get(f"/tasks/{task_id}/story")
        except ClientError as error:
            if error.code in (0, 401):
                raise
            return {}, ""
        task = story["task"]
        asked = carry.fitting(schema, story["input"] or {})
        if name == "task":
            return asked, task_id if task["model"] == model["id"] else ""
        if name == "like":
            return asked, ""
        start: dict[str, Any] = {key: asked[key] for key in ("prompt", "text") if key in asked}
        for file in files_of(task)[:1]:
            start = carry.with_file(schema, start, file.url, file.kind)
        return start, ""
    return {}, ""


PAGE = Page("/playground", "playground", show)
