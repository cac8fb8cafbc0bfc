"""The built-in chat route: the same each time, at the speed that is set, wrong when told to be."""

from __future__ import annotations

import time
from typing import Any

import pytest

from genmux.engines.sketch.chat.engine import Fault, SketchChat
from genmux.engines.talk import (
    Ask,
    Call,
    Calling,
    Choice,
    Counted,
    Event,
    Form,
    Message,
    Result,
    RouteFailure,
    Said,
    Signed,
    Stopped,
    Text,
    Thinking,
    Tool,
)

LOOK = Tool("look_up", "Looks a word up.", {"type": "object", "properties": {"word": {}}})


def ask(text: str, **more: Any) -> Ask:
    return Ask("a-model", (Message("user", (Text(text),)),), title="A model", **more)


async def events(asked: Ask, fault: Fault | None = None, speed: float = 0) -> list[Event]:
    return [one async for one in SketchChat(speed).answer(asked, fault or Fault())]


def text_of(found: list[Event]) -> str:
    return "".join(one.text for one in found if isinstance(one, Said))


async def test_the_same_request_gets_the_same_events() -> None:
    asked = ask("Hello there", tools=(LOOK,), effort="high", show_thoughts=True)
    assert await events(asked) == await events(asked)


async def test_usage_counts_what_was_said() -> None:
    found = await events(ask("Write 50 words.", effort="low", show_thoughts=True))
    counted = found[-1]
    assert isinstance(counted, Counted)
    thoughts = sum(isinstance(one, Thinking) for one in found)
    words = sum(isinstance(one, Said) for one in found)
    assert (counted.usage.reasoning, counted.usage.output) == (thoughts, thoughts + words)
    assert len(text_of(found).split()) == 50


async def test_hidden_thoughts_are_counted() -> None:
    shown = await events(ask("Why?", effort="low", show_thoughts=True))
    hidden = await events(ask("Why?", effort="low"))
    assert shown[-1] == hidden[-1]
    assert any(isinstance(one, Signed) for one in shown)
    assert not any(isinstance(one, Thinking) and one.text for one in hidden)


@pytest.mark.parametrize("most", range(1, 40))
async def test_no_limit_is_ever_passed(most: int) -> None:
    asked = ask("Please look up this word", tools=(LOOK,), effort="low", max_tokens=most)
    found = await events(asked)
    counted, stopped = found[-1], found[-2]
    assert isinstance(counted, Counted)
    assert isinstance(stopped, Stopped)
    assert counted.usage.output <= most
    assert stopped.reason in ("length", "calls")
    if stopped.reason == "length":
        assert counted.usage.output == most


async def test_tools_are_called_when_spoken_of_and_not_again_after_results() -> None:
    asked = ask("Please look_up this.", tools=(LOOK,))
    found = await events(asked)
    calls = [one for one in found if isinstance(one, Calling)]
    assert [one.name for one in calls] == ["look_up"]
    later = (
        *asked.messages,
        Message("assistant", (Call(calls[0].id, "look_up", "{}"),)),
        Message("tool", (Result(calls[0].id, "a fruit", "look_up"),)),
    )
    after = await events(Ask("a-model", later, tools=(LOOK,)))
    assert text_of(after) == "The tool look_up answered: a fruit"


async def test_ids_of_calls_differ_between_turns() -> None:
    first = ask("x", tools=(LOOK,), choice=Choice("required"))
    longer = Ask("a-model", first.messages * 2, tools=(LOOK,), choice=Choice("required"))
    ids = {
        one.id
        for asked in (first, longer)
        for one in await events(asked)
        if isinstance(one, Calling)
    }
    assert len(ids) == 2


async def test_json_is_json() -> None:
    import orjson

    assert orjson.loads(text_of(await events(ask("Hi", form=Form("json")))))["answer"]


async def test_it_speaks_at_its_speed() -> None:
    began = time.monotonic()
    await events(ask('Say "one two three four five".'), speed=50)
    assert 0.08 < time.monotonic() - began < 2


async def test_faults_happen_where_they_are_asked_for() -> None:
    with pytest.raises(RouteFailure) as refused:
        await events(ask("Hi"), Fault(status=429))
    assert (refused.value.status, refused.value.retry_after) == (429, 1.0)
    with pytest.raises(RouteFailure, match="cut"):
        await events(ask("Hi"), Fault(cut=2))
    assert not any(
        isinstance(one, Counted) for one in await events(ask("Hi"), Fault(uncounted=True))
    )
