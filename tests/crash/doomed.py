"""A role that kills itself at one exact point: `python -m tests.crash.doomed ROLE POINT`.

The program itself knows nothing of this; what is named here is replaced before it runs. Its
settings come from the environment.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from genmux.app import open_worker
from genmux.callbacks import deliver
from genmux.engines.registry import Engines
from genmux.roles import api, child
from genmux.roles.loop import run, stop_on_signals
from genmux.settings import Settings, load_settings
from genmux.storage.store import Store
from genmux.tasks import create, finish
from genmux.tasks.create import Creator
from genmux.tasks.finish import Finisher
from genmux.worker import drive, staging
from genmux.worker.drive import Driver
from genmux.worker.renderers import Renderers

Act = Callable[..., Awaitable[Any]]
NEVER = "never"


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def before(place: object, name: str) -> None:
    async def instead(*_args: Any, **_more: Any) -> Any:
        die()

    setattr(place, name, instead)


def after(place: object, name: str) -> None:
    act: Act = getattr(place, name)

    async def instead(*args: Any, **more: Any) -> Any:
        await act(*args, **more)
        die()

    setattr(place, name, instead)


def while_rendering() -> None:
    """The renderer has its work, and goes on with it until the kernel ends it too."""
    put: Act = Renderers._put

    async def instead(renderers: Renderers, process: Any, work: Any) -> None:
        await put(renderers, process, work)
        if work is not None:
            die()

    setattr(Renderers, "_put", instead)  # noqa: B010  as `after` does


WORKER: dict[str, Callable[[], None]] = {
    "claimed": lambda: before(Driver, "run"),
    "hold adjusted": lambda: after(drive, "adjust"),
    "rendering": while_rendering,
    "one file stored": lambda: after(Store, "put_file"),
    "all files stored": lambda: after(staging, "store_files"),
    "ending written, not committed": lambda: after(finish, "_unspend"),
    "callback sent, not recorded": lambda: after(deliver, "post"),
    "ending committed": lambda: after(Finisher, "finish"),
}
API: dict[str, Callable[[], None]] = {
    "create written, not committed": lambda: after(create, "_insert"),
    "create committed, not answered": lambda: after(Creator, "create"),
}


async def work(settings: Settings) -> None:
    stop = stop_on_signals()
    engines = Engines(local="tests.crash.engine:Quick")
    async with open_worker(settings, settings.database.url, engines=engines) as worker:
        child.say(child.READY, "worker")
        await worker(stop)


def main() -> None:
    role, point = sys.argv[1:]
    settings = load_settings(file=None, environ=os.environ, flags={})
    if point != NEVER:
        {**WORKER, **API}[point]()
    if role == "worker":
        run(work(settings))
    else:
        api.main(settings)


if __name__ == "__main__":
    main()
