"""Results are signed before they are stored: who was asked, who made it, and from what.

The files that an engine made stay as they are, for it may go on using them; what is stored is a
signed copy. A result is never lost because it could not be signed: it is stored as it is, with the
reason.
"""

from __future__ import annotations

import asyncio
import filecmp
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import orjson

from genmux.engines.base import MediaInput, Rendered, RenderedFile, Work
from genmux.media.credentials import (
    SIGNABLE,
    CredentialsError,
    Ingredient,
    Relation,
    Statement,
    read,
)

log = logging.getLogger(__name__)

_AT_ONCE = 2
_EDITED = frozenset({"source", "whole", "parent"})
_PLACED = frozenset({"audio", "source", "whole", "parent"})
"""roles of inputs that can be seen or heard in the result"""


class FileSigner(Protocol):
    @property
    def name(self) -> str:
        """Tells identities apart."""

    def sign(self, path: Path, mime: str, to: Path, statement: Statement) -> None:
        """See `media.credentials.Signer`. Raises CredentialsError."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is to be stored of a file. `unsigned` says why it lacks the credentials that it could
    carry."""

    path: Path
    unsigned: str = ""
    fingerprint: bytes = b""
    """equal for files that are equal but for their signatures; empty without one"""


Seal = Callable[[Rendered, RenderedFile], Awaitable[Sealed]]


class Provenance:
    """Signs the files of any number of tasks, a few at a time, in threads.

    The library works outside the interpreter's lock: while 33 MB are signed (0.2 s), the event
    loop waits 8 to 33 ms (measured).
    """

    def __init__(self, signer: FileSigner) -> None:
        self._signer = signer
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def of(self, work: Work, engine: str) -> Seal:
        """What seals the files of one task, made by `engine`."""

        async def seal(rendered: Rendered, file: RenderedFile) -> Sealed:
            if file.mime not in SIGNABLE:
                return Sealed(Path(file.path))
            async with self._gate:
                return await asyncio.to_thread(self._seal, work, engine, rendered, file)

        return seal

    def _seal(self, work: Work, engine: str, rendered: Rendered, file: RenderedFile) -> Sealed:
        path = Path(file.path)
        folder = Path(work.out_dir).with_name("signed")
        try:
            folder.mkdir(exist_ok=True)
            to = folder / path.name
            self._signer.sign(path, file.mime, to, statement(work, engine, rendered, file))
            fingerprint = self._fingerprint(work, engine, rendered, file)
        except (CredentialsError, OSError) as error:
            log.warning("task %s: %s is stored unsigned: %s", work.task_id, file.name, error)
            return Sealed(path, str(error))
        return Sealed(to, fingerprint=fingerprint)

    def _fingerprint(
        self, work: Work, engine: str, rendered: Rendered, file: RenderedFile
    ) -> bytes:
        with Path(file.path).open("rb") as content:
            payload = hashlib.file_digest(content, "sha256").hexdigest()
        asked = [file.name, file.mime, work.model, engine, rendered.source_type]
        given = [(media.field, media.index, media.role, media.sha256) for media in work.media]
        return hashlib.sha256(orjson.dumps([self._signer.name, payload, asked, given])).digest()


def statement(work: Work, engine: str, rendered: Rendered, file: RenderedFile) -> Statement:
    """What is said of a file. Raises CredentialsError when those that it has cannot be read.

    A file that is an input as it was given has that for its parent, and one that came with
    credentials of its own, from a vendor, has itself.
    """
    passed_on = next((media for media in work.media if _same(media, file)), None)
    signed = passed_on is None and read(Path(file.path)) is not None
    parent = passed_on or (None if signed else _parent(work, file))
    ingredients = [_ingredient(media, parent, file) for media in work.media]
    if signed:
        ingredients.append(Ingredient(file.path, file.mime, file.name, "parentOf"))
    return Statement(
        title=file.name,
        task=work.task_id,
        model=work.model,
        engine=engine,
        source_type=rendered.source_type,
        ingredients=ingredients,
        unchanged=signed or passed_on is not None,
    )


def _same(media: MediaInput, file: RenderedFile) -> bool:
    size = Path(file.path).stat().st_size
    return media.facts.size == size and filecmp.cmp(media.path, file.path, shallow=False)


def _parent(work: Work, file: RenderedFile) -> MediaInput | None:
    """The input of the same kind that was edited."""
    kind = file.mime.partition("/")[0]
    return next((m for m in work.media if m.role in _EDITED and m.facts.kind == kind), None)


def _ingredient(media: MediaInput, parent: MediaInput | None, file: RenderedFile) -> Ingredient:
    # The link itself is not told: it may give away more than the file.
    title = f"{media.field}[{media.index}]"
    return Ingredient(media.path, media.facts.mime, title, _relation(media, parent, file))


def _relation(media: MediaInput, parent: MediaInput | None, file: RenderedFile) -> Relation:
    if media is parent:
        return "parentOf"
    heard = media.facts.kind == "audio" and file.mime.startswith(("audio/", "video/"))
    if media.role in _PLACED and (heard or file.mime.startswith(media.facts.kind)):
        return "componentOf"
    return "inputTo"
