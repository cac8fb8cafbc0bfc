"""What must hold once it is quiet, whatever was killed before."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import aiohttp
import asyncpg

from genmux.db.embedded import running_url
from genmux.db.pool import Connection
from genmux.ids import parse_hex
from genmux.ledger.audit import audit
from genmux.testing.sink import CallbackSink, Received
from tests.crash.harness import Client


async def connect(data: Path) -> Connection:
    """A connection to the database that runs in that data folder."""
    url = running_url(data / "postgres")
    assert url is not None, "the database does not run"
    return await asyncpg.connect(url)


async def quiet(conn: Connection, timeout: float = 60.0, *, deliveries: bool = True) -> float:
    """Waits until no task is unfinished and no callback is owed; returns the seconds."""
    began = time.monotonic()
    while True:
        left = await conn.fetchrow(
            "select (select count(*) from job) as jobs, "
            "(select count(*) from delivery where state = 'pending') as callbacks"
        )
        assert left is not None
        if not left["jobs"] and not (deliveries and left["callbacks"]):
            return time.monotonic() - began
        if time.monotonic() - began > timeout:
            raise AssertionError(f"not quiet after {timeout:g} s: {dict(left)}")
        await asyncio.sleep(0.05)


async def judge(
    conn: Connection,
    client: Client,
    sink: CallbackSink | None = None,
    *,
    states: Iterable[str] = ("succeeded",),
    links: int = 10,
) -> None:
    """Checks every promise for every task that a client was told of.

    `links` results are downloaded; `states` are the endings that count as right here.
    """
    accepted = list(client.accepted.values())
    assert len(set(accepted)) == len(client.accepted), "two keys have the same task"
    await _tasks(conn, client, tuple(states))
    await _money(conn)
    if sink is not None:
        await _callbacks(conn, sink.received, accepted)
    await _links(client, accepted[:links])


async def _tasks(conn: Connection, client: Client, states: tuple[str, ...]) -> None:
    rows = await conn.fetch("select id, state, fail_msg from task")
    found = {row["id"].hex: row for row in rows}
    lost = set(client.accepted.values()) - found.keys()
    assert not lost, f"accepted, but not there: {lost}"
    # A task that no client was told of would be a second one for its key.
    assert len(found) == len(client.accepted), f"{len(found)} tasks, {len(client.accepted)} keys"
    wrong = {task: dict(row) for task, row in found.items() if row["state"] not in states}
    assert not wrong
    keys = {row["key"]: row["task_id"].hex for row in await conn.fetch("select * from idempotency")}
    assert keys == client.accepted
    assert not await conn.fetchval("select count(*) from job")


async def _money(conn: Connection) -> None:
    assert await audit(conn) == []
    rows = await conn.fetch(
        "select t.id, t.state, t.charged, t.held, array_agg(e.kind order by e.id) as kinds "
        "from task t join ledger_entry e on e.task_id = t.id group by t.id"
    )
    for row in rows:
        kinds = [kind for kind in row["kinds"] if kind != "adjust"]
        succeeded = row["state"] == "succeeded"
        assert kinds == ["hold", "settle" if succeeded else "release"], dict(row)
        assert row["charged"] == (row["held"] if succeeded else 0), dict(row)


async def _callbacks(conn: Connection, received: list[Received], accepted: list[str]) -> None:
    ids = defaultdict(set)
    for one in received:
        assert one.problem in (None, ""), one.problem
        ids[one.json["taskId"]].add(one.webhook_id)
    assert {task: ids[task] for task in accepted if len(ids[task]) != 1} == {}
    rows = await conn.fetch("select task_id, count(*) as n from delivery group by 1")
    assert {row["task_id"].hex: row["n"] for row in rows} == dict.fromkeys(accepted, 1)


async def _links(client: Client, tasks: list[str]) -> None:
    """Links lead to the server that was asked first; the path is asked of the one that runs."""
    async with aiohttp.ClientSession() as session:
        for task in tasks:
            record = await client.record(task)
            if record["state"] != "success":
                continue
            for link in json.loads(record["resultJson"])["resultUrls"]:
                path = "/" + link.split("/", 3)[3]
                async with session.get(client.url + path) as reply:
                    body = await reply.read()
                    assert reply.status == 200, link
                    assert len(body) == int(reply.headers["Content-Length"]) > 0


async def sizes_match(conn: Connection, files: Path) -> None:
    """What the rows of the stored files say is what lies in the folder."""
    for row in await conn.fetch("select key, size from asset where deleted_at is null"):
        assert (files / row["key"]).stat().st_size == row["size"]


async def secret_of(conn: Connection) -> str:
    """The callback secret of the only project."""
    return str(await conn.fetchval("select callback_secret from project"))


async def row_of(conn: Connection, task: str) -> asyncpg.Record:
    row = await conn.fetchrow("select * from task where id = $1", parse_hex(task))
    assert row is not None
    return row
