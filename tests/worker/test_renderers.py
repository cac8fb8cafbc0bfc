from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import EngineFailure, Rendered, Stage
from genmux.worker.renderers import Renderers
from tests.worker.toys import PLACE, until, work


@pytest.fixture
async def renderers() -> AsyncIterator[Renderers]:
    renderers = Renderers(1, PLACE, timeout=60)
    await renderers.start()
    yield renderers
    await renderers.stop()


async def no_stage(stage: Stage) -> None:
    raise AssertionError(f"{stage.name} was not expected")


async def render(
    renderers: Renderers, folder: Path, do: str = "make", **given: Any
) -> tuple[Rendered, list[float]]:
    told: list[float] = []
    rendered = await renderers.render(
        work(folder, do, **given), lambda: told.append(0.0), told.append, no_stage
    )
    return rendered, told


async def test_a_result_and_its_progress_come_back(renderers: Renderers, tmp_path: Path) -> None:
    rendered, told = await render(renderers, tmp_path)
    assert text_of(rendered.files[0].path) == f"made by {rendered.extra['pid']}"
    assert rendered.extra["pid"] != os.getpid()
    assert told == [0.0, 0.25, 0.75]


async def test_one_process_serves_many(renderers: Renderers, tmp_path: Path) -> None:
    pids = {(await render(renderers, tmp_path))[0].extra["pid"] for _ in range(3)}
    assert len(pids) == 1


async def test_a_refusal_of_the_engine_is_handed_on(renderers: Renderers, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="size: at most 3") as caught:
        await render(renderers, tmp_path, "refuse")
    assert caught.value.code == "422"
    await render(renderers, tmp_path)


async def test_a_bug_of_the_engine_is_logged_and_not_told(
    renderers: Renderers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(EngineFailure) as caught:
        await render(renderers, tmp_path, "break")
    assert "ZeroDivisionError" not in caught.value.message
    assert "ZeroDivisionError: a bug" in caplog.text
    await render(renderers, tmp_path)


async def test_what_an_engine_prints_does_not_reach_the_worker(
    renderers: Renderers, tmp_path: Path
) -> None:
    await render(renderers, tmp_path, "noise")
    _, told = await render(renderers, tmp_path)
    assert told == [0.0, 0.25, 0.75]


async def test_a_killed_process_is_tried_once_more(renderers: Renderers, tmp_path: Path) -> None:
    rendered, _ = await render(renderers, tmp_path, "die_once", seen=str(tmp_path / "seen"))
    assert rendered.files


async def test_work_that_kills_every_process_fails(renderers: Renderers, tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="stopped unexpectedly"):
        await render(renderers, tmp_path, "die")
    await render(renderers, tmp_path)


async def test_processes_killed_while_idle_cost_nobody_a_try(
    renderers: Renderers, tmp_path: Path
) -> None:
    rendered, _ = await render(renderers, tmp_path)
    os.kill(rendered.extra["pid"], 9)
    await until(lambda: renderers._idle[0].returncode is not None)
    rendered, _ = await render(renderers, tmp_path, "die_once", seen=str(tmp_path / "seen"))
    assert rendered.files


async def test_what_takes_too_long_is_killed(tmp_path: Path) -> None:
    renderers = Renderers(1, PLACE, timeout=1.5)
    with pytest.raises(EngineFailure, match=r"longer than 1.5 seconds") as caught:
        await render(renderers, tmp_path, "hang", pid=str(tmp_path / "pid"))
    assert caught.value.code == "408"
    await until_gone(int(text_of(tmp_path / "pid")))
    await renderers.stop()


async def test_a_cancelled_render_ends_its_process_and_frees_its_place(
    renderers: Renderers, tmp_path: Path
) -> None:
    running = asyncio.create_task(render(renderers, tmp_path, "hang", pid=str(tmp_path / "pid")))
    await until(lambda: bool(text_of(tmp_path / "pid")))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until_gone(int(text_of(tmp_path / "pid")))
    await render(renderers, tmp_path)


async def test_no_more_run_at_once_than_there_are_processes(
    renderers: Renderers, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    first = asyncio.create_task(render(renderers, tmp_path, "wait_for", gate=str(gate)))
    begun: list[None] = []
    await asyncio.sleep(0)
    second = asyncio.create_task(
        renderers.render(work(tmp_path), lambda: begun.append(None), lambda _share: None, no_stage)
    )
    await asyncio.sleep(0.2)
    assert not begun, "a task that waits for a place is not called rendering"
    gate.touch()
    await asyncio.gather(first, second)
    assert begun


def text_of(path: str | Path) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


async def until_gone(pid: int) -> None:
    await until(lambda: not Path(f"/proc/{pid}").exists())
