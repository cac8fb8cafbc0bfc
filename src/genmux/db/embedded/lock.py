"""One supervisor per folder, kept by the kernel: the lock goes when its holder does."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from typing import TYPE_CHECKING

from genmux.db.embedded import processes
from genmux.db.embedded.failure import DatabaseInUse
from genmux.db.embedded.layout import foreign_cluster

if TYPE_CHECKING:
    from genmux.db.embedded.layout import Layout

_held: set[int] = set()
_hooked = False
_GRACE = 0.5  # seconds: a process that was killed just now is still there for a moment
_DYING = 5.0  # seconds that it may then take to let go of its memory and files


async def acquire(layout: Layout) -> int:
    """Takes the lock and returns its descriptor; the error names the process that has it."""
    try:
        descriptor = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise foreign_cluster(layout) from error
    try:
        await _take(descriptor, layout)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except BaseException:
        os.close(descriptor)
        raise
    _close_in_forks(descriptor)
    return descriptor


def release(descriptor: int) -> None:
    """Lets the next supervisor in. The file stays: removing it would race with its opening."""
    _held.discard(descriptor)
    os.close(descriptor)


async def _take(descriptor: int, layout: Layout) -> None:
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace")
            alive = holder.isdecimal() and processes.find(int(holder)) is not None
            if time.monotonic() - began > (_GRACE if alive else _DYING):
                raise DatabaseInUse(
                    f"The database in {layout.folder} is in use by process {holder or 'unknown'}."
                ) from None
            await asyncio.sleep(0.02)
        else:
            return


def _close_in_forks(descriptor: int) -> None:
    """A forked worker must not keep the lock when its parent, the supervisor, is killed."""
    global _hooked  # noqa: PLW0603 - a fork hook cannot be taken back, so it is set once
    _held.add(descriptor)
    if not _hooked:
        os.register_at_fork(after_in_child=_let_go)
        _hooked = True


def _let_go() -> None:
    while _held:
        with contextlib.suppress(OSError):
            os.close(_held.pop())
