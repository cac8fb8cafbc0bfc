"""`genmux deliveries`: who was told what, how that went, and the secret that signs it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import click

from genmux.cli.output import (
    json_option,
    moment_text,
    print_facts,
    print_json,
    print_table,
    project_option,
)
from genmux.cli.params import HEX_ID
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from uuid import UUID

    from genmux.callbacks.delivery import Attempt, Delivery, State
    from genmux.ids import DeliveryId
    from genmux.settings import Settings

STATES = ("pending", "delivered", "failed")


@click.group()
def deliveries() -> None:
    """Callbacks: each is one delivery with its attempts, signed with the project's secret."""


@deliveries.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only those in that state.")
@click.option("--task", type=HEX_ID, help="Only those of that task.")
@click.option("--project", metavar="NAME", help="Only those of that project. Default: all.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--before", type=HEX_ID, help="Continue before this one: the last id of a page.")
@json_option
@place_options
def list_(
    state: str | None,
    task: UUID | None,
    project: str | None,
    limit: int,
    before: UUID | None,
    as_json: bool,
) -> None:
    """List callbacks, newest first.

    \b
    Examples:
      genmux deliveries list --state failed
      genmux deliveries list --task 0190c2a6f1d27b3c8f6e5d4c3b2a1908
    """
    found = asyncio.run(_list(the_settings(), state, task, project, limit, before))
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "task", "event", "state", "attempts", "next", "url"),
        (
            (
                one.id,
                one.task_id,
                one.event,
                one.state,
                one.attempts,
                one.next_at if one.state == "pending" else None,
                one.url,
            )
            for one in found
        ),
        "There are no such deliveries.",
    )


async def _list(
    settings: Settings,
    state: str | None,
    task: UUID | None,
    project_name: str | None,
    limit: int,
    before: UUID | None,
) -> list[Delivery]:
    from genmux.callbacks.outbox import list_deliveries
    from genmux.cli.database import connected
    from genmux.cli.named import project_of
    from genmux.ids import DeliveryId, TaskId

    async with connected(settings) as conn:
        project = await project_of(conn, project_name) if project_name else None
        return await list_deliveries(
            conn,
            project_id=project.id if project else None,
            task_id=TaskId(task) if task else None,
            state=cast("State | None", state),
            limit=limit,
            before=DeliveryId(before) if before else None,
        )


@deliveries.command()
@click.argument("delivery", type=HEX_ID)
@json_option
@place_options
def show(delivery: UUID, as_json: bool) -> None:
    """Show one callback: its body and every attempt with status, time and reply."""
    found, tries = asyncio.run(_show(the_settings(), cast("DeliveryId", delivery)))
    if as_json:
        print_json({"delivery": found, "attempts": tries})
        return
    print_facts(
        {
            "delivery": found.id,
            "task": found.task_id,
            "event": found.event,
            "url": found.url,
            "state": found.state,
            "created": found.created_at,
            "next": found.next_at if found.state == "pending" else None,
            "body": found.body,
        }
    )
    click.echo()
    print_table(
        ("attempt", "when", "ms", "status", "error", "reply"),
        (
            (one.number, one.started_at, one.milliseconds, one.status, one.error or None, one.reply)
            for one in tries
        ),
        "No attempt was made yet.",
    )


async def _show(settings: Settings, delivery_id: DeliveryId) -> tuple[Delivery, list[Attempt]]:
    from uuid import UUID

    from genmux.callbacks.outbox import attempts, list_deliveries
    from genmux.cli.database import connected
    from genmux.errors import NotFound

    after = cast("DeliveryId", UUID(int=delivery_id.int + 1))
    async with connected(settings) as conn:
        found = await list_deliveries(conn, before=after, limit=1)
        if not found or found[0].id != delivery_id:
            raise NotFound(
                f"There is no delivery {delivery_id.hex}; `genmux deliveries list` shows them."
            )
        return found[0], await attempts(conn, delivery_id)


@deliveries.command()
@click.argument("delivery", type=HEX_ID)
@place_options
def redeliver(delivery: UUID) -> None:
    """Send a callback again, now, whatever came of it before; it keeps its id."""
    found = asyncio.run(_redeliver(the_settings(), cast("DeliveryId", delivery)))
    click.echo(f"delivery {found.id.hex} is due now, to {found.url}", err=True)


async def _redeliver(settings: Settings, delivery_id: DeliveryId) -> Delivery:
    from genmux.callbacks.outbox import redeliver as send_again
    from genmux.cli.database import connected
    from genmux.db.signals import DELIVERY

    async with connected(settings) as conn:
        found = await send_again(conn, delivery_id, None, datetime.now(UTC))
        await conn.execute("select pg_notify($1, '')", DELIVERY)
        return found


@deliveries.command()
@project_option
@place_options
def secret(project: str) -> None:
    """Print the secret that signs the project's callbacks, for the receiver to check them with."""
    for one in asyncio.run(_secrets(the_settings(), project))[:1]:
        click.echo(one)


async def _secrets(settings: Settings, name: str) -> list[str]:
    from genmux.callbacks.secrets import secrets_of
    from genmux.cli.database import connected
    from genmux.cli.named import project_of

    grace = timedelta(hours=settings.callbacks.rotation_hours)
    async with connected(settings) as conn:
        project = await project_of(conn, name)
        return await secrets_of(conn, project.id, datetime.now(UTC), grace)


@deliveries.command(name="rotate-secret")
@project_option
@place_options
def rotate_secret(project: str) -> None:
    """Put a new secret in force and print it, alone, on standard output.

    For callbacks.rotation_hours everything is signed with the old one too, so that receivers can
    be changed one after the other.
    """
    settings = the_settings()
    now = datetime.now(UTC)
    click.echo(asyncio.run(_rotate(settings, project, now)))
    until = moment_text(now + timedelta(hours=settings.callbacks.rotation_hours))
    click.echo(f"the secret before it stays valid until {until}", err=True)


async def _rotate(settings: Settings, name: str, now: datetime) -> str:
    from genmux.cli.database import connected
    from genmux.cli.named import project_of
    from genmux.projects.audit import COMMAND
    from genmux.projects.noted import rotate_secret

    async with connected(settings) as conn:
        return await rotate_secret(conn, COMMAND, (await project_of(conn, name)).id, now)
