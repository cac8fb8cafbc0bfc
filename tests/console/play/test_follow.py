"""A task is followed to its end, whatever happens to the connection."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from genmux.client import ClientError
from genmux.console.api import Api
from genmux.console.play import follow as module
from genmux.console.play.follow import follow

DONE = {"status": "succeeded", "files": []}


class FakeApi:
    def __init__(self, events: list[Any], answers: list[Any]) -> None:
        self.events, self.answers = events, answers

    async def stream(self, _path: str) -> AsyncIterator[str]:
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            yield event if isinstance(event, str) else json.dumps(event)

    async def get(self, _path: str) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def steps(events: list[Any], answers: list[Any]) -> list[Any]:
    api = cast("Api", FakeApi(events, answers))
    return [dict(step) async for step in follow(api, "7")]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    monkeypatch.setattr(module, "_LAST_PAUSE", 0.0)


async def test_events_lead_to_the_whole_task() -> None:
    running = {"status": "running", "progress": 40}
    found = await steps([running, {"status": "succeeded", "progress": 100}], [DONE])
    assert found[0] == running
    assert found[-1] == DONE


async def test_a_stream_that_breaks_off_is_replaced_by_asking() -> None:
    running = {"status": "running"}
    broken = [running, "no json", ClientError(0, "away")]
    found = await steps(broken, [running, ClientError(0, "away"), ClientError(429, "slow"), DONE])
    assert found == [running, running, DONE]


async def test_what_the_api_refuses_is_told() -> None:
    with pytest.raises(ClientError, match="no role"):
        await steps([ClientError(403, "no role")], [])
    with pytest.raises(ClientError, match="Task not found"):
        await steps([], [ClientError(404, "Task not found")])


async def test_an_api_that_stays_away_is_given_up() -> None:
    with pytest.raises(ClientError, match="away"):
        await steps([], [ClientError(0, "away")] * 30)
