"""A server that writes several calls by turns, heard by every official client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from genmux.settings import Settings, load_settings
from tests.dialects.chat.conftest import Anthropic, Google, OpenAI
from tests.dialects.chat.talkers import ChatTalker, GeminiTalker, MessagesTalker, ResponsesTalker
from tests.dialects.chat.upstream import USAGE, Vendor, chunk, running_vendor

pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:The model:DeprecationWarning"
)
CALLS = [("look", {"at": "Oslo"}), ("look", {"at": "Rome"}), ("look", {"at": "Bonn"})]


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with running_vendor() as vendor:
        vendor.script = [chunk({"role": "assistant", "content": "I look."})]
        for index in range(3):
            function = {"name": "look", "arguments": ""}
            begun = {"index": index, "id": f"call_{index}", "type": "function"}
            vendor.script.append(chunk({"tool_calls": [{**begun, "function": function}]}))
        texts = [['{"at"', ': "Oslo', '"}'], ['{"at": ', '"Rome"}', ""], ['{"at": "Bo', "nn", '"}']]
        for pieces in zip(*texts, strict=True):
            several = [
                {"index": index, "function": {"arguments": text}}
                for index, text in enumerate(pieces)
            ]
            vendor.script += [chunk({"tool_calls": [one]}) for one in several[:2]]
            vendor.script.append(chunk({"tool_calls": several[2:]}))
        vendor.script.append(chunk({}, "tool_calls"))
        vendor.script.append({**chunk({}), "choices": [], "usage": USAGE})
        yield vendor


@pytest.fixture
def settings(tmp_path: Path, vendor: Vendor) -> Settings:
    flags = {
        "data.dir": str(tmp_path),
        "chat.routes": [{"models": "*", "url": vendor.url}],
        "chat.calls": 0,
    }
    return load_settings(file=None, environ={}, flags=flags)


async def test_every_client_hears_whole_calls(
    openai_at: OpenAI, anthropic_at: Anthropic, google_at: Google
) -> None:
    talkers: list[Any] = [
        ResponsesTalker(openai_at()),
        MessagesTalker(anthropic_at("")),
        GeminiTalker(google_at("")),
    ]
    for talker in talkers:
        heard = await talker.ask("gemini-3-pro", talker.question(), stream=True)
        assert heard.text == "I look.", talker
        assert heard.calls == CALLS, talker
        assert heard.ids == ["call_0", "call_1", "call_2"], talker


async def test_what_is_passed_on_stays_by_turns(openai_at: OpenAI) -> None:
    """That client puts it together itself."""
    asked: Any = {"model": "gemini-3-pro", "messages": ChatTalker(openai_at()).question()}
    function = {"name": "look", "parameters": {"type": "object", "properties": {}}}
    asked["tools"] = [{"type": "function", "function": function}]
    async with openai_at().chat.completions.stream(**asked) as events:
        reply = await events.get_final_completion()
    calls: Any = reply.choices[0].message.tool_calls
    assert [one.function.arguments for one in calls] == [
        '{"at": "Oslo"}',
        '{"at": "Rome"}',
        '{"at": "Bonn"}',
    ]
