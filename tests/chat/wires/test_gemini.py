"""The wire of Gemini's own API: what the official client would send, and what comes back."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from google import genai
from google.genai import types

from genmux.chat.wires.gemini import Gemini
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
)
from tests.chat.wires.conftest import NewStudio, Say
from tests.chat.wires.doubles import Script, Studio
from tests.chat.wires.talks import (
    PNG,
    SCHEMA,
    SCRIPT,
    TOOL,
    heard,
    signatures_in,
    talk,
    usage_in,
)

SIGNED = "genmux.gemini.c2ln"
HI = (Message("user", (Text("Hi"),)),)
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class:DeprecationWarning")


@pytest.fixture
async def studio(studio_of: NewStudio) -> Studio:
    studio = await studio_of("gemini")
    studio.scripts = [SCRIPT]
    return studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[genai.Client]:
    client = genai.Client(api_key="secret", http_options=types.HttpOptions(base_url=studio.base))
    yield client
    await client.aio.aclose()
    client.close()


@pytest.mark.parametrize("stream", [False, True])
async def test_it_asks_as_the_official_client_does(
    studio: Studio, client: genai.Client, say: Say, stream: bool
) -> None:
    parts = types.Part
    contents = [
        types.Content(
            role="user",
            parts=[
                parts(text="What is this?"),
                parts(inline_data=types.Blob(mime_type="image/png", data=base64.b64decode(PNG))),
            ],
        ),
        types.Content(
            role="model",
            parts=[
                parts(text="I look.", thought_signature=b"sig"),
                parts(
                    function_call=types.FunctionCall(id="call_a", name="look", args={"at": "Oslo"}),
                    thought_signature=base64.urlsafe_b64decode("skip_thought_signature_validator"),
                ),
                parts(
                    function_call=types.FunctionCall(id="call_b", name="look", args={"at": "Rome"})
                ),
            ],
        ),
        types.Content(
            role="user",
            parts=[
                parts(
                    function_response=types.FunctionResponse(
                        id="call_a", name="look", response={"output": "snow"}
                    )
                ),
                parts(
                    function_response=types.FunctionResponse(
                        id="call_b", name="look", response={"error": "lost"}
                    )
                ),
            ],
        ),
    ]
    declared = types.FunctionDeclaration(
        name="look", description="Looks there.", parameters_json_schema=SCHEMA
    )
    config = types.GenerateContentConfig(
        system_instruction="Be kind.",
        tools=[types.Tool(function_declarations=[declared])],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(
                mode=types.FunctionCallingConfigMode.ANY, allowed_function_names=["look"]
            )
        ),
        max_output_tokens=500,
        stop_sequences=["END"],
        temperature=0.5,
        top_p=0.5,
        response_mime_type="application/json",
        response_json_schema=SCHEMA,
        thinking_config=types.ThinkingConfig(
            include_thoughts=True, thinking_level=types.ThinkingLevel.HIGH
        ),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    if stream:
        found = await client.aio.models.generate_content_stream(
            model="real-name", contents=contents, config=config
        )
        _ = [one async for one in found]
    else:
        await client.aio.models.generate_content(
            model="real-name", contents=contents, config=config
        )
    ask = talk(
        SIGNED,
        choice=Choice("named", "look"),
        max_tokens=500,
        stop=("END",),
        temperature=0.5,
        top_p=0.5,
        form=Form("schema", SCHEMA),
        effort="high",
        show_thoughts=True,
        stream=stream,
    )
    await say(studio, ask)
    theirs, ours = studio.asked
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    for name in ("x-goog-api-key", "content-type"):
        assert ours.headers[name] == theirs.headers[name]
    assert ours.body == _plainer(theirs.body)


def _plainer(value: Any) -> Any:
    """The client writes some names in snake case and gives instructions a role; both are one to
    the vendor."""
    if isinstance(value, list):
        return [_plainer(one) for one in value]
    if not isinstance(value, dict):
        return value
    plain = {_camel(name): _plainer(one) for name, one in value.items()}
    if "systemInstruction" in plain:
        plain["systemInstruction"].pop("role")
    return plain


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


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
    assert [one.reason for one in events if hasattr(one, "reason")] == ["calls"]
    used = usage_in(events)
    assert used is not None
    assert (used.input, used.output, used.cached, used.reasoning) == (100, 40, 60, 10)


async def test_a_signature_comes_back_on_the_part_that_follows(studio: Studio, say: Say) -> None:
    thought, _, *calls = talk(SIGNED).messages[2].parts
    turn = Message("assistant", (thought, *calls))
    await say(studio, Ask("m", (*HI, turn), tools=(TOOL,)))
    parts = studio.asked[0].body["contents"][1]["parts"]
    assert [part.get("thoughtSignature") for part in parts] == ["c2ln", None]


async def test_calls_of_other_models_say_so(studio: Studio, say: Say) -> None:
    await say(studio, Ask("m", (*HI, Message("assistant", (Call("a", "look", "{"),)))))
    (part,) = studio.asked[0].body["contents"][1]["parts"]
    assert part["functionCall"]["args"] == {}
    assert part["thoughtSignature"] == "skip_thought_signature_validator"


@pytest.mark.parametrize(
    ("effort", "budgets", "thinking"),
    [
        ("high", True, {"thinkingBudget": 24_576}),
        ("none", True, {"thinkingBudget": 128}),
        ("xhigh", False, {"thinkingLevel": "HIGH"}),
        ("none", False, {"thinkingLevel": "LOW"}),
    ],
)
async def test_thinking_is_asked_for_as_the_model_takes_it(
    studio: Studio, say: Say, effort: str, budgets: bool, thinking: object
) -> None:
    await say(studio, Ask("m", HI, effort=effort), budgets=budgets)  # type: ignore[arg-type]
    assert studio.asked[0].body["generationConfig"] == {"thinkingConfig": thinking}


async def test_every_kind_of_file_goes_along(studio: Studio, say: Say) -> None:
    files = (
        Media("video", url="https://example.com/a.mp4?x=1"),
        Media("audio", "audio/wav", data="UklGRg=="),
        Media("file", url="https://example.com/a"),
    )
    result = Result("x", '{"seen":1}', "look", media=(Media("image", "image/png", data=PNG),))
    await say(studio, Ask("m", (Message("user", files), Message("tool", (result,)))))
    (asked,) = studio.asked[0].body["contents"]
    assert asked["parts"] == [
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://example.com/a.mp4?x=1"}},
        {"inlineData": {"mimeType": "audio/wav", "data": "UklGRg=="}},
        {"fileData": {"mimeType": "application/pdf", "fileUri": "https://example.com/a"}},
        {"functionResponse": {"id": "x", "name": "look", "response": {"seen": 1}}},
        {"inlineData": {"mimeType": "image/png", "data": PNG}},
    ]


async def test_a_context_that_is_too_long_is_known(studio: Studio, say: Say) -> None:
    studio.status = 400
    studio.message = "The input token count (2000000) exceeds the maximum of 1048576."
    with pytest.raises(RouteFailure) as found:
        await say(studio, Ask("m", HI))
    assert found.value.code == "context_length_exceeded"


@pytest.mark.parametrize("stream", [False, True])
async def test_a_limit_is_told(studio: Studio, say: Say, stream: bool) -> None:
    studio.scripts = [Script(("Hel",), length=True)]
    events = await say(studio, Ask("m", HI, stream=stream))
    assert [one.reason for one in events if hasattr(one, "reason")] == ["length"]


def test_signatures_of_other_vendors_do_not_go_on() -> None:
    foreign = base64.b64encode(b"genmux.anthropic.c2ln").decode()
    parts = [
        {"text": "Hm.", "thoughtSignature": foreign},
        {"functionCall": {"name": "look"}, "thought_signature": foreign},
        {"functionCall": {"name": "look"}, "thoughtSignature": "c2ln"},
    ]
    body = {"contents": [{"role": "model", "parts": parts}], "stream": True}
    passed = Gemini().passed(body, Ask("m", HI), Target("real-name", 4096))
    assert passed == {
        "contents": [
            {
                "role": "model",
                "parts": [
                    {"text": "Hm."},
                    {
                        "functionCall": {"name": "look"},
                        "thoughtSignature": "skip_thought_signature_validator",
                    },
                    {"functionCall": {"name": "look"}, "thoughtSignature": "c2ln"},
                ],
            }
        ]
    }


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_that_was_given_up_is_none(studio: Studio, say: Say, stream: bool) -> None:
    said = {"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL", "index": 0}]}

    class Broken:
        name = "gemini"

        def whole(self, _script: Script) -> Any:
            return said

        def events(self, _script: Script) -> Any:
            yield "", said

    studio.double = Broken()  # type: ignore[assignment]  # it is only asked for these
    with pytest.raises(RouteFailure, match="MALFORMED_FUNCTION_CALL"):
        await say(studio, Ask("m", HI, stream=stream))


async def test_turns_in_which_nothing_is_said_are_left_out(studio: Studio, say: Say) -> None:
    turns = (*HI, Message("assistant", (Text(""),)), Message("user", (Text(""), Text("So?"))))
    await say(studio, Ask("m", turns))
    assert studio.asked[0].body["contents"] == [
        {"role": "user", "parts": [{"text": "Hi"}]},
        {"role": "user", "parts": [{"text": "So?"}]},
    ]


async def test_instructions_alone_are_the_user_s(studio: Studio, say: Say) -> None:
    await say(studio, Ask("m", (Message("system", (Text("Hi"),)),)))
    body = studio.asked[0].body
    assert "systemInstruction" not in body
    assert body["contents"] == [{"role": "user", "parts": [{"text": "Hi"}]}]


async def test_tools_that_another_vendor_runs_are_refused(studio: Studio, say: Say) -> None:
    with pytest.raises(RouteFailure, match="takes no tool bash_20250124"):
        await say(studio, Ask("m", HI, hosted=("bash_20250124",)))
    assert not studio.asked
