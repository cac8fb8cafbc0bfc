"""`docs/howto/add-a-vendor.md`, followed literally."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.coverage import ROOT

PAGE = ROOT / "docs" / "howto" / "add-a-vendor.md"
_BLOCK = re.compile(r"```(?:python|toml)\n# file: (\S+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's files, installed as it says; the folder to import from."""
    folder = tmp_path_factory.mktemp("genmux-acme")
    for name, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    to = folder / "site"
    # What is needed is there already, and no index can be asked here; the environment of the tests
    # was made by the pip of the Python that it is based on.
    pip = [
        str(Path(sys.base_prefix) / "bin" / "python3"),
        "-m",
        "pip",
        "--python",
        sys.executable,
        "install",
        "-q",
    ]
    pip += ["--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index"]
    _run(*pip, "--target", str(to), str(folder))
    return to


def _run(*command: str, **environ: str) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, **environ},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _path(installed: Path) -> str:
    return os.pathsep.join(filter(None, [str(installed), *sys.path]))


def test_the_vendor_is_found_by_its_entry_point(installed: Path) -> None:
    told = _run(
        sys.executable, "-m", "genmux", "vendors", "models", "acme", PYTHONPATH=_path(installed)
    )
    assert "google/nano-banana" in told


def test_one_line_of_settings_is_enough(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "genmux.toml").write_text('[vendors]\nacme = "env:ACME_KEY"\n')
    told = _run(
        sys.executable,
        "-m",
        "genmux",
        "vendors",
        "list",
        "--data",
        str(tmp_path),
        PYTHONPATH=_path(installed),
        ACME_KEY="key",
    )
    assert re.search(r"^acme +1 +acme$", told, re.MULTILINE), told


def test_the_pages_own_test_passes(installed: Path) -> None:
    test = installed.parent / "test_acme.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--noconftest"]
    told = _run(*command, "-o", "addopts=", str(test), PYTHONPATH=_path(installed))
    assert "1 passed" in told
