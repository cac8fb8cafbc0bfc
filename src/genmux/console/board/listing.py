"""The list at work: filters as one types, pages from the server, news while one looks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from nicegui import ui

from genmux.client import ClientError
from genmux.console.board import filters, rows
from genmux.console.board.wanted import Wanted
from genmux.console.parts.controls import button, link_button
from genmux.console.parts.places import empty, failed, loading
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit

_MANY = 50
_LOOKS = 4
"""parts of the API's list that one page is gathered from, where a filter finds little"""
_LIVE_MS = 4000
_FORM = "(e) => emit(Object.fromEntries(new FormData(e.currentTarget)))"
_TURN = "(e) => emit(e.target.closest('[data-turn]:not([disabled])')?.dataset.turn ?? '')"


class Listing:
    """One opened list. What it shows is in its address, so that "back" leads there."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._wanted = Wanted.of(visit.request.query_params)
        self._trail: list[Wanted] = []
        self._next: str | None = None
        self._shown = 0
        self._total: tuple[int | None, bool] = (None, False)
        self._models: dict[str, Mapping[str, Any]] = {}
        self._people: dict[str, str] = {}
        self._round = 0
        self._markup = ""
        self._list: ui.html | None = None

    async def draw(self) -> None:
        words = self._words
        models = await self._visit.shelf.models(self._visit.api)
        self._models = {str(model["id"]): model for model in models}
        self._people = await who_asks(self._visit)
        with Tag("div", "task-filters"):
            form = html(
                filters.markup(words, self._wanted, models, words.page("families"), self._people),
                tag="form",
            )
            self._clear = link_button(words("tasks.clear"), "/tasks", kind="quiet small")
            self._clear.set(hidden=not self._wanted.narrow)
        form.props["role"] = "search"
        form.props["aria-label"] = words("tasks.filters")
        # Form data are read while the event still has its target.
        form.on("input", self._filter, js_handler=_FORM, throttle=0.3, leading_events=False)
        form.on("submit", js_handler="(e) => e.preventDefault()")
        self._place = Tag("div", "task-list")
        with self._place:
            loading(words, height=480)
        refresh = button("", self._refresh, tabindex="-1", aria_hidden="true", hidden=True)
        refresh.set(data_live=str(_LIVE_MS))
        await self._load()

    async def _filter(self, event: Any) -> None:
        wanted = Wanted.of(event.args)
        if wanted == self._wanted.page("", 0):
            return  # a key that changed nothing
        self._trail.clear()
        await self._go(wanted)

    async def _turn(self, event: Any) -> None:
        if event.args == "older" and self._next:
            self._trail.append(self._wanted)
            await self._go(self._wanted.page(self._next, self._wanted.at + self._shown))
        elif event.args == "newer" and self._wanted.at:
            # Without a trail, as after "back", only the newest are known.
            await self._go(self._trail.pop() if self._trail else self._wanted.page("", 0))

    async def _go(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._clear.set(hidden=not wanted.narrow)
        address = json.dumps(wanted.address())
        ui.run_javascript(f"history.replaceState(history.state, '', {address})")
        await self._load()

    async def _refresh(self) -> None:
        try:
            await self._load(quiet=True)
        except ClientError:
            return  # the next one may go well, and what is shown stays true

    async def _load(self, *, quiet: bool = False) -> None:
        self._round += 1
        this = self._round
        try:
            tasks, following, total = await self._gather()
        except ClientError as error:
            if quiet or error.code == 401:
                raise
            self._forget()
            with self._place.clear():
                failed(self._words, error, retry=self._load)
            return
        if this != self._round:
            return  # somebody typed on meanwhile
        self._next, self._shown = following, len(tasks)
        if total[0] is not None:
            self._total = total
        self._show(tasks)

    async def _gather(self) -> tuple[list[Any], str | None, tuple[int | None, bool]]:
        """A page of tasks, the id that the next begins after, and how many there are."""
        tasks: list[Any] = []
        before: str | None = self._wanted.before or None
        total: tuple[int | None, bool] = (None, False)
        for look in range(_LOOKS):
            data = await self._visit.api.get(
                "/tasks", **self._wanted.asked(), before=before, limit=_MANY - len(tasks)
            )
            if look == 0:
                total = (data.get("total"), bool(data.get("totalIsExact")))
            tasks += data["tasks"]
            before = data["next"]
            if before is None or len(tasks) >= _MANY:
                break
        return tasks, before, total

    def _show(self, tasks: list[Any]) -> None:
        words, wanted = self._words, self._wanted
        if not tasks and not wanted.at and not self._next:
            if self._markup != "nothing":
                self._forget("nothing")
                with self._place.clear():
                    self._nothing()
            return
        total, exact = self._total
        made = rows.table(words, tasks, self._models, self._people) + rows.pager(
            words,
            first=wanted.at,
            shown=len(tasks),
            total=total,
            exact=exact,
            older=self._next is not None,
        )
        if made == self._markup:
            return
        self._markup = made
        if self._list is not None:
            self._list.set_content(made)
            return
        with self._place.clear():
            self._list = html(made)
        self._list.on("click", self._turn, js_handler=_TURN)

    def _forget(self, markup: str = "") -> None:
        """The list is about to make room for something else."""
        self._list, self._markup = None, markup

    def _nothing(self) -> None:
        words = self._words
        if self._wanted.narrow:
            with empty(words("tasks.none"), words("tasks.none_text"), icon="search"):
                link_button(words("tasks.clear"), "/tasks")
            return
        with empty(words("tasks.empty"), words("tasks.empty_text"), icon="tasks"):
            link_button(words("tasks.to_market"), "/", kind="primary", icon="market")


async def who_asks(visit: Visit) -> dict[str, str]:
    """The names of the project's keys and people by id; what may not be seen is left out."""
    calls = [visit.api.get("/keys", sandbox=str(visit.sandbox).lower())]
    if project := visit.project.get("id"):
        calls.append(visit.api.get(f"/projects/{project}/members"))
    found: dict[str, str] = {}
    for reply in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(reply, ClientError):
            continue
        if isinstance(reply, BaseException):
            raise reply
        for key in reply.get("keys", ()):
            found[key["id"]] = f"{key['name']} (…{key['hint']})" if key.get("hint") else key["name"]
        for member in reply.get("members", ()):
            person = member["person"]
            found[person["id"]] = person["name"] or person["email"]
    return found
