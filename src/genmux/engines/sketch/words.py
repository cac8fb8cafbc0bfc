"""What a prompt asks for, as far as its words tell: subjects, setting, light, camera, text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from genmux.engines.sketch import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.engines.base import Work

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_QUOTED = re.compile(r"[\"“„«「](.{1,120}?)[\"”“»」]|(?<!\w)['‘](.{2,120}?)['’](?!\w)", re.DOTALL)


_CAPITALS = re.compile(
    r"\b(?:texts?|words?|title|headline|slogan|lettering|saying|says|reads?|reading)\b:?\s+"
    r"((?:[A-Z0-9][A-Z0-9&!?%.'-]*(?:\s+|(?=[,;.]|$)))+)"
)
"""what is to be written, where capitals stand for quotes"""


@dataclass(frozen=True, slots=True)
class Wish:
    """A prompt taken apart. Everything may be empty; the drawing then follows the seed."""

    text: str
    words: tuple[str, ...]
    subjects: tuple[str, ...]
    setting: str
    time: str
    weather: tuple[str, ...]
    style: str
    moves: tuple[str, ...]
    colours: tuple[tuple[int, int, int], ...]
    quoted: tuple[str, ...]
    layout: str = ""
    amounts: tuple[int, ...] = ()
    """how many of each subject"""


def read(text: str) -> Wish:
    """The wish behind a prompt."""
    # a title that is to be written says nothing about the picture
    words = _split(_QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip() else text)
    subjects = _found("SUBJECTS", words)[:3]
    return Wish(
        text=text,
        words=words,
        subjects=subjects,
        setting=_place(words),
        time=next(iter(_found("TIMES", words)), ""),
        weather=_found("WEATHERS", words),
        style=next(iter(_found("STYLES", words)), ""),
        moves=_found("MOVES", words),
        colours=tuple(vocabulary.COLOURS[w] for w in words if w in vocabulary.COLOURS),
        quoted=_written(text),
        layout=next(iter(_found("LAYOUTS", words)), ""),
        amounts=tuple(_amount(subject, words) for subject in subjects),
    )


def _written(text: str) -> tuple[str, ...]:
    """The texts that are to be seen: in quotes, or in capitals after a word that announces them."""
    quoted = tuple(a or b for a, b in _QUOTED.findall(text))
    return quoted or tuple(
        one.strip() for one in _CAPITALS.findall(text) if re.search("[A-Z]{2}", one)
    )


_COUNTED = frozenset({"a", "an", "one", "the", "single", *vocabulary.NUMBERS})
_SOME = 3


def _amount(subject: str, words: tuple[str, ...]) -> int:
    """How many the prompt speaks of: a number shortly before the word counts."""
    index = _index("SUBJECTS")
    single = [word for word in words if "-" not in word]
    for place, word in enumerate(single):
        if subject in (index.get(word), index.get(word.removesuffix("s"))):
            before = single[max(0, place - 3) : place]
            if word in vocabulary.SEVERAL and not _COUNTED & set(before):
                return _SOME
            return max((vocabulary.NUMBERS.get(one, 1) for one in before), default=1)
    return 1


def _place(words: tuple[str, ...]) -> str:
    """The named place. A fish suggests water by itself, and a portrait may be taken anywhere."""
    things = _index("SUBJECTS")
    places = _found("SETTINGS", tuple(word for word in words if word not in things))
    return next((place for place in places if place != "studio"), places[0] if places else "")


def wish_of(work: Work, text: str | None = None) -> Wish:
    """The wish of a request: its prompt, and the colours that it names by number."""
    wish = read(prompt_of(work) if text is None else text)
    given = work.input.get("color_palette")
    named = [item.get("hex", "") for item in given if isinstance(item, dict)] if given else []
    colours = tuple(_rgb(code) for code in named if re.fullmatch(r"#[0-9A-Fa-f]{6}", str(code)))
    return replace(wish, colours=colours + wish.colours)


def _rgb(code: str) -> tuple[int, int, int]:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def prompt_of(work: Work) -> str:
    """The prompt of the request, or whatever else in its input says what to show."""
    for name in ("prompt", "text", "description", "instruction"):
        value = work.input.get(name)
        if isinstance(value, str) and value.strip():
            return value
    shots = shots_of(work.input)
    return shots[0][0] if shots else ""


def shots_of(given: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Prompts and seconds of the shots that a storyboard or multi-shot request lists."""
    shots: list[tuple[str, float]] = []
    for name in ("multi_prompt", "shots", "prompts"):
        items = given.get(name)
        if not isinstance(items, list):
            continue
        for item in items:
            if isinstance(item, str):
                shots.append((item, 1.0))
            elif isinstance(item, dict):
                lower = {str(key).lower(): value for key, value in item.items()}
                text = lower.get("prompt") or lower.get("scene") or lower.get("text") or ""
                shots.append((str(text), _seconds(lower.get("duration"))))
        if shots:
            return shots
    return shots


def _seconds(value: object) -> float:
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 1.0
    return seconds if seconds > 0 else 1.0


def _split(text: str) -> tuple[str, ...]:
    """Lower-case words, neighbours joined by dashes too, and known ideographs."""
    plain = [word.lower() for word in _WORD.findall(text)]
    words: list[str] = []
    for number, word in enumerate(plain):
        words += ["-".join(plain[number : number + size]) for size in (3, 2)]
        words.append(word)
    if _IDEOGRAPH.search(text):  # written without spaces between words
        words += [word for word in _ideographs() if word in text]
    return tuple(words)


@cache
def _ideographs() -> tuple[str, ...]:
    tables = ("SUBJECTS", "SETTINGS", "TIMES", "WEATHERS", "STYLES", "LAYOUTS")
    return tuple(word for table in tables for word in _index(table) if _IDEOGRAPH.match(word))


@cache
def _index(table: str) -> dict[str, str]:
    meanings: dict[str, str] = getattr(vocabulary, table)
    return {word: key for key, words in reversed(meanings.items()) for word in words.split()}


def _found(table: str, words: tuple[str, ...]) -> tuple[str, ...]:
    index = _index(table)
    keys = (index.get(word) or index.get(word.removesuffix("s")) for word in words)
    return tuple(dict.fromkeys(key for key in keys if key))
