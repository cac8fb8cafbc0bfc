from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.db.pool import Connection, Pool
from genmux.engines.base import Work
from genmux.engines.registry import Engines
from genmux.engines.remote import Refused, Request, Steps, Why
from genmux.engines.vendors.account import Account
from genmux.ids import new_uuid
from genmux.tasks.vendor import ToCancel, due_cancels
from genmux.worker import cancels
from genmux.worker.cancels import Cancels
from tests.worker.shop import open_vendors
from tests.worker.toys import ToyVendor, until

KEY = "vk-0123456789-abcdef"


@dataclass
class Vendor(ToyVendor):
    """Takes back every job but those named after a reason or a bug."""

    account: Account | None = field(default_factory=lambda: Account("vendor", "toy", KEY))

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        yield Request("DELETE", f"{self.url}/{vendor_id}", timeout=5)
        if vendor_id == "bug":
            raise RuntimeError("a bug")
        if vendor_id in REASONS:
            raise Refused(f"no: {KEY}", REASONS[vendor_id])


REASONS: dict[str, Why] = {
    why: why for why in ("input", "failed", "expired", "auth", "busy", "unknown")
}


@dataclass
class Office:
    pool: Pool
    asked: list[str] = field(default_factory=list)

    async def want(self, vendor_id: str, *, vendor: str = "vendor", tries: int = 0) -> UUID:
        task_id = new_uuid()
        await self.pool.execute(
            "insert into vendor_cancel (task_id, project_id, vendor, vendor_id, model, tries) "
            "values ($1, $2, $3, $4, 'toy/model', $5)",
            task_id,
            new_uuid(),
            vendor,
            vendor_id,
            tries,
        )
        return task_id

    async def left(self) -> set[str]:
        rows = await self.pool.fetch("select vendor_id from vendor_cancel")
        return {row["vendor_id"] for row in rows}

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.path}")
        return web.Response()


@pytest.fixture
async def office(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Somebody who takes back what is wanted, in rounds."""
    monkeypatch.setattr(cancels, "_PERIOD", 0.02)
    office = Office(pool)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", office.handle)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = str(server.make_url("")).rstrip("/")
        engines = Engines(remote={"vendor": Vendor(url)})
        running = asyncio.create_task(Cancels(pool, session, engines, open_vendors(pool)).run())
        yield office
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def empty(office: Office, *but: str) -> None:
    async with asyncio.timeout(10):
        while await office.left() != set(but):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_job_is_taken_back_once(office: Office) -> None:
    await office.want("v-1")
    await empty(office)
    assert office.asked == ["DELETE /v-1"]


async def test_what_has_ended_there_is_as_good(office: Office) -> None:
    for why in ("input", "failed", "expired"):
        await office.want(why)
    await empty(office)


async def test_what_is_refused_for_now_is_tried_again_later(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for why in ("auth", "busy", "unknown"):
        await office.want(why)
    await until(lambda: len(office.asked) == 3)
    await empty(office, "auth", "busy", "unknown")
    later = await office.pool.fetchval(
        "select bool_and(next_at > now() + interval '20 seconds') from vendor_cancel"
    )
    assert later
    assert "keeps job busy: no: •••" in caplog.text
    assert KEY not in caplog.text


async def test_nothing_is_tried_without_end(office: Office) -> None:
    for why in ("busy", "bug"):
        await office.want(why, tries=4)
    await empty(office)
    assert sorted(office.asked) == ["DELETE /bug", "DELETE /busy"]


async def test_a_bug_keeps_no_other_waiting(office: Office) -> None:
    for vendor_id in ("bug", "v-1", "v-2"):
        await office.want(vendor_id)
    await empty(office, "bug")


async def test_an_account_that_is_gone_can_be_asked_no_more(office: Office) -> None:
    await office.want("v-1", vendor="gone")
    await empty(office)
    assert office.asked == []


@pytest.mark.parametrize("error", [ConnectionResetError("away"), LookupError("a bug")])
async def test_a_round_that_fails_does_not_end_the_later_ones(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    lost = [error]

    async def due(conn: Connection, most: int, pause: float) -> list[ToCancel]:
        if lost:
            raise lost.pop()
        return await due_cancels(conn, most, pause)

    monkeypatch.setattr(cancels, "due_cancels", due)
    await office.want("v-1")
    await empty(office)
    assert lost == []
