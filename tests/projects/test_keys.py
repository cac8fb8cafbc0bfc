"""Keys in the database: what is stored, what is granted, what revoking does."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import asyncpg
import pytest

from genmux.db.signals import KEY
from genmux.errors import InvalidInput, NotFound
from genmux.ids import KeyId, ProjectId, new_uuid
from genmux.ledger.audit import audit
from genmux.ledger.balance import balances
from genmux.ledger.purse import KeyLimits
from genmux.projects.audit import COMMAND
from genmux.projects.caller import authenticate, looks_like_key
from genmux.projects.keys import NewKey, create_key, find_keys, list_keys, revoke_key
from genmux.projects.project import delete_project, ensure_project

if TYPE_CHECKING:
    from genmux.db.pool import Pool


@pytest.mark.parametrize(("sandbox", "prefix"), [(False, "sk-gmx-live-"), (True, "sk-gmx-test-")])
async def test_the_kind_of_a_key_shows_in_its_text(pool: Pool, sandbox: bool, prefix: str) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        text, row = await create_key(conn, project.id, NewKey(sandbox=sandbox))
        assert text.startswith(prefix)
        assert looks_like_key(text)
        assert row.hint == text[-4:]
        caller = await authenticate(conn, text)
        assert caller is not None
        assert (caller.sandbox, caller.project_id, caller.key_id) == (sandbox, project.id, row.id)


async def test_the_text_of_a_key_is_nowhere_in_the_database(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        text, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(5))
        stored = ""
        for table in ("api_key", "ledger_entry", "project"):
            stored += str([dict(row) for row in await conn.fetch(f"select * from {table}")])
    assert text not in stored
    assert re.search(re.escape(text[-20:]), stored) is None


async def test_limits_networks_and_expiry_come_back(pool: Pool) -> None:
    expires = datetime(2030, 1, 1, tzinfo=UTC)
    limits = KeyLimits(hour=Decimal("1.5"), total=Decimal(100))
    new = NewKey("app", limits=limits, networks=("10.1.2.3/8", "::1"), expires_at=expires)
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        text, row = await create_key(conn, project.id, new)
        assert [str(network) for network in row.networks] == ["10.0.0.0/8", "::1/128"]
        caller = await authenticate(conn, text)
    assert caller is not None
    assert caller.limits == limits
    assert caller.networks == row.networks
    assert caller.expires_at == expires


async def test_a_key_without_limits_says_so(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        text, _ = await create_key(conn, project.id, NewKey())
        caller = await authenticate(conn, text)
    assert caller is not None
    assert caller.limits is None


async def test_a_wrong_key_has_no_caller(pool: Pool) -> None:
    async with pool.acquire() as conn:
        assert await authenticate(conn, "sk-gmx-live-" + "x" * 43) is None
        assert await authenticate(conn, "nothing\0like a key") is None


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (NewKey(name=""), "key name"),
        (NewKey(name="x" * 101), "1 to 100"),
        (NewKey(name="a\nb"), "printable"),
        (NewKey(networks=("10.0.0.0/40",)), "10.0.0.0/40"),
        (NewKey(limits=KeyLimits(day=Decimal(0))), "day limit"),
        (NewKey(limits=KeyLimits(hour=Decimal("0.0000001"))), "6 decimals"),
        (NewKey(limits=KeyLimits(hour=Decimal("NaN"))), "amount"),
        (NewKey(expires_at=datetime(2030, 1, 1)), "time zone"),  # noqa: DTZ001
    ],
)
async def test_wishes_that_cannot_be_met(pool: Pool, new: NewKey, message: str) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        with pytest.raises(InvalidInput, match=message):
            await create_key(conn, project.id, new)
        assert await list_keys(conn) == []


async def test_a_key_of_no_project(pool: Pool) -> None:
    async with pool.acquire() as conn:
        with pytest.raises(NotFound):
            await create_key(conn, ProjectId(new_uuid()), NewKey())


async def test_a_deleted_project_gets_no_key(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        await delete_project(conn, COMMAND, project.id)
        with pytest.raises(NotFound):
            await create_key(conn, project.id, NewKey())


async def test_only_the_first_key_of_a_kind_brings_starting_credits(pool: Pool) -> None:
    start = Decimal(1000)
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        for sandbox in (False, False, True):
            await create_key(conn, project.id, NewKey(sandbox=sandbox), starting_credits=start)
        assert [purse.available for purse in await balances(conn)] == [start, start]
        assert await audit(conn) == []


async def test_credits_that_are_asked_for_are_granted_each_time(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        for _ in range(2):
            await create_key(
                conn, project.id, NewKey(), credits=Decimal(7), starting_credits=Decimal(1000)
            )
        assert (await balances(conn))[0].available == 14


async def test_no_credits_means_none(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        await create_key(
            conn, project.id, NewKey(), credits=Decimal(0), starting_credits=Decimal(9)
        )
        assert (await balances(conn))[0].available == 0


async def test_two_first_keys_at_once_start_once(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)

    async def make() -> None:
        async with pool.acquire() as conn:
            await create_key(conn, project.id, NewKey(), starting_credits=Decimal(10))

    await asyncio.gather(make(), make(), make())
    async with pool.acquire() as conn:
        assert (await balances(conn))[0].available == 10


async def test_revoking_ends_a_key_once(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        text, row = await create_key(conn, project.id, NewKey())
        assert await revoke_key(conn, row.id)
        assert not await revoke_key(conn, row.id)
        caller = await authenticate(conn, text)
    assert caller is not None
    assert caller.revoked


async def test_revoking_an_unknown_key(pool: Pool) -> None:
    async with pool.acquire() as conn:
        with pytest.raises(NotFound):
            await revoke_key(conn, KeyId(new_uuid()))


async def test_a_key_is_found_by_anything_that_names_it(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        other = await ensure_project(conn, "other")
        text, row = await create_key(conn, project.id, NewKey("app"))
        for word in (row.id.hex, str(text), row.hint, "app"):
            assert [key.id for key in await find_keys(conn, word)] == [row.id]
            assert await find_keys(conn, word, other.id) == []
        assert await find_keys(conn, "nothing") == []


async def test_changes_of_keys_are_signalled(pool: Pool, database: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(database)
    try:
        await listener.add_listener(KEY, lambda *_: heard.put_nowait("key"))
        async with pool.acquire() as conn:
            project = await ensure_project(conn)
            _, row = await create_key(conn, project.id, NewKey())
            assert await asyncio.wait_for(heard.get(), 10) == "key"
            await revoke_key(conn, row.id)
            assert await asyncio.wait_for(heard.get(), 10) == "key"
    finally:
        await listener.close()
