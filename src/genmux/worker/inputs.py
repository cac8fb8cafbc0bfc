"""What a task names becomes files at hand: URLs fetched and checked, earlier tasks looked up."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from genmux.catalogue.entry import MediaRef, Model, ParentRef
from genmux.clock import Clock
from genmux.db.pool import Pool, retried
from genmux.engines.base import MediaFacts, MediaInput, Parent
from genmux.errors import InvalidInput
from genmux.media.credentials import payload_digest
from genmux.media.probe import NotMedia, probe
from genmux.settings import FetchSettings
from genmux.storage.fetch import Fetcher
from genmux.storage.store import Store
from genmux.tasks.parents import FoundParent, ParentFile, find_parent
from genmux.tasks.task import Task

_AT_ONCE = 4
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files that a task names, and the earlier tasks by field."""

    media: tuple[MediaInput, ...] = ()
    parents: Mapping[str, Parent] = field(default_factory=dict)


class Inputs:
    """Gathers the files of one task after the other into the folder that it is given."""

    def __init__(
        self,
        pool: Pool,
        store: Store,
        fetcher: Fetcher,
        limits: FetchSettings,
        clock: Clock,
        public_url: str = "",
    ) -> None:
        """`public_url` is where others reach this server; empty where they cannot."""
        self._public_url = public_url
        self._pool = pool
        self._clock = clock
        self._store = store
        self._fetcher = fetcher
        self._limits = limits
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def gather(
        self, model: Model, checked: Mapping[str, Any], task: Task, folder: Path
    ) -> Gathered:
        """All media of a checked input, in the order of its fields; those of parents last.

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
        parents = {}
        for number, earlier in enumerate(model.parent_refs(checked)):
            found = await self._found(earlier, task)
            parents[earlier.field] = Parent(
                found.task.model,
                orjson.loads(found.task.input),
                found.extra,
                found.task.engine or "",
                found.task.vendor_id or "",
            )
            media += await self._files(earlier, found, folder / f"parent-{number}")
        return Gathered(tuple(media), parents)

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
        digest = await asyncio.to_thread(payload_digest, to) or fetched.sha256
        return MediaInput(
            ref.field, ref.index, ref.role, str(to), digest, facts, url=self._reachable(ref.url)
        )

    def _reachable(self, url: str) -> str:
        """The link, where a vendor can follow it too."""
        ours = bool(self._public_url) and url.startswith(f"{self._public_url}/")
        return url if ours or self._fetcher.reachable(url) else ""

    async def _found(self, ref: ParentRef, task: Task) -> FoundParent:
        now = self._clock.now()
        return await retried(self._pool, lambda conn: find_parent(conn, ref, task.project_id, now))

    async def _files(self, ref: ParentRef, found: FoundParent, to: Path) -> list[MediaInput]:
        source = ref.via.get(found.task.model) if ref.via else None
        if source is not None:
            return [await self._given(ref, str(orjson.loads(found.task.input)[source]), to)]
        return [
            await self._stored(ref, file, to.with_name(f"{to.name}-{file.number}"))
            for file in found.files
        ]

    async def _stored(self, ref: ParentRef, file: ParentFile, to: Path) -> MediaInput:
        await self._store.local_copy(file.asset.key, to)
        facts = await _facts(to, ref.field)
        digest = await asyncio.to_thread(_sha256, to)
        return MediaInput(
            ref.field, file.number, file.role or ref.role, str(to), digest, facts, file.detail
        )

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
        digest = await asyncio.to_thread(payload_digest, to) or fetched.sha256
        return MediaInput(ref.field, ref.output, ref.role, str(to), digest, facts)


def seed_of(model: Model, checked: Mapping[str, Any], media: Sequence[MediaInput]) -> int:
    """63 bits from everything that shapes the result: links count by what they lead to."""
    digests = [(item.field, item.index, item.sha256) for item in media]
    named = {item.field.partition("[")[0] for item in media}
    named |= {ref.chosen_by for ref in model.parent_refs(checked) if ref.field in named}
    rest = {name: value for name, value in checked.items() if name not in named}
    text = orjson.dumps([model.id, rest, digests], option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1


async def _facts(path: Path, field: str) -> MediaFacts:
    try:
        return await asyncio.to_thread(probe, path)
    except NotMedia as error:
        raise InvalidInput(f"{field}: not a readable media file ({error})", field=field) from error


def _as(media: MediaInput, ref: MediaRef) -> MediaInput:
    return dataclasses.replace(media, field=ref.field, index=ref.index, role=ref.role)


def _sha256(path: Path) -> str:
    """Of what was made: credentials differ from task to task and must not change a seed."""
    if digest := payload_digest(path):
        return digest
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
