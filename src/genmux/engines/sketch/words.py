"""What a prompt asks for, as far as its words tell: subjects, setting, light, camera, text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from genmux.engines.sketch import negation, vocabulary
from genmux.engines.sketch.counts import SOME, amount_of, told_apart
from genmux.engines.sketch.guesses import subject_matter, supplied
from genmux.engines.sketch.moves import moves_of
from genmux.engines.sketch.nouns import ANIMALS, PEOPLE
from genmux.engines.sketch.phrases import ideographs, meaning, spread, tokens
from genmux.engines.sketch.relations import Relation, acts_of, relations_of, sizes_of
from genmux.engines.sketch.tints import Tints, tints_of
from genmux.engines.sketch.tongues import english

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
    shots: tuple[str, ...] = ()
    """how the camera sees it: wide, aerial, low, silhouette, bokeh"""
    relations: tuple[Relation, ...] = ()
    acts: dict[str, str] = field(default_factory=dict)
    """what each subject that can move does"""
    sizes: dict[str, float] = field(default_factory=dict)
    """what is larger or smaller than usual, and by what factor"""
    without: frozenset[str] = frozenset()
    """keys of the vocabulary that must not be seen"""


def read(text: str, unwanted: str = "") -> Wish:
    """The wish behind a prompt; `unwanted` is what else must not be seen."""
    # a title that is to be written says nothing about the picture
    unquoted = _QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip() else text
    said, denied = negation.parted(subject_matter(english(unquoted)))
    without = negation.without_of(f"{denied} , {english(unwanted)}", said)
    found = supplied(tokens(said), said, plain=text.isascii())
    words = tuple(word for word in spread(found, said) if not _denied(word, without))
    nouns = _perched([*found, *ideographs(said)])
    subjects, tints = _subjects(nouns, without), tints_of(found)
    relations = relations_of(nouns, vocabulary.CARRIERS.union(subjects))
    if any(one.whole == "cloud" and one.how in {"on", "in"} for one in relations):
        subjects = (*subjects, "cloud")
    acts = acts_of(nouns, subjects, _ACTORS)
    brought = (_BRINGS[act] for act in dict.fromkeys(acts.values()) if act in _BRINGS)
    subjects += tuple(one for one in brought if one not in subjects)
    quoted = () if negation.TEXT in without else _written(text)
    return Wish(
        text=text,
        words=words,
        subjects=subjects,
        setting=_place(words),
        time=next(iter(_found("TIMES", words)), ""),
        weather=_found("WEATHERS", words),
        style=_style(words),
        moves=moves_of(unquoted),
        colours=tuple(vocabulary.COLOURS[w] for w in words if w in vocabulary.COLOURS),
        quoted=quoted,
        layout=_layout(words, subjects, quoted),
        amounts=_amounts(subjects, nouns, tints, relations),
        tints=tints,
        season=next(iter(_found("SEASONS", words)), ""),
        events=_found("EVENTS", words),
        idea=next(iter(_found("IDEAS", words)), ""),
        shots=_found("SHOTS", words),
        relations=relations,
        acts=acts,
        sizes=sizes_of(nouns),
        without=without,
    )


_BRINGS = {"read": "book", "sing": "microphone"}
"""what somebody has who does that"""
_ACTORS = frozenset({*PEOPLE, *ANIMALS})


def _denied(word: str, without: frozenset[str]) -> bool:
    return any(meaning(table, word) in without for table in ("WEATHERS", "EVENTS", "STYLES"))


_MOST = 6
_VAGUE = frozenset({"character", "characters", "figure", "figures", "human"})
"""words that add nobody where somebody or something else is named"""
_PRONOUNS = frozenset({"he", "she", "him", "her", "someone"})


def _perched(nouns: list[str]) -> list[str]:
    """The same, with birds that sit in place of birds that fly, and nobody named twice."""
    if any(meaning("SUBJECTS", noun) in PEOPLE for noun in nouns if noun not in _PRONOUNS):
        nouns = [noun for noun in nouns if noun not in _PRONOUNS]
    if not vocabulary.PERCHES & set(nouns):
        return nouns
    sitting = {"bird": "songbird", "birds": "songbirds"}
    return [sitting.get(noun, noun) for noun in nouns]


def _subjects(nouns: list[str], without: frozenset[str]) -> tuple[str, ...]:
    """What to draw, at most six. Furniture that something else stands on is part of the room."""
    filmed = "the camera" in " ".join(nouns)
    keys = [
        (meaning("SUBJECTS", noun), noun)
        for noun, after in pairwise([*nouns, ""])
        if noun != "stars"
        and not (noun in vocabulary.YOUNG and meaning("SUBJECTS", after) in ANIMALS)
        and not (filmed and noun == "camera")
    ]
    gone = without | (frozenset(PEOPLE) if negation.ANYBODY in without else frozenset())
    named = [(key, noun) for key, noun in keys if key and key not in gone]
    every = {key for key, _ in named}
    if any(noun not in _VAGUE for _, noun in named):
        named = [(key, noun) for key, noun in named if noun not in _VAGUE]
    found = tuple(dict.fromkeys(
        key for key, noun in named
        if noun not in vocabulary.GENERIC
        or not vocabulary.GENERAL.get(key, frozenset()) & every
    ))  # fmt: skip
    rest = tuple(key for key in found if key not in vocabulary.CARRIERS)
    return (rest or found)[:_MOST]


def _amounts(
    subjects: tuple[str, ...], nouns: list[str], tints: Tints, relations: tuple[Relation, ...]
) -> tuple[int, ...]:
    """How many of each; as many horses as riders, where the words only say that they are some."""
    found = {one: _amount(one, nouns, tints) for one in subjects}
    for relation in relations:
        some = found.get(relation.whole, 0) == SOME and found.get(relation.part, 0) > 1
        if some and relation.how in {"riding", "holding", "wearing"}:
            found[relation.whole] = found[relation.part]
    return tuple(found.values())


def _amount(subject: str, nouns: list[str], tints: Tints) -> int:
    """How many of it; two of unlike colours are others: a black and a white one."""
    apart = len(tints.things.get(subject, ())) > 1
    return max(amount_of(subject, nouns), told_apart(nouns, subject) if apart else 1)


def _written(text: str) -> tuple[str, ...]:
    """The texts that are to be seen: in quotes, or in capitals after a word that announces them."""
    quoted = tuple(a or b for a, b in _QUOTED.findall(text))
    return quoted or tuple(
        one.strip() for one in _CAPITALS.findall(text) if re.search("[A-Z]{2}", one)
    )


def _style(words: tuple[str, ...]) -> str:
    """The first style; general words for it give way to others, and a plain room is no style."""
    found = _found("STYLES", words)
    if _place(words) in _ROOMS:
        found = tuple(one for one in found if one != "minimal")
    special = tuple(one for one in found if one not in _GENERAL)
    return next(iter(special or found), "")


_ROOMS = frozenset({"room", "bedroom", "kitchen", "office", "library"})
_GENERAL = frozenset({"vintage", "dreamy", "vivid"})


def _layout(words: tuple[str, ...], subjects: tuple[str, ...], quoted: tuple[str, ...]) -> str:
    """How the whole is arranged; a shirt that somebody wears and a blank sign change nothing."""
    dull = {"shirt"} if set(subjects) & _ACTORS and not _PRINTED & set(words) else set()
    dull |= set() if quoted else {"sign"}
    return next((one for one in _found("LAYOUTS", words) if one not in dull), "")


_PRINTED = frozenset({"t-shirt-design", "design", "print", "printed", "mockup", "graphic"})


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
    wish = read(prompt_of(work) if text is None else text, _unwanted(work))
    given = work.input.get("color_palette")
    named = [item.get("hex", "") for item in given if isinstance(item, dict)] if given else []
    colours = tuple(_rgb(code) for code in named if re.fullmatch(r"#[0-9A-Fa-f]{6}", str(code)))
    tints = replace(wish.tints, loose=[*colours, *wish.tints.loose])
    return replace(wish, colours=colours + wish.colours, tints=tints)


def _unwanted(work: Work) -> str:
    """What the request's own field for it says must not be seen."""
    named = (work.input.get(name) for name in ("negative_prompt", "negativePrompt"))
    return " , ".join(one for one in named if isinstance(one, str))


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
