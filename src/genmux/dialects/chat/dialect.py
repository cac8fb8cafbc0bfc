"""What a chat dialect is, and how all of them read a body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.wires.wire import Trouble
from genmux.engines.talk import (
    EFFORTS,
    Ask,
    Effort,
    Event,
    Media,
    MediaKind,
    Part,
    Reason,
    Tool,
    Usage,
)
from genmux.errors import GenmuxError, InvalidInput

_DATA_URL = re.compile(r"data:([^;,]*)((?:;[^;,]+)*),", re.IGNORECASE)
_SUFFIXES: Mapping[MediaKind, tuple[str, ...]] = {
    "audio": ("mp3", "wav", "m4a", "aac", "flac", "ogg", "opus"),
    "video": ("mp4", "mov", "webm", "mkv", "avi"),
    "file": ("pdf", "txt", "md", "csv", "json", "docx", "xlsx", "html"),
}
_MOST = 2**31 - 1
_HOSTED = ("web_search", "googlesearch", "web_search_preview", "google_search", "code_interpreter")


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished reply: parts in order, why it ended, what it used and cost."""

    parts: Sequence[Part]
    reason: Reason
    sequence: str
    usage: Usage
    charge: Decimal


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply says of itself; `created` is unix seconds."""

    id: str
    model: ChatModel
    ask: Ask
    created: int


class Writer(Protocol):
    """One streamed reply; each method gives the bytes to send."""

    def begin(self) -> bytes: ...

    def event(self, event: Event) -> bytes: ...

    def end(self, answer: Answer) -> bytes: ...

    def fail(self, error: GenmuxError) -> bytes: ...


class Tail(Protocol):
    """`marks` finds events that `take` must see, `named` the name of the model in the first ones,
    `echoed` events that say again what was said. `usage` is what the route told at the end, `begun`
    what it told of the input before."""

    marks: re.Pattern[bytes]
    named: re.Pattern[bytes]
    echoed: re.Pattern[bytes] | None
    stop: str
    usage: Usage | None
    begun: Usage | None

    def trouble(self, value: Mapping[str, Any]) -> Trouble | None:
        """The error that an event is."""

    def take(self, data: dict[str, Any]) -> bool:
        """Whether the event is kept back."""

    def text(self, data: dict[str, Any]) -> str:
        """What the client reads of the event."""

    def end(self, usage: Usage, charge: Decimal) -> bytes:
        """What was kept back, with the cost; where nothing was, an end of our own."""

    def whole(self, made: dict[str, Any]) -> str:
        """Learns usage and reason of a reply in one piece; returns its text."""

    def told(self, made: dict[str, Any], usage: Usage, charge: Decimal) -> dict[str, Any]:
        """That reply with the cost."""


class Dialect(Protocol):
    name: str

    def read(self, body: Mapping[str, Any], model: ChatModel, *, stream: bool) -> Ask:
        """The request; `stream` holds where the body does not say. Raises InvalidInput."""

    def reply(self, reply: Reply, answer: Answer) -> dict[str, Any]: ...

    def writer(self, reply: Reply) -> Writer: ...

    def tail(self, reply: Reply) -> Tail:
        """What must be known of a stream in this dialect that is passed on."""

    def refusal(self, error: GenmuxError) -> tuple[int, dict[str, Any]]:
        """HTTP status and body of an error."""


class Body:
    """A JSON object of the request with its place, so that every refusal names the field."""

    __slots__ = ("data", "place")

    def __init__(self, data: Any, place: str = "") -> None:
        if not isinstance(data, dict):  # as the parser makes them; an abstract class costs more
            raise InvalidInput(f"{place or 'the body'} must be an object", field=place or None)
        self.data = data
        self.place = place

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def wrong(self, name: str, expected: str) -> InvalidInput:
        place = self.at(name)
        return InvalidInput(f"{place} must be {expected}", field=place)

    def get(self, *names: str) -> Any:
        """The value under the first of the spellings that is there and not null."""
        for name in names:
            value = self.data.get(name)
            if value is not None:
                return value
        return None

    def _said(self, names: Sequence[str]) -> str:
        """The spelling that the client has used."""
        if len(names) == 1:
            return names[0]
        return next((name for name in names if self.data.get(name) is not None), names[0])

    def text(self, *names: str, default: str | None = None) -> str:
        value = self.get(*names)
        if value is None:
            if default is None:
                raise InvalidInput(f"{self.at(names[0])} is required", field=self.at(names[0]))
            return default
        if not isinstance(value, str):
            raise self.wrong(self._said(names), "a text")
        return value

    def flag(self, *names: str, default: bool = False) -> bool:
        value = self.get(*names)
        if value is None:
            return default
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if not isinstance(value, bool):
            raise self.wrong(self._said(names), "true or false")
        return value

    def whole(self, *names: str, least: int = 0) -> int:
        """0 when absent."""
        value = self.get(*names)
        if value is None:
            return 0
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST:
            raise self.wrong(self._said(names), f"a whole number from {least} to {_MOST}")
        return value

    def number(self, name: str, low: float, high: float, *others: str) -> float | None:
        value = self.get(name, *others)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            raise self.wrong(self._said((name, *others)), f"a number from {low:g} to {high:g}")
        return float(value)

    def inner(self, *names: str) -> Body:
        """An object; an empty one when absent."""
        value = self.get(*names)
        return Body({} if value is None else value, self.at(self._said(names)))

    def list(self, *names: str) -> Iterator[Body]:
        value = self.get(*names)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.wrong(self._said(names), "a list")
        place = self.at(self._said(names))
        for number, item in enumerate(value):
            yield Body(item, f"{place}[{number}]")

    def texts(self, *names: str) -> tuple[str, ...]:
        value = self.get(*names)
        values = [] if value is None else [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise self.wrong(self._said(names), "a text or a list of texts")
        return tuple(values)


def media_of(
    url: str, place: str, *, mime: str = "", name: str = "", plain: str = "image"
) -> Media:
    """A file by link or as a data URL; `plain` is its kind where nothing tells."""
    kinds: dict[str, MediaKind] = {"image": "image", "file": "file"}
    found = _DATA_URL.match(url)
    if found is None:
        if not url.startswith(("http://", "https://", "gs://")):
            raise InvalidInput(f"{place} must be a link or a data URL", field=place)
        return Media(_kind(mime, url) or kinds[plain], mime, url, name=name)
    if ";base64" not in found[2].lower():
        raise InvalidInput(f"{place} must be a data URL with base64", field=place)
    mime = found[1] or mime
    return Media(_kind(mime, "") or kinds[plain], mime, data=url[found.end() :], name=name)


def media_with(mime: str, data: str, name: str = "") -> Media:
    return Media(_kind(mime, "") or "file", mime, data=data, name=name)


def _kind(mime: str, url: str) -> MediaKind | None:
    kinds: dict[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video"}
    if mime:
        return kinds.get(mime.partition("/")[0], "file")
    suffix = url.partition("?")[0].rpartition(".")[2].lower()
    return next((kind for kind, those in _SUFFIXES.items() if suffix in those), None)


def is_hosted(name: str) -> bool:
    """Tools that the vendor itself runs, whatever their date or spelling."""
    lowered = name.lower()
    return lowered in _HOSTED or lowered.startswith("web_search")


def effort_of(given: str, model: ChatModel, place: str) -> Effort:
    if model.thinking == "never":
        return "none"
    if not given:
        return model.effort
    for effort in EFFORTS:
        if given.lower() == effort:
            return effort
    if given.lower() == "max":
        return "xhigh"
    raise InvalidInput(f"{place} must be one of {', '.join(EFFORTS)}", field=place)


def checked(ask: Ask, model: ChatModel, place: str = "messages") -> Ask:
    """The request, when the model takes it; `place` is the field of the messages. Raises
    InvalidInput."""
    if not ask.messages:
        raise InvalidInput(f"{place} must not be empty", field=place)
    if ask.tools and "functions" not in model.tools:
        raise InvalidInput(f"{model.id} calls no functions", field="tools")
    if ask.hosted and "web_search" not in model.tools:
        raise InvalidInput(f"{model.id} runs no tools: {', '.join(ask.hosted)}", field="tools")
    names = [tool.name for tool in ask.tools]
    if ask.choice.mode == "named" and ask.choice.name not in names:
        raise InvalidInput(
            f"tool_choice names {ask.choice.name!r}, which is none of the tools",
            field="tool_choice",
        )
    if ask.choice.mode == "required" and not (ask.tools or ask.hosted):
        raise InvalidInput("tool_choice demands a call, but there are no tools", field="tools")
    for message in ask.messages:
        for part in message.parts:
            if isinstance(part, Media) and part.kind not in model.inputs:
                raise InvalidInput(f"{model.id} takes no {part.kind} input", field=place)
    return ask


def tool_of(body: Body, schema_names: tuple[str, ...]) -> Tool:
    schema = body.get(*schema_names)
    if schema is not None and not isinstance(schema, Mapping):
        raise body.wrong(schema_names[0], "a JSON Schema")
    return Tool(
        body.text("name"),
        body.text("description", default=""),
        schema or {},
        strict=body.flag("strict"),
    )


def as_number(charge: Decimal) -> int | float:
    """Credits as a JSON number."""
    return int(charge) if charge == charge.to_integral_value() else float(charge)
