"""Gemini native: contents of parts, camelCase or snake_case, the method in the path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
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
    media_of,
    media_with,
    tool_of,
)
from genmux.dialects.chat.gemini_shape import (
    REASONS,
    candidate_of,
    shown_parts,
    signature_of,
    usage,
)
from genmux.dialects.chat.gemini_stream import ContentWriter
from genmux.dialects.chat.tails import ContentTail
from genmux.engines.talk import (
    Ask,
    Call,
    Choice,
    Effort,
    Form,
    Message,
    Part,
    Result,
    Role,
    Text,
    Thought,
    Tool,
)
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
_HOSTED: tuple[str, ...] = (
    "googleSearch",
    "google_search",
    "urlContext",
    "url_context",
    "codeExecution",
)
_HOSTED += ("code_execution", "googleSearchRetrieval", "google_search_retrieval", "googleMaps")
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
        if root.get("contents") is None:
            raise InvalidInput("contents is required", field="contents")
        messages = list(_contents(root))
        system = root.get("systemInstruction", "system_instruction")
        if isinstance(system, str):
            messages.insert(0, Message("system", (Text(system),)))
        elif system is not None:
            said = tuple(_parts(root.inner("systemInstruction", "system_instruction")))
            messages.insert(0, Message("system", said))
        config = root.inner("generationConfig", "generation_config")
        tools, hosted = _tools(root)
        effort, shown = _thinking(config, model)
        ask = Ask(
            model=model.id,
            title=model.title,
            messages=tuple(messages),
            tools=tools,
            hosted=hosted,
            choice=_choice(root, tools),
            form=_form(config),
            max_tokens=config.whole("maxOutputTokens", "max_output_tokens"),
            stop=config.texts("stopSequences", "stop_sequences"),
            temperature=config.number("temperature", 0, 2),
            top_p=config.number("topP", 0, 1, "top_p"),
            effort=effort,
            show_thoughts=shown,
            stream=root.flag("stream", default=stream),
        )
        return checked(ask, model)

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


def _contents(root: Body) -> Iterator[Message]:
    roles: dict[str, Role] = {"user": "user", "model": "assistant", "function": "tool"}
    if isinstance(root.get("contents"), str):
        yield Message("user", (Text(root.text("contents")),))
        return
    for content in root.list("contents"):
        role = roles.get(content.text("role", default="user"))
        if role is None:
            raise content.wrong("role", "user or model")
        yield Message(role, tuple(_parts(content)))


def _parts(content: Body) -> Iterator[Part]:
    for part in content.list("parts"):
        inline, file = ("inlineData", "inline_data"), ("fileData", "file_data")
        call, answer = ("functionCall", "function_call"), ("functionResponse", "function_response")
        signature = part.text("thoughtSignature", "thought_signature", default="")
        signature = signature_of(signature)
        if part.flag("thought"):
            yield Thought(part.text("text", default=""), signature)
            continue
        if signature:
            yield Thought("", signature)
        if part.get("text") is not None:
            yield Text(part.text("text"))
        elif part.get(*inline) is not None:
            data = part.inner(*inline)
            yield media_with(data.text("mimeType", "mime_type"), data.text("data"))
        elif part.get(*file) is not None:
            data = part.inner(*file)
            mime = data.text("mimeType", "mime_type", default="")
            yield media_of(data.text("fileUri", "file_uri"), data.at("fileUri"), mime=mime)
        elif part.get(*call) is not None:
            made = part.inner(*call)
            arguments = orjson.dumps(made.inner("args").data).decode()
            name = made.text("name")
            yield Call(made.text("id", default=name), name, arguments)
        elif part.get(*answer) is not None:
            said = part.inner(*answer)
            name = said.text("name")
            text = orjson.dumps(said.inner("response").data).decode()
            yield Result(said.text("id", default=name), text, name)
        elif part.get("thoughtSignature", "thought_signature") is None:
            raise part.wrong("text", "a text, or another kind of part")


def _tools(root: Body) -> tuple[tuple[Tool, ...], tuple[str, ...]]:
    tools, hosted = [], []
    for one in root.list("tools"):
        for declared in one.list("functionDeclarations", "function_declarations"):
            names = ("parametersJsonSchema", "parameters_json_schema", "parameters")
            tools.append(tool_of(declared, names))
        hosted += [name for name in _HOSTED if one.get(name) is not None]
    return tuple(tools), tuple(hosted)


def _choice(root: Body, tools: tuple[Tool, ...]) -> Choice:
    config = root.inner("toolConfig", "tool_config")
    config = config.inner("functionCallingConfig", "function_calling_config")
    mode = config.text("mode", default="AUTO").upper()
    allowed = config.texts("allowedFunctionNames", "allowed_function_names")
    if mode == "NONE":
        return Choice("none")
    if mode == "ANY":
        if len(allowed) == 1:
            return Choice("named", allowed[0])
        return Choice("required" if tools else "auto")
    if mode not in ("AUTO", "VALIDATED", "MODE_UNSPECIFIED"):
        raise config.wrong("mode", "AUTO, ANY, NONE or VALIDATED")
    return Choice()


def _thinking(config: Body, model: ChatModel) -> tuple[Effort, bool]:
    thinking = config.inner("thinkingConfig", "thinking_config")
    level = thinking.text("thinkingLevel", "thinking_level", default="").lower()
    shown = thinking.flag("includeThoughts", "include_thoughts", default=False)
    budget = thinking.get("thinkingBudget", "thinking_budget")
    if not level and isinstance(budget, int) and not isinstance(budget, bool):
        if budget == 0:
            return "none", False
        level = "low" if 0 < budget <= _LITTLE else "high"
    if level == "thinking_level_unspecified":
        level = ""
    return effort_of(level, model, "thinkingConfig.thinkingLevel"), shown


def _form(config: Body) -> Form:
    mime = config.text("responseMimeType", "response_mime_type", default="text/plain")
    names = ("responseJsonSchema", "response_json_schema", "responseSchema", "response_schema")
    schema = config.get(*names)
    if schema is not None:
        return Form("schema", config.inner(*names).data)
    return Form("json") if mime == "application/json" else Form()
