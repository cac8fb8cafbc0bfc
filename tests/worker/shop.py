"""A whole worker around toy engines: claims, renders, stores, settles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import orjson

from genmux.catalogue.load import Catalogue
from genmux.clock import SystemClock
from genmux.db.pool import Pool, retried
from genmux.db.signals import JOB, TASK, Listener, Signaller
from genmux.engines.registry import Engines
from genmux.engines.remote import RemoteEngine
from genmux.ids import TaskId
from genmux.projects.vendors import ProjectVendors, Seal
from genmux.settings import FetchSettings
from genmux.storage.fetch import Fetcher
from genmux.storage.hooks import Hooks
from genmux.storage.links import Links
from genmux.storage.store import Store
from genmux.tasks.finish import Finisher
from genmux.tasks.states import State
from genmux.tasks.task import Task
from genmux.worker.drive import Driver
from genmux.worker.inputs import Inputs
from genmux.worker.loop import Worker
from genmux.worker.marks import Marks
from genmux.worker.renderers import Renderers
from genmux.worker.routing import Router
from tests.tasks.desk import Desk, look
from tests.worker.toys import PLACE, ToyModel


@dataclass
class Shop:
    pool: Pool
    url: str
    desk: Desk
    folder: Path
    worker: Worker
    signaller: Signaller
    store: Store
    stop: asyncio.Event
    running: asyncio.Task[None] | None = None

    async def order(
        self, do: str = "make", *, lane: Any = "local", wish: str = "", **given: Any
    ) -> TaskId:
        text = orjson.dumps({"do": do, **given}).decode()
        async with self.pool.acquire() as conn:
            task_id = await self.desk.create(conn, input=text, lane=lane, wish=wish)
        self.signaller.send(JOB)
        return task_id

    def open(self, drain: float = 20) -> None:
        self.running = asyncio.create_task(self.worker.run(self.stop, drain))

    async def cut(self) -> None:
        """Ends every connection to the database, as its restart does."""
        admin = await asyncpg.connect(self.url)
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        await admin.close()

    async def close(self) -> None:
        self.stop.set()
        if self.running is not None:
            await self.running

    async def read(self, task_id: TaskId) -> Task:
        return await retried(self.pool, lambda conn: look(conn, task_id))

    async def until(self, task_id: TaskId, *states: State, phase: str | None = None) -> Task:
        async with asyncio.timeout(30):
            while True:
                task = await self.read(task_id)
                if task.state in states and phase in (None, task.phase):
                    return task
                await asyncio.sleep(0.02)


def open_vendors(pool: Pool) -> ProjectVendors:
    """Projects without keys of their own."""

    def none(name: str, key: str) -> RemoteEngine:
        raise LookupError(name)

    return ProjectVendors(pool, Seal(""), none)


@asynccontextmanager
async def open_shop(
    pool: Pool,
    url: str,
    desk: Desk,
    folder: Path,
    *,
    lease: float = 60,
    vendor: RemoteEngine | None = None,
    max_crashes: int = 3,
    count: int = 1,
) -> AsyncIterator[Shop]:
    """`count` renderers."""
    clock = SystemClock()
    (folder / "work").mkdir(exist_ok=True)
    store = Store.open(str(folder / "files"))
    async with AsyncExitStack() as stack:
        links = Links(b"a secret of the test suite alone")
        allow = [ip_network("127.0.0.0/8")]
        fetcher = Fetcher(allow, links=links, store=store, pool=pool, clock=clock)
        stack.push_async_callback(fetcher.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        renderers = Renderers(count, PLACE, timeout=60)
        await renderers.start()
        stack.push_async_callback(renderers.stop)
        finisher = Finisher(pool)
        await finisher.start()
        stack.push_async_callback(finisher.stop)
        signaller = Signaller(pool)
        signaller.start()
        stack.push_async_callback(signaller.stop)
        marks = Marks(pool)
        model: Any = ToyModel()
        engines = Engines(PLACE)
        if vendor is not None:
            engines = Engines(PLACE, remote={vendor.name: vendor})
        driver = Driver(
            pool=pool,
            catalogue=Catalogue({model.id: model}),
            engines=engines,
            renderers=renderers,
            inputs=Inputs(pool, store, fetcher, FetchSettings(20, 5, 3, 100), clock),
            store=store,
            fetcher=fetcher,
            router=Router(pool, session, engines, {}, clock),
            vendors=open_vendors(pool),
            hooks=Hooks(b"a secret of the test suite alone"),
            finisher=finisher,
            marks=marks,
            signaller=signaller,
            callbacks={
                "market": lambda task, left: f'{{"state": "{task.state}", "left": {left:f}}}'
            },
            stage_bodies={"market": lambda task: f'{{"stage": "{task.stage}"}}'},
            clock=clock,
            keep=timedelta(days=14),
            max_crashes=max_crashes,
            work_folder=folder / "work",
        )
        worker = Worker(pool, driver, renderers=count, slots=10, lease=lease)
        marks.on_lost(worker.abandon)
        listener = Listener(url, {JOB: worker.wake, TASK: worker.look})
        listener.start()
        stack.push_async_callback(listener.stop)
        marking = asyncio.create_task(marks.run())
        shop = Shop(pool, url, desk, folder, worker, signaller, store, asyncio.Event())
        try:
            yield shop
        finally:
            await shop.close()
            marking.cancel()
