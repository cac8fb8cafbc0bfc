"""Keys of projects at vendors: sealed, bound to their place, and used by that project only."""

from __future__ import annotations

import pytest

from genmux.db.pool import Pool
from genmux.engines.registry import Rule
from genmux.errors import Conflict, InvalidInput
from genmux.projects.project import ensure_project
from genmux.projects.vendors import (
    ProjectVendors,
    Seal,
    drop_key,
    list_keys,
    list_rules,
    put_key,
    put_rules,
)
from tests.worker.toys import ToyVendor

SEAL = Seal("a secret of sixteen or more")
KEY = "vk-0123456789-abcdef"


def opened(name: str, key: str) -> ToyVendor:
    if name == "unknown":
        raise LookupError(name)
    if name == "strict":
        raise ValueError("this key is none for it")
    return ToyVendor(f"http://{key}", name)


async def test_a_key_is_stored_sealed_and_shown_by_its_end(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn, "one")
        await put_key(conn, SEAL, project.id, "fal", KEY)
        (stored,) = await conn.fetch("select * from vendor_key")
        assert KEY.encode() not in stored["sealed"]
        assert [(one.vendor, one.hint) for one in await list_keys(conn, project.id)] == [
            ("fal", "cdef")
        ]
        assert SEAL.open(project.id, "fal", stored["sealed"]) == KEY
        assert await drop_key(conn, project.id, "fal")
        assert not await drop_key(conn, project.id, "fal")


async def test_a_sealed_key_is_worthless_elsewhere(pool: Pool) -> None:
    async with pool.acquire() as conn:
        one = await ensure_project(conn, "one")
        two = await ensure_project(conn, "two")
    sealed = SEAL.close(one.id, "fal", KEY)
    for project_id, vendor, seal in [
        (two.id, "fal", SEAL),
        (one.id, "google", SEAL),
        (one.id, "fal", Seal("another secret, long enough")),
    ]:
        with pytest.raises(Conflict, match="sealed with another"):
            seal.open(project_id, vendor, sealed)


async def test_without_a_secret_nothing_is_stored(pool: Pool) -> None:
    async with pool.acquire() as conn:
        project = await ensure_project(conn, "one")
        with pytest.raises(Conflict, match=r"secrets\.key"):
            await put_key(conn, Seal(""), project.id, "fal", KEY)
        with pytest.raises(InvalidInput, match="without line breaks"):
            await put_key(conn, SEAL, project.id, "fal", "two\nlines")


async def test_a_project_has_its_own_engines_and_rules(pool: Pool) -> None:
    async with pool.acquire() as conn:
        one = await ensure_project(conn, "one")
        two = await ensure_project(conn, "two")
        await put_key(conn, SEAL, one.id, "fal", KEY)
        await put_key(conn, SEAL, one.id, "unknown", KEY)
        await put_key(conn, SEAL, one.id, "strict", KEY)
        await put_rules(conn, one.id, [Rule("a/*", ("fal", "sketch")), Rule("*", ("sketch",))])
        await put_rules(conn, one.id, [Rule("a/*", ("fal",))])
        assert await list_rules(conn, one.id) == [Rule("a/*", ("fal",))]
    vendors = ProjectVendors(pool, SEAL, opened)
    own = await vendors.of(one.id)
    assert list(own.remote) == ["fal"], "what cannot be opened is as without a key"
    assert own.rules == [Rule("a/*", ("fal",))]
    assert not (await vendors.of(two.id)).remote


async def test_what_a_project_has_is_looked_up_again_after_a_while(pool: Pool) -> None:
    now = 0.0
    async with pool.acquire() as conn:
        one = await ensure_project(conn, "one")
    vendors = ProjectVendors(pool, SEAL, opened, clock=lambda: now)
    assert not (await vendors.of(one.id)).remote
    async with pool.acquire() as conn:
        await put_key(conn, SEAL, one.id, "fal", KEY)
    assert not (await vendors.of(one.id)).remote
    now = 6.0
    engine = (await vendors.of(one.id)).remote["fal"]
    now = 12.0
    assert (await vendors.of(one.id)).remote["fal"] is engine, "the same key, the same engine"


async def test_a_lost_secret_is_as_without_keys(pool: Pool) -> None:
    async with pool.acquire() as conn:
        one = await ensure_project(conn, "one")
        await put_key(conn, SEAL, one.id, "fal", KEY)
    vendors = ProjectVendors(pool, Seal("another secret, long enough"), opened)
    assert not (await vendors.of(one.id)).remote
