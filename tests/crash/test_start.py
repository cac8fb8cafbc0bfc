"""What keeps it from starting is said in one line, and nothing stays behind."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from tests.crash.harness import Program, Server, family

if TYPE_CHECKING:
    from tests.crash.conftest import Data


async def refused(folder: Path, *words: str) -> str:
    """The one line that `serve` says before it exits with 1."""
    program = Program(
        folder / "refused.log", "genmux", "--data", str(folder / "data"), "serve", *words
    )
    async with program:
        code = await program.ended()
        said = program.said()
        assert code == 1, said
        assert len(said.strip().splitlines()) == 1, said
        assert said.startswith("genmux: ")
        assert family(program.pid) == {}
    return said


async def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refused(tmp_path, "--port", str(port))
    assert f"127.0.0.1:{port}" in said
    assert "in use" in said
    assert not (tmp_path / "data" / "postgres").exists()


async def test_a_data_folder_in_use(data: Data) -> None:
    async with Server(data.folder) as server:
        said = await refused(data.folder.parent, "--port", "0")
        assert f"in use by process {server.pid}" in said
        # The one that was there first does not notice.
        assert (data.folder / "server.json").exists()
        server.send(signal.SIGTERM)
        assert await server.ended() == 0


async def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Below a file, so that it fails for root too, whom no mode keeps out."""
    (tmp_path / "data").symlink_to("/proc/genmux")
    assert "genmux" in await refused(tmp_path, "--port", "0")


async def test_a_storage_folder_that_cannot_be_made(data: Data) -> None:
    (data.folder / "genmux.toml").write_text('[storage]\nurl = "/proc/genmux"\n')
    assert "/proc/genmux" in await refused(data.folder.parent, "--port", "0")


async def test_an_account_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "genmux.toml").write_text('[vendors]\nnobody = "env:NO_SUCH"\n')
    said = await refused(tmp_path, "--port", "0")
    assert "genmux.toml: vendors.nobody: there is no vendor nobody; known are" in said
    assert not (tmp_path / "data" / "postgres").exists()


async def test_an_account_without_its_key_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "genmux.toml").write_text('[vendors]\nfal = "env:NO_SUCH"\n')
    async with Server(tmp_path / "data") as server:
        server.send(signal.SIGTERM)
        assert await server.ended() == 0
        assert "vendors.fal has no key: env:NO_SUCH is empty" in server.said()


async def test_a_broken_model_file(data: Data) -> None:
    models = data.folder / "own" / "models"
    models.mkdir(parents=True)
    (models / "broken.toml").write_text("title = 1\n")
    (data.folder / "genmux.toml").write_text(f'[catalogue]\nfolders = ["{models.parent}"]\n')
    said = await refused(data.folder.parent, "--port", "0")
    assert "broken.toml" in said
