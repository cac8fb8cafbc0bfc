"""The double of another server of this API, as the engine meets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from genmux.engines.remote import Accepted, Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.kie import open_engine
from genmux.engines.vendors.kie.engine import Kie
from genmux.testing.doubles.kie import KieDouble
from genmux.worker.remote import play
from tests.engines.vendors.works import work_of

MODEL = "qwen/image-edit"


def account(double: KieDouble, key: str = KieDouble.key) -> Kie:
    return open_engine(Account("up", "kie", key, double.url, options={"idempotent": "true"}))


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_job_from_its_file_to_its_result(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    work = work_of(MODEL, tmp_path, public=False)
    async with KieDouble() as double:
        up = account(double)
        taken = await play(session, up.submit(work))
        assert isinstance(taken, Accepted)
        assert await play(session, up.submit(work)) == taken
        (job,) = double.jobs.values()
        assert double.submits == {work.task_id: 2}
        assert job.input["image_url"].startswith(f"{double.url}/uploads/genmux/{work.task_id}/")
        assert isinstance(await play(session, up.poll(work, taken.vendor_id)), StillRunning)
        double.finish()
        made = await play(session, up.poll(work, taken.vendor_id))
        assert isinstance(made, Finished)
        assert made.cost
        async with session.get(made.files[0].url) as reply:
            assert (await reply.read()).startswith(b"\x89PNG")
        await play(session, up.cancel(work, taken.vendor_id))
        assert job.cancelled


async def test_what_goes_wrong(session: aiohttp.ClientSession, tmp_path: Path) -> None:
    work = work_of(MODEL, tmp_path)
    async with KieDouble(prompt=True, idempotent=False) as double:
        with pytest.raises(Refused) as caught:
            await play(session, account(double, "another key").submit(work))
        assert caught.value.why == "auth"
        up = account(double)
        first, second = [await play(session, up.submit(work)) for _ in range(2)]
        assert first != second, "nobody remembers keys there"
        assert isinstance(first, Accepted)
        double.jobs[first.vendor_id].failure = ("501", "no kite in sight")
        with pytest.raises(Refused, match="no kite in sight") as caught:
            await play(session, up.poll(work, first.vendor_id))
        assert caught.value.why == "failed"
        with pytest.raises(Refused) as caught:
            await play(session, up.poll(work, "unknown"))
        assert caught.value.why == "expired"


async def test_a_gate_holds_back_who_comes(session: aiohttp.ClientSession, tmp_path: Path) -> None:
    async with KieDouble() as double:
        double.close("submit")
        waiting = asyncio.create_task(
            play(session, account(double).submit(work_of(MODEL, tmp_path)))
        )
        async with asyncio.timeout(10):
            while not double.held["submit"]:  # noqa: ASYNC110  another task decides
                await asyncio.sleep(0.01)
        assert len(double.jobs) == 1, "the job is there before anybody hears of it"
        double.open("submit")
        assert isinstance(await waiting, Accepted)
        assert not double.held["submit"]
