"""The promises of architecture/00-overview.md, kept by reading the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import genmux

SOURCE = Path(genmux.__file__).parent

# A room may import from rooms below it, never from one above it.
ROAD = ["roles", "app", "dialects", "worker", "chat", "projects", "callbacks", "tasks", "storage"]
ROAD += ["catalogue", "engines", "ledger", "db", "media", "settings", "faults", "clock", "ids"]
ROAD += ["errors"]

BESIDE = {"cli", "client", "testing", "processes", "__main__"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_imports_point_down_the_road() -> None:
    wrong = []
    for path in modules():
        room = room_of("genmux." + ".".join(path.relative_to(SOURCE).with_suffix("").parts))
        if room not in ROAD:
            continue
        for name in imports(path):
            target = room_of(name) if name.startswith("genmux") else ""
            if target in ROAD and ROAD.index(target) < ROAD.index(room):
                wrong.append(f"{path.relative_to(SOURCE)} imports {name}")
            if target in BESIDE - {"processes"}:
                wrong.append(f"{path.relative_to(SOURCE)} imports {name}, which is beside the road")
    assert not wrong


def test_only_roles_and_commands_know_the_composition_root() -> None:
    users = {
        path.relative_to(SOURCE).parts[0]
        for path in modules()
        for name in imports(path)
        if name == "genmux.app"
    }
    assert users <= {"roles", "cli"}


def test_engines_know_nothing_of_the_rooms_above() -> None:
    allowed = {"engines", "media", "errors", "ids", "clock", ""}
    for path in sorted((SOURCE / "engines").rglob("*.py")):
        rooms = {room_of(name) for name in imports(path) if name.startswith("genmux")}
        assert rooms <= allowed, f"{path.relative_to(SOURCE)}: {sorted(rooms - allowed)}"


def test_the_console_asks_the_api_and_nothing_else() -> None:
    """Only what draws its samples, in a process of its own, knows catalogue and engine."""
    allowed = {"console", "client", "settings"}
    for path in sorted((SOURCE / "console").rglob("*.py")):
        more = (
            {"catalogue", "engines", "media", "processes"}
            if path.parent.name == "samples"
            else set()
        )
        rooms = {room_of(name) for name in imports(path) if name.startswith("genmux")}
        assert rooms <= allowed | more, f"{path.relative_to(SOURCE)}: {sorted(rooms - allowed)}"


def test_only_the_console_loads_its_pages() -> None:
    users = {
        str(path.relative_to(SOURCE))
        for path in modules()
        if path.relative_to(SOURCE).parts[0] != "console"
        for name in imports(path)
        if room_of(name) == "console" and name.startswith("genmux")
    }
    assert users == {"roles/console.py"}


@pytest.mark.parametrize("name", ["utils", "helpers", "misc", "common"])
def test_no_module_without_a_subject(name: str) -> None:
    assert not list(SOURCE.rglob(f"{name}.py"))
