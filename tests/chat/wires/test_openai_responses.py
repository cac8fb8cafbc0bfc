"""The wire of OpenAI's responses: what the official client would send, and what comes back."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from genmux.chat.wires.openai_responses import OpenAIResponses
from genmux.chat.wires.wire import Target
from genmux.engines.talk import Ask, Choice, Form, Media, Message, Result, RouteFailure, Text
from tests.chat.wires.conftest import NewStudio, Say
from tests.chat.wires.doubles import Script, Studio
from tests.chat.wires.talks import (
    ONE_AT_A_TIME,
    PNG,
    SCHEMA,
    SCRIPT,
    TOOL,
    heard,
    signatures_in,
    talk,
    usage_in,
)

SIGNED = "genmux.openai-responses.rs_1.c2ln"
HI = (Message("user", (Text("Hi"),)),)


@pytest.fixture
async def studio(studio_of: NewStudio) -> Studio:
    studio = await studio_of("openai-responses")
    studio.scripts = [SCRIPT]
    return studio


@pytest.mark.parametrize("stream", [False, True])
async def test_it_asks_as_the_official_client_does(studio: Studio, say: Say, stream: bool) -> None:
    async with openai.AsyncOpenAI(base_url=studio.base, api_key="secret", max_retries=0) as client:
        create: Any = client.responses.create
        await create(
            model="real-name",
            input=[
                {"role": "system", "content": [{"type": "input_text", "text": "Be kind."}]},
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": "What is this?"},
                        {
                            "type": "input_image",
                            "image_url": f"data:image/png;base64,{PNG}",
                            "detail": "auto",
                        },
                    ],
                },
                {
                    "type": "reasoning",
                    "id": "rs_1",
                    "summary": [{"type": "summary_text", "text": "Hm."}],
                    "encrypted_content": "c2ln",
                },
                _said("I look."),
                {
                    "type": "function_call",
                    "call_id": "call_a",
                    "name": "look",
                    "arguments": '{"at":"Oslo"}',
                },
                {
                    "type": "function_call",
                    "call_id": "call_b",
                    "name": "look",
                    "arguments": '{"at":"Rome"}',
                },
                {"type": "function_call_output", "call_id": "call_a", "output": "snow"},
                {"type": "function_call_output", "call_id": "call_b", "output": "Error: lost"},
            ],
            store=False,
            tools=[
                {
                    "type": "function",
                    "name": "look",
                    "description": "Looks there.",
                    "parameters": SCHEMA,
                    "strict": False,
                }
            ],
            tool_choice="auto",
            parallel_tool_calls=False,
            text={
                "format": {
                    "type": "json_schema",
                    "name": "place",
                    "schema": SCHEMA,
                    "strict": True,
                }
            },
            reasoning={"effort": "high", "summary": "auto"},
            include=["reasoning.encrypted_content"],
            max_output_tokens=500,
            temperature=0.5,
            **({"stream": True} if stream else {}),
        )
    ask = talk(
        SIGNED,
        max_tokens=500,
        choice=ONE_AT_A_TIME,
        form=Form("schema", SCHEMA, "place", strict=True),
        effort="high",
        show_thoughts=True,
        temperature=0.5,
        stream=stream,
    )
    await say(studio, ask)
    theirs, ours = studio.asked
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    for name in ("authorization", "content-type"):
        assert ours.headers[name] == theirs.headers[name]
    assert ours.body == theirs.body


def _said(text: str) -> Any:
    return {"role": "assistant", "content": [{"type": "output_text", "text": text}]}


@pytest.mark.parametrize("stream", [False, True])
async def test_it_hears_what_the_vendor_says(studio: Studio, say: Say, stream: bool) -> None:
    events = await say(studio, Ask("m", HI, stream=stream))
    thought, text, calls = heard(events)
    assert (thought, text) == ("Hm.", "Hello")
    assert [(id_, json.loads(said)["at"]) for id_, _, said in calls] == [
        ("call_a", "Oslo"),
        ("call_b", "Rome"),
    ]
    assert signatures_in(events) == [SIGNED]
    used = usage_in(events)
    assert used is not None
    assert (used.input, used.output, used.cached, used.reasoning) == (100, 40, 60, 10)


async def test_what_is_short_is_asked_shortly(studio: Studio, say: Say) -> None:
    await say(studio, Ask("m", HI, tools=(TOOL,), choice=Choice("named", "look")))
    body = studio.asked[0].body
    assert set(body) == {"model", "input", "store", "tools", "tool_choice"}
    assert body["tool_choice"] == {"type": "function", "name": "look"}
    await say(studio, Ask("m", HI, form=Form("json"), hosted=("web_search_20250305",)))
    body = studio.asked[1].body
    assert body["text"] == {"format": {"type": "json_object"}}
    assert body["tools"] == [{"type": "web_search"}]


async def test_thoughts_of_others_are_left_out(studio: Studio, say: Say) -> None:
    await say(studio, talk("genmux.anthropic.c2ln"))
    assert "c2ln" not in str(studio.asked[0].body)


async def test_files_go_along_and_films_do_not(studio: Studio, say: Say) -> None:
    link = Media("file", url="https://example.com/a.pdf")
    file = Media("file", "application/pdf", data="JVBERg==", name="a.pdf")
    found = Result("x", "seen", media=(Media("image", url="https://example.com/a.png"),))
    await say(studio, Ask("m", (Message("user", (link, file)), Message("tool", (found,)))))
    asked, output = studio.asked[0].body["input"]
    assert asked["content"] == [
        {"type": "input_file", "file_url": "https://example.com/a.pdf"},
        {
            "type": "input_file",
            "file_data": "data:application/pdf;base64,JVBERg==",
            "filename": "a.pdf",
        },
    ]
    assert output["output"] == [
        {"type": "input_text", "text": "seen"},
        {"type": "input_image", "image_url": "https://example.com/a.png", "detail": "auto"},
    ]
    with pytest.raises(RouteFailure, match="takes no video"):
        await say(studio, Ask("m", (Message("user", (Media("video", url="https://x.y/z"),)),)))


@pytest.mark.parametrize("stream", [False, True])
async def test_a_limit_is_told(studio: Studio, say: Say, stream: bool) -> None:
    studio.scripts = [Script(("Hel",), length=True)]
    events = await say(studio, Ask("m", HI, stream=stream))
    assert [one.reason for one in events if hasattr(one, "reason")] == ["length"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"type":"error","code":"server_error","message":"Broken","sequence_number":3}',
        b'{"type":"error","error":{"type":"server_error","message":"Broken"}}',
        b'{"type":"response.failed","response":{"error":{"code":"x","message":"Broken"}}}',
    ],
)
async def test_an_error_in_the_stream_ends_it(studio: Studio, say: Say, data: bytes) -> None:
    studio.breaks_after, studio.breaks = 6, b"data: " + data + b"\n\n"
    with pytest.raises(RouteFailure, match="Broken"):
        await say(studio, Ask("m", HI, stream=True))


@pytest.mark.parametrize("stream", [False, True])
async def test_stop_texts_are_kept_here(studio: Studio, say: Say, stream: bool) -> None:
    studio.scripts = [Script(("one EN", "D two"))]
    events = await say(studio, Ask("m", HI, stop=("END",), stream=stream))
    assert heard(events)[1] == "one "
    assert [one.reason for one in events if hasattr(one, "reason")] == ["sequence"]
    assert "stop" not in studio.asked[0].body
    assert usage_in(events) is not None


def test_a_search_in_the_provider_s_words_is_said_in_the_vendor_s() -> None:
    function = {"type": "function", "name": "look", "parameters": SCHEMA}
    odd = [{"type": "function", "function": {"name": "web_search"}}, {"name": "web_search"}]
    body = {"input": "Hi", "tools": [function, *odd, {"type": "web_search_preview"}]}
    ask = Ask("m", HI, hosted=("web_search",))
    passed = OpenAIResponses().passed(body, ask, Target("real-name", 4096))
    search = {"type": "web_search"}
    assert passed["tools"] == [function, search, search, {"type": "web_search_preview"}]


def test_a_function_with_such_a_name_is_no_search_of_the_vendor() -> None:
    tools = [{"type": "function", "name": "search_docs"}, {"type": "web_search"}]
    body = {"input": "Hi", "tools": tools}
    ask = Ask("m", HI, hosted=("web_search",))
    assert OpenAIResponses().passed(body, ask, Target("real-name", 4096))["tools"] == tools


async def test_tools_that_another_vendor_runs_are_refused(studio: Studio, say: Say) -> None:
    with pytest.raises(RouteFailure, match="takes no tool codeExecution"):
        await say(studio, Ask("m", HI, tools=(TOOL,), hosted=("codeExecution",)))
    assert not studio.asked
