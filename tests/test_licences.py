"""The list of licences names what is really installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def listed() -> dict[str, str]:
    """Licence by package, from the table."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in (ROOT / "docs" / "licences.md").read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    return {plain(package): licence for package, licence, _ in rows[2:]}


def named_in(lines: list[str]) -> set[str]:
    return {plain(match[1]) for line in lines if (match := NAME.match(line))}


def test_every_direct_dependency_is_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = named_in(project["dependencies"])
    assert "numpy" in direct
    assert direct <= listed().keys()


def test_the_table_is_the_lock_file() -> None:
    locked = named_in((ROOT / "requirements.lock").read_text("utf-8").splitlines())
    assert listed().keys() == locked


def test_every_row_states_a_licence() -> None:
    assert all(listed().values())
