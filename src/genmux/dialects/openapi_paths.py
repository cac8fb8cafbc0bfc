"""The rest of the OpenAPI document: chat, and the families with paths of their own.

Made from the routes that are served, so that none is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.routing import BaseRoute, Route

from genmux.catalogue.chat_model import ChatModel

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_TEXT_OR_LIST = {"type": ["string", "array"]}
_FLAG = {"type": "boolean"}
_COUNT = {"type": "integer", "minimum": 1}
_OBJECTS = {"type": "array", "items": {"type": "object"}}
_SHARED = {"stream": _FLAG, "tools": _OBJECTS}
_BODIES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "openai-chat": ("messages", {"messages": _OBJECTS, "max_completion_tokens": _COUNT}),
    "openai-responses": ("input", {"input": _TEXT_OR_LIST, "max_output_tokens": _COUNT}),
    "anthropic": ("messages", {"messages": _OBJECTS, "max_tokens": _COUNT}),
    "gemini": ("contents", {"contents": {"type": ["string", "array"]}}),
}
_TITLES = {
    "openai-chat": "OpenAI chat completions",
    "openai-responses": "OpenAI responses",
    "anthropic": "Anthropic messages",
    "gemini": "Gemini native",
}
_DOORS = {
    "/v1/chat/completions": "openai-chat",
    "/v1/responses": "openai-responses",
    "/v1/messages": "anthropic",
}
_TASK = {"name": "taskId", "in": "query", "required": True, "schema": {"type": "string"}}


def with_routes(
    document: dict[str, Any], routes: Iterable[BaseRoute], models: Sequence[ChatModel]
) -> dict[str, Any]:
    """The document with every API path that is served and was not in it."""
    paths = dict(document["paths"])
    for route in routes:
        if not isinstance(route, Route) or not route.path.startswith("/"):
            continue
        path = _PARAMETER.sub(r"{\1}", route.path)
        if path in document["paths"] or not _is_api(path):
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(path, {})[method.lower()] = _operation(path, method, models)
    return {**document, "paths": paths}


def _is_api(path: str) -> bool:
    return not path.startswith(("/files", "/healthz", "/openapi"))


def _operation(path: str, method: str, models: Sequence[ChatModel]) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(path)
    ]
    dialect, known = _chat_of(path, models)
    if dialect and method == "POST":
        return _chat(dialect, known, parameters)
    if "record" in path or path.endswith("-info"):
        parameters.append(_TASK)
    words = path.removeprefix("/api/v1/").strip("/").replace("-", " ").replace("/", ", ")
    made: dict[str, Any] = {
        "summary": words[:1].upper() + words[1:],
        "parameters": parameters,
        "responses": {"200": _reply("The envelope."), "default": _reply("An error.")},
    }
    if method == "POST":
        made["requestBody"] = _body({"type": "object"})
    return made


def _chat_of(path: str, models: Sequence[ChatModel]) -> tuple[str, list[str]]:
    """The dialect of a path, and the models there; no dialect where it is none of chat's."""
    if path in _DOORS:
        return _DOORS[path], [model.id for model in models]
    place, _, method = path.partition("/{model}:")
    if method:
        known = [one.id for one in models if place in one.paths.get("gemini", ())]
        return "gemini", known or [one.id for one in models]
    for dialect in _BODIES:
        known = [one.id for one in models if path in one.paths.get(dialect, ())]
        if known:
            return dialect, known
    return "", []


def _chat(dialect: str, known: list[str], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    needed, fields = _BODIES[dialect]
    required = [needed]
    properties = {**fields, **_SHARED}
    if parameters:
        parameters[0]["schema"] = {"type": "string", "enum": known}
    else:
        properties["model"] = {"type": "string", "enum": known}
        required += ["model"] if len(known) > 1 else []
    schema = {"type": "object", "required": required, "properties": properties}
    reply = _reply("The reply as that API has it, with `credits_consumed`; streamed as events.")
    reply["content"]["text/event-stream"] = {"schema": {"type": "string"}}
    return {
        "summary": f"Chat: {_TITLES[dialect]}",
        "parameters": parameters,
        "requestBody": _body(schema),
        "responses": {"200": reply, "default": _reply("An error as that API has it.")},
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _reply(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
