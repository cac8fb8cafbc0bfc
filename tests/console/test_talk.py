"""A streamed answer: pieces in order, what it cost at the end, and an end when it is stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

from genmux.client import ClientError
from genmux.console.api import Api
from genmux.console.talk import Talk


class FakeApi:
    """Gives `events`; an exception among them is raised, None waits for ever."""

    def __init__(self, *events: Any) -> None:
        self.events = events
        self.asked: dict[str, Any] = {}

    async def stream(self, _path: str, body: Mapping[str, Any]) -> AsyncIterator[str]:
        self.asked = dict(body)
        for event in self.events:
            if isinstance(event, Exception):
                raise event
            if event is None:
                await asyncio.Event().wait()
            yield event if isinstance(event, str) else json.dumps(event)


class Heard:
    def __init__(self) -> None:
        self.pieces: list[dict[str, Any]] = []
        self.about: dict[str, Any] | None = None
        self.problem = ""

    def piece(self, piece: Mapping[str, Any]) -> None:
        self.pieces.append(dict(piece))

    def done(self, about: Mapping[str, Any]) -> None:
        self.about = dict(about)

    def failed(self, text: str) -> None:
        self.problem = text

    def all(self, name: str) -> str:
        return "".join(piece.get(name, "") for piece in self.pieces)


def delta(**values: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": values}]}


async def heard(*events: Any) -> Heard:
    listener = Heard()
    await Talk(cast("Api", FakeApi(*events)), listener).ask({"model": "m"})
    return listener


async def test_words_thoughts_and_calls_arrive_whole() -> None:
    call = {"index": 0, "id": "c1", "function": {"name": "weather", "arguments": ""}}
    more = {"index": 0, "function": {"arguments": '{"city": "Paris"}'}}
    usage = {"choices": [], "usage": {"prompt_tokens": 3}, "credits_consumed": 0.5}
    found = await heard(
        delta(reasoning_content="Hm."),
        delta(content="The "),
        delta(content="sea."),
        delta(tool_calls=[call]),
        delta(tool_calls=[more]),
        usage,
        "[DONE]",
    )
    assert found.all("text") == "The sea."
    assert found.all("thought") == "Hm."
    calls = [call for piece in found.pieces for call in piece.get("calls", [])]
    assert [one["name"] for one in calls] == ["weather", None]
    assert found.about == {"usage": {"prompt_tokens": 3}, "credits": 0.5}


async def test_a_stream_is_asked_for_with_its_usage() -> None:
    api = FakeApi("[DONE]")
    await Talk(cast("Api", api), Heard()).ask({"model": "m"})
    assert api.asked == {"model": "m", "stream": True, "stream_options": {"include_usage": True}}


async def test_a_refusal_and_an_error_in_the_stream_are_told() -> None:
    assert (await heard(ClientError(402, "no credits"))).problem == "no credits"
    found = await heard(delta(content="half"), {"error": {"message": "the route broke"}}, "[DONE]")
    assert found.all("text") == "half"
    assert found.problem == "the route broke"
    assert found.about is None


async def test_stopping_keeps_what_was_said() -> None:
    listener = Heard()
    talk = Talk(cast("Api", FakeApi(delta(content="one"), None)), listener)
    asking = asyncio.create_task(talk.ask({}))
    await asyncio.sleep(0.01)
    talk.stop()
    await asking
    assert listener.all("text") == "one"
    assert listener.about == {"stopped": True}
