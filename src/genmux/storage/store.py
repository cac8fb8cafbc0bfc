"""One place for bytes: a local folder or any object store that obstore speaks.

A key goes in, a stream comes out. Writes are atomic on every backend: a reader sees the whole
file or none, also when the writer is killed. Nothing here blocks the event loop.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from genmux.storage.names import content_disposition

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from datetime import datetime

PART = 8 * 1024 * 1024
"""bytes of one part of a multipart upload; 10,000 parts, the usual limit, make 78 GiB"""
PARTS_IN_FLIGHT = 3
LOCAL_CHUNK = 256 * 1024
REMOTE_CHUNK = 1024 * 1024  # each chunk costs a round trip

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}(/[A-Za-z0-9][A-Za-z0-9._-]{0,199})*")
_STAGED = re.compile(r".+#\d+")
_SCHEMES = frozenset({"s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "memory"})
# obstore takes what concerns the HTTP client apart from what concerns the bucket.
_CLIENT_OPTIONS = frozenset(
    {"allow_http", "allow_invalid_certificates", "connect_timeout", "timeout", "proxy_url"}
    | {"proxy_excludes", "root_certificate", "http1_only", "http2_only", "user_agent"}
)
_SWITCHES = frozenset({"allow_http", "allow_invalid_certificates", "http1_only", "http2_only"})


class Store:
    """Open with `Store.open`; safe to share between tasks of one event loop."""

    def __init__(self, backend: ObjectStore) -> None:
        self._backend = backend
        self._root = backend.prefix if isinstance(backend, LocalStore) else None

    @classmethod
    def open(cls, url: str, *, options: Mapping[str, str] | None = None) -> Store:
        """A store from a folder path, `file://`, `s3://`, `gs://` or `az://` URL.

        `options` are obstore's names (`endpoint`, `region`, `access_key_id`, `allow_http`, ...).
        Raises ValueError for an unknown scheme or option, or a folder that cannot be made.
        """
        scheme = urlsplit(url).scheme if "://" in url else ""
        if scheme in {"", "file"}:
            if options:
                raise ValueError(f"a local folder takes no storage options: {', '.join(options)}")
            root = Path(unquote(urlsplit(url).path) if scheme else url).absolute()
            try:
                return cls(LocalStore(root, mkdir=True, automatic_cleanup=True))
            except OSError as error:
                raise ValueError(f"the folder {root} cannot be used: {error}") from error
        if scheme not in _SCHEMES:
            raise ValueError(
                f"unknown storage URL {scheme}://; use a folder, s3://, gs:// or az://"
            )
        config: dict[str, Any] = {}
        client: dict[str, Any] = {}
        for name, value in (options or {}).items():
            (client if name in _CLIENT_OPTIONS else config)[name] = (
                value.lower() in {"1", "true", "yes", "on"} if name in _SWITCHES else value
            )
        try:
            return cls(from_url(url, config=config or None, client_options=client or None))  # type: ignore[arg-type]
        except (BaseError, TypeError) as error:
            raise ValueError(f"storage options: {_first_line(error)}") from error

    async def put_file(self, key: str, path: Path, mime: str, download_name: str) -> None:
        """Copies a local file into the store; the source stays."""
        await obstore.put_async(
            self._backend,
            _checked(key),
            path,
            attributes=self._attributes(mime, download_name),
            chunk_size=PART,
            max_concurrency=PARTS_IN_FLIGHT,
        )

    async def put_stream(self, key: str, chunks: AsyncIterator[bytes], mime: str) -> int:
        """Writes what the iterator yields and returns its length in bytes.

        Holds at most four parts (32 MiB) in memory. When the iterator raises, or the call is
        cancelled, nothing becomes visible under the key.
        """
        size = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in chunks:
                if chunk:
                    size += len(chunk)
                    yield chunk

        await obstore.put_async(
            self._backend,
            _checked(key),
            counted(),
            attributes=self._attributes(mime, ""),
            chunk_size=PART,
            max_concurrency=PARTS_IN_FLIGHT,
        )
        return size

    async def head(self, key: str) -> int | None:
        """The size in bytes, or None when there is no such file."""
        try:
            meta = await obstore.head_async(self._backend, _checked(key))
        except FileNotFoundError:
            return None
        return meta["size"]

    async def stream(
        self, key: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`, in chunks of 256 KiB or 1 MiB.

        Raises FileNotFoundError before the first chunk. Each chunk is a request of its own, so a
        slow reader holds one chunk and no connection; should the file be replaced meanwhile, the
        stream fails instead of mixing two files.
        """
        path, step = _checked(key), REMOTE_CHUNK if self._root is None else LOCAL_CHUNK
        if end is not None and start >= end:
            return
        if end is None:
            size = await self.head(key)
            if size is None:
                raise FileNotFoundError(key)
            end = size
        tag: str | None = None
        while start < end:
            options: obstore.GetOptions = {"range": (start, min(start + step, end))}
            if tag is not None:
                options["if_match"] = tag
            result = await obstore.get_async(self._backend, path, options=options)
            tag = result.meta["e_tag"]
            end = min(end, result.meta["size"])
            chunk = bytes(await result.bytes_async())
            start += len(chunk)
            yield chunk

    async def delete(self, keys: Iterable[str]) -> None:
        """Removes the files; those that are not there already count as removed."""
        paths = [_checked(key) for key in keys]
        if not paths:
            return
        if self._root is None:
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._backend, paths)
                return
        # A missing file ends a batch early on a local folder, GCS and Azure.
        for path in paths:
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._backend, path)

    async def local_copy(self, key: str, to: Path) -> None:
        """Writes the file to `to`. Raises FileNotFoundError."""
        source = self.local_path(key)
        if source is not None:
            await asyncio.to_thread(shutil.copyfile, source, to)
            return
        size = await self.head(key)
        if size is None:
            raise FileNotFoundError(key)
        try:
            with await asyncio.to_thread(to.open, "wb") as out:
                async for chunk in self.stream(key, 0, size):
                    await asyncio.to_thread(out.write, chunk)
        except BaseException:
            await asyncio.to_thread(to.unlink, missing_ok=True)
            raise

    def local_path(self, key: str) -> Path | None:
        """The file itself, to read and not to touch, when the store is a folder and it exists."""
        if self._root is None:
            return None
        path = self._root / _checked(key)
        return path if path.is_file() else None

    async def older_than(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Keys of files last written before `moment`, in pages of up to 500."""
        async for page in obstore.list(self._backend, chunk_size=500):
            keys = [meta["path"] for meta in page if meta["last_modified"] < moment]
            if keys:
                yield keys

    async def drop_unfinished(self, moment: datetime) -> int:
        """Removes half-written files that killed writers left in a local folder before `moment`.

        They were never visible as files. Object stores drop theirs by a lifecycle rule.
        """
        if self._root is None:
            return 0
        return await asyncio.to_thread(_drop_staged, self._root, moment.timestamp())

    def _attributes(self, mime: str, name: str) -> dict[str, str] | None:
        if self._root is not None:  # a folder keeps no attributes; the asset row has them
            return None
        attributes = {"Content-Type": mime}
        if name:
            attributes["Content-Disposition"] = content_disposition(name, attachment=False)
        return attributes


def valid_key(key: str) -> bool:
    """Whether the text is a relative path of plain segments that stays inside the store."""
    return len(key) <= 800 and _KEY.fullmatch(key) is not None


def _checked(key: str) -> str:
    if not valid_key(key):
        raise ValueError(f"not a storage key: {key!r:.100}")
    return key


def _drop_staged(root: Path, before: float) -> int:
    dropped = 0
    for folder, _, names in os.walk(root):
        for path in (Path(folder, name) for name in names if _STAGED.fullmatch(name)):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    dropped += 1
    return dropped


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
