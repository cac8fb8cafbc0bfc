"""What a wire format is, seen from the side that asks, and what all of them share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from genmux.engines.talk import Ask, Event, Media, Message, Part, Role, RouteFailure, Text, Usage

Json = Mapping[str, Any]
TOO_LONG = "context_length_exceeded"
MARK = "genmux."
_SEARCHES = ("web_search", "websearch", "google_search", "googlesearch", "x_search")


@dataclass(frozen=True, slots=True)
class Target:
    """`model` is what the server calls it. `default_output` is the most tokens of a reply where
    the request names no limit and the wire needs one. `budgets` says that the model takes a
    number of tokens to think with, not a level."""

    model: str
    default_output: int
    budgets: bool = False
    own: bool = False
    """the server speaks as this one does: whatever is said here is known there"""


class Reader(Protocol):
    """Reads one streamed reply."""

    def read(self, data: Json) -> Iterator[Event]:
        """The events in the data of one server-sent event."""


class Wire(Protocol):
    """The paths may have `{model}` in them. `opening` finds the events that come before the first
    words, where there are such. `kept` are the headers of a client that go on with its body.
    `stops` says whether the vendor knows stop texts."""

    name: str
    path: str
    stream_path: str
    opening: re.Pattern[bytes] | None
    kept: tuple[str, ...]
    stops: bool

    def headers(self, key: str) -> dict[str, str]: ...

    def request(self, ask: Ask, target: Target) -> dict[str, Any]:
        """The body. Raises RouteFailure for what cannot be said in this format."""

    def passes(self, ask: Ask, /) -> bool:
        """Whether the body of a client that speaks the same can go on as it is."""

    def passed(self, body: Json, ask: Ask, target: Target, /) -> dict[str, Any]:
        """The body of a client that speaks the same."""

    def events(self, reply: Json) -> Iterator[Event]:
        """Those of a reply that came in one piece."""

    def reader(self) -> Reader: ...

    def trouble(self, value: Json) -> Trouble | None:
        """The error that this object is, in place of a reply or of an event."""


@dataclass(frozen=True, slots=True)
class Trouble:
    message: str
    code: str = ""


def error_of(value: Json, *, codes: Sequence[re.Pattern[str]] = ()) -> Trouble | None:
    """An error as nearly all servers write it. `codes` find a context that is too long."""
    error = value.get("error")
    if not error:
        return None
    if not isinstance(error, Mapping):
        return Trouble(str(error))
    message, code = str(error.get("message") or error), error.get("code")
    if any(one.search(message) for one in codes):
        code = TOO_LONG
    return Trouble(message, code if isinstance(code, str) else "")


def signed(wire: str, signature: str) -> str:
    """A vendor's signature as clients of other dialects get it: it says whose it is."""
    return f"{MARK}{wire}.{signature}"


def own_signature(wire: str, signature: str) -> str:
    """What this wire gave away as `signature`; empty for those of others."""
    mark = f"{MARK}{wire}."
    return signature[len(mark) :] if signature.startswith(mark) else ""


def is_ours(signature: object) -> bool:
    """Whether it was made here for a client, so that no vendor would know it."""
    return isinstance(signature, str) and signature.startswith(MARK)


def turns(messages: Sequence[Message]) -> list[tuple[Role, list[Part]]]:
    """The talk without its system messages; what tools say is the user's, neighbours are one."""
    found: list[tuple[Role, list[Part]]] = []
    for message in messages:
        if message.role == "system":
            continue
        role: Role = "user" if message.role == "tool" else message.role
        if found and found[-1][0] == role:
            found[-1][1].extend(message.parts)
        else:
            found.append((role, list(message.parts)))
    return found


def system_of(messages: Sequence[Message]) -> str:
    return "\n\n".join(message.text for message in messages if message.role == "system")


def talk_of(messages: Sequence[Message]) -> tuple[str, list[tuple[Role, list[Part]]]]:
    """Instructions, and the turns. Instructions alone are the user's words, for no vendor that has
    them apart answers to nothing."""
    system, said = system_of(messages), turns(messages)
    return (system, said) if said else ("", [("user", [Text(system)])])


def arguments_of(text: str) -> dict[str, Any]:
    """Arguments as an object, also where a model wrote something else."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {"value": value}


def data_url(media: Media) -> str:
    return media.url or f"data:{media.mime or 'application/octet-stream'};base64,{media.data}"


def not_taken(what: str) -> RouteFailure:
    """Another route may well take it."""
    return RouteFailure(f"The route takes no {what}.", status=400)


def text_of(parts: Sequence[Part]) -> str:
    return "\n".join(part.text for part in parts if isinstance(part, Text))


def searches(ask: Ask) -> bool:
    """Whether the vendor is to look things up itself. Raises RouteFailure where it is to run
    anything else: each vendor has words of its own for that."""
    only_searches(ask)
    return bool(ask.hosted)


def only_searches(ask: Ask) -> None:
    for name in ask.hosted:
        if not is_search(name):
            raise not_taken(f"tool {name}")


def is_search(name: object) -> bool:
    """A search of the web that a vendor runs, whatever its date or spelling."""
    return isinstance(name, str) and name.lower().startswith(_SEARCHES)


def whole(values: Any, name: str) -> int:
    """A count of tokens; 0 for whatever is none."""
    value = values.get(name) if isinstance(values, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def usage(put_in: int, put_out: int, cached: int, reasoning: int) -> Usage:
    """With parts that are no more than the whole, whatever was sent."""
    return Usage(put_in, put_out, min(cached, put_in), min(reasoning, put_out))
