"""What the vendors' own tools have left in a talk: it goes on as it is, or as a text."""

from __future__ import annotations

from typing import Any

import pytest

from genmux.catalogue.load import load_catalogue
from genmux.chat.vendors import WIRES
from genmux.chat.wires.wire import Target
from genmux.dialects.chat.anthropic import Anthropic
from genmux.dialects.chat.dialect import Dialect
from genmux.dialects.chat.gemini import Gemini
from genmux.dialects.chat.openai_responses import OpenAIResponses
from genmux.engines.talk import Ask, Call, Result, Text

CATALOGUE = load_catalogue()


def read(dialect: Dialect, body: dict[str, Any]) -> Ask:
    model = CATALOGUE.chat("gemini-3-pro")
    assert model is not None
    return dialect.read(body, model, stream=False)


def passed(dialect: Dialect, body: dict[str, Any]) -> dict[str, Any]:
    target = Target("real-name", 4096)
    return dict(WIRES[dialect.name].passed(body, read(dialect, body), target))


def test_blocks_of_anthropic() -> None:
    ran: list[dict[str, Any]] = [
        {"type": "server_tool_use", "id": "s", "name": "code_execution", "input": {}},
        {"type": "bash_code_execution_tool_result", "tool_use_id": "s", "content": {"stdout": "7"}},
        {"type": "mcp_tool_use", "id": "m", "name": "x", "server_name": "y", "input": {}},
        {"type": "mcp_tool_result", "tool_use_id": "m", "content": []},
        {"type": "text", "text": "Seven."},
    ]
    found = {"type": "tool_reference", "tool_name": "look"}
    result = {"type": "tool_result", "tool_use_id": "t", "content": [found]}
    said = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": ran},
        {"role": "user", "content": [result]},
    ]
    body = {"messages": said}
    parts = read(Anthropic(), body).messages[1].parts
    assert all(isinstance(part, Text) for part in parts)
    assert "stdout" in read(Anthropic(), body).messages[1].text
    assert passed(Anthropic(), body)["messages"] == said


def test_items_of_responses() -> None:
    custom = {"type": "custom_tool_call", "call_id": "c", "name": "apply_patch", "input": "***"}
    items: list[dict[str, Any]] = [
        {"role": "user", "content": "Hi"},
        {"type": "web_search_call", "id": "ws", "status": "completed"},
        {"type": "local_shell_call", "call_id": "l", "action": {}},
        {"type": "local_shell_call_output", "id": "l", "output": "{}"},
        {"type": "tool_search_output", "tools": []},
        {"type": "mcp_list_tools", "server_label": "x", "tools": []},
        custom,
        {"type": "custom_tool_call_output", "call_id": "c", "output": "done"},
    ]
    ask = read(OpenAIResponses(), {"input": items})
    assert [message.parts for message in ask.messages[1:]] == [
        (Call("c", "apply_patch", '{"input":"***"}'),),
        (Result("c", "done"),),
    ]
    assert passed(OpenAIResponses(), {"input": items})["input"] == items


@pytest.mark.parametrize("kind", ["executableCode", "toolResponse", "code_execution_result"])
def test_parts_of_gemini(kind: str) -> None:
    contents = [{"role": "model", "parts": [{kind: {"output": "7"}}]}, {"parts": [{"text": "?"}]}]
    body = {"contents": contents}
    assert '"7"' in read(Gemini(), body).messages[0].text
    assert passed(Gemini(), body)["contents"] == contents
