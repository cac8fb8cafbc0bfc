"""The broom: expired files, old rows, partitions ahead of the clock. One worker at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from genmux.callbacks import outbox
from genmux.chat import sweep as chat
from genmux.clock import Clock
from genmux.db.migrate import drop_partitions, ensure_partitions
from genmux.db.pool import LOST, Pool
from genmux.settings import Settings
from genmux.storage.store import Store
from genmux.storage.sweep import sweep_assets, sweep_orphans
from genmux.tasks.new_task import ONCE

log = logging.getLogger(__name__)

_LOCK = 0x62726F6F6D  # "broom"
_PERIOD = 60.0
_ORPHAN_PERIOD = timedelta(days=1)
_GROUP = 1000
_OUTCOMES_KEPT = timedelta(days=2)
_SPEND_KEPT = timedelta(days=3)
_FAULTS_KEPT = timedelta(days=1)


class Sweeper:
    def __init__(self, pool: Pool, store: Store, clock: Clock, settings: Settings) -> None:
        self._pool = pool
        self._store = store
        self._clock = clock
        self._settings = settings
        self._orphans_at = clock.now() + timedelta(minutes=10)

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.sweep()
            except LOST as error:
                log.info("not swept, the database is away: %s", error)
            except Exception:  # a broom that fails must not stop the work
                log.exception("sweeping failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PERIOD):
                    await stop.wait()

    async def sweep(self) -> None:
        """One round of everything; does nothing while another worker is at it."""
        async with self._pool.acquire() as conn:
            if not await conn.fetchval("select pg_try_advisory_lock($1)", _LOCK):
                return
            try:
                await self._sweep_rows(self._clock.now())
                await self._sweep_files()
            finally:
                await conn.execute("select pg_advisory_unlock($1)", _LOCK)

    async def _sweep_files(self) -> None:
        keep = timedelta(days=self._settings.storage.tombstone_days)
        while await sweep_assets(
            self._pool, self._store, self._clock, limit=_GROUP, keep_rows=keep
        ):
            pass
        if self._clock.now() >= self._orphans_at:
            self._orphans_at = self._clock.now() + _ORPHAN_PERIOD
            await sweep_orphans(self._pool, self._store, self._clock)

    async def _sweep_rows(self, now: datetime) -> None:
        tasks = self._settings.tasks
        async with self._pool.acquire() as conn:
            await ensure_partitions(conn, now)
            await drop_partitions(conn, now - timedelta(days=tasks.keep_days))
            while await outbox.prune(
                conn, now - timedelta(days=self._settings.callbacks.keep_days), _GROUP
            ):
                pass
            # What exists once is known as long as its files are there.
            await conn.execute(
                "delete from idempotency where created_at < $1 "
                "and (created_at < $2 or not starts_with(key, $3))",
                now - timedelta(hours=tasks.idempotency_hours),
                now - timedelta(days=self._settings.storage.output_days),
                ONCE,
            )
            while await chat.release_lost(conn, now, _GROUP):
                pass
            while await chat.prune(conn, now, self._settings.chat.keep_days, _GROUP):
                pass
            await conn.execute(
                "delete from sealed where made_at < $1",
                now - timedelta(days=self._settings.storage.output_days),
            )
            await conn.execute("delete from model_outcome where bucket < $1", now - _OUTCOMES_KEPT)
            await conn.execute("delete from fault_count where seen_at < $1", now - _FAULTS_KEPT)
            # Bucket names sort by time: "day 2026-11-24", "hour 2026-11-24T03".
            old = now - _SPEND_KEPT
            await conn.execute(
                "delete from key_spend where (bucket like 'day %' and bucket < $1) "
                "or (bucket like 'hour %' and bucket < $2)",
                f"day {old:%Y-%m-%d}",
                f"hour {old:%Y-%m-%dT%H}",
            )
