"""What keeps a server from starting is told, and nothing that was there gets lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from genmux.db.embedded import EmbeddedError, EmbeddedPostgres
from tests.db.embedded.support import FAST, eventually, execute, running

if TYPE_CHECKING:
    from pathlib import Path


async def test_initdb_that_was_broken_off_is_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    start = asyncio.create_task(EmbeddedPostgres(folder, settings=FAST).start())
    await eventually(lambda: any(folder.glob("data.new-*/global/*")))
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert not (folder / "data").exists()
    killed = folder / "data.new-killed"
    killed.mkdir()
    (killed / "PG_VERSION").write_text("18\n")
    async with running(folder) as server:
        assert await execute(server.url, "select 1") == 1
    assert not killed.exists()


async def test_other_things_in_the_clusters_place_are_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "postgres" / "data" / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("mine")
    with pytest.raises(EmbeddedError, match="not a PostgreSQL cluster"):
        await EmbeddedPostgres(tmp_path / "postgres").start()
    assert precious.read_text() == "mine"


async def test_cluster_of_another_major_version_is_refused(spare: Path) -> None:
    (spare / "data/PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 16, and this is 18"):
        await EmbeddedPostgres(spare).start()


async def test_failure_tells_the_logs_reason_and_frees_the_folder(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings={"shared_bufers": "1GB"})
    with pytest.raises(EmbeddedError, match='unrecognized configuration parameter "shared_bufers"'):
        await server.start()
    async with running(folder):
        pass


async def test_damaged_cluster_tells_the_logs_reason(spare: Path) -> None:
    (spare / "data/global/pg_control").unlink()
    with pytest.raises(EmbeddedError, match="pg_control"):
        await EmbeddedPostgres(spare).start()


async def test_cancelled_start_leaves_nothing_running(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings=FAST)
    start = asyncio.create_task(server.start())
    await eventually(lambda: server.pid is not None)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert server.pid is None
    async with running(folder) as again:
        assert await execute(again.url, "select 1") == 1


async def test_missing_binaries_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(EmbeddedError, match=r"set database\.url"):
        await EmbeddedPostgres(tmp_path / "postgres").start()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("error while loading shared libraries: libz.so.1: cannot open", "Install zlib"),
        ("FATAL:  could not write: No space left on device", "Free some disk space"),
    ],
)
async def test_known_troubles_come_with_advice(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, advice: str
) -> None:
    program = tmp_path / "bin" / "postgres"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] || {{ echo "{said}" >&2; exit 1; }}\n')
    program.chmod(0o755)
    monkeypatch.setattr("genmux.db.embedded.cluster.binaries", lambda: program.parent)
    with pytest.raises(EmbeddedError) as caught:
        await EmbeddedPostgres(folder).start()
    assert said.removeprefix("FATAL:").strip() in caught.value.message.splitlines()[0]
    assert advice in caught.value.message


async def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError, match="Cannot make the folder"):
        await EmbeddedPostgres(tmp_path / "file" / "postgres").start()


async def test_socket_folder_of_somebody_else_is_refused(
    spare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs").mkdir()
    (spare / "run").rmdir()
    (spare / "run").symlink_to(tmp_path / "theirs")
    with pytest.raises(EmbeddedError, match="belongs to another user"):
        await EmbeddedPostgres(spare).start()
