"""What the built-in engine says: thought, text and calls, decided before the first token."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from genmux.engines.sketch.chat.seen import describe
from genmux.engines.sketch.chat.synthesis import value_for
from genmux.engines.sketch.chat.tools import calls_of, last_text, results_of, words_of
from genmux.engines.talk import Ask, Call, Media, Part, Result

_EXACT = re.compile(
    r"\b(?:say|reply|respond|answer|repeat|write)\b[^\"“\n]{0,40}[\"“]([^\"”]+)[\"”]", re.IGNORECASE
)
_WORDS = re.compile(r"\b(\d{1,6}) (words|tokens)\b", re.IGNORECASE)
_FILLER = ("one", "word", "after", "the", "other", "and", "nothing", "that", "is", "new")
_QUOTE = 300
_MOST_WORDS = 100_000
_THOUGHTS = {"none": 0, "minimal": 1, "low": 1, "medium": 2, "high": 3, "xhigh": 5}


@dataclass(frozen=True, slots=True)
class Plan:
    """`thought` is what it thinks, shown or not; a plan has calls, or text, or both."""

    thought: str
    text: str
    calls: tuple[Call, ...]


def plan(ask: Ask) -> Plan:
    calls = calls_of(ask)
    text = "" if calls else _text(ask)
    return Plan(_thought(ask, calls), text, calls)


def _text(ask: Ask) -> str:
    if ask.form.kind == "schema":
        return orjson.dumps(value_for(ask.form.schema, words_of(ask))).decode()
    if ask.form.kind == "json":
        return orjson.dumps({"answer": _prose(ask)}).decode()
    return _prose(ask)


def _prose(ask: Ask) -> str:
    asked = last_text(ask)
    results = results_of(ask)
    if results:
        return " ".join(_told(result) for result in results)
    exact = _EXACT.search(asked)
    if exact:
        return exact[1]
    wanted = _WORDS.search(asked)
    if wanted:
        count = min(int(wanted[1]), _MOST_WORDS)
        return " ".join(_FILLER[number % len(_FILLER)] for number in range(count))
    return " ".join(_sentences(ask, asked))


def _sentences(ask: Ask, asked: str) -> list[str]:
    said = [f"This is the built-in engine in the place of {ask.title or ask.model}."]
    shown = asked if len(asked) <= _QUOTE else asked[: _QUOTE - 1] + "…"
    said.append(f"You wrote: {shown}" if shown else "You wrote nothing.")
    turns = sum(message.role == "user" for message in ask.messages)
    if turns > 1:
        said.append(f"It is your turn number {turns}.")
    system = " ".join(message.text for message in ask.messages if message.role == "system")
    if system:
        said.append(f"The system prompt has {len(system.split())} words.")
    files = _files(ask.messages[-1].parts if ask.messages else ())
    if files:
        said.append(f"You sent {', '.join(describe(one) for one in files)}.")
    if ask.tools:
        said.append(f"I could call {', '.join(tool.name for tool in ask.tools)}.")
    return said


def _told(result: Result) -> str:
    name = f"The tool {result.name}" if result.name else "The tool"
    how = "failed and said" if result.failed else "answered"
    return f"{name} {how}: {result.text}"


def _files(parts: tuple[Part, ...]) -> list[Media]:
    found = [part for part in parts if isinstance(part, Media)]
    return found + [one for part in parts if isinstance(part, Result) for one in part.media]


def _thought(ask: Ask, calls: tuple[Call, ...]) -> str:
    steps = _THOUGHTS[ask.effort]
    if not steps:
        return ""
    shown = last_text(ask)[:_QUOTE]
    end = f"I call {', '.join(call.name for call in calls)}." if calls else "I answer in words."
    steps_ = [
        f"The request is: {shown}",
        f"It has {len(ask.messages)} messages and {len(ask.tools)} tools.",
        "Nothing here needs more than a draft.",
        "The answer must be the same each time.",
    ]
    return " ".join([*steps_[: steps - 1], end])
