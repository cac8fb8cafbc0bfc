"""Which database a command works on: really started programs, on a data folder of their own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from genmux.db.embedded import running_url
from genmux.projects.caller import looks_like_key

if TYPE_CHECKING:
    from pathlib import Path


def start(data: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "genmux", "--data", data, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_keys_are_made_without_a_server_also_at_the_same_time(tmp_path: Path) -> None:
    data = tmp_path / "data"
    started = [start(data, "keys", "create", "--name", f"key {n}") for n in range(2)]
    ended = [(*process.communicate(timeout=60), process.returncode) for process in started]
    for out, err, code in ended:
        assert (code, out.count("\n")) == (0, 1), err
        assert looks_like_key(out.strip())
    out, _ = start(data, "keys", "list").communicate(timeout=60)
    assert "key 0" in out
    assert "key 1" in out
    assert running_url(data / "postgres") is None
