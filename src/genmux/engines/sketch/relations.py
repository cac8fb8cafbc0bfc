"""Where things are to each other: on, in, under, behind, before, above, beside, riding, holding."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.nouns import ANIMALS, PEOPLE
from genmux.engines.sketch.phrases import meaning

_HOWS: dict[str, str] = {
    "on": "on upon atop onto crossing crosses sitting-on standing-on lying-on on-top-of",
    "in": "in inside within into",
    "of": "of full-of filled-with containing",
    "under": "under beneath through underneath below",
    "behind": "behind in-the-background-of in-back-of",
    "before": "in-front-of before facing",
    "above": "above over circling",
    "beside": "beside next-to near by alongside along attacking guarding fighting chasing close-to",
    "riding": "riding rides ride rode driving drives astride mounted-on",
    "kicking": "kicking kicks dribbling",
    "holding": "holding holds hold carrying carries playing plays reading reads drinking drinks "
    "taking giving gives offering swinging raising wielding wields eating eats lifting throwing "
    "pushing with",
    "wearing": "wearing wears dressed-in",
    "left": "left-of to-the-left-of on-the-left-of",
    "right": "right-of to-the-right-of on-the-right-of",
}
_WORDS = {word: how for how, words in _HOWS.items() for word in words.split()}
_LONGEST = 5
_LINKS = frozenset({"and", "&", "plus", ","})
_ACTORS = frozenset({*PEOPLE, *ANIMALS})
_KEEPING = frozenset({"holding", "wearing"})
"""after which more may be told of the same thing"""
_STOPS = frozenset(".;!?")


@dataclass(frozen=True, slots=True)
class Relation:
    """That the things `part` are somewhere to the thing `whole`; both are keys of subjects."""

    part: str
    how: str
    """on, in, under, behind, before, above, beside, riding, holding, wearing, left or right"""
    whole: str


def relations_of(nouns: list[str], subjects: frozenset[str]) -> tuple[Relation, ...]:
    """The relations that the tokens tell between subjects, in their order.

    A relation holds between the last thing named before its words and the next one after them;
    "two dogs and a cat on a sofa" puts all three there. Where the sentence begins with it, as in
    "on the table, a cup", the part is what comes after the whole.
    """
    found: list[Relation] = []
    before: list[str] = []
    open_how, linked, told = "", False, False
    actor, last, closing, worn = "", "", False, False
    inverted: tuple[str, str] | None = None
    for how, key, word in _parsed(nouns):
        if closing and not key:
            open_how = ""
        closing = bool(open_how and not how and not key and meaning("SETTINGS", word))
        if how:
            open_how = how if how != "of" or before else open_how
        elif key in subjects:
            if inverted and not open_how:
                found.append(Relation(key, *inverted))
                inverted = None
            elif open_how and before:
                if open_how in _KEEPING and not _ACTORS & set(before):
                    before = [actor] if actor else before
                parts = [last] if open_how == "of" else before
                found += [Relation(one, open_how, key) for one in parts if one != key]
                last = key
                before = before if open_how in _KEEPING else [key]
                worn = open_how == "wearing"
                told, open_how, linked = True, "", False
                continue
            elif open_how and open_how not in _KEEPING:
                inverted, open_how = (open_how, key), ""
                continue
            open_how = ""
            actor = key if key in _ACTORS else actor
            if worn and linked and told:  # "a hat and a scarf"
                found += [Relation(one, "wearing", key) for one in before]
                linked, last = False, key
                continue
            worn = False
            before, last = [*before, key] if linked and not told else [key], key
            linked = told = False
        elif word in _LINKS:
            linked, open_how = True, open_how if open_how in _KEEPING else ""
        elif word in _STOPS:
            before, open_how, inverted = [], "", None
    return tuple(dict.fromkeys(found))


def _parsed(nouns: list[str]) -> list[tuple[str, str, str]]:
    """For each token or run of tokens: the relation it tells, or the thing it names, or itself."""
    steps: list[tuple[str, str, str]] = []
    at = 0
    while at < len(nouns):
        size = next(
            (s for s in range(_LONGEST, 0, -1) if "-".join(nouns[at : at + s]) in _WORDS
             and at + s <= len(nouns)), 0
        )  # fmt: skip
        word = nouns[at]
        if size and not (size == 1 and meaning("SUBJECTS", word)):
            steps.append((_WORDS["-".join(nouns[at : at + size])], "", word))
            at += size
            continue
        steps.append(("", meaning("SUBJECTS", word), word))
        at += 1
    return steps


def sizes_of(nouns: list[str]) -> dict[str, float]:
    """By what an adjective right before it makes a thing larger or smaller than usual."""
    found: dict[str, float] = {}
    for place, word in enumerate(nouns):
        for after in nouns[place + 1 : place + 4]:
            if word in vocabulary.SIZES and (key := meaning("SUBJECTS", after)):
                found.setdefault(key, vocabulary.SIZES[word])
                break
    return found


_OBJECTS = frozenset({"a", "an", "the", "his", "her", "their", "kites", "drones"})
"""before what is flown, by somebody who stays on the ground"""


def acts_of(nouns: list[str], subjects: tuple[str, ...], actors: frozenset[str]) -> dict[str, str]:
    """What each of the actors among the subjects does: told right after or right before it."""
    found: dict[str, str] = {}
    last: list[str] = []
    waiting = ""
    for word, after in pairwise([*nouns, ""]):
        key, act = meaning("SUBJECTS", word), meaning("ACTS", word)
        act = "" if act == "fly" and after in _OBJECTS else act
        if act:
            for one in last:
                found.setdefault(one, act)
            waiting = act if not last else ""
        elif key in subjects and key in actors:
            if waiting:
                found.setdefault(key, waiting)
                waiting = ""
            last = [*last, key] if last and last[-1] == "and" else [key]
        elif word in _LINKS - {","} and last:
            last = [*[one for one in last if one != "and"], "and"]
        elif word in _STOPS:
            last = []
    return {key: act for key, act in found.items() if key != "and"}
