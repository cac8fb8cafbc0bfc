"""Contents in all the ways in which the vendor's documents and clients write them."""

from __future__ import annotations

from typing import Any

import pytest

from genmux.dialects.chat.dialect import Body
from genmux.dialects.chat.gemini_parts import messages_of
from genmux.engines.talk import Call, Media, Message, Part, Result, Text, Thought
from genmux.errors import InvalidInput
from tests.dialects.chat.conftest import PNG

PICTURE = {"inlineData": {"mimeType": "image/png", "data": PNG, "displayName": "a.png"}}


def said(*parts: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "parts": list(parts)}


def read(**body: Any) -> list[Message]:
    return list(messages_of(Body(body)))


def parts_of(messages: list[Message], kind: type[Part]) -> list[Any]:
    return [part for message in messages for part in message.parts if isinstance(part, kind)]


@pytest.mark.parametrize(
    "system",
    [
        "Be kind.",
        {"parts": {"text": "Be kind."}},
        {"role": "system", "parts": [{"text": "Be kind."}]},
    ],
)
@pytest.mark.parametrize("name", ["systemInstruction", "system_instruction"])
@pytest.mark.parametrize("contents", ["Hi", {"parts": {"text": "Hi"}}, [said({"text": "Hi"})]])
def test_one_may_stand_for_a_list(system: Any, name: str, contents: Any) -> None:
    assert read(**{name: system, "contents": contents}) == [
        Message("system", (Text("Be kind."),)),
        Message("user", (Text("Hi"),)),
    ]


def call(at: str, **more: str) -> dict[str, Any]:
    return {"functionCall": {"name": "look", "args": {"at": at}, **more}}


def answer(found: str, **more: Any) -> dict[str, Any]:
    return {"functionResponse": {"name": "look", "response": {"found": found}, **more}}


def test_without_ids_order_tells_what_belongs_together() -> None:
    messages = read(
        contents=[
            said(call("Oslo"), call("Rome"), role="model"),
            said(answer("snow"), answer("sun")),
            said(call("Bonn"), role="model"),
            said(answer("rain")),
        ]
    )
    calls, results = parts_of(messages, Call), parts_of(messages, Result)
    assert len({one.id for one in calls}) == 3
    assert [one.call_id for one in results] == [one.id for one in calls]
    assert results[2].text == '{"found":"rain"}'


def test_ids_that_are_given_stay() -> None:
    messages = read(
        contents=[
            said(call("Oslo", id="x"), call("Rome", id="y"), role="model"),
            said(answer("sun", id="y"), answer("snow", id="x")),
        ]
    )
    assert [one.id for one in parts_of(messages, Call)] == ["x", "y"]
    assert [one.call_id for one in parts_of(messages, Result)] == ["y", "x"]


def test_an_answer_to_nothing_is_still_one() -> None:
    (result,) = parts_of(read(contents=[said(answer("sun"))]), Result)
    assert (result.call_id, result.name) == ("look", "look")


def test_failures_and_pictures_of_tools() -> None:
    lost = {"functionResponse": {"name": "look", "response": {"error": "lost"}}}
    odd = {"functionResponse": {"name": "look", "response": {"error": {"code": 7}}}}
    messages = read(contents=[said(lost, odd, answer("sun", parts=[PICTURE]))])
    first, second, third = parts_of(messages, Result)
    assert (first.text, first.failed) == ("lost", True)
    assert (second.text, second.failed) == ('{"code":7}', True)
    assert not third.failed
    assert third.media == (Media("image", "image/png", data=PNG, name="a.png"),)


def test_what_the_vendor_has_run_comes_back_as_a_text() -> None:
    run = {"executableCode": {"language": "PYTHON", "code": "print(7)"}}
    found = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "7"}}
    (message,) = read(contents=[said(run, found, {"text": "Seven."}, role="model")])
    assert "print(7)" in message.text
    assert message.text.endswith("Seven.")


@pytest.mark.parametrize(
    ("contents", "field"),
    [
        ([said({"video": 1})], "contents[0].parts[0].text"),
        ([said(role="cook")], "contents[0].role"),
        ([{"parts": "Hi"}], "contents[0].parts"),
        ([said({"inline_data": {"mime_type": 7}})], "contents[0].parts[0].inline_data.mime_type"),
        (
            [said({"functionResponse": {"response": {}}})],
            "contents[0].parts[0].functionResponse.name",
        ),
        (7, "contents"),
        (None, "contents"),
    ],
)
def test_the_field_is_named_as_it_was_sent(contents: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as found:
        read(contents=contents)
    assert found.value.field == field
    assert field in found.value.message


def test_pieces_of_a_stream_are_one_again() -> None:
    """As the vendor's client sends them back."""
    pieces = ({"text": "Hm.", "thought": True}, {"text": '{"at":'}, {"text": '"Oslo"}'}, call("x"))
    contents = [said({"text": "Hi"}), *(said(one, role="model") for one in pieces)]
    messages = read(contents=[*contents, said({"text": "More"}), said(role="model")])
    assert [message.role for message in messages] == ["user", "assistant", "user"]
    thought, text, made = messages[1].parts
    assert thought == Thought("Hm.")
    assert text == Text('{"at":"Oslo"}')
    assert isinstance(made, Call)
