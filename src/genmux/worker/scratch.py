"""Folders for what a worker makes on the way, which nobody else needs and which go with it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from genmux.ids import new_uuid


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder of this process below `folder`; what killed processes left there is removed.

    The kernel keeps the lock on a living process's folder, so only the dead are swept. Blocks
    for as long as the removal takes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    own, descriptor = _own(folder)
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)
        os.close(descriptor)


class TaskFolder:
    """The folder of one task, made in a thread when something is put there, removed at the end.

    On a disk where databases commit, making and removing one takes 1 to 7 ms (measured), in which
    nothing else would happen here; and a task that waits for a vendor comes by for every poll.
    """

    def __init__(self, parent: Path) -> None:
        self._path = parent / new_uuid().hex
        self.out = self._path / "out"
        """where the engine writes; it exists once the folder is made"""
        self._made = False

    async def make(self) -> Path:
        if not self._made:
            self._made = True
            await asyncio.to_thread(self.out.mkdir, parents=True)
        return self._path

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_reason: object) -> None:
        if self._made:
            await asyncio.to_thread(shutil.rmtree, self._path, ignore_errors=True)


def _own(folder: Path) -> tuple[Path, int]:
    while True:
        own = Path(tempfile.mkdtemp(dir=folder))
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(own, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if own.exists():
                return own, descriptor
            os.close(descriptor)  # another process swept it before the lock was ours


def _sweep(folder: Path) -> None:
    for left in folder.iterdir():
        try:
            descriptor = os.open(left, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            continue  # not ours, or gone meanwhile
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(descriptor)
