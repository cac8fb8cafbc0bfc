"""A rendered result becomes files in our storage and the result text of the task.

The text is JSON: `{"files": [{"id", "name", "mime", "size", "role", "expires"}], "extra": {...}}`;
`expires` is unix seconds; a file with details has them under "detail", and one that could not be
signed says why under "unsigned". Dialects turn it into their own shape, with signed links.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from genmux.engines.base import Rendered
from genmux.ids import AssetId, new_uuid
from genmux.storage.names import asset_key
from genmux.storage.store import Store
from genmux.tasks.finish import NewAsset
from genmux.worker.provenance import Seal, Sealed
from genmux.worker.repeats import Repeats


async def store_files(
    store: Store,
    rendered: Rendered,
    now: datetime,
    keep: timedelta,
    stored_before: Mapping[str, NewAsset] | None = None,
    facts: Mapping[str, Any] | None = None,
    seal: Seal | None = None,
    repeats: Repeats | None = None,
) -> tuple[NewAsset, ...]:
    """Copies every file under a key of its own, but for those that were stored before, by name.

    A key never comes twice: a worker that was taken for dead must not write over the files of
    the one that ended the task. What a killed run leaves is swept as an orphan. `facts` go into
    the row of each. With `seal`, what is stored is the sealed copy; with `repeats` that of an
    earlier equal file, where there is one.
    """
    stored = []
    for file in rendered.files:
        if stored_before and file.name in stored_before:
            stored.append(stored_before[file.name])
            continue
        sealed = await seal(rendered, file) if seal else Sealed(Path(file.path))
        path = sealed.path
        noted = {"unsigned": sealed.unsigned} if sealed.unsigned else {}
        if repeats is not None:
            asset_id, key = await repeats.put(file, sealed, now)
        else:
            asset_id = AssetId(new_uuid())
            key = asset_key(asset_id, file.name, now)
            await store.put_file(key, path, file.mime, file.name)
        stored.append(
            NewAsset(
                id=asset_id,
                key=key,
                name=file.name,
                mime=file.mime,
                size=await asyncio.to_thread(os.path.getsize, path),
                facts={**(facts or {}), **noted},
                expires_at=now + keep,
            )
        )
        if path != Path(file.path):
            await asyncio.to_thread(path.unlink)
    return tuple(stored)


def result_text(rendered: Rendered, stored: tuple[NewAsset, ...]) -> str:
    files: list[dict[str, Any]] = []
    for file, asset in zip(rendered.files, stored, strict=True):
        files.append(
            {
                "id": asset.id.hex,
                "name": asset.name,
                "mime": asset.mime,
                "size": asset.size,
                "role": file.role,
                "expires": int(asset.expires_at.timestamp()),
            }
        )
        if file.detail:
            files[-1]["detail"] = dict(file.detail)
        if "unsigned" in asset.facts:
            files[-1]["unsigned"] = asset.facts["unsigned"]
    return orjson.dumps({"files": files, "extra": dict(rendered.extra)}).decode()
