"""Equal results of a project are equal to the byte, although each signing is salted at random: the
copy that was signed first stands for those that follow, as long as it is kept.
"""

from __future__ import annotations

from datetime import datetime

from genmux.db.pool import Pool, retried
from genmux.engines.base import RenderedFile
from genmux.ids import AssetId, ProjectId, new_uuid
from genmux.storage.names import asset_key
from genmux.storage.store import Store
from genmux.worker.provenance import Sealed


class Repeats:
    """Stores the files of one project."""

    def __init__(self, pool: Pool, store: Store, project_id: ProjectId) -> None:
        self._pool = pool
        self._store = store
        self._project_id = project_id

    async def put(self, file: RenderedFile, sealed: Sealed, now: datetime) -> tuple[AssetId, str]:
        """Stores what is sealed, or what was sealed before, under a key that never came before;
        `sealed.path` holds what was stored."""
        while True:
            repeated = bool(sealed.fingerprint) and await self._take(sealed)
            asset_id = AssetId(new_uuid())
            key = asset_key(asset_id, file.name, now)
            await self._store.put_file(key, sealed.path, file.mime, file.name)
            if repeated or not sealed.fingerprint or await self._is_first(sealed, key):
                return asset_id, key
            await self._store.delete([key])  # the same was signed elsewhere at the same moment

    async def _take(self, sealed: Sealed) -> bool:
        """Puts the earlier copy in the place of the fresh one, where there is one."""
        key = await retried(
            self._pool,
            lambda conn: conn.fetchval(
                "select key from sealed where project_id = $1 and fingerprint = $2",
                self._project_id,
                sealed.fingerprint,
            ),
        )
        if key is None:
            return False
        try:
            await self._store.local_copy(key, sealed.path)
        except FileNotFoundError:
            await retried(
                self._pool, lambda conn: conn.execute("delete from sealed where key = $1", key)
            )
            return False
        return True

    async def _is_first(self, sealed: Sealed, key: str) -> bool:
        owner = await retried(
            self._pool,
            lambda conn: conn.fetchval(
                "with mine as (insert into sealed (project_id, fingerprint, key) "
                "  values ($1, $2, $3) on conflict do nothing returning key) "
                "select key from mine union all "
                "select key from sealed where project_id = $1 and fingerprint = $2 limit 1",
                self._project_id,
                sealed.fingerprint,
                key,
            ),
        )
        return bool(owner == key)
