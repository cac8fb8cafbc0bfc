"""The findings of `genmux doctor`. Nothing here changes what it looks at."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import asyncpg

    from genmux.settings import Settings

_PYTHON = (3, 11)
_POSTGRES = 150_000
_GIB = 1 << 30
_SPACE_NEEDED = _GIB // 4
_SPACE_WANTED = 2 * _GIB
_SKEW_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `hint` says what to do; empty when there is nothing to do."""

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    hint: str = ""


def python() -> Check:
    detail = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < _PYTHON:
        return Check("python", "fail", detail, "use Python 3.11 or newer")
    return Check("python", "ok", detail)


def speech() -> Check:
    import espeakng_loader

    library, data = (
        Path(espeakng_loader.get_library_path()),
        Path(espeakng_loader.get_data_path()),
    )
    for place in (library, data):
        if not place.exists():
            hint = "reinstall the package espeakng-loader"
            return Check("speech library", "fail", f"{place} is missing", hint)
    return Check("speech library", "ok", library.name)


def settings_sources(settings: Settings) -> Check:
    changed = sorted({place for place in settings.origin.values() if place != "default"})
    return Check("settings", "ok", f"from {', '.join(changed) or 'defaults only'}")


def data_folder(settings: Settings) -> Check:
    folder = settings.data.dir
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    hint = "choose another with --data, or correct its owner"
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Check("data folder", "fail", f"{there} cannot be written", hint)
    free = shutil.disk_usage(there).free
    made = "" if folder.exists() else " (made at the first start)"
    detail = f"{folder}{made}, {free / _GIB:.1f} GiB free"
    if free < _SPACE_NEEDED:
        return Check("data folder", "fail", detail, "free some disk space")
    if free < _SPACE_WANTED:
        return Check("data folder", "warn", detail, "results need space; free some")
    return Check("data folder", "ok", detail)


def vendors(settings: Settings) -> Check:
    """Whether each account can be opened and its key is found; nothing is sent there."""
    from genmux.projects.accounts import open_accounts
    from genmux.settings import SettingsError

    try:
        accounts = open_accounts(settings, os.environ)
    except SettingsError as error:
        return Check("vendors", "fail", "; ".join(error.problems), "correct that account")
    if not settings.vendors.accounts:
        return Check("vendors", "ok", "no accounts; everything is drafted here")
    found = ", ".join(accounts.engines.remote) or "none"
    if not accounts.keyless:
        return Check("vendors", "ok", f"keys found: {found}")
    missing = ", ".join(f"{name} ({place})" for name, place in accounts.keyless.items())
    detail = f"keys found: {found}; missing: {missing}"
    return Check("vendors", "warn", detail, "these accounts are not used until their key is there")


async def database(settings: Settings) -> list[Check]:
    """Reachable, new enough, of the present schema; whether both clocks agree; and whether the
    signing key that is kept there works."""
    import asyncpg

    from genmux.cli.check_credentials import credentials
    from genmux.errors import GenmuxError

    try:
        async with _any_database(settings) as (conn, place):
            return [
                await _schema(conn, place),
                await _clock(conn),
                await credentials(conn, settings),
            ]
    except GenmuxError as error:
        return [Check("database", "fail", error.message.splitlines()[0], "see the message")]
    except (
        OSError,
        TimeoutError,
        ValueError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ) as error:
        hint = (
            "check database.url" if settings.database.url else "see postgres.log in the data folder"
        )
        return [Check("database", "fail", str(error) or type(error).__name__, hint)]


@asynccontextmanager
async def _any_database(
    settings: Settings,
) -> AsyncIterator[tuple[asyncpg.Connection[asyncpg.Record], str]]:
    """The database in use; where the embedded one was never made, a trial one beside it."""
    import asyncpg

    from genmux.cli.database import embedded_folder, raw_connection
    from genmux.db.embedded import EmbeddedPostgres

    fresh = not settings.database.url and not embedded_folder(settings).exists()
    if not fresh:
        place = "at database.url" if settings.database.url else "embedded"
        async with raw_connection(settings) as conn:
            yield conn, place
        return
    with tempfile.TemporaryDirectory(prefix="genmux-") as folder:
        Path(folder).chmod(0o755)  # noqa: ASYNC240 - the server may run as another user
        server = EmbeddedPostgres(Path(folder) / "postgres")
        await server.start()
        try:
            conn = await asyncpg.connect(server.url, timeout=10)
            try:
                yield conn, "embedded, tried in a temporary folder"
            finally:
                await conn.close()
        finally:
            await server.stop()


async def _schema(conn: asyncpg.Connection[asyncpg.Record], place: str) -> Check:
    from importlib.resources import files

    number = int(await conn.fetchval("show server_version_num"))
    detail = f"PostgreSQL {await conn.fetchval('show server_version')}, {place}"
    if number < _POSTGRES:
        return Check("database", "fail", detail, "use PostgreSQL 15 or newer")
    if not await conn.fetchval("select to_regclass('migration') is not null"):
        return Check("database", "ok", f"{detail}; empty, filled at the first start")
    known = {row[0] for row in await conn.fetch("select name from migration")}
    ours = {
        file.name
        for file in (files("genmux.db") / "migrations").iterdir()
        if file.name.endswith(".sql")
    }
    if known - ours:
        newer = ", ".join(sorted(known - ours))
        return Check("database", "fail", f"{detail}; of a newer Genmux ({newer})", "update Genmux")
    if ours - known:
        count = len(ours - known)
        return Check("database", "ok", f"{detail}; {count} migrations to apply at the next start")
    return Check("database", "ok", f"{detail}; schema is current")


async def _clock(conn: asyncpg.Connection[asyncpg.Record]) -> Check:
    before = datetime.now(UTC)
    theirs = await conn.fetchval("select clock_timestamp()")
    after = datetime.now(UTC)
    skew = max((before - theirs).total_seconds(), (theirs - after).total_seconds(), 0.0)
    if skew > _SKEW_SECONDS:
        detail = f"this machine and the database differ by {skew:.1f} s"
        return Check("clock", "warn", detail, "synchronise both with NTP; links and leases need it")
    return Check("clock", "ok", f"{after:%Y-%m-%d %H:%M:%S} UTC")


async def storage(settings: Settings) -> Check:
    """Writes, reads and deletes a small file where results will go."""
    from genmux.settings_values import cover_url
    from genmux.storage.store import Store

    place = settings.storage.url or str(settings.data.dir / "files")
    shown = cover_url(place)
    if not settings.storage.url and not settings.data.dir.exists():
        return Check("storage", "ok", f"{shown} (made at the first start)")
    key, content = f"doctor/{os.getpid()}.txt", b"genmux"

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    try:
        store = Store.open(place, options=settings.storage.options)
        await store.put_stream(key, chunks(), "text/plain")
        read = b"".join([chunk async for chunk in store.stream(key)])
        await store.delete([key])
    except Exception as error:
        line = next(iter(str(error).splitlines()), type(error).__name__)
        hint = "check storage.url and storage.options"
        return Check("storage", "fail", f"{shown}: {line}", hint)
    if read != content:
        return Check("storage", "fail", f"{shown} gives back other bytes", "check the store")
    return Check("storage", "ok", f"{shown}, written and read back")


def catalogue(settings: Settings) -> Check:
    from genmux.catalogue.load import CatalogueError, load_catalogue

    try:
        found = load_catalogue(settings.catalogue.folders)
    except CatalogueError as error:
        return Check("catalogue", "fail", str(error), "correct that file")
    if not len(found):
        return Check("catalogue", "fail", "no models", "reinstall the package")
    return Check("catalogue", "ok", f"{len(found)} models")


def port(settings: Settings) -> Check:
    from genmux.cli.server import running_server

    host, number = settings.server.host, settings.server.port
    url = running_server(settings)
    if url is not None:
        return Check("port", "ok", f"the server runs at {url}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, number))
    except OSError as error:
        hint = "stop what listens there, or choose another with --port or server.port"
        return Check("port", "fail", f"{host}:{number}: {error.strerror}", hint)
    return Check("port", "ok", f"{host}:{number} is free")
