"""A thousand tasks at vendors, and the worker killed in every phase of them: each job is there
once, each task ends once, and nothing that was made is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import asyncpg

from genmux.db.pool import Connection
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.testing.doubles.kie import KieDouble
from tests.crash.harness import QUICK, Client, Program, say
from tests.crash.judge import judge, quiet

PLAIN, WITH_FILES, ALONE = 850, 50, 100
TASKS = PLAIN + WITH_FILES + ALONE
# `up` takes the same task twice for one job; `solo` does not.
_SETTINGS = """
[vendors.up]
kind = "kie"
key = "env:DOUBLE_KEY"
url = "{up}"
idempotent = "true"

[vendors.solo]
kind = "kie"
key = "env:DOUBLE_KEY"
url = "{solo}"
looks_per_second = "0"

[[routing.rules]]
models = "z-image"
use = "solo"

[[routing.rules]]
models = "*"
use = "up"
"""
_PICTURE = {"prompt": "a kite", "image_size": "square"}
_SUBMITTING = "phase = 'submitting'"
_WAITING = "phase = 'waiting'"
_ENDED = "finished_at is not null"


async def test_a_thousand_jobs_and_a_worker_that_keeps_dying(database: str, tmp_path: Path) -> None:
    conn = await asyncpg.connect(database)
    project = await ensure_project(conn)
    key, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(100_000))
    async with KieDouble(began=60) as up, KieDouble(began=60, idempotent=False) as solo:
        env = _environment(database, tmp_path, up, solo)
        async with Program(tmp_path / "api.log", "genmux", "api", env=env) as api:
            client = Client(await api.ready(), key)
            await _create(client, up)
            for double in (up, solo):
                double.close("input")
                double.close("submit")
            async with _dying(conn, env, tmp_path, "fetching and submitting"):
                await _until(lambda: up.held["input"] > 0)
                await _until(lambda: up.held["submit"] > 50 and solo.held["submit"] > 20)
            torn = await _ids(conn, f"{_SUBMITTING} and engine = 'solo'")
            sent_before = set(up.submits)
            for double in (up, solo):
                double.open("input")
                double.open("submit")
            async with _dying(conn, env, tmp_path, "waiting"):
                await _until_count(conn, _WAITING, TASKS - len(torn))
            for double in (up, solo):
                double.finish()
            async with _dying(conn, env, tmp_path, "fetching results and storing"):
                await _until_count(conn, _ENDED, len(torn) + TASKS // 4)
                up.close("result")
                await _until(lambda: up.held["result"] > 10)
            up.open("result")
            async with Program(tmp_path / "last.log", "genmux", "worker", env=env):
                say(f"all ended after {await quiet(conn):.1f} s more")
            await judge(conn, client, states=("succeeded", "failed"), links=3)
    await _check_jobs(conn, up, solo, torn, sent_before)
    await conn.close()


async def _check_jobs(
    conn: Connection, up: KieDouble, solo: KieDouble, torn: set[str], sent_before: set[str]
) -> None:
    assert len(torn) > 20
    assert await _ids(conn, "state = 'failed'") == torn
    reasons = await conn.fetch("select distinct fail_msg, charged from task where state = 'failed'")
    assert [("unknown whether" in row["fail_msg"], row["charged"]) for row in reasons] == [
        (True, 0)
    ]
    assert len(up.jobs) == len(up.submits) == PLAIN + WITH_FILES
    assert {key for key, times in up.submits.items() if times > 1} >= sent_before, (
        "what was cut off at a vendor where that is safe was sent again"
    )
    assert ALONE - len(torn) <= len(solo.jobs) <= ALONE, "some of the torn ones never left"
    assert set(solo.submits.values()) == {1}, "nothing is sent twice where it would be two jobs"
    rows = await conn.fetch(
        "select t.vendor_id, t.engine, t.cost_usd, count(a.id) as files from task t "
        "left join asset a on a.task_id = t.id where t.state = 'succeeded' group by t.id"
    )
    assert len({(row["engine"], row["vendor_id"]) for row in rows}) == TASKS - len(torn)
    assert {row["files"] for row in rows} == {1}
    assert {row["cost_usd"] for row in rows} == {Decimal("0.01")}
    assert not await conn.fetchval("select count(*) from vendor where failures > 0")


def _environment(database: str, folder: Path, up: KieDouble, solo: KieDouble) -> dict[str, str]:
    config = folder / "settings.toml"
    config.write_text(_SETTINGS.format(up=up.url, solo=solo.url), encoding="utf-8")
    return {
        **QUICK,
        "DOUBLE_KEY": KieDouble.key,
        "GENMUX_CONFIG": str(config),
        "GENMUX_DATABASE_URL": database,
        "GENMUX_DATA_DIR": str(folder / "data"),
        "GENMUX_SERVER_PORT": "0",
        "GENMUX_NETWORK_ALLOW": "127.0.0.0/8",
        "GENMUX_WORKER_RENDERERS": "1",
        "GENMUX_WORKER_MAX_CRASHES": "100",
        "GENMUX_PROVENANCE_ENABLED": "false",
    }


async def _create(client: Client, up: KieDouble) -> None:
    left = [
        *(("qwen/text-to-image", {**_PICTURE, "prompt": f"kite {n}"}) for n in range(PLAIN)),
        *(
            ("qwen/image-edit", {"prompt": f"kite {n}", "image_url": up.input_url})
            for n in range(WITH_FILES)
        ),
        *(("z-image", {"prompt": f"kite {n}", "aspect_ratio": "1:1"}) for n in range(ALONE)),
    ]

    async def some() -> None:
        while left:
            model, values = left.pop()
            await client.create(model, values)

    async with asyncio.TaskGroup() as group:
        for _ in range(16):
            group.create_task(some())


@asynccontextmanager
async def _dying(
    conn: Connection, env: dict[str, str], folder: Path, phase: str
) -> AsyncIterator[None]:
    """A worker that is killed at the end of the block; the next one takes it for dead at once."""
    began = time.monotonic()
    async with Program(folder / f"{phase}.log", "genmux", "worker", env=env) as worker:
        yield
        os.kill(worker.pid, signal.SIGKILL)
        assert await worker.ended() == -signal.SIGKILL
    await conn.execute("update worker set seen_at = now() - interval '1 hour'")
    say(f"killed while {phase}, after {time.monotonic() - began:.1f} s")


async def _until(held: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not held():  # noqa: ASYNC110  another process decides
            await asyncio.sleep(0.02)


async def _until_count(conn: Connection, where: str, least: int) -> None:
    async with asyncio.timeout(120):
        while await conn.fetchval(f"select count(*) from task where {where}") < least:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _ids(conn: Connection, where: str) -> set[str]:
    return {row["id"].hex for row in await conn.fetch(f"select id from task where {where}")}
