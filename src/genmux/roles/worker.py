"""The worker role: makes results, delivers callbacks, sweeps. `genmux worker`, or a child of
`genmux serve`."""

from __future__ import annotations

from genmux.app import open_worker
from genmux.roles import child
from genmux.roles.log import set_up_logging
from genmux.roles.loop import run, stop_on_signals
from genmux.roles.schema import migrated
from genmux.settings import Settings


def main(settings: Settings) -> None:
    """Works alone, on the database that the settings name."""
    set_up_logging(settings.log)
    run(_alone(settings))


async def _alone(settings: Settings) -> None:
    await migrated(settings.database.url)
    await work(settings, settings.database.url)


async def work(settings: Settings, url: str) -> None:
    stop = stop_on_signals()
    async with open_worker(settings, url) as worker:
        child.say(child.READY, "worker")
        await worker(stop)


if __name__ == "__main__":
    order = child.receive()
    set_up_logging(order.settings.log)
    with child.telling():
        run(work(order.settings, order.url))
