"""As root: an unprivileged server behind folders that its user cannot enter."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from genmux.db.embedded import EmbeddedError, cluster, privileges, running_url
from genmux.db.embedded.layout import Layout
from tests.db.embedded.support import copied, execute, running, supervised

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")

CONTAINER = "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service"


def capabilities_of(pid: int | None) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("CapEff:")), 16)


def owner_of(pid: int | None) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


async def test_server_is_not_root_and_no_folder_above_is_changed(
    folder: Path, tmp_path: Path
) -> None:
    parent = tmp_path / "private"
    parent.mkdir(mode=0o700)
    async with running(copied(folder, parent / "postgres")) as server:
        assert await execute(server.url, "select 1") == 1
        assert owner_of(server.pid) != 0
        assert capabilities_of(server.pid) in {0b010, 0b100}  # CAP_DAC_OVERRIDE, _READ_SEARCH
    after = parent.stat()
    assert (after.st_mode, after.st_uid) == (0o40700, 0)


def test_capability_is_kept_only_where_it_is_needed() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        anyones = Path(name)
        anyones.chmod(0o755)
        assert privileges.choose(Layout(anyones), Path("/bin/true")).capability is None
        anyones.chmod(0o700)
        assert privileges.choose(Layout(anyones), Path("/bin/true")).capability is not None


@pytest.mark.parametrize("mode", [0o755, 0o700], ids=oct)
async def test_installation_that_others_cannot_enter(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """A virtual environment below /root, or one made with umask 077."""
    wheel = cluster.binaries().parent
    inside = tmp_path / "venv" / wheel.parent.name
    shutil.copytree(wheel, inside / wheel.name, ignore=shutil.ignore_patterns("include", "ecpg"))
    libraries = wheel.parent.with_name(wheel.parent.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, inside.with_name(libraries.name))
    (tmp_path / "venv").chmod(0o700)
    for program in (inside / wheel.name / "bin").iterdir():
        program.chmod(mode)
    monkeypatch.setattr(cluster, "binaries", lambda: inside / wheel.name / "bin")
    async with running(folder) as server:
        assert await execute(server.url, "select 1") == 1


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs util-linux")
async def test_capabilities_of_a_default_container_are_enough(folder: Path) -> None:
    granted = ",".join(f"+{name}" for name in CONTAINER.split())
    prefix = ("setpriv", f"--bounding-set=-all,{granted}")
    with supervised(folder, prefix=prefix) as (_, server_pid):
        assert owner_of(server_pid) != 0
        url = running_url(folder)
        assert url is not None
        assert await execute(url, "select 1") == 1


async def test_unreachable_folder_without_capabilities_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genmux.db.embedded.privileges._CAPABILITIES", (None,))
    with pytest.raises(EmbeddedError, match="--data"):
        async with running(folder):
            pass


async def test_cluster_of_root_is_refused(spare: Path) -> None:
    os.chown(spare / "data", 0, 0)
    with pytest.raises(EmbeddedError, match="chown -R"):
        async with running(spare):
            pass
