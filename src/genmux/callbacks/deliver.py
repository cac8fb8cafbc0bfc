"""The delivery loop: claims what is due, sends it, writes down what came of it.

It runs beside the tasks and shares nothing with them but the database. Each claim takes only what
can be sent at once, so nothing grows old in memory and a lease outlives its request.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from genmux import __version__
from genmux.callbacks import outbox, sign
from genmux.callbacks.delivery import Delivery, Outcome, State
from genmux.callbacks.hosts import Hosts, Turn
from genmux.callbacks.post import Blocked, Reply, post
from genmux.callbacks.schedule import Schedule
from genmux.callbacks.secrets import secrets_of_many
from genmux.clock import Clock, SystemClock
from genmux.db.pool import Connection, Pool, retried
from genmux.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aiohttp

    from genmux.ids import DeliveryId, ProjectId
    from genmux.settings import CallbackSettings

log = logging.getLogger(__name__)

USER_AGENT = f"Genmux/{__version__} (KIE compatible)"

_LEASE_MARGIN = 8.0  # for claiming and recording; with a timeout of 15 s a lease ends within 23 s
_BREATH = 0.01  # between claims, so that a busy loop takes batches and not single rows
_SECRETS_KEPT = 5.0
_ABANDON_BATCH = 1000
_LAST_WORDS = 3.0


def _never(_error: BaseException) -> bool:
    return False


class Deliverer:
    """Sends deliveries until told to stop. Any number may run, in any number of processes."""

    def __init__(
        self,
        pool: Pool,
        session: aiohttp.ClientSession,
        settings: CallbackSettings,
        *,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        blocked: Blocked = _never,
        drain: float = 20.0,
        poll: float = 1.0,
    ) -> None:
        """`session` decides which addresses may be reached, `blocked` knows its refusals.

        Its connection limit is at least `settings.concurrency`. `drain` and `poll` are seconds.
        """
        self._pool = pool
        self._session = session
        self._slots = settings.concurrency
        self._per_host = settings.per_host
        self._timeout = settings.timeout_seconds
        self._lease = timedelta(seconds=settings.timeout_seconds + _LEASE_MARGIN)
        self._grace = timedelta(hours=settings.rotation_hours)
        self._schedule = Schedule(settings.schedule, settings.jitter)
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311  jitter guards no secret
        self._blocked = blocked
        self._drain_seconds = drain
        self._poll = poll
        self._hosts = Hosts(settings.per_host, max(1, settings.concurrency // 4))
        self._secrets: dict[ProjectId, tuple[float, list[str]]] = {}
        self._in_flight: dict[DeliveryId, asyncio.Task[None]] = {}
        self._outcomes: list[Outcome] = []
        self._turns: dict[str, Turn] = {}
        self._wake = asyncio.Event()
        self._ready = asyncio.Event()
        self._closing = False

    def wake(self, _signal: str = "") -> None:
        """Something is due: do not wait for the next poll. Fits `db.signals.Listener`."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Delivers until `stop` is set, then lets requests under way end within `drain` seconds."""
        self._closing = False
        recorder = asyncio.create_task(self._record_outcomes(), name="delivery-recorder")
        watcher = asyncio.create_task(self._wake_at(stop), name="delivery-stop")
        try:
            while not stop.is_set():
                self._wake.clear()
                if await self._take():
                    await asyncio.sleep(_BREATH)
                else:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(self._poll):
                            await self._wake.wait()
        finally:
            watcher.cancel()
            await self._finish(recorder)

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _take(self) -> int:
        """Claims and starts what there is room for; returns how many."""
        free = self._slots - len(self._in_flight)
        if free <= 0:
            return 0
        now = self._clock.now()
        try:
            async with self._pool.acquire() as conn:
                claimed = await outbox.claim(
                    conn,
                    now,
                    free,
                    self._lease,
                    per_host=self._per_host,
                    room=self._hosts.room(now),
                )
                await self._load_secrets(conn, claimed, now)
        except Exception as error:  # the database is away: the loop waits for it, whatever it says
            log.warning("deliveries cannot be claimed: %s", type(error).__name__)
            return 0
        for delivery in claimed:
            if delivery.id not in self._in_flight:
                self._hosts.started(delivery.host)
                secrets = self._secrets[delivery.project_id][1]
                self._in_flight[delivery.id] = asyncio.create_task(self._send(delivery, secrets))
        return len(claimed)

    async def _load_secrets(
        self, conn: Connection, claimed: Sequence[Delivery], now: datetime
    ) -> None:
        current = asyncio.get_running_loop().time()
        self._secrets = {key: kept for key, kept in self._secrets.items() if kept[0] > current}
        missing = {delivery.project_id for delivery in claimed} - self._secrets.keys()
        if missing:
            found = await secrets_of_many(conn, list(missing), now, self._grace)
            for project_id in missing:
                self._secrets[project_id] = (current + _SECRETS_KEPT, found.get(project_id, []))

    async def _send(self, delivery: Delivery, secrets: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        started_at, began = self._clock.now(), loop.time()
        try:
            reply = await self._attempt(delivery, secrets, started_at)
        except Exception:  # one strange URL or reply must not end the loop for all others
            log.exception("delivery %s could not be attempted", delivery.id.hex)
            reply = Reply(None, "internal")
        now = self._clock.now()
        turn = self._hosts.finished(delivery.host, reply.alive, now)
        if turn:
            self._turns[delivery.host] = turn
        milliseconds = round((loop.time() - began) * 1000)
        self._outcomes.append(self._outcome(delivery, reply, started_at, milliseconds, now))
        self._ready.set()

    async def _attempt(
        self, delivery: Delivery, secrets: Sequence[str], started_at: datetime
    ) -> Reply:
        body = delivery.body.encode()
        try:
            signed = sign.headers(secrets, delivery.id.hex, delivery.task_id.hex, body, started_at)
        except ValueError:
            return Reply(None, "unsigned")
        return await post(
            self._session,
            delivery.url,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": USER_AGENT,
                "Accept-Encoding": "identity",
                **signed,
            },
            timeout=self._timeout,
            blocked=self._blocked,
        )

    def _outcome(
        self,
        delivery: Delivery,
        reply: Reply,
        started_at: datetime,
        milliseconds: int,
        now: datetime,
    ) -> Outcome:
        delay = self._schedule.next_delay(delivery.attempts + 1, self._rng)
        state: State = "pending"
        if not reply.error and delivery.copies > 1:
            delay = 0.0
        elif not reply.error:
            state = "delivered"
        elif delay is None or reply.error == "invalid_url":
            state = "failed"
            log.warning("delivery %s failed for good: %s", delivery.id.hex, reply.error)
        return Outcome(
            delivery_id=delivery.id,
            started_at=started_at,
            milliseconds=milliseconds,
            status=reply.status,
            error=reply.error,
            reply=reply.text,
            state=state,
            next_at=now + timedelta(seconds=delay or 0.0),
        )

    async def _record_outcomes(self) -> None:
        """Writes outcomes as they come, all that have gathered in one statement."""
        while self._outcomes or not self._closing:
            await self._ready.wait()
            self._ready.clear()
            batch, self._outcomes = self._outcomes, []
            turns, self._turns = self._turns, {}
            try:
                await self._write(batch)
                for host, turn in turns.items():
                    await self._follow(host, turn)
            except Exception as error:
                # The leases are over or soon will be: what could not be written is sent again.
                log.warning("outcomes of deliveries not written: %s", type(error).__name__)
            for outcome in batch:
                del self._in_flight[outcome.delivery_id]
            self._wake.set()

    async def _write(self, batch: Sequence[Outcome]) -> None:
        if batch:
            patience = self._lease.total_seconds()
            await retried(self._pool, lambda conn: outbox.record(conn, batch), patience=patience)

    async def _follow(self, host: str, turn: Turn) -> None:
        now = self._clock.now()
        if turn == "recovered":
            async with self._pool.acquire() as conn:
                hastened = await outbox.hasten(conn, host, now, self._lease)
            log.info("%s answers again; %d retries brought forward", host, hastened)
        else:
            oldest = now - timedelta(seconds=self._schedule.longest)
            async with self._pool.acquire() as conn:
                await outbox.abandon(conn, host, now, oldest, _ABANDON_BATCH)

    async def _finish(self, recorder: asyncio.Task[None]) -> None:
        running = [task for task in self._in_flight.values() if not task.done()]
        if running:
            await asyncio.wait(running, timeout=self._drain_seconds)
        late = [key for key, task in self._in_flight.items() if not task.done()]
        for key in late:
            self._in_flight[key].cancel()
        await asyncio.gather(*self._in_flight.values(), return_exceptions=True)
        self._closing = True
        self._ready.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(recorder, _LAST_WORDS)
        if late:
            with contextlib.suppress(Unavailable, TimeoutError):
                await retried(
                    self._pool,
                    lambda conn: outbox.release(conn, late, self._clock.now()),
                    patience=_LAST_WORDS,
                )
        self._in_flight.clear()
