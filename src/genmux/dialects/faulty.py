"""Faults as requests name them: by a header, or by `[[fault: ...]]` in a text of the input."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

from genmux.catalogue.check import MAX_DEPTH
from genmux.dialects.http import UNAUTHORIZED, Api
from genmux.errors import InvalidInput, Unauthorized
from genmux.faults import REFUSALS, Faults, parse
from genmux.projects.caller import Caller

HEADER = "X-Genmux-Fault"
_IN_TEXT = "[[fault: ...]]"
_TOKEN = re.compile(r"\s*\[\[\s*fault\s*:([^\[\]]*)\]\]", re.IGNORECASE)
_NEARLY = re.compile(r"\[\[\s*faults?\b|\[\s*faults?\s*:", re.IGNORECASE)
"""what somebody wrote who meant one: unclosed, without its colon, in single brackets"""


async def asked_fault(
    api: Api, request: Request, caller: Caller, body: Mapping[str, Any], sent: Any
) -> tuple[str, Any]:
    """The fault that goes with a new task, as text, and its input without the words for it.

    Raises InvalidInput where it is not allowed or not understood, and whatever the request wanted
    to be refused with.
    """
    tokens: list[str] = []
    slips: list[str] = []
    clean = _without_tokens(sent, tokens, slips)
    header = request.headers.get(HEADER, "").strip()
    if header and tokens:
        raise _refused(HEADER, "the input names a fault too; give one of the two")
    if len(tokens) > 1:
        raise _refused(_IN_TEXT, "is given twice; separate faults by semicolons")
    sandbox = api.settings.sandbox
    if slips and caller.sandbox and sandbox.faults:
        raise _refused(_IN_TEXT, f"{slips[0]!r} is none; it begins with [[fault: and ends with ]]")
    if tokens:
        text, place = tokens[0], _IN_TEXT
    elif header:
        text, place = header, HEADER
    elif caller.sandbox and sandbox.faults:
        text, place = sandbox.default_fault, "sandbox.default_fault"
    else:
        return "", clean
    return await _agreed(api, request, caller, body, text, place), clean


async def header_fault(api: Api, request: Request, caller: Caller) -> str | None:
    """What the header asks for; None when there is none. Raises as `asked_fault` does."""
    text = request.headers.get(HEADER, "").strip()
    return await _agreed(api, request, caller, {}, text, HEADER) if text else None


async def _agreed(
    api: Api, request: Request, caller: Caller, body: Mapping[str, Any], text: str, place: str
) -> str:
    """The text of the fault that happens this time; empty when none does."""
    if not caller.sandbox:
        raise _refused(
            place, "faults are for sandbox keys and this is a live one; nothing was created"
        )
    if not api.settings.sandbox.faults:
        raise _refused(place, "this server's settings allow no faults (sandbox.faults)")
    asked = parse(text, place)
    if asked == Faults() or (asked.times and await _spared(api, request, caller, body, asked)):
        return ""
    if asked.refuse:
        kind = REFUSALS[asked.refuse]
        # The one whose message is not its own: the edge words it.
        raise kind(UNAUTHORIZED if kind is Unauthorized else None)
    return text.strip()


async def _spared(
    api: Api, request: Request, caller: Caller, body: Mapping[str, Any], asked: Faults
) -> bool:
    """Whether this one of the same requests is to go well; the count starts anew after it."""
    same = orjson.dumps([request.url.path, body, repr(asked)], option=orjson.OPT_SORT_KEYS)
    seen: int = await api.pool.fetchval(
        "insert into fault_count (project_id, request) values ($1, $2) "
        "on conflict (project_id, request) "
        "do update set seen = fault_count.seen + 1, seen_at = now() returning seen",
        caller.project_id,
        hashlib.sha256(same).digest(),
    )
    return seen % (asked.times + 1) == 0


def _without_tokens(value: Any, tokens: list[str], slips: list[str], depth: int = 1) -> Any:
    """The value without the tokens in its texts, which go into the first list; what merely
    resembles one goes into the other.

    What is nested too deep stays as it is: the catalogue's check refuses it.
    """
    if isinstance(value, str) and "[" in value:
        found = _TOKEN.findall(value)
        tokens += found
        left = _TOKEN.sub("", value).strip() if found else value
        slips += _NEARLY.findall(left)
        return left
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {name: _without_tokens(one, tokens, slips, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_tokens(one, tokens, slips, depth + 1) for one in value]
    return value


def _refused(place: str, text: str) -> InvalidInput:
    return InvalidInput(f"{place}: {text}", field=place)
