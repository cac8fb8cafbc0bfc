"""Anthropic's messages, as their vendor and servers like it take them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from genmux.chat.wires.anthropic_reply import NAME, REDACTED, MessageReader, events_of
from genmux.chat.wires.wire import (
    Json,
    Target,
    Trouble,
    arguments_of,
    error_of,
    is_ours,
    is_search,
    not_taken,
    own_signature,
    searches,
    talk_of,
    turns,
)
from genmux.engines.talk import (
    Ask,
    Call,
    Effort,
    Event,
    Media,
    Part,
    Result,
    Text,
    Thought,
)

_VERSION = "2026-10-21"
"""it has no temperature and no top_p, and newer models refuse both"""
_TOO_LONG = (re.compile(r"prompt is too long|exceed(s|ed)? (the )?context", re.IGNORECASE),)
_BUDGETS: Mapping[Effort, int] = {
    "minimal": 1024,
    "low": 2048,
    "medium": 8192,
    "high": 24_576,
    "xhigh": 32_000,
}
_LEAST_BUDGET = 1024
_ANSWER = 1024
"""tokens that are left for the answer"""
_SEARCH = {"type": "web_search_20250305", "name": "web_search"}
_ODD_LETTERS = re.compile(r"[^a-zA-Z0-9_-]")
_ONLY_JSON = "Answer with one JSON object and nothing else."


class Anthropic:
    name = NAME
    path = stream_path = "/v1/messages"
    opening: re.Pattern[bytes] | None = re.compile(rb'"type" ?: ?"(message_start|ping)"')
    kept: tuple[str, ...] = ("anthropic-beta", "anthropic-version")
    stops = True

    def headers(self, key: str) -> dict[str, str]:
        return {
            "anthropic-version": _VERSION,
            **({"Authorization": f"Bearer {key}"} if key else {}),
        }

    def request(self, ask: Ask, target: Target) -> dict[str, Any]:
        system, said = talk_of(ask.messages)
        contents = [(role, _content(parts)) for role, parts in said]
        body: dict[str, Any] = {
            "model": target.model,
            "max_tokens": ask.max_tokens or target.default_output,
            # The vendor refuses turns in which nothing is said.
            "messages": [
                {"role": role, "content": content} for role, content in contents if content
            ],
        }
        if ask.form.kind == "json":
            system = f"{system}\n\n{_ONLY_JSON}".strip()
        if system:
            body["system"] = system
        if ask.tools or searches(ask):
            body["tools"] = _tools(ask)
        if ask.tools and ((choice := _choice(ask)) != {"type": "auto"}):
            body["tool_choice"] = choice
        if ask.form.kind == "schema":
            form = {"type": "json_schema", "schema": _closed(ask.form.schema)}
            body["output_config"] = {"format": form}
        if ask.stop:
            body["stop_sequences"] = list(ask.stop)
        if _may_think(ask):
            _think(body, ask.effort, target, shown=ask.show_thoughts)
        if ask.stream:
            body["stream"] = True
        return body

    def passes(self, _ask: Ask, /) -> bool:
        return True

    def passed(self, body: Json, ask: Ask, target: Target) -> dict[str, Any]:
        passed = {**body, "model": target.model, "stream": ask.stream}
        passed.setdefault("max_tokens", target.default_output)
        # The provider's API has a word of its own for it.
        if not target.own:
            if passed.pop("thinkingFlag", None) and "thinking" not in body and _may_think(ask):
                _think(passed, ask.effort, target, shown=True)
            if ask.hosted:
                passed["tools"] = [_SEARCH if _is_bare(one) else one for one in body["tools"]]
        passed["messages"] = [_without_foreign(message) for message in body["messages"]]
        return passed

    def events(self, reply: Json) -> Iterator[Event]:
        return events_of(reply)

    def reader(self) -> MessageReader:
        return MessageReader()

    def trouble(self, value: Json) -> Trouble | None:
        return error_of(value, codes=_TOO_LONG)


def _content(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Results first, as the vendor wants them."""
    ordered = sorted(_rejoined(parts), key=lambda part: not isinstance(part, Result))
    return [block for part in ordered for block in _block(part)]


def _rejoined(parts: Sequence[Part]) -> Sequence[Part]:
    """In some dialects a signature travels with the call that follows; here it belongs to the
    thought that begins the turn."""
    signed = next((part for part in parts if isinstance(part, Thought) and part.signature), None)
    first = parts[0] if parts else None
    if signed is None or not isinstance(first, Thought) or first.signature or signed.text:
        return parts
    return [
        Thought(first.text, signed.signature),
        *(part for part in parts[1:] if part is not signed),
    ]


def _block(part: Part) -> list[dict[str, Any]]:
    if isinstance(part, Text):
        # The vendor refuses empty texts.
        return [{"type": "text", "text": part.text}] if part.text.strip() else []
    if isinstance(part, Media):
        return [_media(part)]
    if isinstance(part, Call):
        input_ = arguments_of(part.arguments)
        return [{"type": "tool_use", "id": _id(part.id), "name": part.name, "input": input_}]
    if isinstance(part, Result):
        content: list[dict[str, Any]] = [{"type": "text", "text": part.text}] if part.text else []
        content += [_media(one) for one in part.media]
        made = {"type": "tool_result", "tool_use_id": _id(part.call_id), "content": content}
        return [made | {"is_error": True} if part.failed else made]
    if signature := own_signature(NAME, part.signature):
        return [{"type": "thinking", "thinking": part.text, "signature": signature}]
    if data := own_signature(REDACTED, part.signature):
        return [{"type": "redacted_thinking", "data": data}]
    return []  # thoughts of others are not believed


def _id(text: str) -> str:
    """The vendor refuses other letters, which some servers put into theirs."""
    return _ODD_LETTERS.sub("_", text) or "_"


def _media(media: Media) -> dict[str, Any]:
    if media.kind not in ("image", "file"):
        raise not_taken(media.kind)
    kind = "image" if media.kind == "image" else "document"
    source: dict[str, Any]
    if media.url:
        source = {"type": "url", "url": media.url}
    elif media.mime.startswith("text/"):
        source = {"type": "text", "media_type": "text/plain", "data": _plain(media.data)}
    else:
        mime = media.mime or ("image/png" if kind == "image" else "application/pdf")
        source = {"type": "base64", "media_type": mime, "data": media.data}
    block = {"type": kind, "source": source}
    return block | {"title": media.name} if media.name and kind == "document" else block


def _plain(data: str) -> str:
    try:
        return base64.b64decode(data).decode("utf-8", "replace")
    except binascii.Error as error:
        raise not_taken("file that is not in base64") from error


def _tools(ask: Ask) -> list[dict[str, Any]]:
    tools = [
        {
            "name": tool.name,
            **({"description": tool.description} if tool.description else {}),
            "input_schema": tool.schema or {"type": "object", "properties": {}},
            **({"strict": True} if tool.strict else {}),
        }
        for tool in ask.tools
    ]
    return [*tools, _SEARCH] if searches(ask) else tools


def _choice(ask: Ask) -> dict[str, Any]:
    words = {"auto": "auto", "none": "none", "required": "any", "named": "tool"}
    choice: dict[str, Any] = {"type": words[ask.choice.mode]}
    if ask.choice.mode == "named":
        choice["name"] = ask.choice.name
    if not ask.choice.parallel and ask.choice.mode != "none":
        choice["disable_parallel_tool_use"] = True
    return choice


def _closed(schema: Any) -> Any:
    """With objects that say that they have no other fields: the vendor takes no others."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    if closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


def _may_think(ask: Ask) -> bool:
    """Not where a call is demanded, and not after calls whose thoughts the client did not keep:
    both are refused by the vendor."""
    if ask.effort == "none" or ask.choice.mode in ("required", "named"):
        return False
    said = turns(ask.messages)
    if not said or not any(isinstance(part, Result) for part in said[-1][1]):
        return True
    before = said[-2][1] if len(said) > 1 else []
    return any(_block(part) for part in before if isinstance(part, Thought))


def _think(body: dict[str, Any], effort: Effort, target: Target, *, shown: bool) -> None:
    """Adds the thinking, in the way in which the model takes it."""
    if not target.budgets:
        body["thinking"] = {"type": "adaptive", "display": "summarized" if shown else "omitted"}
        words = {"minimal": "low"}
        config = body.get("output_config") or {}
        body["output_config"] = {**config, "effort": words.get(effort, effort)}
        return
    # The client's limit covers the thoughts too; where it is too small for both, there are none.
    budget = min(_BUDGETS.get(effort, 0), body["max_tokens"] - _ANSWER)
    if budget >= _LEAST_BUDGET:
        body["thinking"] = {"type": "enabled", "budget_tokens": budget}


def _is_bare(tool: Json) -> bool:
    """The vendor's search by its name alone, as the provider writes it."""
    return is_search(tool.get("name")) and not (tool.get("type") or tool.get("input_schema"))


def _without_foreign(message: Any) -> Any:
    """Without thoughts of other vendors, which this one would refuse: the route has changed."""
    content = message.get("content")
    if not isinstance(content, list):
        return message
    left = [block for block in content if not is_ours(block.get("signature") or block.get("data"))]
    return message if len(left) == len(content) else {**message, "content": left}
