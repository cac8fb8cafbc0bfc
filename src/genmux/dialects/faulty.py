"""Faults as requests name them: by a header, or by `[[fault: ...]]` in a text of the input."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request

from genmux.catalogue.check import MAX_DEPTH
from genmux.dialects.http import UNAUTHORIZED, Api
from genmux.errors import InvalidInput, Unauthorized
from genmux.faults import NONE, REFUSALS, parse
from genmux.projects.caller import Caller

HEADER = "X-Genmux-Fault"
_TOKEN = re.compile(r"\s*\[\[\s*fault\s*:([^\[\]]*)\]\]", re.IGNORECASE)


def asked_fault(api: Api, request: Request, caller: Caller, sent: Any) -> tuple[str, Any]:
    """The fault that goes with a new task, as text, and its input without the words for it.

    Raises InvalidInput where it is not allowed or not understood, and whatever the request wanted
    to be refused with.
    """
    tokens: list[str] = []
    clean = _without_tokens(sent, tokens)
    header = header_fault(api, request, caller)
    if header is not None and tokens:
        raise _refused(HEADER, "the input names a fault too; give one of the two")
    if len(tokens) > 1:
        raise _refused("[[fault: ...]]", "is given twice; separate faults by semicolons")
    if tokens:
        return _checked(api, caller, tokens[0], "[[fault: ...]]"), clean
    if header is not None:
        return header, clean
    sandbox = api.settings.sandbox
    if caller.sandbox and sandbox.faults and sandbox.default_fault:
        return _checked(api, caller, sandbox.default_fault, "sandbox.default_fault"), clean
    return "", clean


def header_fault(api: Api, request: Request, caller: Caller) -> str | None:
    """What the header asks for; None when there is none. Raises as `asked_fault` does."""
    text = request.headers.get(HEADER)
    return _checked(api, caller, text, HEADER) if text and text.strip() else None


def _checked(api: Api, caller: Caller, text: str, place: str) -> str:
    if not caller.sandbox:
        raise _refused(
            place, "faults are for sandbox keys and this is a live one; nothing was created"
        )
    if not api.settings.sandbox.faults:
        raise _refused(place, "this server's settings allow no faults (sandbox.faults)")
    asked = parse(text, place)
    if asked.refuse:
        kind = REFUSALS[asked.refuse]
        # The one whose message is not its own: the edge words it.
        raise kind(UNAUTHORIZED if kind is Unauthorized else None)
    text = text.strip()
    return "" if text.lower() == NONE else text


def _without_tokens(value: Any, tokens: list[str], depth: int = 1) -> Any:
    """The value without the tokens in its texts, which go into the list.

    What is nested too deep stays as it is: the catalogue's check refuses it.
    """
    if isinstance(value, str) and "[[" in value:
        found = _TOKEN.findall(value)
        tokens += found
        return _TOKEN.sub("", value).strip() if found else value
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {name: _without_tokens(item, tokens, depth + 1) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_tokens(item, tokens, depth + 1) for item in value]
    return value


def _refused(place: str, text: str) -> InvalidInput:
    return InvalidInput(f"{place}: {text}", field=place)
