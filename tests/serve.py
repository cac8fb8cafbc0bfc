"""A whole Genmux in processes of its own, `genmux serve`, for those who only speak HTTP to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_GENMUX = [sys.executable, "-m", "genmux"]
_LOCAL = ["--port", "0", "--allow-net", "127.0.0.0/8"]
_CONSOLE = ["--console-port", "0"]
_STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    key: str
    console: str = ""
    """what the server says of its console: the address that signs the first person in"""


@contextmanager
def serving(folder: Path, *, funds: int = 100_000, console: bool = False) -> Iterator[Served]:
    """Serves from `folder` on a free port of the loopback address, with one key.

    Its project has `funds` credits and no pace limit; callbacks and fetches may stay on this
    machine. What the server logs is in `folder/log`.
    """
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GENMUX_")}
    environ |= {"GENMUX_LIMITS_CREATES": "0", "GENMUX_DATA_DIR": str(folder / "data")}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [*_GENMUX, "serve", *_LOCAL, *(_CONSOLE if console else ["--no-console"])],
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
        key = subprocess.run(
            [*_GENMUX, "keys", "create", "--credits", str(funds)],
            check=True,
            capture_output=True,
            text=True,
            env=environ,
        ).stdout.strip()
        front = process.stdout.readline().strip().partition(" ")[2] if console else ""
        yield Served(url, key, front)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        finally:
            process.kill()
            process.stdout.close()
