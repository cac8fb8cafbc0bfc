"""Every vendor through its double: from the account in the settings to the stored result.

One server and one worker for all; each vendor makes a result, refuses one for its contents, and
then does not know the key any more. The tests look at what came of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from genmux.db.migrate import migrate
from genmux.db.pool import open_pool
from genmux.engines.vendors.find import kinds
from genmux.ledger.audit import audit
from genmux.media.credentials import read
from genmux.media.sniff import sniff_mime
from genmux.testing.doubles.playing import Playing
from genmux.testing.postgres import drop_database, fresh_database
from tests.dialects.studio import Studio, open_studio
from tests.e2e.vendors import CASES, FORBIDDEN, PROMPT, Case, account_of, call_google, variable
from tests.server import Caller, Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

CREATE = "/api/v1/jobs/createTask"
_SOONER = 20.0
"""seconds; a job whose vendor will call is asked for every 30, so only the call is this quick"""
_ALONE = {"kie", "anthropic"}
"""vendors that are proved elsewhere: another server of this API in tests/chained,
chat in tests/chat"""
by_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


class Recording(Caller):
    """Keeps every reply."""

    def __init__(self, one: Caller) -> None:
        super().__init__(one._session, one.url, one._key)
        self.replies: list[bytes] = []

    async def call(self, *args: Any, **named: Any) -> Reply:
        reply = await super().call(*args, **named)
        self.replies.append(reply.raw + repr(dict(reply.headers)).encode())
        return reply


class Lines(logging.Handler):
    """Every line that anything logs, at the least important level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {self.format(record)}")


@dataclass
class Told:
    """A task that has ended: its record, what we add to it, and what the vendor's call got."""

    record: dict[str, Any]
    shown: dict[str, Any]
    called: int | None = None


@dataclass
class House:
    studio: Studio
    caller: Recording
    doubles: Mapping[str, Any]
    secrets: Mapping[str, str]
    """by the variable that holds it"""
    log: Lines
    made: dict[str, Told] = field(default_factory=dict)
    refused: dict[str, Told] = field(default_factory=dict)
    locked_out: dict[str, Told] = field(default_factory=dict)

    async def task(self, case: Case, words: str, call: Any = None) -> Told:
        created = await self.caller.call(
            "POST", CREATE, case.request(words), headers={"X-Genmux-Route": case.kind}
        )
        assert created.code == 200, created.msg
        task_id = created.data["taskId"]
        called = None
        async with asyncio.timeout(_SOONER if call else 60):
            if call:
                await self.until(task_id, "waiting")
                called = await call(self.doubles[case.kind])
            record = await self.studio.ended(task_id)
        return Told(record, await self.shown(task_id), called)

    async def until(self, task_id: str, phase: str) -> None:
        while (await self.shown(task_id))["phase"] != phase:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    async def shown(self, task_id: str) -> dict[str, Any]:
        return dict((await self.caller.get(f"/genmux/v1/tasks/{task_id}")).data)

    async def play(self, case: Case) -> None:
        double: Playing = self.doubles[case.kind]
        case.prepare(double)
        self.made[case.kind] = await self.task(case, PROMPT, case.call)
        case.forbid(double)
        self.refused[case.kind] = await self.task(case, FORBIDDEN, case.call)
        double.key = "another"
        self.locked_out[case.kind] = await self.task(case, PROMPT)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    url = await fresh_database(postgres_server, migrate)
    log = Lines()
    secrets = {variable(case.kind): f"key-of-{case.kind}-73xq91" for case in CASES}
    secrets["BFL_HOOK_SECRET"] = "hook-secret-of-bfl-73xq91"
    async with AsyncExitStack() as stack:
        stack.push_async_callback(drop_database, url)
        pool = await open_pool(url, 10)
        stack.push_async_callback(pool.close)
        stack.callback(logging.root.setLevel, logging.root.level)
        stack.callback(logging.root.removeHandler, log)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, text in secrets.items():
            patch.setenv(name, text)
        logging.root.addHandler(log)
        logging.root.setLevel(logging.DEBUG)
        doubles = {}
        for case in CASES:
            doubles[case.kind] = await stack.enter_async_context(case.double())
            doubles[case.kind].key = secrets[variable(case.kind)]
        changes = {f"vendors.{case.kind}": account_of(case, doubles[case.kind]) for case in CASES}
        folder = tmp_path_factory.mktemp("vendors")
        studio = open_studio(url, pool, folder, changes=changes, public=True)
        one = await stack.enter_async_context(studio)
        one.caller = caller = Recording(one.caller)
        house = House(one, caller, doubles, secrets, log)
        async with asyncio.TaskGroup() as group:
            for case in CASES:
                group.create_task(house.play(case))
        yield house


async def test_no_vendor_is_left_out() -> None:
    assert {case.kind for case in CASES} == set(kinds()) - _ALONE


@by_kind
async def test_a_live_key_gets_the_real_model(house: House, case: Case) -> None:
    told = house.made[case.kind]
    assert told.record["state"] == "success", told.record["failMsg"]
    assert (told.shown["engine"], told.shown["costUsd"]) == (case.kind, case.cost)
    route = told.shown["route"]
    assert (route["engine"], route["model"], route.get("tried")) == (
        case.kind,
        case.vendor_model,
        None,
    )
    assert told.shown["creditsCharged"] > 0
    assert case.note in " ".join(route.get("notes", ()))


@by_kind
async def test_a_quote_said_so_before(house: House, case: Case) -> None:
    reply = await house.caller.call(
        "POST", "/genmux/v1/quote", case.request(), headers={"X-Genmux-Route": case.kind}
    )
    (quoted,) = reply.data["routes"]
    route = house.made[case.kind].shown["route"]
    assert (quoted["engine"], quoted["model"]) == (case.kind, case.vendor_model)
    assert quoted["notes"] == route.get("notes", [])
    assert quoted["refusal"] is None


@by_kind
async def test_its_files_are_ours_and_say_what_they_are(house: House, case: Case) -> None:
    urls = orjson.loads(house.made[case.kind].record["resultJson"])["resultUrls"]
    assert len(urls) == case.count
    assert all(url.startswith(f"{house.caller.url}/") for url in urls)
    path = await house.studio.download(urls[-1])
    path = path.rename(path.with_stem(f"{case.kind}-{path.stem}"))
    assert sniff_mime(path.read_bytes()[:4096]) == case.mime
    credentials = read(path)
    assert credentials is not None
    assert credentials.intact
    said = {one["label"]: one["data"] for one in credentials.manifest["assertions"]}
    told = said["org.genmux.task"]
    assert (told["model"], told["engine"]) == (case.model, case.kind)
    (action,) = said["c2pa.actions.v2"]["actions"]
    assert action["digitalSourceType"].endswith("/trainedAlgorithmicMedia")


@by_kind
async def test_what_its_moderation_refuses_is_told_and_costs_nothing(
    house: House, case: Case
) -> None:
    told = house.refused[case.kind]
    assert (told.record["state"], told.record["failCode"]) == ("fail", "400")
    assert "vendor" in told.record["failMsg"].lower()
    assert (told.shown["creditsCharged"], told.shown["costUsd"]) == (0, None)


@pytest.mark.parametrize("case", [case for case in CASES if case.call], ids=lambda case: case.kind)
async def test_its_call_shortens_the_wait(house: House, case: Case) -> None:
    assert house.made[case.kind].called == house.refused[case.kind].called == 200


async def test_google_calls_about_its_films(house: House) -> None:
    double = house.doubles["google"]
    double.key = house.secrets[variable("google")]
    await house.studio.pool.execute("delete from vendor where name = 'google'")
    case = Case(
        kind="google",
        double=lambda: double,
        model="gemini-omni-video",
        input={"duration": "4"},
        vendor_model="",
        cost=None,
    )
    told = await house.task(case, PROMPT, call_google)
    assert (told.record["state"], told.called) == ("success", 200), told.record["failMsg"]


@by_kind
async def test_a_key_that_it_does_not_know_is_not_the_clients_business(
    house: House, case: Case
) -> None:
    told = house.locked_out[case.kind]
    assert (told.record["state"], told.record["failCode"]) == ("fail", "500")
    assert told.record["failMsg"] == "The vendor refused this server's account."
    assert told.shown["creditsCharged"] == 0


async def test_the_books_are_right_and_nothing_is_held(house: House) -> None:
    async with house.studio.pool.acquire() as conn:
        assert not await audit(conn)
        assert await conn.fetchval("select sum(held) from account") == 0
        assert await conn.fetchval("select count(*) from job") == 0


async def test_keys_are_nowhere(house: House) -> None:
    for path in ("/genmux/v1/vendors", "/genmux/v1/tasks", "/genmux/v1/routing"):
        assert (await house.caller.get(path)).code == 200
    for case in CASES:
        assert (await house.caller.get(f"/genmux/v1/vendors/{case.kind}")).code == 200
    places = {
        "the database": await _dump(house),
        "the log": "\n".join(house.log.lines).encode(),
        "replies": b"\n".join(house.caller.replies),
        "files": await asyncio.to_thread(_contents, house.studio.folder),
    }
    assert min(map(len, places.values())) > 10_000, "all of them were really read"
    assert PROMPT.encode() in places["the database"]
    assert b"did not take a task (auth)" in places["the log"]
    found = {
        (name, place)
        for name, secret in house.secrets.items()
        for place, content in places.items()
        if secret.encode() in content or secret.encode().hex().encode() in content
    }
    assert not found


async def _dump(house: House) -> bytes:
    async with house.studio.pool.acquire() as conn:
        tables = await conn.fetch(
            "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'"
        )
        rows = [row for one in tables for row in await conn.fetch(_ALL.format(one["name"]))]
    return "\n".join(row["text"] for row in rows).encode()


_ALL = "select t::text as text from {} t"


def _contents(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
