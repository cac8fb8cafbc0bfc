"""The project itself, and those beside it."""

from __future__ import annotations

from html import escape
from typing import Any

from nicegui import ui

from genmux.console.parts.asking import Asking, attempt, confirm
from genmux.console.parts.controls import button, text_field
from genmux.console.parts.moments import moment
from genmux.console.parts.places import Table, card, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit


class Projects:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words

    async def draw(self) -> None:
        words, project = self._words, self._visit.project
        with Tag("div", "stack"):
            if project:
                with card(words("team.this_project")):
                    self._own(project)
            with card(words("team.projects")):
                self._list()

    def _own(self, project: dict[str, Any]) -> None:
        words = self._words
        rows = [
            (words("team.project_name"), escape(str(project["name"]))),
            (words("team.project_id"), f"<code>{escape(str(project['id']))}</code>"),
            (words("team.role"), escape(words(f"team.role_{self._visit.role}"))),
            (words("team.created"), moment(project.get("createTime"), "day")),
        ]
        facts = "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in rows)
        html(facts, "facts", "dl")
        if self._visit.may("owner"):
            with Tag("div", "row foot"):
                button(words("team.rename"), self._rename)
                button(words("team.delete"), self._delete, kind="danger", icon="trash")

    def _list(self) -> None:
        words = self._words
        heads = [words(f"team.{name}") for name in ("project", "role", "created")]
        table = Table(heads, label=words("team.projects"))
        for one in self._visit.projects:
            with table.row():
                table.cell(str(one["name"]))
                table.cell(words.get(f"team.role_{one['role']}", str(one["role"])))
                with table.cell(classes="small number"):
                    html(moment(one.get("createTime"), "day"))
        with Tag("div", "row foot"):
            if self._visit.may("operator"):
                button(words("team.new_project"), self._make, kind="primary", icon="plus")
            Tag("p", "soft small", words("team.switch_hint"))

    def _make(self) -> None:
        async def act(name: str) -> None:
            await self._visit.api.post("/projects", {"name": name})

        self._ask_name(self._words("team.new_project"), self._words("team.create"), "", act)

    def _rename(self) -> None:
        project = self._visit.project

        async def act(name: str) -> None:
            await self._visit.api.patch(f"/projects/{project['id']}", {"name": name})

        name = str(project["name"])
        self._ask_name(self._words("team.rename"), self._words("shell.save"), name, act)

    def _ask_name(self, title: str, action: str, name: str, act: Any) -> None:
        values = {"name": name}
        asking = Asking(self._words, title, width=460)
        with asking.body:
            text_field(
                self._words("team.project_name"),
                value=name,
                event="input",
                on_change=lambda value: values.update(name=value),
                maxlength=100,
                autofocus=True,
            )

        async def press() -> None:
            await act(values["name"])
            ui.navigate.reload()  # the switcher beside the page names projects too

        asking.buttons(action, press)
        asking.open()

    def _delete(self) -> None:
        words, project = self._words, self._visit.project

        async def act() -> None:
            work = self._visit.api.delete(f"/projects/{project['id']}")
            if await attempt(words, work):
                toast(words("team.deleted"))
                ui.navigate.to("/keys?tab=project")

        title = words("team.delete_title", name=project["name"])
        confirm(words, title, words("team.delete_text"), words("team.delete"), act)
