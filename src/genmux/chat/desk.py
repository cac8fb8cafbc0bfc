"""The front desk of chat calls: pace, hold, sign of life, settlement."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID

import asyncpg

from genmux.chat.money import LEASE, end_all, end_with_more, hold_all
from genmux.chat.pace import Pace, PaceLimit, PurseKey
from genmux.chat.record import CallEnd, NewCall
from genmux.clock import Clock
from genmux.db.batch import Batcher
from genmux.db.pool import LOST, Connection, Pool, retried
from genmux.errors import InsufficientCredits, Unavailable
from genmux.settings import ChatSettings

log = logging.getLogger(__name__)

_SIGN = LEASE.total_seconds() / 3
_MOST_PROJECTS = 10_000
_FRESH = 2.0
"""for so many seconds what a purse had is believed"""
_TURNS = 2
"""of the event loop until the statement is on its way: the database works while the vendor's
request is made, which else would go first"""
_AMPLE = 100
"""so many times what is asked of a purse and not held yet is more than others could take away
meanwhile"""


class Desk:
    """Takes calls in and closes them; made once in a process. Both wait for the database."""

    def __init__(self, pool: Pool, clock: Clock, settings: ChatSettings) -> None:
        self._pool = pool
        self._clock = clock
        self._kept_of = settings.keep_contents_of
        self._limit = PaceLimit(settings.calls, settings.calls_window_seconds)
        self._pace = Pace(self._limit)
        self._holds: Batcher[NewCall, None] = Batcher(self._hold, flushers=2, limit=256)
        self._ends: Batcher[CallEnd, Decimal] = Batcher(self._end, flushers=2, limit=256)
        self._open: dict[UUID, float] = {}
        self._seen: dict[PurseKey, tuple[float, Decimal]] = {}
        self._asked: dict[PurseKey, Decimal] = {}
        self._signs: asyncio.Task[None] | None = None

    @property
    def keeps_contents(self) -> bool:
        return bool(self._kept_of)

    async def start(self) -> None:
        await self._holds.start()
        await self._ends.start()
        self._signs = asyncio.create_task(self._sign(), name="chat leases")

    async def stop(self) -> None:
        await self._holds.stop()
        await self._ends.stop()
        if self._signs is not None:
            self._signs.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._signs

    async def open(self, call: NewCall) -> asyncio.Future[None] | None:
        """Holds the estimate. Raises RateLimited, KeyLimitReached or InsufficientCredits.

        Where the purse has just been seen with many times as much, and no budget can refuse, the
        hold is still under way when this returns: the vendor is asked meanwhile, and nothing may
        be sent before the hold is done.
        """
        self._pace.take(call.project_id, call.sandbox)
        ample = call.limits is None and self._is_ample(call)
        purse = (call.project_id, call.sandbox)
        held = self._holds.put(call)
        self._asked[purse] = self._asked.get(purse, Decimal(0)) + call.hold
        held.add_done_callback(partial(self._answered, call, purse))
        if not ample:
            await held
            return None
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        return held

    def _is_ample(self, call: NewCall) -> bool:
        """However many come at once, no more than a hundredth of the purse is not held yet."""
        purse = (call.project_id, call.sandbox)
        seen = self._seen.get(purse)
        if seen is None or seen[0] < time.monotonic() - _FRESH:
            return False
        return seen[1] >= _AMPLE * (self._asked.get(purse, 0) + call.hold)

    def _answered(self, call: NewCall, purse: PurseKey, held: asyncio.Future[None]) -> None:
        left = self._asked.pop(purse, Decimal(0)) - call.hold
        if left > 0:
            self._asked[purse] = left
        if held.cancelled():
            return
        error = held.exception()
        if error is None:
            self._open[call.id] = time.monotonic()
        elif isinstance(error, InsufficientCredits):
            self._seen.pop(purse, None)

    async def close(self, end: CallEnd) -> Decimal:
        """Settles; returns the credits that were charged."""
        try:
            return await self._ends.submit(end)
        finally:
            self._open.pop(end.call.id, None)

    async def _hold(self, calls: list[NewCall]) -> Sequence[Exception | None]:
        tries = 0

        async def attempt(conn: Connection) -> Sequence[Exception | None]:
            nonlocal tries
            tries += 1
            return await hold_all(
                conn,
                calls,
                self._clock.now(),
                repeated=tries > 1,
                seen=available,
                limit=self._limit,
            )

        available: dict[PurseKey, Decimal] = {}
        answers = await retried(self._pool, attempt)
        now = time.monotonic()
        if len(self._seen) > _MOST_PROJECTS:
            self._seen.clear()
        self._seen.update({purse: (now, credits_) for purse, credits_ in available.items()})
        return answers

    async def _end(self, ends: list[CallEnd]) -> Sequence[Decimal | Exception]:
        async def attempt(conn: Connection) -> list[Decimal | Exception]:
            done = set(await end_all(conn, ends, self._kept_of))
            return [
                end.charge
                if end.call.id in done
                else await end_with_more(conn, end, self._clock.now(), self._kept_of)
                for end in ends
            ]

        try:
            return await retried(self._pool, attempt)
        except Unavailable:
            raise
        except Exception as error:
            if len(ends) == 1:
                return [error]
        # One that cannot be written must not take the others with it.
        return [(await self._end([end]))[0] for end in ends]

    async def _sign(self) -> None:
        """Tells, of calls that go on for long, that their process lives."""
        while True:
            await asyncio.sleep(_SIGN)
            before = time.monotonic() - _SIGN / 2
            long = [call_id for call_id, since in self._open.items() if since < before]
            if not long:
                continue
            try:
                await self._pool.execute(
                    "update chat_call set lease_until = $2 "
                    "where id = any($1::uuid[]) and state = 'open'",
                    long,
                    self._clock.now() + LEASE,
                )
            except (*LOST, asyncpg.PostgresError) as error:
                log.warning("%d chat calls could not be signed for: %r", len(long), error)
