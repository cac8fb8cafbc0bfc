"""Which tools may be called, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from genmux.catalogue.load import load_catalogue
from genmux.dialects.chat.dialect import Dialect
from genmux.dialects.chat.gemini import Gemini
from genmux.dialects.chat.openai_chat import OpenAIChat
from genmux.dialects.chat.openai_responses import OpenAIResponses
from genmux.engines.talk import Ask, Choice
from genmux.errors import InvalidInput

CATALOGUE = load_catalogue()
NAMES = ("look", "walk", "talk")


def ask(dialect: Dialect, body: dict[str, Any], model: str = "gemini-3-pro") -> Ask:
    found = CATALOGUE.chat(model)
    assert found is not None
    return dialect.read(body, found, stream=False)


def function(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name}}


def chat(choice: Any, **more: Any) -> Ask:
    messages = [{"role": "user", "content": "Hi"}]
    tools = list(map(function, NAMES))
    body = {"messages": messages, "tools": tools, "tool_choice": choice, **more}
    return ask(OpenAIChat(), body)


def responses(choice: Any, **more: Any) -> Ask:
    tools: list[Any] = [{"type": "function", "name": name} for name in NAMES]
    body = {"input": "Hi", "tools": [*tools, {"type": "web_search"}], "tool_choice": choice, **more}
    return ask(OpenAIResponses(), body)


def gemini(mode: str, *allowed: str) -> Ask:
    tools = [{"functionDeclarations": [{"name": name} for name in NAMES]}]
    config = {"mode": mode, "allowedFunctionNames": list(allowed)}
    chosen = {"functionCallingConfig": config}
    return ask(Gemini(), {"contents": "Hi", "tools": tools, "toolConfig": chosen})


def names(found: Ask) -> tuple[str, ...]:
    return tuple(tool.name for tool in found.tools)


@pytest.mark.parametrize("mode", ["auto", "required"])
def test_a_choice_among_some(mode: str) -> None:
    allowed = {"mode": mode, "tools": [function("walk"), function("talk")]}
    one = chat({"type": "allowed_tools", "allowed_tools": allowed}, parallel_tool_calls=False)
    flat = [{"type": "function", "name": "walk"}, {"type": "web_search"}]
    other = responses({"type": "allowed_tools", "mode": mode, "tools": flat})
    assert (one.choice.mode, names(one), one.choice.parallel) == (mode, ("walk", "talk"), False)
    assert (other.choice.mode, names(other)) == (mode, ("walk",))
    assert other.hosted == ("web_search",)


def test_a_choice_among_some_in_gemini_s_words() -> None:
    some = gemini("ANY", "look", "talk")
    assert (some.choice, names(some)) == (Choice("required"), ("look", "talk"))
    assert names(gemini("VALIDATED", "look")) == ("look",)
    assert gemini("ANY", "look").choice == Choice("named", "look")
    assert names(gemini("AUTO", "look")) == NAMES


def test_one_alone() -> None:
    assert chat(function("walk")).choice == Choice("named", "walk")
    assert responses({"type": "function", "name": "walk"}).choice == Choice("named", "walk")
    assert responses({"type": "web_search"}).choice == Choice("auto")


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (lambda: chat(function("dance")), "tool_choice"),
        (
            lambda: chat(
                {"type": "allowed_tools", "allowed_tools": {"tools": [function("dance")]}}
            ),
            "tool_choice.allowed_tools.tools",
        ),
        (lambda: chat({"type": "custom", "custom": {"name": "x"}}), "tool_choice.type"),
        (lambda: chat({"type": "function"}), "tool_choice.function.name"),
        (lambda: chat("always"), "tool_choice"),
        (lambda: gemini("ANY", "dance", "look"), "toolConfig.functionCallingConfig"),
        (lambda: gemini("SOME"), "toolConfig.functionCallingConfig.mode"),
        (
            lambda: responses({"type": "allowed_tools", "mode": "some", "tools": []}),
            "tool_choice.mode",
        ),
    ],
)
def test_what_is_wrong_is_named(made: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as found:
        made()
    assert (found.value.field or "").startswith(field)


def test_a_search_alone_may_be_demanded() -> None:
    body = {"input": "Hi", "tools": [{"type": "web_search"}], "tool_choice": "required"}
    assert ask(OpenAIResponses(), body).hosted == ("web_search",)


def test_a_model_without_tools_runs_none() -> None:
    body = {"input": "Hi", "tools": [{"type": "web_search"}]}
    with pytest.raises(InvalidInput, match="runs no tools: web_search"):
        ask(OpenAIResponses(), body, "claude-fable-5")
