"""The wire of Anthropic's messages: what the official client would send, and what comes back."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import pytest

from genmux.chat.wires.anthropic import Anthropic
from genmux.chat.wires.wire import Target
from genmux.engines.talk import (
    Ask,
    Call,
    Choice,
    Form,
    Media,
    Message,
    Result,
    RouteFailure,
    Text,
    Thought,
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
    signatures_in,
    talk,
    usage_in,
)

SIGNED = "genmux.anthropic.c2ln"
HI = (Message("user", (Text("Hi"),)),)
pytestmark = pytest.mark.filterwarnings("ignore:The model:DeprecationWarning")


@pytest.fixture
async def studio(studio_of: NewStudio) -> Studio:
    studio = await studio_of("anthropic")
    studio.scripts = [SCRIPT]
    return studio


@pytest.mark.parametrize("stream", [False, True])
async def test_it_asks_as_the_official_client_does(studio: Studio, say: Say, stream: bool) -> None:
    image: Any = {"type": "base64", "media_type": "image/png", "data": PNG}
    async with anthropic.AsyncAnthropic(
        base_url=studio.base, api_key="secret", max_retries=0
    ) as client:
        create: Any = client.messages.create
        await create(
            model="real-name",
            max_tokens=500,
            system="Be kind.",
            messages=[
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "What is this?"},
                        {"type": "image", "source": image},
                    ],
                },
                {
                    "role": "assistant",
                    "content": [
                        {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                        {"type": "text", "text": "I look."},
                        {
                            "type": "tool_use",
                            "id": "call_a",
                            "name": "look",
                            "input": {"at": "Oslo"},
                        },
                        {
                            "type": "tool_use",
                            "id": "call_b",
                            "name": "look",
                            "input": {"at": "Rome"},
                        },
                    ],
                },
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "tool_result",
                            "tool_use_id": "call_a",
                            "content": [{"type": "text", "text": "snow"}],
                        },
                        {
                            "type": "tool_result",
                            "tool_use_id": "call_b",
                            "content": [{"type": "text", "text": "lost"}],
                            "is_error": True,
                        },
                    ],
                },
            ],
            tools=[{"name": "look", "description": "Looks there.", "input_schema": SCHEMA}],
            tool_choice={"type": "auto", "disable_parallel_tool_use": True},
            output_config={"format": {"type": "json_schema", "schema": SCHEMA}, "effort": "high"},
            thinking={"type": "adaptive", "display": "summarized"},
            stop_sequences=["END"],
            **({"stream": True} if stream else {}),
        )
    ask = talk(
        SIGNED,
        max_tokens=500,
        choice=ONE_AT_A_TIME,
        form=Form("schema", SCHEMA),
        effort="high",
        show_thoughts=True,
        stop=("END",),
        stream=stream,
        temperature=0.5,  # the vendor takes none any more
    )
    await say(studio, ask)
    theirs, ours = studio.asked
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    for name in ("authorization", "anthropic-version", "content-type"):
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
    assert signatures_in(events) == [SIGNED]
    used = usage_in(events)
    assert used is not None
    assert (used.input, used.output, used.cached, used.reasoning) == (100, 40, 60, 10)


@pytest.mark.parametrize(("most", "budget"), [(100_000, 24_576), (4096, 3072), (2047, None)])
async def test_older_models_get_a_budget_within_the_limit(
    studio: Studio, say: Say, most: int, budget: int | None
) -> None:
    await say(studio, Ask("m", HI, max_tokens=most, effort="high"), budgets=True)
    body = studio.asked[0].body
    wanted = None if budget is None else {"type": "enabled", "budget_tokens": budget}
    assert body.get("thinking") == wanted
    assert body["max_tokens"] == most


async def test_without_a_limit_the_usual_one_is_named(studio: Studio, say: Say) -> None:
    await say(studio, Ask("m", HI))
    body = studio.asked[0].body
    assert body == {
        "model": "real-name",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}],
    }


@pytest.mark.parametrize(
    "ask",
    [
        Ask("m", HI, tools=(TOOL,), choice=Choice("required"), effort="high"),
        Ask("m", HI, tools=(TOOL,), choice=Choice("named", "look"), effort="high"),
        talk("", effort="high"),
        talk("genmux.gemini.c2ln", effort="high"),
    ],
    ids=["a call is demanded", "one call is demanded", "thoughts lost", "thoughts of others"],
)
async def test_it_does_not_think_where_the_vendor_would_refuse(
    studio: Studio, say: Say, ask: Ask
) -> None:
    await say(studio, ask)
    body = studio.asked[0].body
    assert "thinking" not in body
    assert "c2ln" not in str(body)


async def test_files_texts_and_hidden_thoughts_go_along(studio: Studio, say: Say) -> None:
    text = Media("file", "text/plain", data="SGVsbG8=", name="a.txt")
    pdf = Media("file", "application/pdf", url="https://example.com/a.pdf")
    picture = Media("image", url="https://example.com/a.png")
    hidden = "genmux.anthropic-redacted.blob"
    messages = (
        Message("user", (text, pdf)),
        Message("assistant", (talk(hidden).messages[2].parts[0], Text("Yes."))),
        Message("user", (Result("x", "seen", media=(picture,)),)),
    )
    await say(studio, Ask("m", messages))
    first, second, third = studio.asked[0].body["messages"]
    assert first["content"] == [
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "Hello"},
            "title": "a.txt",
        },
        {"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}},
    ]
    assert second["content"][0] == {"type": "redacted_thinking", "data": "blob"}
    assert third["content"][0]["content"][1] == {
        "type": "image",
        "source": {"type": "url", "url": "https://example.com/a.png"},
    }


async def test_what_it_cannot_say_is_left_to_another_route(studio: Studio, say: Say) -> None:
    film = Message("user", (Media("video", url="https://example.com/a.mp4"),))
    with pytest.raises(RouteFailure, match="takes no video") as found:
        await say(studio, Ask("m", (film,)))
    assert found.value.again
    assert found.value.status == 400
    assert not studio.asked


async def test_a_context_that_is_too_long_is_known(studio: Studio, say: Say) -> None:
    studio.status = 400
    studio.message = "prompt is too long: 210000 tokens > 200000 maximum"
    with pytest.raises(RouteFailure) as found:
        await say(studio, Ask("m", HI))
    assert found.value.code == "context_length_exceeded"
    assert not found.value.again


async def test_an_error_in_the_stream_ends_it(studio: Studio, say: Say) -> None:
    studio.breaks_after = 3
    studio.breaks = (
        b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error",'
        b'"message":"Overloaded"}}\n\n'
    )
    with pytest.raises(RouteFailure, match="Overloaded"):
        await say(studio, Ask("m", HI, stream=True))


async def test_a_call_without_arguments_is_an_empty_object(studio: Studio, say: Say) -> None:
    studio.scripts = [Script(calls=(("call_a", "look", {}),))]
    for stream in (False, True):
        _, _, calls = heard(await say(studio, Ask("m", HI, stream=stream)))
        assert calls == [("call_a", "look", "{}")]


async def test_the_web_is_searched_by_the_vendor(studio: Studio, say: Say) -> None:
    await say(studio, Ask("m", HI, hosted=("googleSearch",), form=Form("json")))
    body = studio.asked[0].body
    assert body["tools"] == [{"type": "web_search_20250305", "name": "web_search"}]
    assert "JSON object" in body["system"]


def test_a_search_in_the_provider_s_words_is_said_in_the_vendor_s() -> None:
    known = {"name": "look", "input_schema": SCHEMA}
    newer = {"type": "web_search_20260318", "name": "web_search"}
    body = {"messages": [], "tools": [known, {"name": "web_search"}, newer]}
    ask = Ask("m", HI, hosted=("web_search",))
    passed = Anthropic().passed(body, ask, Target("real-name", 4096))
    search = {"type": "web_search_20250305", "name": "web_search"}
    assert passed["tools"] == [known, search, newer]


async def test_turns_in_which_nothing_is_said_are_left_out(studio: Studio, say: Say) -> None:
    turns = (
        *HI,
        Message("assistant", (Text(""), Thought("Hm.", "genmux.gemini.c2ln"))),
        Message("user", (Text(" "),)),
        Message("assistant", ()),
        *HI,
    )
    await say(studio, Ask("m", turns))
    said = {"role": "user", "content": [{"type": "text", "text": "Hi"}]}
    assert studio.asked[0].body["messages"] == [said, said]


async def test_instructions_alone_are_the_user_s(studio: Studio, say: Say) -> None:
    await say(studio, Ask("m", (Message("system", (Text("Hi"),)),)))
    body = studio.asked[0].body
    assert "system" not in body
    assert body["messages"] == [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]


async def test_forms_take_no_other_fields(studio: Studio, say: Say) -> None:
    """The vendor refuses schemas that leave it open."""
    inner = {"type": "object", "properties": {"type": {"type": "string"}}}
    schema = {
        "type": "object",
        "properties": {"a": {"type": "array", "items": inner}, "b": {"$ref": "#/$defs/B"}},
        "$defs": {"B": {"type": "object", "additionalProperties": False}},
    }
    await say(studio, Ask("m", HI, form=Form("schema", schema)))
    sent = studio.asked[0].body["output_config"]["format"]["schema"]
    closed = {**inner, "additionalProperties": False}
    assert sent == {
        "type": "object",
        "properties": {"a": {"type": "array", "items": closed}, "b": {"$ref": "#/$defs/B"}},
        "$defs": {"B": {"type": "object", "additionalProperties": False}},
        "additionalProperties": False,
    }


async def test_tools_that_another_vendor_runs_are_refused(studio: Studio, say: Say) -> None:
    for name in ("file_search", "codeExecution", "custom"):
        with pytest.raises(RouteFailure, match=f"takes no tool {name}"):
            await say(studio, Ask("m", HI, tools=(TOOL,), hosted=("web_search", name)))
    assert not studio.asked


def test_only_a_search_is_put_in_the_vendor_s_words() -> None:
    tools = [{"name": "now"}, {"name": "web_search"}]
    body = {"messages": [], "tools": tools, "thinkingFlag": True}
    ask = Ask("m", HI, hosted=("web_search",))
    search = {"type": "web_search_20250305", "name": "web_search"}
    passed = Anthropic().passed(body, ask, Target("real-name", 4096))
    assert passed["tools"] == [{"name": "now"}, search]
    own = Anthropic().passed(body, ask, Target("real-name", 4096, own=True))
    assert (own["tools"], own["thinkingFlag"]) == (tools, True)


async def test_ids_of_other_servers_are_written_in_letters_that_it_takes(
    studio: Studio, say: Say
) -> None:
    calls = Message("assistant", (Call("functions.look:0", "look", "{}"),))
    found = Message("tool", (Result("functions.look:0", "snow"),))
    await say(studio, Ask("m", (*HI, calls, found), tools=(TOOL,)))
    _, used, result = studio.asked[0].body["messages"]
    assert used["content"][0]["id"] == "functions_look_0"
    assert result["content"][0]["tool_use_id"] == "functions_look_0"
