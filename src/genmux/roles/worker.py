"""The worker role: makes results, delivers callbacks, sweeps. `genmux worker`, or a child of
`genmux serve`."""

from __future__ import annotations

import sys

import asyncpg

from genmux.app import open_worker
from genmux.db.migrate import migrate
from genmux.roles import child
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run, stop_on_signals
from genmux.settings import Settings


def main(settings: Settings) -> None:
    """Works alone, on the database that the settings name."""
    set_up_logging(settings.log)
    run(_alone(settings))


async def _alone(settings: Settings) -> None:
    conn = await asyncpg.connect(settings.database.url)
    try:
        await migrate(conn)
    finally:
        await conn.close()
    await work(settings, settings.database.url)


async def work(settings: Settings, url: str) -> None:
    stop = stop_on_signals()
    async with open_worker(settings, url) as worker:
        sys.stdout.write("ready worker\n")
        sys.stdout.flush()
        await worker(stop)


if __name__ == "__main__":
    order = child.receive()
    set_up_logging(order.settings.log)
    run(work(order.settings, order.url))
