"""`genmux tasks`: what was asked and how it stands, read straight from the database."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import click

from genmux.cli.output import credits_text, json_option, print_facts, print_json, print_table
from genmux.cli.params import HEX_ID
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from uuid import UUID

    from genmux.db.pool import Pool
    from genmux.ids import TaskId
    from genmux.settings import Settings
    from genmux.tasks.task import Task

STATES = ("queued", "running", "succeeded", "failed", "cancelled")


@click.group()
def tasks() -> None:
    """Tasks: list and show them, take one back, ask again for one that ended."""


@tasks.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only those in that state.")
@click.option("--model", help="Only those of that model.")
@click.option("--project", metavar="NAME", help="Only those of that project. Default: all.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--before", type=HEX_ID, help="Continue before this task: the last id of a page.")
@json_option
@place_options
def list_(
    state: str | None,
    model: str | None,
    project: str | None,
    limit: int,
    before: UUID | None,
    as_json: bool,
) -> None:
    """List tasks, newest first.

    \b
    Examples:
      genmux tasks list --state failed
      genmux tasks list --model z-image --limit 10 --json
    """
    found = asyncio.run(_list(the_settings(), state, model, project, limit, before))
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "created", "model", "state", "done", "credits"),
        (
            (
                task.id,
                task.created_at,
                task.model,
                _state(task),
                f"{task.progress:.0%}",
                task.held if task.charged is None else task.charged,
            )
            for task in found
        ),
        "There are no such tasks.",
    )


async def _list(
    settings: Settings,
    state: str | None,
    model: str | None,
    project_name: str | None,
    limit: int,
    before: UUID | None,
) -> list[Task]:
    from genmux.cli.database import connected
    from genmux.cli.named import project_of
    from genmux.ids import TaskId
    from genmux.tasks.read import page
    from genmux.tasks.states import State

    async with connected(settings) as conn:
        project = await project_of(conn, project_name) if project_name else None
        return await page(
            conn,
            project_id=project.id if project else None,
            state=State(state) if state else None,
            model=model,
            before=TaskId(before) if before else None,
            limit=limit,
        )


@tasks.command()
@click.argument("task", type=HEX_ID)
@json_option
@place_options
def show(task: UUID, as_json: bool) -> None:
    """Show one task: request, times, credits, and its result or why it failed."""
    found = asyncio.run(_show(the_settings(), cast("TaskId", task)))
    if as_json:
        print_json(found)
        return
    print_facts(
        {
            "task": found.id,
            "model": found.model,
            "state": _state(found),
            "progress": f"{found.progress:.0%}",
            "created": found.created_at,
            "started": found.started_at,
            "finished": found.finished_at,
            "held": found.held if found.charged is None else None,
            "charged": credits_text(found.charged) if found.charged is not None else None,
            "engine": found.engine,
            "vendor id": found.vendor_id,
            "callback": found.callback_url,
            "retry of": found.retry_of,
            "input": found.input,
            "result": found.result,
            "failed with": found.fail_code,
            "because": found.fail_msg,
        }
    )


async def _show(settings: Settings, task_id: TaskId) -> Task:
    from genmux.cli.database import connected
    from genmux.errors import NotFound
    from genmux.tasks.read import get

    async with connected(settings) as conn:
        task = await get(conn, task_id)
    if task is None:
        raise NotFound(f"There is no task {task_id.hex}; `genmux tasks list` shows them.")
    return task


@tasks.command()
@click.argument("task", type=HEX_ID)
@place_options
def cancel(task: UUID) -> None:
    """Take an unfinished task back: nothing is charged, its callback tells."""
    ended = asyncio.run(_cancel(the_settings(), cast("TaskId", task)))
    click.echo(
        f"task {ended.id.hex} is cancelled; {credits_text(ended.held)} credits were released",
        err=True,
    )


async def _cancel(settings: Settings, task_id: TaskId) -> Task:
    from genmux.app import callback_bodies, open_links
    from genmux.cli.database import connected
    from genmux.db.signals import DELIVERY, TASK
    from genmux.errors import NotFound
    from genmux.tasks.cancel import cancel as take_back
    from genmux.tasks.read import get

    async with connected(settings) as conn:
        task = await get(conn, task_id)
        if task is None:
            raise NotFound(f"There is no task {task_id.hex}; `genmux tasks list` shows them.")
        # A connection answers to what `open_links` asks of a pool.
        bodies = callback_bodies(await open_links(cast("Pool", conn)))
        ended = await take_back(conn, task_id, callback=bodies.get(task.family))
        await conn.execute(
            "select pg_notify($1, $2), pg_notify($3, '')", TASK, task_id.hex, DELIVERY
        )
        return ended


@tasks.command()
@click.argument("task", type=HEX_ID)
@click.option(
    "--fault", metavar="TEXT", help="What shall go wrong this time; `none` for nothing. Sandbox."
)
@place_options
def retry(task: UUID, fault: str | None) -> None:
    """Ask again for what an ended task asked for; prints the id of the new task.

    It is held and charged like any other. The old task stays as it is. Without --fault, what went
    wrong on request goes wrong again.

    \b
    Examples:
      genmux tasks retry 0f5c... --fault none
      genmux tasks retry 0f5c... --fault "fail=501; after=0.5"
    """
    click.echo(asyncio.run(_retry(the_settings(), cast("TaskId", task), fault)))


async def _retry(settings: Settings, task_id: TaskId, fault: str | None) -> str:
    import orjson

    from genmux.catalogue.load import load_catalogue
    from genmux.cli.database import connected
    from genmux.db.signals import JOB
    from genmux.engines.registry import Own, lane
    from genmux.errors import NotFound
    from genmux.projects.accounts import open_accounts
    from genmux.projects.vendors import list_rules
    from genmux.tasks.read import get
    from genmux.tasks.retry import retry as ask_again
    from genmux.tasks.wish import read_wish

    async with connected(settings) as conn:
        old = await get(conn, task_id)
        if old is None:
            raise NotFound(f"There is no task {task_id.hex}; `genmux tasks list` shows them.")
        routes = open_accounts(settings, os.environ).engines.routes(
            old.model,
            sandbox=old.sandbox,
            wish=read_wish(old.wish).route,
            own=Own(rules=await list_rules(conn, old.project_id)),
        )
        if fault is not None:
            fault = _checked(fault, settings, sandbox=old.sandbox)
        now = datetime.now(UTC)
        model = load_catalogue().of_task(old.model)
        shape = model.shape(orjson.loads(old.input)) if model is not None else None
        new_id = await ask_again(conn, task_id, now, lane(routes, shape), fault=fault)
        await conn.execute("select pg_notify($1, '')", JOB)
        return new_id.hex


def _checked(fault: str, settings: Settings, *, sandbox: bool) -> str:
    """The fault as the task keeps it; empty for none. Raises InvalidInput, as the API does."""
    from genmux.errors import InvalidInput
    from genmux.faults import Faults, parse

    asked = parse(fault, "--fault")
    if asked == Faults():
        return ""
    if not sandbox:
        raise InvalidInput("--fault: this is a live task; faults are for sandbox ones.")
    if not settings.sandbox.faults:
        raise InvalidInput("--fault: the settings allow no faults (sandbox.faults).")
    if asked.refuse or asked.times:
        raise InvalidInput("--fault: refuse and times are about requests to the API; leave out.")
    return fault.strip()


def _state(task: Task) -> str:
    return f"{task.state} ({task.phase})" if task.phase else str(task.state)
