"""A folder for what a worker makes on the way, which nobody else needs and which goes with it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


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
