"""A project with a key, and chat calls of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from genmux.chat.record import CallEnd, CallState, NewCall
from genmux.db.pool import Pool
from genmux.engines.talk import Usage
from genmux.ids import new_uuid
from genmux.ledger.audit import audit
from genmux.ledger.purse import KeyLimits
from genmux.projects.keys import KeyRow, NewKey, create_key
from genmux.projects.project import ensure_project

Make = Callable[..., NewCall]
LIMITS = KeyLimits(total=Decimal(10))


@pytest.fixture
async def key_row(pool: Pool) -> KeyRow:
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        _, row = await create_key(conn, project.id, NewKey(limits=LIMITS), credits=Decimal(100))
    return row


@pytest.fixture
def make(key_row: KeyRow) -> Make:
    """`make(5)` is a call that holds five credits."""

    def new(hold: int | str, limits: KeyLimits | None = None) -> NewCall:
        return NewCall(
            id=new_uuid(),
            project_id=key_row.project_id,
            key_id=key_row.id,
            sandbox=False,
            limits=limits,
            model="a-model",
            dialect="openai-chat",
            streamed=False,
            hold=Decimal(hold),
        )

    return new


def done(call: NewCall, charge: int | str, **more: object) -> CallEnd:
    usage = Usage(10, 5, 2, 1)
    return CallEnd(call, CallState.DONE, usage, Decimal(charge), **more)  # type: ignore[arg-type]


async def purse(pool: Pool) -> tuple[object, object]:
    """Available and held of the live purse; the books must be right."""
    async with pool.acquire() as conn:
        assert await audit(conn) == []
        row = await conn.fetchrow("select available, held from account where not sandbox")
    assert row is not None
    return row["available"], row["held"]


async def spent(pool: Pool) -> Decimal:
    """What counts against the total budget of the key."""
    value = await pool.fetchval("select amount from key_spend where bucket = 'total'")
    return value if value is not None else Decimal(0)
