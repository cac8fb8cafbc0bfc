"""The composition root: settings in, running parts out. Nothing is built anywhere else.

Two parts, each an asynchronous context: `open_api` gives the ASGI application, `open_worker` a
coroutine that works until it is told to stop. `roles` turns them into processes.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network

import aiohttp
from starlette.applications import Starlette

from genmux.callbacks.deliver import Deliverer
from genmux.catalogue.load import Catalogue, load_catalogue
from genmux.chat.desk import Desk
from genmux.chat.routes import Routes
from genmux.clock import Clock, SystemClock
from genmux.db.pool import Pool, open_pool
from genmux.db.signals import DELIVERY, JOB, KEY, TASK, Listener, Signaller
from genmux.dialects.families import FAMILIES, Family
from genmux.dialects.http import Api
from genmux.dialects.server import application
from genmux.engines.registry import Engines
from genmux.ledger.purse import CreateRate
from genmux.projects.accounts import Accounts, open_accounts
from genmux.projects.cache import KeyCache
from genmux.projects.passwords import Passwords
from genmux.projects.sessions import SessionCache
from genmux.projects.sign_in import SignIn
from genmux.projects.vendors import ProjectVendors, Seal
from genmux.settings import Settings
from genmux.storage.fetch import Fetcher
from genmux.storage.guard import guarded_session, was_blocked
from genmux.storage.hooks import Hooks
from genmux.storage.links import Links
from genmux.storage.secret import link_secret
from genmux.storage.store import Store
from genmux.tasks.create import Creator
from genmux.tasks.finish import CallbackBody, Finisher
from genmux.tasks.read import Reader
from genmux.tasks.stage import StageBody
from genmux.tasks.task import Task
from genmux.worker.cancels import Cancels
from genmux.worker.drive import Driver
from genmux.worker.identity import open_signer
from genmux.worker.inputs import Inputs
from genmux.worker.loop import Worker
from genmux.worker.marks import Marks
from genmux.worker.provenance import Provenance
from genmux.worker.renderers import Renderers
from genmux.worker.routing import Patience, Router
from genmux.worker.scratch import scratch
from genmux.worker.sweeper import Sweeper

log = logging.getLogger(__name__)

_VENDOR_CONNECTIONS = 1000


@asynccontextmanager
async def open_api(
    settings: Settings,
    url: str,
    *,
    engines: Engines | None = None,
    clock: Clock | None = None,
    catalogue: Catalogue | None = None,
) -> AsyncIterator[Starlette]:
    """The API on the migrated database at `url`; the settings' catalogue unless one is given."""
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(url, settings.database.pool))
        links = await open_links(pool)
        creator = Creator(
            pool,
            clock,
            CreateRate(settings.limits.creates, settings.limits.creates_window_seconds),
        )
        reader = Reader(pool)
        store = open_store(settings)
        fetcher = _fetcher(stack, settings, pool, store, links, clock)
        keys, sessions = KeyCache(pool), SessionCache(pool)
        signaller = Signaller(pool)

        def forget(_payload: str) -> None:
            keys.invalidate()
            sessions.invalidate()

        listener = Listener(url, {KEY: forget})
        sign_in = SignIn(pool, clock, settings, Passwords())
        stack.push_async_callback(sign_in.close)
        accounts = _accounts(settings, engines)
        desk = Desk(pool, clock, settings.chat)
        chat_routes = Routes(settings.chat, accounts.all)
        stack.push_async_callback(chat_routes.close)
        for part in (creator, reader, desk):
            await part.start()
            stack.push_async_callback(part.stop)
        for helper in (signaller, listener):
            helper.start()
            stack.push_async_callback(helper.stop)
        api = Api(
            settings=settings,
            pool=pool,
            clock=clock,
            catalogue=catalogue or load_catalogue(settings.catalogue.folders),
            engines=accounts.engines,
            vendors=_project_vendors(pool, accounts),
            hooks=await _hooks(pool, settings),
            creator=creator,
            reader=reader,
            keys=keys,
            sessions=sessions,
            sign_in=sign_in,
            links=links,
            store=store,
            signaller=signaller,
            fetcher=fetcher,
            desk=desk,
            chat_routes=chat_routes,
            work_folder=stack.enter_context(scratch(settings.data.dir / "work")),
            networks=_allowed(settings),
        )
        yield application(api, callback_bodies(links))


@asynccontextmanager
async def open_worker(
    settings: Settings,
    url: str,
    *,
    engines: Engines | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """A worker on the migrated database at `url`: call it with the event that stops it."""
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(url, settings.database.pool))
        store = open_store(settings)
        marks = Marks(pool)
        accounts = _accounts(settings, engines)
        driver = await _driver(stack, settings, pool, store, marks, accounts, clock)
        worker = Worker(
            pool,
            driver,
            renderers=driver.renderers.count,
            slots=settings.worker.slots,
            lease=settings.worker.lease_seconds,
        )
        marks.on_lost(worker.abandon)
        receivers = await stack.enter_async_context(
            guarded_session(_allowed(settings), limit=settings.callbacks.concurrency)
        )
        deliverer = Deliverer(
            pool,
            receivers,
            settings.callbacks,
            clock=clock,
            blocked=was_blocked,
            drain=settings.server.drain_seconds,
        )
        listener = Listener(url, {JOB: worker.wake, TASK: worker.look, DELIVERY: deliverer.wake})
        listener.start()
        stack.push_async_callback(listener.stop)
        sweeper = Sweeper(pool, store, clock, settings)
        cancels = Cancels(pool, driver.router.session, accounts.engines, driver.vendors)

        async def run(stop: asyncio.Event) -> None:
            helpers = [
                asyncio.create_task(marks.run(), name="marks"),
                asyncio.create_task(sweeper.run(stop), name="sweeper"),
                asyncio.create_task(cancels.run(), name="cancels"),
            ]
            deliveries = asyncio.create_task(deliverer.run(stop), name="deliveries")
            try:
                await worker.run(stop, settings.server.drain_seconds)
                await deliveries
            finally:
                for helper in (*helpers, deliveries):
                    helper.cancel()
                await asyncio.gather(*helpers, deliveries, return_exceptions=True)

        yield run


async def _driver(
    stack: AsyncExitStack,
    settings: Settings,
    pool: Pool,
    store: Store,
    marks: Marks,
    accounts: Accounts,
    clock: Clock,
) -> Driver:
    """What drives one task; what it needs is closed with `stack`."""
    links = await open_links(pool)
    fetcher = _fetcher(stack, settings, pool, store, links, clock)
    renderers = Renderers(
        settings.worker.renderers or max(2, _cores()),
        accounts.engines.local,
        settings.worker.render_timeout_seconds,
    )
    await renderers.start()
    stack.push_async_callback(renderers.stop)
    finisher = Finisher(pool)
    await finisher.start()
    stack.push_async_callback(finisher.stop)
    signaller = Signaller(pool)
    signaller.start()
    stack.push_async_callback(signaller.stop)
    return Driver(
        pool=pool,
        catalogue=load_catalogue(settings.catalogue.folders),
        engines=accounts.engines,
        renderers=renderers,
        inputs=Inputs(pool, store, fetcher, settings.fetch, clock, settings.server.public_url),
        store=store,
        fetcher=fetcher,
        router=Router(
            pool,
            await stack.enter_async_context(_vendor_session()),
            accounts.engines,
            accounts.limits,
            clock,
            Patience(settings.routing.queue_seconds, settings.routing.result_hours * 3600),
        ),
        vendors=_project_vendors(pool, accounts),
        hooks=await _hooks(pool, settings),
        finisher=finisher,
        marks=marks,
        signaller=signaller,
        callbacks=callback_bodies(links),
        stage_bodies=stage_bodies(links),
        clock=clock,
        keep=timedelta(days=settings.storage.output_days),
        max_crashes=settings.worker.max_crashes,
        work_folder=stack.enter_context(scratch(settings.data.dir / "work")),
        provenance=await _provenance(settings, pool, clock),
    )


def _accounts(settings: Settings, engines: Engines | None) -> Accounts:
    """Those of the settings, unless engines are given."""
    if engines is not None:
        return Accounts(engines, {}, (), settings, os.environ)
    accounts = open_accounts(settings, os.environ)
    for name, place in accounts.keyless.items():
        log.warning("vendors.%s has no key: %s is empty", name, place)
    return accounts


def _project_vendors(pool: Pool, accounts: Accounts) -> ProjectVendors:
    return ProjectVendors(pool, Seal(accounts.settings.secrets.key), accounts.open_with)


def _vendor_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=_VENDOR_CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


async def _provenance(settings: Settings, pool: Pool, clock: Clock) -> Provenance | None:
    if not settings.provenance.enabled:
        return None
    return Provenance(await open_signer(pool, settings.provenance, clock.now()))


def _fetcher(
    stack: AsyncExitStack,
    settings: Settings,
    pool: Pool,
    store: Store,
    links: Links,
    clock: Clock,
) -> Fetcher:
    """Reads the files that requests name; closed with `stack`."""
    fetcher = Fetcher(
        _allowed(settings),
        links=links,
        store=store,
        pool=pool,
        clock=clock,
        connect_timeout=settings.fetch.connect_timeout_seconds,
        max_redirects=settings.fetch.max_redirects,
    )
    stack.push_async_callback(fetcher.close)
    return fetcher


def callback_bodies(links: Links) -> Mapping[str, CallbackBody]:
    """How each family tells the end of a task."""

    def body_of(family: Family) -> CallbackBody:
        def body(task: Task, remaining: Decimal) -> str:
            return family.callback(task, remaining, links)

        return body

    return {name: body_of(family) for name, family in FAMILIES.items()}


def stage_bodies(links: Links) -> Mapping[str, StageBody]:
    """How the families that do tell what is ready before the end."""

    def body_of(tell: Callable[[Task, Links], str | None]) -> StageBody:
        return lambda task: tell(task, links)

    return {
        name: body_of(family.stage_callback)
        for name, family in FAMILIES.items()
        if family.stage_callback is not None
    }


def open_store(settings: Settings) -> Store:
    url = settings.storage.url or str(settings.data.dir / "files")
    return Store.open(url, options=settings.storage.options)


async def open_links(pool: Pool) -> Links:
    """Links signed with the secret of this database."""
    return Links(await link_secret(pool))


async def _hooks(pool: Pool, settings: Settings) -> Hooks:
    return Hooks(await link_secret(pool), settings.server.public_url)


def _allowed(settings: Settings) -> list[IPv4Network | IPv6Network]:
    return [ip_network(text) for text in settings.network.allow]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
