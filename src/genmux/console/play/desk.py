"""The playground at work: price as one types, run, follow, show."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui import background_tasks, ui

from genmux.client import ClientError
from genmux.console.parts.controls import button
from genmux.console.parts.form import SchemaForm
from genmux.console.parts.places import empty, reason, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.play import follow, result, snippets
from genmux.console.play.onward import Onward
from genmux.console.play.progress import Progress
from genmux.console.play.task import ENDED
from genmux.console.visit import Visit

_QUOTE_PAUSE = 0.15
# On a narrow screen the result stands below the form, out of sight.
_TO_RESULT = """{
  const card = document.querySelector(".result-place").closest(".card");
  if (card.getBoundingClientRect().top > innerHeight - 200) card.scrollIntoView({ block: "start" });
}"""


class Desk:
    """One model's form and the place where its results appear."""

    def __init__(self, visit: Visit, model: Mapping[str, Any]) -> None:
        self._visit = visit
        self._words = visit.words
        self._model = model
        self.values: dict[str, Any] = {}
        self._quoting: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None
        self._onward = Onward(visit, model)
        self.form: SchemaForm | None = None
        self._sending = False
        self.on_done: Callable[[], Awaitable[None]] | None = None
        self.on_values: Callable[[], None] | None = None
        ui.context.client.on_delete(self._leave)

    def draw_run_bar(self) -> None:
        words = self._words
        with Tag("div", "run-bar"):
            with Tag("div", "price-now", aria_live="polite"):
                self._price = Tag("b", "number", "–")
                self._price_note = Tag("span", "soft small", words("playground.price_note"))
            if self._visit.may("member"):
                self._run = button(
                    words("playground.run"), self._submit, kind="primary", icon="playground"
                )
                self._run.set(data_run=True, title=words("playground.run_hint"))
            else:
                Tag("span", "chip", words("shell.read_only"))

    def draw_result(self) -> None:
        self._place = Tag("div", "result-place", aria_live="polite")
        with self._place:
            empty(
                self._words("playground.empty"), self._words("playground.empty_text"),
                icon=str(self._model["kind"]),
            )  # fmt: skip

    async def changed(self, values: dict[str, Any], wrong: Sequence[str]) -> None:
        self.values = values
        self._onward.values = values
        if self.on_values is not None:
            self.on_values()
        if self._quoting is not None:
            self._quoting.cancel()
        self._quoting = asyncio.create_task(self._quote(values, wrong))

    async def _quote(self, values: Mapping[str, Any], wrong: Sequence[str]) -> None:
        """The price of what is in the form, and what the API finds wrong with it, at its field. A
        form that is not complete has a price too: that of its settings with an example."""
        await asyncio.sleep(_QUOTE_PAUSE)
        if not wrong:
            try:
                self._price_is(await self._asked(values), "")
            except ClientError as error:
                self._blame(error)
            else:
                self._blame(None)
                return
        for usual in with_example(self._model, values, wrong):
            try:
                quote = await self._asked(usual)
            except ClientError:
                continue
            self._price_is(quote, self._words("playground.price_example"))
            return
        self._price.set_text("–")
        self._price_note.set_text(self._words("playground.price_note"))

    async def _asked(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        body = {"model": self._model["id"], "input": values}
        quote: Mapping[str, Any] = await self._visit.api.post("/quote", body)
        return quote

    def _price_is(self, quote: Mapping[str, Any], note: str) -> None:
        credits_ = self._visit.amount(quote["credits"])
        self._price.set_text(self._words("shell.credits", amount=credits_))
        dollars = f"≈ ${float(quote['usd']):.4f}".rstrip("0").rstrip(".")
        self._price_note.set_text(f"{dollars} · {note}" if note else dollars)

    def _blame(self, error: ClientError | None, *, now: bool = False) -> None:
        if self.form is None:
            return
        if error is None or error.code not in (400, 422):
            self.form.blame("", "")
            return
        field = _field_in(error.message, self._model["schema"])
        self.form.blame(field, error.message, now=now)

    def _submit(self) -> None:
        if self.form is not None:
            self.form.submit()

    async def run(self, values: dict[str, Any]) -> None:
        if self._sending:
            return
        self.values = values
        self._sending = True
        self._busy(True)
        try:
            created = await self._visit.api.post(*snippets.call_of(self._model, values))
        except ClientError as error:
            self._busy(False)
            self._blame(error, now=True)
            toast(reason(self._words, error)[1], bad=True)
            return
        finally:
            self._sending = False
        with self._place:
            ui.run_javascript(_TO_RESULT)
        if isinstance(created, dict) and created.get("taskId"):
            self.watch(created["taskId"])
            return
        # Some calls answer at once, with data and without a task.
        self._busy(False)
        with self._place.clear():
            html(result.data(self._words, created))
        await self._count()

    def watch(self, task_id: str) -> None:
        """Shows a task from where it stands until it has ended."""
        if self._following is not None:
            self._following.cancel()
        address = f"/playground?model={self._model['id']}&task={task_id}"
        ui.run_javascript(f"history.replaceState(history.state, '', {json.dumps(address)})")
        self._following = background_tasks.create(self._follow(task_id, self._place))

    async def _follow(self, task_id: str, place: Tag) -> None:
        progress = Progress(self._visit, place, task_id)
        self._busy(True)
        try:
            async for step in follow.follow(self._visit.api, task_id):
                progress.show(step)
                if step.get("status") in ENDED and "files" in step:
                    self._show(step)
                    if self.on_done is not None:
                        await self.on_done()
                    break
        except ClientError as error:
            with place.clear():
                empty(*reason(self._words, error), icon="alert")
        finally:
            self._busy(False)
        await self._count()

    def _show(self, task: Mapping[str, Any]) -> None:
        words = self._words
        with self._place.clear():
            if task["status"] == "succeeded":
                html(result.markup(self._visit, task))
                self._onward.draw(task)
                return
            cancelled = task["status"] == "cancelled"
            title = words("playground.cancelled" if cancelled else "playground.failed")
            with empty(
                title, str(task.get("failMsg") or ""), icon="stop" if cancelled else "alert"
            ):
                button(words("shell.retry"), self._submit, icon="repeat")

    async def _count(self) -> None:
        """The purse beside the navigation, after it was charged."""
        try:
            balance = await self._visit.api.get("/balance")
        except ClientError:
            return
        text = self._words("shell.credits", amount=self._visit.amount(balance.get("available")))
        with self._place:
            ui.run_javascript(f"genmux.purse({json.dumps(text)})")

    def _busy(self, busy: bool) -> None:
        if self._visit.may("member"):
            self._run.set(aria_busy="true" if busy else None, disabled=busy)

    def _leave(self) -> None:
        for task in (self._quoting, self._following):
            if task is not None:
                task.cancel()


def with_example(
    model: Mapping[str, Any], values: Mapping[str, Any], wrong: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The values without those of the fields in `wrong`, completed by the model's example: by what
    must be there, then by more of it for rules that ask for more. Nothing where the price depends
    on how much is written."""
    if "character" in str((model.get("priceFrom") or {}).get("per")):
        return []
    kept = {name: value for name, value in values.items() if name not in wrong}
    example = model.get("example") or {}
    needed = model["schema"].get("required") or ()
    return [
        {**{name: example[name] for name in needed if name in example}, **kept},
        {**example, **kept},
        {**kept, **example},
    ]


def _field_in(message: str, schema: Mapping[str, Any]) -> str:
    """The field that a message of the API speaks of; it names the first one first."""
    names = set(schema.get("properties") or ())
    words: list[str] = re.findall(r"[A-Za-z_][A-Za-z0-9_]*", message)
    return next((word for word in words if word in names), "")
