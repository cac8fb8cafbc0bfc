"""The server that `genmux run` talks to: named, already running on the data folder, or started
for the time of the command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from genmux.settings import Settings

KEY_NAME = "command line"
_KEY_LIFE = timedelta(days=1)
_READY_SECONDS = 60.0
_STOP_SECONDS = 40.0


def running_server(settings: Settings) -> str | None:
    """The URL of the server that works on this data folder, as it noted when it became ready."""
    return _noted(settings, "url")


def running_console(settings: Settings) -> str | None:
    """The same of its console."""
    return _noted(settings, "console")


def _noted(settings: Settings, name: str) -> str | None:
    try:
        note = json.loads((settings.data.dir / "server.json").read_bytes())
        url, pid = str(note[name] or ""), int(note["pid"])
        os.kill(pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return url or None


@asynccontextmanager
async def server_url(settings: Settings, flags: Sequence[str]) -> AsyncIterator[str]:
    """The running server, or one of our own on a free port; `flags` are handed to it."""
    url = running_server(settings)
    if url is not None:
        yield url
        return
    with tempfile.TemporaryFile() as log:
        process = await _start(flags, log)
        try:
            yield await _ready(process, log)
        finally:
            await _stop(process)


@asynccontextmanager
async def passing_key(settings: Settings, sandbox: bool) -> AsyncIterator[str]:
    """A key of the default project that is revoked at the end, and expires should that fail."""
    from genmux.cli.database import connected
    from genmux.projects.keys import NewKey, create_key, revoke_key
    from genmux.projects.project import ensure_project

    money = settings.money
    async with connected(settings) as conn:
        project = await ensure_project(conn)
        new = NewKey(KEY_NAME, sandbox, expires_at=datetime.now(UTC) + _KEY_LIFE)
        text, row = await create_key(
            conn,
            project.id,
            new,
            starting_credits=money.sandbox_credits if sandbox else money.starting_credits,
        )
    try:
        yield text
    finally:
        async with connected(settings) as conn:
            await revoke_key(conn, row.id)


async def _start(flags: Sequence[str], log: IO[bytes]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "genmux",
        "serve",
        "--port",
        "0",
        "--no-console",
        *flags,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=log,
        # Ctrl-C is for this command, which then stops its server in order.
        start_new_session=True,
        preexec_fn=_end_with_me,
    )


def _end_with_me() -> None:
    from genmux.processes import die_with_parent

    die_with_parent(signal.SIGTERM)


async def _ready(process: asyncio.subprocess.Process, log: IO[bytes]) -> str:
    assert process.stdout is not None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_READY_SECONDS):
            async for line in process.stdout:
                word, _, url = line.decode().strip().partition(" ")
                if word == "ready":
                    return url
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    reason = lines[-1].removeprefix("genmux: ") if lines else "it says nothing"
    raise click.ClickException(f"the server does not start: {reason}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
