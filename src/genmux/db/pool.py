"""Connections to PostgreSQL, and patience with it while it restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from genmux.errors import Unavailable

if TYPE_CHECKING:  # generic only in the stubs
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection | PoolConnectionProxy
Result = TypeVar("Result")

LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,  # a full disk, no connection left: it rolled back
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What asyncpg raises when the server is away, stopping, or lost in the middle of a statement."""

_PATIENCE = 30.0
_FIRST_PAUSE = 0.05
_LAST_PAUSE = 1.0


async def open_pool(url: str, size: int) -> Pool:
    """A pool of at most `size` connections. Nothing session-wide is ever set, so none is reset."""
    return await asyncpg.create_pool(
        url, min_size=1, max_size=size, reset=_keep, server_settings={"application_name": "genmux"}
    )


async def _keep(_connection: object) -> None:
    """asyncpg would otherwise send a RESET round trip at each release."""


async def retried(
    pool: Pool,
    act: Callable[[Connection], Awaitable[Result]],
    *,
    patience: float = _PATIENCE,
) -> Result:
    """Runs `act` on a connection, again while the server is away for up to `patience` seconds.

    `act` must be safe to repeat after a commit whose reply was lost. Raises Unavailable when the
    patience ends. A deadlock rolled everything back, so it is repeated too.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    pause = _FIRST_PAUSE
    while True:
        try:
            async with pool.acquire() as conn:
                return await act(conn)
        except (*LOST, asyncpg.DeadlockDetectedError) as error:
            if pool.is_closing() or loop.time() + pause > deadline:
                raise Unavailable from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LAST_PAUSE)
