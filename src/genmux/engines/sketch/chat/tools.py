"""Which tools the built-in engine calls, and with what arguments."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator

import orjson

from genmux.engines.sketch.chat.synthesis import value_for
from genmux.engines.talk import Ask, Call, Result, Text, Tool

_QUOTED = re.compile(r"[\"“]([^\"”]{1,200})[\"”]")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'-]*(?: [A-Z][\w'-]*)*")
_SEVERAL = re.compile(r"\b(and|both|each|all)\b|,", re.IGNORECASE)
_ANY_TOOL = re.compile(r"\b(use|call|run|invoke)\b.{0,30}\b(tool|function)s?\b", re.IGNORECASE)
_MOST_CALLS = 8


def calls_of(ask: Ask) -> tuple[Call, ...]:
    """The calls that the request demands, or that its last text speaks of; none after results."""
    mode = ask.choice.mode
    if not ask.tools or mode == "none":
        return ()
    text = last_text(ask)
    if mode == "named":
        wanted = [tool for tool in ask.tools if tool.name == ask.choice.name]
    elif results_of(ask):
        return ()
    else:
        wanted = [tool for tool in ask.tools if _spoken_of(tool, text)]
        if not wanted and (mode == "required" or _ANY_TOOL.search(text)):
            wanted = [ask.tools[0]]
    found = [
        _call(ask, tool, iter(words), number)
        for number, (tool, words) in enumerate(_occasions(wanted, text))
    ]
    return tuple(found[: _MOST_CALLS if ask.choice.parallel else 1])


def results_of(ask: Ask) -> list[Result]:
    """What tools answered since the last words of the user."""
    found: list[Result] = []
    for message in reversed(ask.messages):
        if message.role == "assistant":
            continue
        results = [part for part in message.parts if isinstance(part, Result)]
        if not results:
            break
        found = results + found
    return found


def last_text(ask: Ask) -> str:
    for message in reversed(ask.messages):
        if message.role == "user" and any(isinstance(part, Text) for part in message.parts):
            return message.text
    return ""


def _spoken_of(tool: Tool, text: str) -> bool:
    """By its name, or by every longer word of it: `get_weather` by "weather"."""
    lowered = text.lower()
    if tool.name.lower() in lowered:
        return True
    words = [one for one in re.split(r"[^a-z0-9]+|(?<=[a-z])(?=[A-Z])", tool.name) if len(one) > 3]
    return bool(words) and all(word.lower() in lowered for word in words)


def _occasions(tools: list[Tool], text: str) -> Iterator[tuple[Tool, list[str]]]:
    """Each tool once; one tool alone once for each thing that the text names side by side."""
    things = [*_QUOTED.findall(text), *_NAME.findall(_QUOTED.sub(" ", text))]
    if len(tools) == 1 and len(things) > 1 and _SEVERAL.search(text):
        yield from ((tools[0], [thing]) for thing in things)
    else:
        yield from ((tool, things) for tool in tools)


def _call(ask: Ask, tool: Tool, words: Iterator[str], number: int) -> Call:
    made = value_for(tool.schema or {"type": "object"}, words)
    arguments = orjson.dumps(made if isinstance(made, dict) else {}).decode()
    # The turn is part of it, so that ids do not repeat within a conversation.
    seed = f"{len(ask.messages)} {number} {tool.name} {arguments}"
    return Call(f"call_{hashlib.sha256(seed.encode()).hexdigest()[:24]}", tool.name, arguments)


def words_of(ask: Ask) -> Iterator[str]:
    """Words of the user for a structured answer: what is quoted or named, in order."""
    text = last_text(ask)
    return itertools.chain(_QUOTED.findall(text), _NAME.findall(_QUOTED.sub(" ", text)))
