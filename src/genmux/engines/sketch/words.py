"""What a prompt asks for, as far as its words tell: subjects, setting, light, camera, text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.nouns import ANIMALS
from genmux.engines.sketch.phrases import ideographs, meaning, spread, tokens
from genmux.engines.sketch.tints import Tints, tints_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.engines.base import Work

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
    tints: Tints = field(default_factory=Tints)
    """what each of the colours belongs to"""
    season: str = ""
    events: tuple[str, ...] = ()
    """what is to be seen in the sky beside the weather"""
    idea: str = ""
    """what an abstract picture is about"""


def read(text: str) -> Wish:
    """The wish behind a prompt."""
    # a title that is to be written says nothing about the picture
    said = _QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip() else text
    found = tokens(said)
    words = spread(found, said)
    nouns = [*found, *ideographs(said)]
    subjects, tints = _subjects(nouns), tints_of(found)
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
        amounts=tuple(max(_amount(one, nouns), _told_apart(one, nouns, tints)) for one in subjects),
        tints=tints,
        season=next(iter(_found("SEASONS", words)), ""),
        events=_found("EVENTS", words),
        idea=next(iter(_found("IDEAS", words)), ""),
    )


def _subjects(nouns: list[str]) -> tuple[str, ...]:
    """What to draw, at most three. Furniture that something else stands on is part of the room."""
    filmed = "the camera" in " ".join(nouns)
    keys = [
        meaning("SUBJECTS", noun)
        for noun, after in pairwise([*nouns, ""])
        if not (noun in vocabulary.YOUNG and meaning("SUBJECTS", after) in ANIMALS)
        and not (filmed and noun == "camera")
    ]
    perched = "songbird" if vocabulary.PERCHES & set(nouns) else "bird"
    found = tuple(dict.fromkeys(perched if key == "bird" else key for key in keys if key))
    found = tuple(k for k in found if not vocabulary.GENERAL.get(k, frozenset()) & set(found))
    rest = tuple(key for key in found if key not in vocabulary.CARRIERS)
    return (rest or found)[:3]


def _written(text: str) -> tuple[str, ...]:
    """The texts that are to be seen: in quotes, or in capitals after a word that announces them."""
    quoted = tuple(a or b for a, b in _QUOTED.findall(text))
    return quoted or tuple(
        one.strip() for one in _CAPITALS.findall(text) if re.search("[A-Z]{2}", one)
    )


_COUNTED = frozenset({"a", "an", "one", "the", "single", *vocabulary.NUMBERS})
_SOME = 3


def _amount(subject: str, words: list[str]) -> int:
    """How many the prompt speaks of: a number shortly before the word counts."""
    for place, word in enumerate(words):
        if meaning("SUBJECTS", word) == subject:
            before = words[max(0, place - 3) : place]
            while any(meaning("SUBJECTS", one) for one in before):
                before.pop(0)  # that is said of another thing
            if words[place + 1 : place + 2] and words[place + 1] in vocabulary.HERDS:
                return _SOME
            if word in vocabulary.SEVERAL and not _COUNTED & set(before):
                return _SOME
            return max((vocabulary.NUMBERS.get(one, 1) for one in before), default=1)
    return 1


def _told_apart(subject: str, words: list[str], tints: Tints) -> int:
    """How often it is named, where its colours say that these are others: a black and a white one.

    At least 1, at most as many as are drawn.
    """
    named = sum(meaning("SUBJECTS", word) == subject for word in words)
    return max(1, min(_SOME, named)) if len(tints.things.get(subject, ())) > 1 else 1


def _place(words: tuple[str, ...]) -> str:
    """The named place. A fish suggests water by itself, and a portrait may be taken anywhere."""
    places = _found("SETTINGS", tuple(word for word in words if _is_place(word)))
    if purposes := [place for place in places if place in vocabulary.PURPOSES]:
        return purposes[0]
    return next((place for place in places if place != "studio"), places[0] if places else "")


def _is_place(word: str) -> bool:
    named = meaning("SETTINGS", word)
    return bool(named) and (named in vocabulary.PURPOSES or not meaning("SUBJECTS", word))


def wish_of(work: Work, text: str | None = None) -> Wish:
    """The wish of a request: its prompt, and the colours that it names by number."""
    wish = read(prompt_of(work) if text is None else text)
    given = work.input.get("color_palette")
    named = [item.get("hex", "") for item in given if isinstance(item, dict)] if given else []
    colours = tuple(_rgb(code) for code in named if re.fullmatch(r"#[0-9A-Fa-f]{6}", str(code)))
    tints = replace(wish.tints, loose=[*colours, *wish.tints.loose])
    return replace(wish, colours=colours + wish.colours, tints=tints)


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


def _found(table: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in (meaning(table, word) for word in words) if key))
