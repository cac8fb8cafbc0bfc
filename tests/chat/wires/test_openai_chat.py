"""The wire of chat completions: what the official client would send, and what comes back."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from genmux.chat.wires.openai_chat import OpenAIChat
from genmux.chat.wires.openai_chat_reply import usage_of
from genmux.chat.wires.wire import Target
from genmux.engines.talk import (
    Ask,
    Call,
    Effort,
    Form,
    Media,
    Message,
    Result,
    RouteFailure,
    Text,
    Usage,
)
from tests.chat.wires.conftest import NewStudio, Say
from tests.chat.wires.doubles import Script, Studio
from tests.chat.wires.talks import (
    ONE_AT_A_TIME,
    PNG,
    SCHEMA,
    SCRIPT,
    TOOL,
    heard,
    talk,
    usage_in,
)

HI = (Message("user", (Text("Hi"),)),)


@pytest.fixture
async def studio(studio_of: NewStudio) -> Studio:
    studio = await studio_of("openai-chat")
    studio.scripts = [SCRIPT]
    return studio


@pytest.mark.parametrize("stream", [False, True])
async def test_it_asks_as_the_official_client_does(studio: Studio, say: Say, stream: bool) -> None:
    async with openai.AsyncOpenAI(base_url=studio.base, api_key="secret", max_retries=0) as client:
        create: Any = client.chat.completions.create
        await create(
            model="real-name",
            messages=[
                {"role": "system", "content": "Be kind."},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "What is this?"},
                        {
                            "type": "image_url",
                            "image_url": {"url": f"data:image/png;base64,{PNG}"},
                        },
                    ],
                },
                {
                    "role": "assistant",
                    "content": "I look.",
                    "tool_calls": [
                        {
                            "id": "call_a",
                            "type": "function",
                            "function": {"name": "look", "arguments": '{"at":"Oslo"}'},
                        },
                        {
                            "id": "call_b",
                            "type": "function",
                            "function": {"name": "look", "arguments": '{"at":"Rome"}'},
                        },
                    ],
                },
                {"role": "tool", "tool_call_id": "call_a", "content": "snow"},
                {"role": "tool", "tool_call_id": "call_b", "content": "Error: lost"},
            ],
            tools=[
                {
                    "type": "function",
                    "function": {
                        "name": "look",
                        "description": "Looks there.",
                        "parameters": SCHEMA,
                    },
                }
            ],
            tool_choice="auto",
            parallel_tool_calls=False,
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "place", "schema": SCHEMA, "strict": True},
            },
            max_tokens=500,
            stop=["END"],
            temperature=0.5,
            top_p=0.5,
            reasoning_effort="high",
            **({"stream": True, "stream_options": {"include_usage": True}} if stream else {}),
        )
    ask = talk(
        "genmux.anthropic.c2ln",
        max_tokens=500,
        choice=ONE_AT_A_TIME,
        form=Form("schema", SCHEMA, "place", strict=True),
        effort="high",
        stop=("END",),
        temperature=0.5,
        top_p=0.5,
        stream=stream,
    )
    await say(studio, ask)
    theirs, ours = studio.asked
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    for name in ("authorization", "content-type"):
        assert ours.headers[name] == theirs.headers[name]
    assert ours.body == theirs.body


@pytest.mark.parametrize("stream", [False, True])
async def test_it_hears_what_the_vendor_says(studio: Studio, say: Say, stream: bool) -> None:
    events = await say(studio, Ask("m", HI, stream=stream))
    thought, text, calls = heard(events)
    assert (thought, text) == ("Hm.", "Hello")
    assert [(id_, json.loads(said)["at"]) for id_, _, said in calls] == [
        ("call_a", "Oslo"),
        ("call_b", "Rome"),
    ]
    used = usage_in(events)
    assert used is not None
    assert (used.input, used.output, used.cached, used.reasoning) == (100, 40, 60, 10)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_reply_without_usage_tells_none(studio: Studio, say: Say, stream: bool) -> None:
    studio.scripts = [Script(("Hi",), counted=False)]
    assert usage_in(await say(studio, Ask("m", HI, stream=stream))) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"data: [1]\n\n",
        b"data: {\n\n",
        b'data: {"choices":[7]}\n\n',
        b'data: {"choices":[{"delta":{"tool_calls":[7]}}]}\n\n',
    ],
)
async def test_what_is_no_event_is_told(studio: Studio, say: Say, raw: bytes) -> None:
    studio.breaks_after, studio.breaks = 1, raw
    with pytest.raises(RouteFailure, match="The route sent"):
        await say(studio, Ask("m", HI, stream=True))


async def test_a_server_without_codes_may_say_it_in_words(studio: Studio, say: Say) -> None:
    studio.status = 400
    studio.message = "This model's maximum context length is 4096 tokens."
    with pytest.raises(RouteFailure) as found:
        await say(studio, Ask("m", HI))
    assert found.value.code == "context_length_exceeded"


async def test_files_of_results_do_not_stand_between_them(studio: Studio, say: Say) -> None:
    """The vendor wants the answers to all calls of a turn before anything else."""
    picture = Media("image", url="https://example.com/a.png")
    calls = Message("assistant", (Call("a", "look", "{}"), Call("b", "look", "{}")))
    apart = (
        Message("tool", (Result("a", "one", media=(picture,)),)),
        Message("tool", (Result("b", "two"),)),
    )
    together = (
        Message("user", (Result("a", "one", media=(picture,)), Result("b", "two"), Text("So?"))),
    )
    shown = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": picture.url}}]}
    for results, rest in ((apart, []), (together, [{"role": "user", "content": "So?"}])):
        await say(studio, Ask("m", (*HI, calls, *results)))
        assert studio.asked[-1].body["messages"][2:] == [
            {"role": "tool", "tool_call_id": "a", "content": "one"},
            {"role": "tool", "tool_call_id": "b", "content": "two"},
            shown,
            *rest,
        ]


async def test_what_others_run_is_left_out_or_refused(studio: Studio, say: Say) -> None:
    """A search is something extra; whoever asks for more counts on it."""
    await say(studio, Ask("m", HI, tools=(TOOL,), hosted=("web_search_20250305",)))
    assert [one["function"]["name"] for one in studio.asked[0].body["tools"]] == ["look"]
    with pytest.raises(RouteFailure, match="takes no tool code_interpreter") as found:
        await say(studio, Ask("m", HI, hosted=("code_interpreter",)))
    assert found.value.again
    assert len(studio.asked) == 1


@pytest.mark.parametrize(("total", "output"), [(140, 40), (150, 50), (0, 40)])
def test_thoughts_may_be_counted_beside_what_is_said(total: int, output: int) -> None:
    told = {
        "prompt_tokens": 100,
        "completion_tokens": 40,
        "total_tokens": total,
        "completion_tokens_details": {"reasoning_tokens": 10},
    }
    assert usage_of({"usage": told}) == Usage(100, output, 0, 10)


def test_a_server_of_this_api_gets_what_this_api_has() -> None:
    body = {"messages": [], "include_thoughts": True}
    for own in (False, True):
        target = Target("real-name", 4096, own=own)
        assert ("include_thoughts" in OpenAIChat().passed(body, Ask("m", HI), target)) == own


def test_signatures_of_other_vendors_do_not_go_on() -> None:
    """A strict server would refuse what it does not know."""
    call = {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    ours = {**call, "extra_content": {"thought_signature": "genmux.gemini.c2ln"}}
    theirs = {**call, "extra_content": {"google": {"thought_signature": "c2ln"}}}
    said: Any = [{"role": "assistant", "content": None, "tool_calls": [ours, theirs]}]
    said += [{"role": "user", "content": "Hi", "tool_calls": odd} for odd in (7, [7], {"a": 1})]
    body = {"messages": [{"role": "user", "content": "Hi"}, *said]}
    passed = OpenAIChat().passed(body, Ask("m", HI), Target("real-name", 4096))
    assert passed["messages"][1]["tool_calls"] == [call, theirs]
    assert passed["messages"][2:] == said[1:]
    assert said[0]["tool_calls"] == [ours, theirs]


@pytest.mark.parametrize(
    ("effort", "older", "newer"),
    [("none", None, None), ("minimal", "low", "minimal"), ("xhigh", "high", "xhigh")],
)
async def test_effort_is_told_in_words_that_the_server_knows(
    studio: Studio, say: Say, effort: Effort, older: str | None, newer: str | None
) -> None:
    for budgets, wanted in ((True, older), (False, newer)):
        await say(studio, Ask("m", HI, effort=effort), budgets=budgets)
        assert studio.asked[-1].body.get("reasoning_effort") == wanted


async def test_calls_that_came_apart_are_one_message(studio: Studio, say: Say) -> None:
    """In some dialects each call is an item of its own; here all are answered after the message
    that has them."""
    said = [Message("assistant", (_call(name),)) for name in "ab"]
    said.insert(0, Message("assistant", (Text("I lo"), Text("ok."))))
    found = [Message("tool", (Result(name, "snow"),)) for name in "ab"]
    await say(studio, Ask("m", (*HI, *said, *found, Message("assistant", (Text("Snow."),)), *HI)))
    sent = studio.asked[0].body["messages"]
    assert [one["role"] for one in sent] == [
        "user",
        "assistant",
        "tool",
        "tool",
        "assistant",
        "user",
    ]
    assert sent[1]["content"] == "I look."
    assert [call["id"] for call in sent[1]["tool_calls"]] == ["a", "b"]


def _call(name: str) -> Call:
    return Call(name, "look", "{}")
