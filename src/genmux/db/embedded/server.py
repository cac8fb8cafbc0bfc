"""The supervisor of one server process: start, ready, watch, stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import subprocess
import time
from types import MappingProxyType
from typing import TYPE_CHECKING

import asyncpg

from genmux.db.embedded import cluster, lock, privileges, processes
from genmux.db.embedded.failure import EmbeddedError, explain, open_log, position
from genmux.db.embedded.layout import (
    DATABASE,
    Layout,
    make_folder,
    make_socket_folder,
    read_pid_file,
    url_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_log = logging.getLogger(__name__)
_STOP_PATIENCE = 60.0
_LOG_LIMIT = 8 * 2**20  # bytes; one older file of that size is kept beside it
_NONE: Mapping[str, str] = MappingProxyType({})


class EmbeddedPostgres:
    """One PostgreSQL server in `folder` (`<data>/postgres`), owned by this process.

    `settings` are server parameters that go over the defaults for a small machine. All methods
    belong to one event loop at a time; call `start` from a thread that lives as long as the
    process, because the server ends with that thread.
    """

    def __init__(self, folder: Path, *, settings: Mapping[str, str] = _NONE) -> None:
        self._layout = Layout(folder.resolve())
        self._settings = {**cluster.DEFAULTS, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._since = 0
        self._stopping = False

    @property
    def url(self) -> str:
        """The asyncpg DSN of the database `genmux`; the same before, during and after a run."""
        return url_of(self._layout.socket_folder)

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    async def start(self) -> None:
        """Makes the cluster when there is none, starts the server and waits until it answers.

        Recovery after a crash is waited for without limit. Does nothing when the server runs.
        Raises EmbeddedError when another process runs it, or with the reason that its log gives.
        """
        if self.pid is not None:
            return
        self._stopping = False
        try:
            await self._start()
        except OSError as error:
            self._abandon()
            raise EmbeddedError(f"The database could not be started: {error}.") from error
        except BaseException:
            self._abandon()
            raise

    async def stop(self) -> None:
        """Shuts the server down, ending its connections, and lets go of the folder."""
        self._stopping = True
        process = self._process
        if process is not None:
            await _end(process)
            self._process = None
        self._leave()

    async def watch(self) -> None:
        """Waits for the server's end: returns after `stop`, raises EmbeddedError otherwise.

        After the error `start` may be called again; everything committed is still there.
        """
        process = self._process
        if process is None:
            raise EmbeddedError("The database is not running.")
        while process.poll() is None:
            self._since = min(self._since, _bound(self._layout.log))
            await asyncio.sleep(0.1)
        if self._stopping:
            return
        # Who is killed leaves no last words: what the log says is about something older.
        since = position(self._layout.log) if process.returncode < 0 else self._since
        raise explain(f"The database {_ended(process)}", self._layout.log, since)

    async def _start(self) -> None:
        layout = self._layout
        binary = cluster.binaries() / "postgres"
        make_folder(layout)
        if self._lock is None:
            self._lock = await lock.acquire(layout)
        _bound(layout.log)
        fresh = not cluster.exists(layout)
        launcher = privileges.choose(layout, binary)
        if not fresh:
            await cluster.settle(layout)
        else:
            await cluster.make(layout, launcher, durable=self._settings["fsync"] == "on")
        cluster.write_access(layout, launcher)
        make_socket_folder(layout, launcher.uid, launcher.gid)
        self._since = position(layout.log)
        with open_log(layout.log) as log:
            self._process = launcher.start(self._command(binary), log.fileno())
        await self._ready(self._process)
        await self._greet(self._process, fresh=fresh)

    def _command(self, binary: Path) -> list[str]:
        layout = self._layout
        settings = {
            **self._settings,
            "cluster_name": layout.name,
            "unix_socket_directories": str(layout.socket_folder),
            "unix_socket_permissions": "0700",
            "hba_file": str(layout.hba),
            "ident_file": str(layout.ident),
        }
        words = [str(binary), "-D", str(layout.data)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        return words

    async def _ready(self, process: subprocess.Popen[bytes]) -> None:
        began = told = time.monotonic()
        while True:
            if process.poll() is not None:
                raise self._failed(process)
            known = read_pid_file(self._layout)
            if known and known.pid == process.pid and known.status == "ready":
                return
            now = time.monotonic()
            if now - told > 10:
                told = now
                _log.info("the database is still recovering after %d s", now - began)
            await asyncio.sleep(0.005 if now - began < 1 else 0.05)

    async def _greet(self, process: subprocess.Popen[bytes], *, fresh: bool) -> None:
        """Connects as a user of the server will; makes the database where it is missing."""
        try:
            if fresh:
                await self._make_database()
            try:
                connection = await asyncpg.connect(self.url)
            except asyncpg.InvalidCatalogNameError:  # the first start ended before it was made
                await self._make_database()
                connection = await asyncpg.connect(self.url)
            await connection.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            if process.poll() is not None:
                raise self._failed(process) from error
            raise explain(
                f"The database does not let us in: {error}", self._layout.log, self._since
            ) from error

    async def _make_database(self) -> None:
        connection = await asyncpg.connect(url_of(self._layout.socket_folder, "postgres"))
        try:
            await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    def _failed(self, process: subprocess.Popen[bytes]) -> EmbeddedError:
        what = f"The database {_ended(process)} while starting"
        return explain(what, self._layout.log, self._since)

    def _abandon(self) -> None:
        """Undoes a start that failed or was cancelled, without waiting for a checkpoint."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGQUIT)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._leave()

    def _leave(self) -> None:
        if self._lock is None:
            return
        if self._layout.socket_folder.parent != self._layout.folder:
            with contextlib.suppress(OSError):
                self._layout.socket_folder.rmdir()
        lock.release(self._lock)
        self._lock = None


def running_url(folder: Path) -> str | None:
    """The DSN of the server that some process runs in `folder`, or None when none is ready.

    Raises EmbeddedError when the cluster is another user's, so that nothing can be said.
    """
    layout = Layout(folder.resolve())
    known = read_pid_file(layout)
    if known is None or known.status != "ready":
        return None
    process = processes.find(known.pid)
    if process is None or not processes.is_postmaster(process, layout):
        return None
    return url_of(known.socket_folder)


async def _end(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; when even that hangs, as a crash would end it (nothing committed is lost)."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + _STOP_PATIENCE
        if process.poll() is None:
            process.send_signal(number)
        while time.monotonic() < deadline:
            if process.poll() is not None:
                return
            await asyncio.sleep(0.005)
        _log.warning("the database does not stop on %s", number.name)


def _ended(process: subprocess.Popen[bytes]) -> str:
    code = process.poll() or 0
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended (exit {code})"


def _bound(log: Path) -> int:
    """Keeps the log small; returns its size. The server appends, so it may be cut under it."""
    size = position(log)
    if size < _LOG_LIMIT:
        return size
    shutil.copy(log, log.with_name(log.name + ".1"))
    os.truncate(log, 0)
    return 0
