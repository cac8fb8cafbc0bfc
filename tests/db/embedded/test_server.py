"""The embedded PostgreSQL in good days: start, use, stop."""

from __future__ import annotations

import asyncio
import re
import stat
from pathlib import Path

import asyncpg
import pytest

from genmux.db.embedded import EmbeddedPostgres, running_url
from tests.db.embedded.support import copied, eventually, execute, gone, running, supervised

FACTS = """
    select concat_ws(' ', current_database(), pg_encoding_to_char(encoding), datcollate,
                     current_setting('data_checksums'), current_setting('timezone'),
                     current_setting('fsync'), lower('Ä'))
      from pg_database where datname = current_database()
"""


def names_in_environment(pid: int | None) -> set[str]:
    text = Path(f"/proc/{pid}/environ").read_text()
    return {word.split("=")[0] for word in text.split("\0")}


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_first_start_makes_the_cluster_and_the_database(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "deep" / "postgres")
    await server.start()
    try:
        facts = await execute(server.url, FACTS)
    finally:
        await server.stop()
    assert facts == "genmux UTF8 C on UTC on ä"


async def test_rows_stay_over_a_restart(folder: Path) -> None:
    async with running(folder) as server:
        await execute(server.url, "create table kept as select 7 as x")
    async with running(folder) as server:
        assert await execute(server.url, "select x from kept") == 7


async def test_stop_ends_the_server_and_lets_go_of_the_folder(folder: Path) -> None:
    async with running(folder) as server:
        pid = server.pid
        assert pid is not None
    assert server.pid is None
    assert gone(pid)
    async with running(folder):
        pass


async def test_stop_ends_open_connections(folder: Path) -> None:
    async with running(folder) as server:
        connection = await asyncpg.connect(server.url)
        await server.stop()
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await connection.fetchval("select 1")


async def test_start_of_a_running_server_does_nothing(folder: Path) -> None:
    async with running(folder) as server:
        pid = server.pid
        await server.start()
        assert server.pid == pid


async def test_database_that_a_broken_off_first_start_left_out_is_made(folder: Path) -> None:
    async with running(folder) as server:
        await execute(server.url.replace("/genmux?", "/postgres?"), "drop database genmux")
    async with running(folder) as server:
        assert await execute(server.url, "select current_database()") == "genmux"


async def test_settings_go_over_the_defaults(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings={"max_connections": "17"})
    await server.start()
    try:
        assert await execute(server.url, "show max_connections") == "17"
        assert await execute(server.url, "show jit") == "off"
    finally:
        await server.stop()


async def test_tcp_is_off_and_the_socket_private(folder: Path) -> None:
    async with running(folder) as server:
        assert await execute(server.url, "show listen_addresses") == ""
        assert mode_of(folder / "run") == 0o700


async def test_the_log_is_private(folder: Path) -> None:
    async with running(folder):
        assert mode_of(folder / "postgres.log") == 0o600


async def test_only_the_kernels_word_lets_in(folder: Path) -> None:
    rules = "select string_agg(type || ' ' || auth_method, ', ') from pg_hba_file_rules"
    async with running(folder) as server:
        assert await execute(server.url, rules) == "local peer"


async def test_keys_in_the_environment_are_not_handed_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENMUX_VENDOR_KEY", "secret")
    monkeypatch.setenv("PGOPTIONS", "-c shared_buffers=1")
    async with running(folder) as server:
        names = names_in_environment(server.pid)
    assert "PATH" in names
    assert not {name for name in names if name.startswith(("GENMUX", "PG"))}


async def test_watch_returns_after_stop(folder: Path) -> None:
    async with running(folder) as server:
        watcher = asyncio.create_task(server.watch())
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await watcher


async def test_running_url_of_another_process(folder: Path) -> None:
    assert running_url(folder) is None
    with supervised(folder) as (_, server_pid):
        url = running_url(folder)
        assert url is not None
        assert await execute(url, "select current_database()") == "genmux"
    await eventually(lambda: gone(server_pid))
    assert running_url(folder) is None


def test_running_url_of_nothing(tmp_path: Path) -> None:
    assert running_url(tmp_path / "none") is None


@pytest.mark.parametrize("name", ["with, comma", "with space & more?"])
async def test_awkward_paths(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    awkward = copied(folder, tmp_path / name / "postgres")
    async with running(awkward) as server:
        assert await execute(server.url, "select 1") == 1
        assert running_url(awkward) == server.url


async def test_short_socket_folder_is_private_and_removed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / ("deep" * 30)).mkdir()
    deep = copied(folder, tmp_path / ("deep" * 30) / "postgres")
    async with running(deep) as server:
        assert running_url(deep) == server.url
        place = str(await execute(server.url, "show unix_socket_directories"))
        assert re.fullmatch(r"/tmp/genmux-[0-9a-f]{16}", place)
        assert mode_of(Path(place)) == 0o700
    await eventually(lambda: not Path(place).exists())


async def test_log_stays_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genmux.db.embedded.server._LOG_LIMIT", 10_000)
    log = folder / "postgres.log"
    async with running(folder) as server:
        watcher = asyncio.create_task(server.watch())
        for _ in range(5):
            with pytest.raises(asyncpg.RaiseError):
                await execute(server.url, f"do $$ begin raise '{'x' * 5000}'; end $$")
        await eventually((folder / "postgres.log.1").exists)
        await eventually(lambda: log.stat().st_size < 10_000)
    await watcher
