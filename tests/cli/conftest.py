"""`genmux` in this process, on a database of its own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import pytest
from click.testing import CliRunner

from genmux.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from click.testing import Result

    from genmux.db.pool import Connection

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Genmux:
    """Call it with the words of a command."""

    database: str
    data: Path

    def __call__(self, *words: str) -> Result:
        places = ["--data", str(self.data), "--database-url", self.database]
        return CliRunner().invoke(cli, [*places, *words])

    def out(self, *words: str) -> str:
        """Standard output of a command that must succeed."""
        result = self(*words)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.out(*words, "--json"))

    def fails(self, *words: str, code: int = 1) -> str:
        """Standard error of a command that must fail, which has to be one line."""
        result = self(*words)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1, result.stderr
        return result.stderr

    def database_does(self, act: Callable[[Connection], Awaitable[Value]]) -> Value:
        async def once() -> Value:
            conn = await asyncpg.connect(self.database)
            try:
                return await act(conn)
            finally:
                await conn.close()

        return asyncio.run(once())


@pytest.fixture
def genmux(database: str, tmp_path: Path) -> Genmux:
    return Genmux(database, tmp_path)
