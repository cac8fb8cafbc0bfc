"""Gemini's own API: contents of parts, the model and the method in the path."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from genmux.chat.wires.gemini_reply import NAME, ContentReader, events_of
from genmux.chat.wires.wire import (
    MARK,
    Json,
    Target,
    Trouble,
    arguments_of,
    error_of,
    own_signature,
    searches,
    talk_of,
)
from genmux.engines.talk import (
    Ask,
    Call,
    Effort,
    Event,
    Media,
    Part,
    Result,
    Role,
    Text,
    Thought,
)

_TOO_LONG = (re.compile(r"input token count .* exceeds", re.IGNORECASE | re.DOTALL),)
_BUDGETS: Mapping[Effort, int] = {
    "none": 128,
    "minimal": 512,
    "low": 2048,
    "medium": 8192,
    "high": 24_576,
    "xhigh": 24_576,
}
"""tokens; of the models that count them not all can do without any"""
_LEVELS: Mapping[Effort, str] = {"none": "low", "minimal": "low", "xhigh": "high"}
"""not every model knows the outer ones"""
_ANY_SIGNATURE = "skip_thought_signature_validator"
"""what the vendor wants on calls that its model has not made itself"""
_SIGNATURE = ("thoughtSignature", "thought_signature")
_OURS = base64.b64encode(MARK.encode()[:6]).decode()
"""how marks of ours begin in base64"""
_CHOICES = {"auto": "AUTO", "none": "NONE", "required": "ANY", "named": "ANY"}
_MIMES = {"image": "image/jpeg", "audio": "audio/mpeg", "video": "video/mp4"}


class Gemini:
    name = NAME
    path = "/v1/models/{model}:generateContent"
    stream_path = "/v1/models/{model}:streamGenerateContent?alt=sse"
    opening: re.Pattern[bytes] | None = None
    kept: tuple[str, ...] = ()
    stops = True

    def headers(self, key: str) -> dict[str, str]:
        return {"x-goog-api-key": key} if key else {}

    def request(self, ask: Ask, target: Target) -> dict[str, Any]:
        names = {
            part.id: part.name
            for message in ask.messages
            for part in message.parts
            if isinstance(part, Call)
        }
        system, said = talk_of(ask.messages)
        contents = [_content(role, parts, names) for role, parts in said]
        # The vendor refuses turns in which nothing is said.
        body: dict[str, Any] = {"contents": [one for one in contents if one["parts"]]}
        if system:
            body["systemInstruction"] = {"parts": [{"text": system}]}
        if tools := _tools(ask):
            body["tools"] = tools
        if ask.tools and ask.choice.mode != "auto":
            choice: dict[str, Any] = {"mode": _CHOICES[ask.choice.mode]}
            if ask.choice.mode == "named":
                choice["allowedFunctionNames"] = [ask.choice.name]
            body["toolConfig"] = {"functionCallingConfig": choice}
        body["generationConfig"] = _config(ask, target)
        return body

    def passes(self, _ask: Ask, /) -> bool:
        return True

    def passed(self, body: Json, _ask: Ask, _target: Target, /) -> dict[str, Any]:
        """Model and method are in the path."""
        passed = {name: value for name, value in body.items() if name not in ("stream", "model")}
        if isinstance(body["contents"], list):
            passed["contents"] = [_without_foreign(content) for content in body["contents"]]
        return passed

    def events(self, reply: Json) -> Iterator[Event]:
        return events_of(reply)

    def reader(self) -> ContentReader:
        return ContentReader()

    def trouble(self, value: Json) -> Trouble | None:
        return error_of(value, codes=_TOO_LONG)


def _config(ask: Ask, target: Target) -> dict[str, Any]:
    config: dict[str, Any] = {
        "maxOutputTokens": ask.max_tokens or None,
        "stopSequences": list(ask.stop) or None,
        "temperature": ask.temperature,
        "topP": ask.top_p,
        "thinkingConfig": _thinking(ask, target),
    }
    if ask.form.kind != "text":
        config["responseMimeType"] = "application/json"
    if ask.form.kind == "schema":
        config["responseJsonSchema"] = ask.form.schema
    return {name: value for name, value in config.items() if value is not None}


def _thinking(ask: Ask, target: Target) -> dict[str, Any]:
    shown = {"includeThoughts": True} if ask.show_thoughts else {}
    if target.budgets:
        return {"thinkingBudget": _BUDGETS[ask.effort], **shown}
    return {"thinkingLevel": _LEVELS.get(ask.effort, ask.effort).upper(), **shown}


def _content(role: Role, parts: Sequence[Part], names: Mapping[str, str]) -> dict[str, Any]:
    """A signature belongs to the part that follows its thought. The first call of a turn must have
    one."""
    made: list[dict[str, Any]] = []
    signature, called = "", False
    for part in parts:
        if isinstance(part, Thought):
            signature = own_signature(NAME, part.signature) or signature
            continue
        if isinstance(part, Text) and not (part.text or signature):
            continue
        one = _part(part, names)
        if isinstance(part, Call):
            signature = signature or ("" if called else _ANY_SIGNATURE)
            called = True
        if signature:
            one["thoughtSignature"] = signature
        signature = ""
        made.append(one)
        if isinstance(part, Result):
            made += [_media(media) for media in part.media]
    if signature:
        made.append({"text": "", "thoughtSignature": signature})
    return {"role": "model" if role == "assistant" else "user", "parts": made}


def _part(part: Part, names: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(part, Media):
        return _media(part)
    if isinstance(part, Call):
        call = {"id": part.id, "name": part.name, "args": arguments_of(part.arguments)}
        return {"functionCall": call}
    if isinstance(part, Result):
        name = part.name or names.get(part.call_id, part.call_id)
        said = {"id": part.call_id, "name": name, "response": _response(part)}
        return {"functionResponse": said}
    return {"text": part.text if isinstance(part, Text) else ""}


def _response(result: Result) -> dict[str, Any]:
    """An object, as the vendor wants it; its own words for the rest."""
    if result.failed:
        return {"error": result.text}
    try:
        value = orjson.loads(result.text)
    except orjson.JSONDecodeError:
        value = None
    return value if isinstance(value, dict) else {"output": result.text}


def _media(media: Media) -> dict[str, Any]:
    if media.data:
        mime = media.mime or _MIMES.get(media.kind, "application/pdf")
        return {"inlineData": {"mimeType": mime, "data": media.data}}
    guessed = mimetypes.guess_type(media.url.partition("?")[0])[0]
    mime = media.mime or guessed or _MIMES.get(media.kind, "application/pdf")
    return {"fileData": {"mimeType": mime, "fileUri": media.url}}


def _tools(ask: Ask) -> list[dict[str, Any]]:
    declared = [
        {
            "name": tool.name,
            "description": tool.description,
            **({"parametersJsonSchema": tool.schema} if tool.schema else {}),
        }
        for tool in ask.tools
    ]
    tools: list[dict[str, Any]] = [{"functionDeclarations": declared}] if declared else []
    return [*tools, {"googleSearch": {}}] if searches(ask) else tools


def _without_foreign(content: Any) -> Any:
    """Without signatures of other vendors, which this one would refuse: the route has changed."""
    parts = content.get("parts")
    if not isinstance(parts, list) or not any(map(_is_foreign, parts)):
        return content
    return {**content, "parts": [_resigned(part) for part in parts]}


def _is_foreign(part: Any) -> bool:
    signature = part.get("thoughtSignature") or part.get("thought_signature")
    return isinstance(signature, str) and signature.startswith(_OURS)


def _resigned(part: Any) -> Any:
    if not _is_foreign(part):
        return part
    left = {name: value for name, value in part.items() if name not in _SIGNATURE}
    return left | ({"thoughtSignature": _ANY_SIGNATURE} if "text" not in left else {})
