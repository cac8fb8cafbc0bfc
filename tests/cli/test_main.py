"""The root: quick help, every command named, errors in one line."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from genmux.cli.main import COMMANDS, cli
from genmux.settings import default_text

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("aiohttp", "asyncio", "asyncpg", "numpy", "orjson", "rich", "starlette", "uvicorn")


def invoke(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, words)
    return result.exit_code, result.stdout, result.stderr


def test_help_imports_nothing_that_takes_time() -> None:
    script = (
        "import sys; from genmux.cli.main import cli\n"
        "try: cli(['--help'])\n"
        f"except SystemExit: print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_program_is_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "genmux", "--help"], check=True, capture_output=True, text=True
    )
    assert all(f"\n  {name} " in done.stdout for name in COMMANDS)


def commands(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += commands(command, *path, name)
    return found


@pytest.mark.parametrize("path", commands(cli), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    code, out, _ = invoke(*path, "--help")
    assert code == 0
    assert out.startswith(f"Usage: genmux {' '.join(path)}")
    assert len(out.splitlines()[2].strip()) > 20
    # A parameter without a word of help would be a riddle.
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "limit":
            assert parameter.help, parameter.name


def test_the_commands_are_those_that_are_documented() -> None:
    assert {" ".join(path) for path in commands(cli)} >= {
        *("serve", "api", "worker", "run", "doctor"),
        *("keys create", "keys list", "keys revoke", "models list", "models show"),
        *("tasks list", "tasks show", "tasks cancel", "tasks retry"),
        *("deliveries list", "deliveries redeliver", "deliveries rotate-secret"),
        *("credits balance", "credits grant", "credits ledger", "credits audit"),
        *("settings show", "deliveries show", "deliveries secret"),
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing",), "genmux: No such command 'nothing'. See `genmux --help`.\n"),
        (("keys", "create", "--colour"), "genmux keys create: No such option '--colour'"),
        (("keys", "revoke"), "genmux keys revoke: Missing argument 'KEY'"),
        (("tasks", "show", "x"), "'x' is not an id of 32 hex digits"),
        (("credits", "grant", "much"), "'much' is not a number of credits"),
        (("keys", "create", "--expires", "2001-01-01"), "that moment has passed"),
        (("run", "z-image", "prompt"), "is not of the form key=value"),
        (("api",), "genmux api: needs a PostgreSQL"),
        (("worker",), "genmux worker: needs a PostgreSQL"),
    ],
)
def test_misuse_is_one_line(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    code, out, err = invoke("--data", str(tmp_path), *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "genmux.toml").write_text("[server]\nprot = 1\n")
    code, _, err = invoke("--data", str(tmp_path), "keys", "list")
    assert code == 1
    assert err == (
        f"genmux: {tmp_path}/genmux.toml: no setting server.prot; did you mean server.port?\n"
    )


def test_a_database_that_is_away_is_one_line(tmp_path: Path, unused_tcp_port: int) -> None:
    url = f"postgresql://u:hush@127.0.0.1:{unused_tcp_port}/x"
    code, _, err = invoke("--database-url", url, "keys", "list")
    assert (code, err.count("\n")) == (1, 1)
    assert "hush" not in err


def test_an_unexpected_error_has_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("really")

    monkeypatch.setattr("genmux.settings.default_text", broken)
    code, _, err = invoke("settings", "default")
    assert code == 1
    assert err == (
        "genmux: unexpected ZeroDivisionError: really (GENMUX_LOG_LEVEL=debug shows where)\n"
    )


def test_debugging_shows_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("really")

    monkeypatch.setattr("genmux.settings.default_text", broken)
    monkeypatch.setenv("GENMUX_LOG_LEVEL", "debug")
    assert "in broken" in invoke("settings", "default")[2]


def test_an_option_of_the_command_wins_over_the_root(tmp_path: Path) -> None:
    _, out, _ = invoke("--data", "/a", "settings", "show", "--changed", "--data", str(tmp_path))
    assert str(tmp_path) in out
    assert '"/a"' not in out


def test_the_manual_can_be_printed() -> None:
    assert invoke("settings", "default")[1] == default_text()
