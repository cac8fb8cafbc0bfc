"""`genmux run`: from the words to the file; on a scripted server, and once for real."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from PIL import Image

from genmux.cli.run import _run
from genmux.cli.server import running_server
from genmux.client import TaskFailed
from genmux.settings import load_settings
from tests.client.script import Script, record, script

if TYPE_CHECKING:
    from genmux.client import TaskRecord
    from genmux.settings import Settings

__all__ = ["script"]


def settings(folder: Path) -> Settings:
    return load_settings(file=None, environ={}, flags={"data.dir": folder})


async def run(script: Script, out: Path) -> tuple[TaskRecord, list[Path]]:
    return await _run(
        settings(out), "m", {"prompt": "x"}, out / "new", script.url, "key", False, None
    )


def succeed(script: Script, **result: object) -> None:
    script.add({"taskId": "0" * 31 + "1"})
    script.add({**record("success", resultJson=json.dumps(result)), "taskId": "0" * 31 + "1"})


async def test_every_file_of_a_result_is_fetched_once(script: Script, tmp_path: Path) -> None:
    links = [f"{script.url}/{n}.png" for n in range(2)]
    succeed(script, resultUrls=links, lastFrameUrl=[f"{script.url}/last.jpg"], again=links[0])
    for content in (b"a", b"b", b"c"):
        script.replies.append(web.Response(body=content))
    _, paths = await run(script, tmp_path)
    assert [(path.name, path.read_bytes()) for path in paths] == [
        ("m-000001-1.png", b"a"),
        ("m-000001-2.png", b"b"),
        ("m-000001-3.jpg", b"c"),
    ]


async def test_a_result_may_be_no_file(script: Script, tmp_path: Path) -> None:
    succeed(script, resultObject={"text": "hello"})
    done, paths = await run(script, tmp_path)
    assert paths == []
    assert done.result == {"resultObject": {"text": "hello"}}


async def test_a_failure_is_told(script: Script, tmp_path: Path) -> None:
    script.add({"taskId": "t1"})
    script.add(record("fail", failCode="501", failMsg="no such voice"))
    with pytest.raises(TaskFailed, match="no such voice"):
        await run(script, tmp_path)


async def test_an_interrupted_run_takes_its_task_back(script: Script, tmp_path: Path) -> None:
    script.add({"taskId": "t1"})
    for _ in range(20):
        script.add(record("generating"))
    running = asyncio.create_task(run(script, tmp_path))
    while len(script.requests) < 2:  # noqa: ASYNC110 - the script has no event for it
        await asyncio.sleep(0.01)
    script.replies.clear()
    script.add({"taskId": "t1"})
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert script.requests[-1][0].path == "/genmux/v1/tasks/t1/cancel"


@pytest.mark.parametrize(
    ("note", "url"),
    [
        (json.dumps({"url": "http://x", "pid": os.getpid()}), "http://x"),
        ('{"url": "http://x", "pid": 4194999}', None),
        ('{"url": "http://x"}', None),
        ("half a n", None),
        ("[]", None),
        (None, None),
    ],
    ids=["alive", "dead", "no pid", "cut off", "not an object", "none"],
)
def test_a_note_counts_while_its_server_lives(
    tmp_path: Path, note: str | None, url: str | None
) -> None:
    if note is not None:
        (tmp_path / "server.json").write_text(note)
    assert running_server(settings(tmp_path)) == url


def test_a_picture_without_any_server(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "genmux", "run", "z-image", "prompt=a lighthouse"]
    places = ["aspect_ratio=1:1", "--data", f"{tmp_path}/data", "--out", f"{tmp_path}/out"]
    done = subprocess.run([*command, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.removesuffix("\n"))
    assert path.parent == tmp_path / "out"
    with Image.open(path) as picture:
        assert picture.width == picture.height
    assert "0.8 credits" in done.stderr
