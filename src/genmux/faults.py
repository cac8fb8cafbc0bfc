"""Faults that a sandbox request asks for, so that a client's error handling can be tested.

One text such as `delay=3; fail=501; after=0.5` becomes one value. Each room applies its own part:
`dialects` refuses, `worker` delays and fails, `tasks` writes the callbacks, `storage` serves the
links. `docs/faults.md` shows what a client sees of each.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from genmux.errors import (
    Conflict,
    GenerationFailed,
    GenmuxError,
    InsufficientCredits,
    InvalidInput,
    KeyLimitReached,
    MalformedBody,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthorized,
    Unavailable,
    Unfetchable,
)

NONE = "none"
"""asks for no fault at all, also where the settings have some for every request"""
LOST = "fault: lost"
"""the error word of the attempt that was never made"""
_DAY = 86_400
_MOST_BYTES = 1_000_000_000
_MOST_TIMES = 100


class FeatureDisabled(GenmuxError):
    """This feature is currently disabled."""

    code = 505
    status = 503


class QueueFull(GenmuxError):
    """The queue is full. Please try again later."""

    code = 550
    status = 503
    retryable = True


REFUSALS: Mapping[int, type[GenmuxError]] = {
    kind.code: kind
    for kind in (
        MalformedBody,
        Unauthorized,
        InsufficientCredits,
        NotFound,
        Conflict,
        TooLarge,
        InvalidInput,
        RateLimited,
        KeyLimitReached,
        Unfetchable,
        Unavailable,
        GenmuxError,
        GenerationFailed,
        FeatureDisabled,
        QueueFull,
    )
}
"""what the create call may answer, by code; the messages are those of the real refusals"""

FAILURES: Mapping[int, str] = {
    400: "The request was rejected: it violates the content policy.",
    402: InsufficientCredits().message,
    408: "Upstream timeout: there was no result in time.",
    413: "The lyrics or the sound clash with an existing work.",
    422: "Your request was rejected by the model.",
    451: Unfetchable().message,
    455: Unavailable().message,
    500: GenmuxError().message,
    501: GenerationFailed().message,
    505: FeatureDisabled().message,
    531: "The generation failed; the credits were given back.",
}
"""how a task may end, by code, with its message"""

STAGES = ("text", "first")
"""parts of a result that some families show before the rest"""
_TIMEOUT = 408


@dataclass(frozen=True, slots=True)
class Faults:
    """What shall go wrong with one request; without arguments nothing does."""

    refuse: int = 0
    """the code that the create call answers; nothing is created"""
    delay: float = 0.0
    """seconds that the task stays in making before anything is made"""
    fail: int = 0
    """the code that the task ends with"""
    after: float | str = 0.0
    """how much is made before: a share, 0 to 1, or the name of a stage"""
    empty: bool = False
    """success without files"""
    callback: Literal["", "lost", "duplicate"] = ""
    callback_delay: float = 0.0
    """seconds"""
    expire: float | None = None
    """seconds after which links to the result end; None = as everywhere"""
    slow: int = 0
    """bytes a second of downloads; 0 = as fast as can be"""
    times: int = 0
    """after so many of the same requests one goes well, and so on; 0 = none does"""

    @property
    def fail_message(self) -> str:
        return FAILURES[self.fail]

    @property
    def copies(self) -> int:
        """How often each callback has to be received."""
        return 2 if self.callback == "duplicate" else 1

    @property
    def file_facts(self) -> dict[str, Any]:
        """What the rows of the result's files say to those who serve them."""
        return {"bytes_per_second": self.slow} if self.slow else {}

    def keep(self, usual: timedelta) -> timedelta:
        """How long the result is kept."""
        return usual if self.expire is None else timedelta(seconds=self.expire)


def parse(text: str, place: str = "fault") -> Faults:
    """The faults of a text. Raises InvalidInput, which names the place and what is allowed."""
    if text.strip().lower() in ("", NONE):
        return Faults()
    given: dict[str, Any] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, _, value = (piece.strip().lower() for piece in part.partition("="))
        word = WORDS.get(name)
        if word is None:
            raise _wrong(place, f"there is no fault {name:.40}{_near(name)} {_all_words()}")
        if name in given:
            raise _wrong(place, f"{name} is given twice")
        try:
            given[name] = word.read(value)
        except ValueError:
            raise _wrong(place, f"{name} must be {word.allowed}, not {value[:40]!r}") from None
    _check_together(given, place)
    if "timeout" in given:
        given |= {"delay": given.pop("timeout"), "fail": _TIMEOUT}
    return Faults(**given)


def kept(text: str) -> Faults:
    """The faults of a text that was accepted once; none where this version knows no such ones, for
    a task must be able to end."""
    try:
        return parse(text)
    except InvalidInput:
        return Faults()


@dataclass(frozen=True, slots=True)
class Word:
    """How one fault is written."""

    read: Callable[[str], Any]
    """raises ValueError"""
    allowed: str
    """in words that follow "must be"."""
    alone: tuple[str, ...] = ()
    """what it cannot be together with"""


def _code(known: Mapping[int, object]) -> Word:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or int(text) not in known:
            raise ValueError
        return int(text)

    return Word(read, "one of the codes " + ", ".join(map(str, sorted(known))))


def _number(text: str, most: float) -> float:
    value = float(text)
    if not 0 <= value <= most:
        raise ValueError
    return value


def _seconds(*alone: str) -> Word:
    return Word(lambda text: _number(text, _DAY), f"seconds, 0 to {_DAY}", alone)


def _after(text: str) -> float | str:
    return text if text in STAGES else _number(text, 1)


def _flag(text: str) -> bool:
    if text not in ("", "true", "1"):
        raise ValueError
    return True


def _way(text: str) -> str:
    if text not in ("lost", "duplicate"):
        raise ValueError
    return text


def _count(text: str, most: int) -> int:
    value = int(text)
    if not 1 <= value <= most:
        raise ValueError
    return value


WORDS: Mapping[str, Word] = {
    "refuse": _code(REFUSALS),
    "delay": _seconds("timeout"),
    "fail": _code(FAILURES),
    "after": Word(_after, f"a share, 0 to 1, or one of the stages {', '.join(STAGES)}"),
    "timeout": _seconds("fail"),
    "empty": Word(_flag, "written without a value", ("fail", "timeout")),
    "callback": Word(_way, "lost or duplicate"),
    "callback_delay": _seconds(),
    "expire": _seconds(),
    "slow": Word(
        lambda text: _count(text, _MOST_BYTES), f"whole bytes a second, 1 to {_MOST_BYTES}"
    ),
    "times": Word(lambda text: _count(text, _MOST_TIMES), f"a whole number, 1 to {_MOST_TIMES}"),
}


def _check_together(given: Mapping[str, Any], place: str) -> None:
    what = given.keys() - {"times"}
    if not what:
        raise _wrong(place, "times says how often something goes wrong; give that too")
    if "refuse" in what and len(what) > 1:
        raise _wrong(place, "refuse stands alone: there is no task that more could happen to")
    if "after" in given and not given.keys() & {"fail", "timeout"}:
        raise _wrong(place, "after says when fail happens; give both")
    if given.get("callback") == "lost" and "callback_delay" in given:
        raise _wrong(place, "a callback that is lost cannot be late; give one of the two")
    for name in given:
        for other in WORDS[name].alone:
            if other in given:
                raise _wrong(place, f"{name} and {other} cannot be given together")


def _wrong(place: str, text: str) -> InvalidInput:
    return InvalidInput(f"{place}: {text}", field=place)


def _near(name: str) -> str:
    close = difflib.get_close_matches(name, WORDS, 1)
    return f"; did you mean {close[0]}?" if close else "."


def _all_words() -> str:
    return f"Faults are {', '.join(WORDS)}, or {NONE}"
