"""Which processes of this machine belong to a cluster.

A pid alone proves nothing: after a crash or a container's restart the number belongs to
somebody else. The command line does, and unlike /proc/<pid>/exe it can be read for another
user's process without CAP_SYS_PTRACE, which containers do not grant; where the executable can
be read too, it has to agree.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterator

    from genmux.db.embedded.layout import Layout

_PROC = Path("/proc")
_LINUX = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Process:
    """One live process; a zombie has no command line and does not count as live."""

    pid: int
    uid: int
    words: tuple[str, ...]


def find(pid: int) -> Process | None:
    """The live process of that number."""
    if _LINUX:
        return _read(_PROC / str(pid))
    return next(_listed("-p", str(pid)), None)


def is_postmaster(process: Process, layout: Layout) -> bool:
    """Whether that is the main process of this cluster's server."""
    if process.uid != layout.data.stat().st_uid or not process.words:
        return False
    if not _LINUX:
        line = " ".join(process.words)
        return f"/postgres -D {layout.data} " in line
    with contextlib.suppress(OSError):
        exe = (_PROC / str(process.pid) / "exe").readlink().name
        if exe.removesuffix(" (deleted)") != "postgres":
            return False
        with contextlib.suppress(OSError):
            return (_PROC / str(process.pid) / "cwd").readlink() == layout.data
    if Path(process.words[0]).name != "postgres":
        return False
    return ("-D", str(layout.data)) in zip(process.words, process.words[1:], strict=False)


def orphans(layout: Layout) -> list[Process]:
    """Children of a postmaster that is gone: they keep the cluster's shared memory in use."""
    uid = layout.data.stat().st_uid
    title = f"postgres: {layout.name}: "
    every = map(_read, _PROC.glob("[0-9]*")) if _LINUX else _listed("-ax")
    return [
        process
        for process in every
        if process and process.uid == uid and " ".join(process.words).startswith(title)
    ]


def send(pid: int, number: signal.Signals) -> None:
    """Signals a process that may have gone meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _read(folder: Path) -> Process | None:
    try:
        words = os.fsdecode((folder / "cmdline").read_bytes()).rstrip("\0").split("\0")
        uid = folder.stat().st_uid
    except OSError:
        return None
    return Process(int(folder.name), uid, tuple(words)) if words[0] else None


def _listed(*which: str) -> Iterator[Process]:
    command = ["ps", *which, "-ww", "-o", "pid=,uid=,args="]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for line in output.splitlines():
        pid, uid, *words = line.split()
        if words:
            yield Process(int(pid), int(uid), tuple(words))
