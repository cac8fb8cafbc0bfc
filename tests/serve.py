"""A whole Genmux in processes of its own, `genmux serve`, for those who only speak HTTP to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_GENMUX = [sys.executable, "-m", "genmux"]
_LOCAL = ["--allow-net", "127.0.0.0/8"]
_CONSOLE = ["--console-port", "0"]
_STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    key: str
    environ: Mapping[str, str] = field(repr=False)
    console: str = ""
    """what the server says of its console: the address that signs the first person in"""

    def told(self, *words: str) -> str:
        """What a command says about this server."""
        return _told(words, self.environ)


@contextmanager
def serving(
    folder: Path,
    *,
    funds: int = 100_000,
    port: int = 0,
    settings: str = "",
    flags: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
    console: bool = False,
) -> Iterator[Served]:
    """Serves from `folder` on a free port of the loopback address, with one key.

    Its project has `funds` credits and no pace limit; callbacks and fetches may stay on this
    machine. What the server logs is in `folder/log`. `settings` is the text of its settings file,
    `more` belongs to its environment.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GENMUX_")}
    environ |= {"GENMUX_LIMITS_CREATES": "0", "GENMUX_DATA_DIR": str(folder / "data")}
    if settings:
        (folder / "settings.toml").write_text(settings, encoding="utf-8")
        environ["GENMUX_CONFIG"] = str(folder / "settings.toml")
    environ |= more or {}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [
                *_GENMUX,
                "serve",
                "--port",
                str(port),
                *_LOCAL,
                *(_CONSOLE if console else ["--no-console"]),
                *flags,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environ,
        )
    assert process.stdout is not None
    try:
        word, _, url = process.stdout.readline().strip().partition(" ")
        if word != "ready":
            raise RuntimeError(f"it did not start:\n{(folder / 'log').read_text()}")
        key = _told(["keys", "create", "--credits", str(funds)], environ)
        front = process.stdout.readline().strip().partition(" ")[2] if console else ""
        yield Served(url, key, environ, front)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        finally:
            process.kill()
            process.stdout.close()


def _told(words: Sequence[str], environ: Mapping[str, str]) -> str:
    command = [*_GENMUX, *words]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=environ
    ).stdout.strip()
