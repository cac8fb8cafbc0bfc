"""What a task names becomes files at hand: URLs fetched and checked, earlier tasks looked up."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from genmux.catalogue.entry import MediaRef, Model, ParentRef
from genmux.db.pool import Connection, Pool, retried
from genmux.engines.base import MediaFacts, MediaInput
from genmux.errors import InvalidInput, Unfetchable
from genmux.ids import TaskId, parse_hex
from genmux.media.probe import NotMedia, probe
from genmux.settings import FetchSettings
from genmux.storage import assets
from genmux.storage.assets import Asset
from genmux.storage.fetch import Fetcher
from genmux.storage.store import Store
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task

_AT_ONCE = 4
_MEGABYTE = 1024 * 1024


class Inputs:
    """Gathers the files of one task after the other into the folder that it is given."""

    def __init__(self, pool: Pool, store: Store, fetcher: Fetcher, limits: FetchSettings) -> None:
        self._pool = pool
        self._store = store
        self._fetcher = fetcher
        self._limits = limits
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def gather(
        self, model: Model, checked: Mapping[str, Any], task: Task, folder: Path
    ) -> tuple[MediaInput, ...]:
        """All media of a checked input, in the order of its fields; parents last.

        Raises InvalidInput, TooLarge or Unfetchable, each naming the field and the limit.
        """
        refs = model.media_refs(checked)
        copies: dict[str, asyncio.Task[MediaInput]] = {}
        try:
            async with asyncio.TaskGroup() as group:
                for number, ref in enumerate(refs):
                    if ref.url not in copies:
                        copies[ref.url] = group.create_task(
                            self._fetch(ref, folder / f"in-{number}")
                        )
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        media = [_as(copies[ref.url].result(), ref) for ref in refs]
        for number, parent in enumerate(model.parent_refs(checked)):
            media.append(await self._parent(parent, task, folder / f"parent-{number}"))
        return tuple(media)

    async def _fetch(self, ref: MediaRef, to: Path) -> MediaInput:
        async with self._gate:
            most = ref.limits.max_mb or self._limits.max_mb
            fetched = await self._fetcher.fetch(
                ref.url,
                to,
                max_bytes=int(most * _MEGABYTE),
                accepts=ref.limits.accepts or [f"{kind}/*" for kind in ref.kinds],
                field=ref.field,
                timeout=self._limits.timeout_seconds,
            )
            facts = await _facts(to, ref.field)
        return MediaInput(ref.field, ref.index, ref.role, str(to), fetched.sha256, facts)

    async def _parent(self, ref: ParentRef, task: Task, to: Path) -> MediaInput:
        parent_id = parse_hex(ref.task_id)

        async def read(conn: Connection) -> tuple[Task, list[Asset]]:
            parent = parent_id and await get(conn, TaskId(parent_id), task.project_id)
            if not parent or parent.state is not State.SUCCEEDED:
                raise InvalidInput(
                    f"{ref.field} must name a successful task of this account", field=ref.field
                )
            return parent, await assets.of_task(conn, parent.id)

        parent, files = await retried(self._pool, read)
        source = ref.via.get(parent.model) if ref.via else None
        if source is not None:
            return await self._given(ref, str(orjson.loads(parent.input)[source]), to)
        if ref.output >= len(files):
            raise InvalidInput(
                f"{ref.field}: that task has {len(files)} results, there is no number {ref.output}",
                field=ref.field,
            )
        file = files[ref.output]
        if file.deleted_at is not None:
            raise Unfetchable(f"{ref.field}: the result of that task has expired", field=ref.field)
        await self._store.local_copy(file.key, to)
        facts = await _facts(to, ref.field)
        digest = await asyncio.to_thread(_sha256, to)
        return MediaInput(ref.field, ref.output, "parent", str(to), digest, facts)

    async def _given(self, ref: ParentRef, url: str, to: Path) -> MediaInput:
        """What the parent was given, where that and not its result is meant."""
        fetched = await self._fetcher.fetch(
            url,
            to,
            max_bytes=self._limits.max_mb * _MEGABYTE,
            accepts=(),
            field=ref.field,
            timeout=self._limits.timeout_seconds,
        )
        facts = await _facts(to, ref.field)
        return MediaInput(ref.field, ref.output, "parent", str(to), fetched.sha256, facts)


def seed_of(model: str, checked: Mapping[str, Any], media: Sequence[MediaInput]) -> int:
    """63 bits from everything that shapes the result: links count by what they lead to."""
    digests = [(item.field, item.index, item.sha256) for item in media]
    named = {item.field.partition("[")[0] for item in media}
    rest = {name: value for name, value in checked.items() if name not in named}
    text = orjson.dumps([model, rest, digests], option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1


async def _facts(path: Path, field: str) -> MediaFacts:
    try:
        return await asyncio.to_thread(probe, path)
    except NotMedia as error:
        raise InvalidInput(f"{field}: not a readable media file ({error})", field=field) from error


def _as(media: MediaInput, ref: MediaRef) -> MediaInput:
    return MediaInput(ref.field, ref.index, ref.role, media.path, media.sha256, media.facts)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
