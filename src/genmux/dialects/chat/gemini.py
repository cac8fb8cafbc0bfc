"""Gemini native: contents of parts, camelCase or snake_case, the method in the path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from genmux.catalogue.chat_model import ChatModel
from genmux.dialects.chat.dialect import (
    Answer,
    Body,
    Reply,
    Tail,
    as_number,
    checked,
    effort_of,
    tool_of,
)
from genmux.dialects.chat.gemini_parts import messages_of
from genmux.dialects.chat.gemini_schema import plain_schema
from genmux.dialects.chat.gemini_shape import REASONS, candidate_of, shown_parts, usage
from genmux.dialects.chat.gemini_stream import ContentWriter
from genmux.dialects.chat.tails import ContentTail
from genmux.dialects.chat.tool_choice import only
from genmux.engines.talk import Ask, Choice, Effort, Form, Tool
from genmux.errors import GenmuxError, InvalidInput

NAME = "gemini"
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "FAILED_PRECONDITION",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_DECLARED = ("functionDeclarations", "function_declarations")
_SCHEMAS = ("parametersJsonSchema", "parameters_json_schema")
_LITTLE = 4096
"""a thinking budget of so many tokens counts as little effort"""


def streamed(_request: Request, body: dict[str, Any]) -> None:
    """What `:streamGenerateContent` says; this API's documents let the body say no."""
    body.setdefault("stream", True)


def whole(_request: Request, body: dict[str, Any]) -> None:
    body["stream"] = False


class Gemini:
    name = NAME

    def read(self, body: Mapping[str, Any], model: ChatModel, *, stream: bool) -> Ask:
        root = Body(body)
        messages = tuple(messages_of(root))
        config = root.inner("generationConfig", "generation_config")
        if config.whole("candidateCount", "candidate_count", least=1) > 1:
            raise config.wrong("candidateCount", "1")
        declared, hosted = _tools(root)
        choice, tools = _choice(root, declared)
        effort, shown = _thinking(config, model)
        ask = Ask(
            model=model.id,
            title=model.title,
            messages=messages,
            tools=tools,
            hosted=hosted,
            choice=choice,
            form=_form(config),
            max_tokens=config.whole("maxOutputTokens", "max_output_tokens", least=1),
            stop=config.texts("stopSequences", "stop_sequences"),
            temperature=config.number("temperature", 0, 2),
            top_p=config.number("topP", 0, 1, "top_p"),
            effort=effort,
            show_thoughts=shown,
            stream=root.flag("stream", default=stream),
        )
        return checked(ask, model, "contents")

    def reply(self, reply: Reply, answer: Answer) -> dict[str, Any]:
        parts = shown_parts(answer.parts) or [{"text": ""}]
        return {
            "candidates": [candidate_of(parts, REASONS[answer.reason])],
            "usageMetadata": usage(answer.usage),
            "modelVersion": reply.model.name,
            "responseId": reply.id,
            "credits_consumed": as_number(answer.charge),
        }

    def writer(self, reply: Reply) -> ContentWriter:
        return ContentWriter(reply, self.refusal)

    def tail(self, reply: Reply) -> Tail:
        return ContentTail(reply)

    def refusal(self, error: GenmuxError) -> tuple[int, dict[str, Any]]:
        status = 400 if isinstance(error, InvalidInput) else error.status
        word = _STATUS.get(status, "INTERNAL" if status >= 500 else "INVALID_ARGUMENT")
        told = {"code": status, "message": error.message, "status": word}
        return status, {"error": told, "code": error.code, "msg": error.message}


def _tools(root: Body) -> tuple[tuple[Tool, ...], tuple[str, ...]]:
    tools, hosted = [], []
    for one in root.list("tools"):
        for declared in one.list(*_DECLARED):
            tool = tool_of(declared, (*_SCHEMAS, "parameters"))
            if declared.get(*_SCHEMAS) is None:
                tool = replace(tool, schema=plain_schema(tool.schema))
            tools.append(tool)
        hosted += [name for name in one.data if name not in _DECLARED and one.get(name) is not None]
    return tuple(tools), tuple(hosted)


def _choice(root: Body, tools: tuple[Tool, ...]) -> tuple[Choice, tuple[Tool, ...]]:
    """The choice, and the tools among which it is."""
    config = root.inner("toolConfig", "tool_config")
    config = config.inner("functionCallingConfig", "function_calling_config")
    mode = config.text("mode", default="AUTO").upper()
    allowed = config.texts("allowedFunctionNames", "allowed_function_names")
    if mode == "NONE":
        return Choice("none"), tools
    if mode == "ANY" and len(allowed) == 1:
        return Choice("named", allowed[0]), tools
    if allowed and mode in ("ANY", "VALIDATED"):
        tools = only(tools, allowed, config.at("allowedFunctionNames"))
    if mode == "ANY":
        return Choice("required" if tools else "auto"), tools
    if mode not in ("AUTO", "VALIDATED", "MODE_UNSPECIFIED"):
        raise config.wrong("mode", "AUTO, ANY, NONE or VALIDATED")
    return Choice(), tools


def _thinking(config: Body, model: ChatModel) -> tuple[Effort, bool]:
    thinking = config.inner("thinkingConfig", "thinking_config")
    level = thinking.text("thinkingLevel", "thinking_level", default="").lower()
    shown = thinking.flag("includeThoughts", "include_thoughts", default=False)
    names = ("thinkingBudget", "thinking_budget")
    if not level and thinking.get(*names) is not None:
        budget = thinking.whole(*names, least=-1)  # less than nothing: as the model likes
        if budget == 0:
            return "none", False
        level = "low" if 0 < budget <= _LITTLE else "high"
    if level == "thinking_level_unspecified":
        level = ""
    return effort_of(level, model, thinking.at("thinkingLevel")), shown


def _form(config: Body) -> Form:
    mime = config.text("responseMimeType", "response_mime_type", default="text/plain")
    names = ("responseJsonSchema", "response_json_schema")
    older = ("responseSchema", "response_schema")
    if config.get(*names) is not None:
        return Form("schema", config.inner(*names).data)
    if config.get(*older) is not None:
        return Form("schema", plain_schema(config.inner(*older).data))
    return Form("json") if mime == "application/json" else Form()
