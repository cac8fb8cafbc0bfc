"""Retention: files past their time leave the store, and later their rows leave the table.

The order makes it crash-safe: the file goes first, the row is marked after. A sweeper that dies
between the two finds the same rows again, and deleting a missing file is no error. Any number of
sweepers may run at once.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from genmux.storage import assets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.clock import Clock
    from genmux.db.pool import Pool
    from genmux.storage.assets import Asset
    from genmux.storage.store import Store

log = logging.getLogger(__name__)

KEEP_ROWS = timedelta(days=30)
"""how long a link to a swept file can still say when it expired"""
ORPHAN_AGE = timedelta(days=1)
"""well above the time between storing a file and the commit that names it"""


async def sweep_assets(
    pool: Pool, store: Store, clock: Clock, *, limit: int = 500, keep_rows: timedelta = KEEP_ROWS
) -> int:
    """Deletes up to `limit` expired files and forgets old rows; returns how many files went."""
    now = clock.now()
    async with pool.acquire() as conn:
        due = await assets.expired(conn, now, limit)
    gone = await _delete(store, due)
    async with pool.acquire() as conn:
        swept = await assets.mark_deleted(conn, gone, now)
        await assets.forget(conn, now - keep_rows, limit)
    return swept


async def sweep_orphans(
    pool: Pool, store: Store, clock: Clock, *, age: timedelta = ORPHAN_AGE
) -> int:
    """Deletes what a process that was killed before its commit left in the store.

    Lists the whole store, so run it about once a day. Returns how many files went.
    """
    before = clock.now() - age
    swept = await store.drop_unfinished(before)
    async for keys in store.older_than(before):
        async with pool.acquire() as conn:
            orphans = await assets.unknown_keys(conn, keys)
        await store.delete(orphans)
        swept += len(orphans)
    return swept


async def _delete(store: Store, due: Sequence[Asset]) -> list[Asset]:
    try:
        await store.delete(one.key for one in due)
    except Exception as error:
        log.warning("batch of %d files not deleted, trying one by one: %s", len(due), error)
    else:
        return list(due)
    gone = []
    for one in due:
        try:
            await store.delete([one.key])
        except Exception as error:  # one bad file must not keep the others
            log.warning("file of asset %s not deleted: %s", one.id, error)
        else:
            gone.append(one)
    return gone
