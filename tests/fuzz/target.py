"""One running API for blocking clients, and what must hold for every reply of it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from genmux.catalogue.load import Catalogue
from genmux.db.migrate import migrate
from genmux.ledger.audit import audit
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.settings import load_settings
from genmux.testing.postgres import drop_database, fresh_database
from tests.server import running_api

FUNDS = 100_000_000
SLOW = 10.0
"""seconds; far beyond what any reply may take, even on a busy machine"""
_INTERNALS = (
    "asyncpg",
    "Traceback",
    "traceback",
    "/src/",
    ".py",
    "SELECT",
    "INSERT",
    "insert into",
    "postgres",
    "pydantic",
    "starlette",
    "uvicorn",
    "orjson",
    "jsonschema",
    "Error(",
    "object at 0x",
    "NoneType",
    "Decimal",
    "UUID(",
    "KeyError",
    "TypeError",
    "ValueError",
    "IndexError",
    "Server exception",
)


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    raw: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclasses.dataclass
class Target:
    """`call` speaks plain HTTP, so nothing tidies up what is sent."""

    url: str
    key: str
    database: str
    _connection: http.client.HTTPConnection | None = None

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        known = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        begun = time.monotonic()
        for last in (False, True):
            connection = self._connection or self._connect()
            try:
                connection.request(method, path, body, {**known, **headers})
                reply = connection.getresponse()
                raw = reply.read()
            except (ConnectionError, http.client.RemoteDisconnected):
                self.close()  # the server may close an idle connection at any time
                if last:
                    raise
            else:
                break
        found = {name.lower(): value for name, value in reply.getheaders()}
        return Answer(reply.status, found, raw, time.monotonic() - begun)

    def create(self, text: bytes, **headers: str) -> Answer:
        return self.call("POST", "/api/v1/jobs/createTask", text, headers)

    def get(self, path: str) -> Any:
        return self.call("GET", path).json["data"]

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        assert parts.hostname is not None
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        return self._connection

    def books(self) -> list[str]:
        """Everything that is wrong with the money, balance included."""

        async def look() -> list[str]:
            conn = await asyncpg.connect(self.database)
            try:
                found = [f"{one.subject}: {one.message}" for one in await audit(conn)]
                spent = await conn.fetchval("select coalesce(sum(held), 0) from task")
            finally:
                await conn.close()
            balance = Decimal(str(self.get("/api/v1/chat/credit")))
            if balance != FUNDS - spent:
                found.append(f"the balance reads {balance}, {FUNDS} less {spent} are left")
            return found

        return asyncio.run(look())


@contextlib.contextmanager
def open_target(
    server: str, folder: Path, catalogue: Catalogue, **flags: object
) -> Iterator[Target]:
    """An API in a thread of its own: hypothesis and schemathesis call from blocking code."""
    up, down = threading.Event(), threading.Event()
    found: list[Target] = []
    failed: list[BaseException] = []

    async def serve() -> None:
        database = await fresh_database(server, _migrated)
        try:
            known = {"data.dir": str(folder), "network.allow": ["127.0.0.0/8"]}
            chosen = load_settings(
                file=None, environ={}, flags={**known, "limits.creates": 0, **flags}
            )
            key = await _key(database)
            async with running_api(chosen, database, catalogue=catalogue) as url:
                found.append(Target(url, key, database))
                up.set()
                await asyncio.to_thread(down.wait)
        finally:
            await drop_database(database)

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # told to the test's own thread below
            failed.append(error)
        finally:
            up.set()

    thread = threading.Thread(target=run, name="fuzzed api")
    thread.start()
    up.wait()
    try:
        if found:
            yield found[0]
            found[0].close()
    finally:
        down.set()
        thread.join()
    if failed:
        raise failed[0]


async def _migrated(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    await migrate(conn)


async def _key(database: str) -> str:
    conn = await asyncpg.connect(database)
    try:
        project = await ensure_project(conn)
        text, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(FUNDS))
    finally:
        await conn.close()
    return text


def hold_the_line(answer: Answer, sent: str = "") -> dict[str, Any]:
    """What every reply of the API must be, whatever was asked; the envelope comes back.

    `sent` is the request's own text: words in it may be repeated in the reply.
    """
    assert answer.seconds < SLOW
    assert answer.status < 500, answer.raw[:500]
    envelope = answer.json
    assert isinstance(envelope, dict)
    assert isinstance(envelope["code"], int)
    assert isinstance(envelope["msg"], str)
    assert envelope["msg"]
    assert envelope["code"] != 500, envelope
    assert answer.headers["content-type"] == "application/json"
    if envelope["code"] != 200:
        assert len(envelope["msg"]) < 2000, envelope
        for word in _INTERNALS:
            assert word not in envelope["msg"] or word in sent, envelope
        assert envelope.get("data") is None
    return envelope
