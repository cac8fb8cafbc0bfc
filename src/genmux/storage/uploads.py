"""Files that users send: stored under a key of their own, then named by the path they asked for.

The asset that a path leads to keeps its id, so its links live on when the file is written over:
its row gets the new key, and the old key a row of its own that the sweeper soon removes. All of
that is one transaction. A process that dies before it leaves a file without a row, which is swept
as an orphan; one that dies after it has done everything.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from genmux.clock import Clock
from genmux.db.pool import Connection, Pool, retried
from genmux.errors import InvalidInput
from genmux.ids import ProjectId, new_uuid
from genmux.media.sniff import HEAD_BYTES, sniff_mime
from genmux.storage import assets
from genmux.storage.assets import Asset
from genmux.storage.names import asset_key
from genmux.storage.sink import BLOCK
from genmux.storage.store import Store
from genmux.storage.upload_names import suffix_for

log = logging.getLogger(__name__)

LINKS_END = datetime(9999, 12, 31, tzinfo=UTC)
"""the expiry inside a link to an upload. The row decides when the file ends; a constant here keeps
the link the same when the file is written over"""
REPLACED_STAYS = timedelta(minutes=10)
"""how long a file that was written over stays for those who are reading it"""


@dataclass(slots=True)
class Received:
    """Content that is in the store and that no row names yet. `size` is in bytes."""

    key: str
    mime: str
    size: int
    offered: bool = False
    """whether a commit that names it was begun; from then on only the orphan sweep may judge"""


class Uploads:
    def __init__(self, pool: Pool, store: Store, clock: Clock, keep: timedelta) -> None:
        self._pool = pool
        self._store = store
        self._clock = clock
        self._keep = keep

    @asynccontextmanager
    async def received(
        self, chunks: AsyncIterator[bytes], original: str = ""
    ) -> AsyncIterator[Received]:
        """Stores what comes; left before `name`, the file is removed again.

        Raises InvalidInput when nothing comes, and whatever `chunks` raises.
        """
        head = bytearray()
        async for chunk in chunks:
            head += chunk
            if len(head) >= HEAD_BYTES:
                break
        if not head:
            raise InvalidInput("The uploaded file is empty", field="file")
        mime = sniff_mime(bytes(head[:HEAD_BYTES]))
        key = asset_key(new_uuid(), f"x{suffix_for(mime, original)}", self._clock.now())
        size = await self._store.put_stream(key, _blocks(head, chunks), mime)
        file = Received(key, mime, size)
        try:
            yield file
        finally:
            if not file.offered:
                await self._drop(key)

    async def name(self, file: Received, project_id: ProjectId, path: str, name: str) -> Asset:
        """Makes the file the one at `path` + `name`; the row that links to it lead to.

        The last of several at once wins, as a whole. Raises Unavailable when the database is
        away; nobody knows then whether the file has its name.
        """
        now = self._clock.now()
        asset = Asset(
            id=new_uuid(),
            project_id=project_id,
            task_id=None,
            key=file.key,
            name=name,
            mime=file.mime,
            size=file.size,
            created_at=now,
            expires_at=now + self._keep,
            facts={"replaceable": True},
        )
        full = f"{path}/{name}" if path else name

        async def act(conn: Connection) -> Asset:
            async with conn.transaction():
                return await _place(conn, asset, full)

        file.offered = True
        return await retried(self._pool, act)

    async def _drop(self, key: str) -> None:
        try:
            await self._store.delete([key])
        except Exception as error:  # the orphan sweep will get it
            log.warning("an upload that was given up is not deleted yet: %s", error)


async def _place(conn: Connection, asset: Asset, path: str) -> Asset:
    """Part of the caller's transaction; safe to repeat after a commit whose reply was lost."""
    where = asset.project_id, path
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"upload {where[0]} {path}"
    )
    present = await conn.fetchval(
        "select asset_id from upload where project_id = $1 and path = $2", *where
    )
    if present and await assets.is_named(conn, asset.key):
        return replace(asset, id=present)
    old = await assets.locked(conn, present) if present else None
    # A link that has expired stays dead: who was given it was not given what comes later.
    if old is None or old.deleted_at is not None or old.expires_at <= asset.created_at:
        await assets.insert_many(conn, [asset])
        await conn.execute(
            "insert into upload (project_id, path, asset_id) values ($1, $2, $3) "
            "on conflict (project_id, path) do update set asset_id = excluded.asset_id",
            *where,
            asset.id,
        )
        return asset
    await assets.replace_content(conn, replace(asset, id=old.id))
    passing = asset.created_at + REPLACED_STAYS
    await assets.insert_many(conn, [replace(old, id=new_uuid(), expires_at=passing)])
    return replace(asset, id=old.id)


async def _blocks(head: bytearray, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Larger pieces: each one crosses to the store's threads and back."""
    block = head
    async for chunk in rest:
        block += chunk
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
