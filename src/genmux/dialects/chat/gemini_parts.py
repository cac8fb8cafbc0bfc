"""What was said, as Gemini's clients tell it: contents of parts."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from genmux.dialects.chat.dialect import Body, media_of, media_with
from genmux.dialects.chat.gemini_shape import signature_of
from genmux.engines.talk import Call, Media, Message, Part, Result, Role, Text, Thought
from genmux.errors import InvalidInput

_INLINE = ("inlineData", "inline_data")
_FILE = ("fileData", "file_data")
_CALL = ("functionCall", "function_call")
_ANSWER = ("functionResponse", "function_response")
_RUN: tuple[str, ...] = ("executableCode", "codeExecutionResult", "toolCall", "toolResponse")
_RUN += ("executable_code", "code_execution_result", "tool_call", "tool_response")
"""what the vendor ran itself, and found"""
_SIGNATURE = ("thoughtSignature", "thought_signature")


def messages_of(root: Body) -> Iterator[Message]:
    """Instructions first."""
    if root.get("contents") is None:
        raise InvalidInput("contents is required", field="contents")
    ids = _Ids()
    names = ("systemInstruction", "system_instruction")
    system = root.get(*names)
    if isinstance(system, str):
        yield Message("system", (Text(system),))
    elif system is not None:
        yield Message("system", tuple(_parts(root.inner(*names), ids)))
    if isinstance(root.get("contents"), str):
        yield Message("user", (Text(root.text("contents")),))
        return
    yield from _joined(_contents(root, ids))


def _contents(root: Body, ids: _Ids) -> Iterator[Message]:
    roles: dict[str, Role] = {"user": "user", "model": "assistant", "function": "tool"}
    for content in _several(root, "contents"):
        role = roles.get(content.text("role", default="user"))
        if role is None:
            raise content.wrong("role", "user or model")
        yield Message(role, tuple(_parts(content, ids)))


def _joined(messages: Iterator[Message]) -> Iterator[Message]:
    """The vendor's client keeps every piece of a stream as a content of its own: here the model's
    words are one again."""
    said: list[Part] = []
    for message in messages:
        if message.role != "assistant":
            if said:
                yield Message("assistant", tuple(said))
                said = []
            yield message
            continue
        for part in message.parts:
            last = said[-1] if said else None
            if isinstance(part, Text) and isinstance(last, Text):
                said[-1] = Text(last.text + part.text)
            else:
                said.append(part)
    if said:
        yield Message("assistant", tuple(said))


class _Ids:
    """Calls and answers may come without ids: then order and name tell which belong together."""

    def __init__(self) -> None:
        self._open: dict[str, list[str]] = {}
        self._count = 0

    def call(self, given: str, name: str) -> str:
        self._count += 1
        id_ = given or f"call_{self._count}"
        self._open.setdefault(name, []).append(id_)
        return id_

    def answer(self, given: str, name: str) -> str:
        waiting = self._open.get(name) or []
        if not given:
            return waiting.pop(0) if waiting else name
        if given in waiting:
            waiting.remove(given)
        return given


def _several(body: Body, name: str) -> Iterator[Body]:
    """The vendor takes one object where a list of them belongs; its documents do so."""
    if isinstance(body.get(name), dict):
        yield body.inner(name)
    else:
        yield from body.list(name)


def _parts(content: Body, ids: _Ids) -> Iterator[Part]:
    for part in _several(content, "parts"):
        signature = signature_of(part.text(*_SIGNATURE, default=""))
        if part.flag("thought"):
            yield Thought(part.text("text", default=""), signature)
            continue
        if signature:
            yield Thought("", signature)
        if part.get("text") is not None:
            yield Text(part.text("text"))
        elif part.get(*_INLINE) is not None or part.get(*_FILE) is not None:
            yield _media(part)
        elif part.get(*_CALL) is not None:
            made = part.inner(*_CALL)
            name = made.text("name")
            arguments = orjson.dumps(made.inner("args").data).decode()
            yield Call(ids.call(made.text("id", default=""), name), name, arguments)
        elif part.get(*_ANSWER) is not None:
            yield _result(part.inner(*_ANSWER), ids)
        elif part.get(*_RUN) is not None:
            yield Text(orjson.dumps(part.data).decode())
        elif part.get(*_SIGNATURE) is None:
            raise part.wrong("text", "a text, or another kind of part")


def _media(part: Body) -> Media:
    if part.get(*_INLINE) is not None:
        data = part.inner(*_INLINE)
        name = data.text("displayName", "display_name", default="")
        return media_with(data.text("mimeType", "mime_type"), data.text("data"), name)
    data = part.inner(*_FILE)
    mime = data.text("mimeType", "mime_type", default="")
    return media_of(data.text("fileUri", "file_uri"), data.at("fileUri"), mime=mime)


def _result(said: Body, ids: _Ids) -> Result:
    """An object with nothing but an `error` is how a failure is told here."""
    name = said.text("name")
    response = said.inner("response").data
    failed = set(response) == {"error"}
    value = response["error"] if failed else response
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    media = tuple(_media(one) for one in _several(said, "parts"))
    call_id = ids.answer(said.text("id", default=""), name)
    return Result(call_id, text, name, failed=failed, media=media)
