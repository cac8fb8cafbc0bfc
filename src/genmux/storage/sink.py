"""Where fetched bytes land: counted, hashed, recognised by the first ones, written off the loop."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Self

from genmux.errors import InvalidInput, TooLarge
from genmux.media.sniff import HEAD_BYTES, sniff_mime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

BLOCK = 1024 * 1024

# Other names of the same type, and containers whose first bytes do not tell sound from pictures.
_ALIASES = {
    "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav",
    "audio/mp3": "audio/mpeg", "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4",
    "audio/x-flac": "audio/flac", "audio/x-aac": "audio/aac", "audio/opus": "audio/ogg",
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "application/ogg": "audio/ogg",
    "video/x-m4v": "video/mp4", "video/x-quicktime": "video/quicktime",
    "video/avi": "video/x-msvideo", "video/mkv": "video/x-matroska",
}  # fmt: skip
_SHARED = frozenset({"mp4", "ogg", "webm", "3gpp"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that has arrived: `size` in bytes, `sha256` in hex, `mime` read from its bytes."""

    path: Path
    size: int
    sha256: str
    mime: str


class Sink:
    """An async context: write chunks, then `finish`. Left without it, the file is removed."""

    def __init__(self, to: Path, *, max_bytes: int, accepts: Sequence[str], field: str) -> None:
        self.field = field
        self._path = to
        self._max = max_bytes
        self._accepts = tuple(accepts)
        self._hash = hashlib.sha256()
        self._block = bytearray()
        self._size = 0
        self._mime = ""
        self._file: IO[bytes] | None = None
        self._whole = False

    async def __aenter__(self) -> Self:
        self._file = await asyncio.to_thread(self._path.open, "wb", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
        if not self._whole:
            self._path.unlink(missing_ok=True)

    def expect(self, size: int) -> None:
        """Refuses a file by its announced size, before a byte of it is read."""
        if size > self._max:
            raise TooLarge(
                f"{self.field}: the file is larger than {readable_size(self._max)}",
                field=self.field,
            )

    async def write(self, chunk: bytes) -> None:
        self.expect(self._size + len(chunk))
        self._size += len(chunk)
        self._block += chunk
        if not self._mime and self._size >= HEAD_BYTES:
            self._recognise()
        if len(self._block) >= BLOCK:
            await self._flush()

    async def finish(self) -> Fetched:
        if not self._size:
            raise InvalidInput(f"{self.field}: the file is empty", field=self.field)
        if not self._mime:
            self._recognise()
        await self._flush()
        self._whole = True
        return Fetched(self._path, self._size, self._hash.hexdigest(), self._mime)

    def _recognise(self) -> None:
        self._mime = sniff_mime(bytes(self._block[:HEAD_BYTES]))
        if self._accepts and not any(matches(self._mime, one) for one in self._accepts):
            accepted = ", ".join(self._accepts)
            raise InvalidInput(
                f"{self.field}: the file is {self._mime}; accepted: {accepted}", field=self.field
            )

    async def _flush(self) -> None:
        block, self._block = self._block, bytearray()
        await asyncio.to_thread(self._store, block)

    def _store(self, block: bytearray) -> None:
        assert self._file is not None
        view = memoryview(block)
        while view:
            view = view[self._file.write(view) :]
        self._hash.update(block)


def matches(mime: str, accepted: str) -> bool:
    """Whether a recognised type falls under an accepted one (`image/png`, `image/*`, `*/*`)."""
    mime, accepted = (_ALIASES.get(one, one) for one in (mime.lower(), accepted.strip().lower()))
    kind, _, subtype = mime.partition("/")
    wanted_kind, _, wanted = accepted.partition("/")
    same_kind = wanted_kind in {kind, "*"}
    if {kind, wanted_kind} <= {"audio", "video"} and subtype in _SHARED:
        same_kind = True
    return same_kind and wanted in {subtype, "*"}


def readable_size(size: int) -> str:
    """`10 MB` for round numbers (of either kind of megabyte), else the plain number of bytes."""
    for name, unit in (("GB", 1024**3), ("GB", 10**9), ("MB", 1024**2), ("MB", 10**6)):
        if size >= unit and size % unit == 0:
            return f"{size // unit} {name}"
    return f"{size} bytes"
