"""What killed workers leave behind is removed; what living ones have is theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from genmux.worker.scratch import scratch

_HOLDER = """
import sys, time
from pathlib import Path
from genmux.worker.scratch import scratch

with scratch(Path(sys.argv[1])) as own:
    (own / "half").write_text("made on the way")
    print(own, flush=True)
    time.sleep(600)
"""


def test_it_goes_with_its_process(tmp_path: Path) -> None:
    with scratch(tmp_path / "work") as own:
        (own / "inner").mkdir()
        assert own.parent == tmp_path / "work"
    assert list((tmp_path / "work").iterdir()) == []


def test_a_killed_process_is_cleaned_up_after_and_a_living_one_is_not(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        with scratch(tmp_path):
            assert (theirs / "half").exists()
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        with scratch(tmp_path) as own:
            assert list(tmp_path.iterdir()) == [own]


def test_files_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with scratch(tmp_path):
        assert (tmp_path / "note.txt").read_text() == "mine"
