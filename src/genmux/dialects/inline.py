"""Files inside a request body become stored files with links, before the task is written.

The provider takes links only; a small file as a `data:` URL saves a local client the upload. It
must not stay in the task's row, so the link stands for it from here on, also in the record.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from genmux.catalogue.check import MAX_DEPTH
from genmux.dialects.http import Api
from genmux.ids import AssetId, ProjectId, new_uuid
from genmux.media.sniff import sniff_mime, suffix_of_type
from genmux.storage import assets
from genmux.storage.data_url import decode, is_data_url
from genmux.storage.names import asset_key

_MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class InlineFiles:
    """The files of one request: `linked` takes them out of its input, `store` keeps them."""

    api: Api
    base_url: str
    _found: dict[str, tuple[AssetId, str, bytes]] = field(default_factory=dict)

    def linked(self, value: Any, place: str = "input", depth: int = 1) -> Any:
        """The value with every `data:` URL replaced by the link that it will have.

        Raises InvalidInput or TooLarge, naming the place. What is nested too deep stays as it
        is: the catalogue's check refuses it.
        """
        if depth > MAX_DEPTH:
            return value
        if isinstance(value, str):
            return self._link(value, place) if is_data_url(value) else value
        if isinstance(value, dict):
            return {name: self.linked(item, str(name), depth + 1) for name, item in value.items()}
        if isinstance(value, list):
            return [self.linked(item, place, depth + 1) for item in value]
        return value

    async def store(self, project_id: ProjectId) -> None:
        """Writes the files, then the rows that the links lead to; they stay as uploads do."""
        if not self._found:
            return
        now = self.api.clock.now()
        rows = []
        for asset_id, name, content in self._found.values():
            key = asset_key(asset_id, name, now)
            mime = sniff_mime(content)
            await self.api.store.put_stream(key, _once(content), mime)
            rows.append(
                assets.Asset(
                    id=asset_id,
                    project_id=project_id,
                    task_id=None,
                    key=key,
                    name=name,
                    mime=mime,
                    size=len(content),
                    created_at=now,
                    expires_at=now + self._keep,
                )
            )
        async with self.api.pool.acquire() as conn:
            await assets.insert_many(conn, rows)

    @property
    def _keep(self) -> timedelta:
        return timedelta(days=self.api.settings.storage.upload_days)

    def _link(self, url: str, place: str) -> str:
        if url not in self._found:
            content = decode(url, self.api.settings.server.max_body_mb * _MEGABYTE, place)
            suffix = suffix_of_type(sniff_mime(content))
            self._found[url] = (AssetId(new_uuid()), f"inline{suffix}", content)
        asset_id, name, _ = self._found[url]
        expires_at = self.api.clock.now() + self._keep
        return self.base_url + self.api.links.sign(asset_id, name, expires_at)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
    await asyncio.sleep(0)
