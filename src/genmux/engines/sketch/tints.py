"""Which thing a colour word colours: the noun that it stands before, or the one it is told of."""

from __future__ import annotations

from dataclasses import dataclass, field

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.palette import Colour, darker, lighter
from genmux.engines.sketch.phrases import meaning

_REACH = 3
_SHADES = {"dark": 0.4, "deep": 0.25, "light": -0.4, "pale": -0.5, "pastel": -0.45, "bright": -0.08}
_BESIDES = frozenset(
    {"and", "or", "coloured", "colored", "dark", "light", "pale", "bright", "deep"}
)
_STOPS = (
    "with in on at over under near above below behind beside by through of from to into is "
    "are the a an my his her their , . ; : ! ?"
)
_ENDS = frozenset(_STOPS.split())
_TELLING = frozenset({"is", "are", "was", "in", "painted", "coloured", "colored", "to", "wearing"})
_SKIES = frozenset({"sky", "skies", "heaven"})
_GROUNDS = frozenset({"background", "backdrop", "ground", "wall", "walls", "gradient"})
_OWN: dict[str, Colour] = {
    "lemon": (248, 214, 66), "lime": (132, 188, 62), "grapefruit": (240, 128, 96),
    "pear": (186, 200, 84), "plum": (112, 58, 120), "peach": (248, 170, 120),
    "tomato": (216, 54, 40), "blueberry": (70, 84, 160), "blackberry": (58, 44, 82),
    "grape": (118, 66, 140), "phoenix": (240, 112, 40),
    "crow": (40, 40, 48), "raven": (36, 36, 46), "canary": (248, 214, 70),
    "swan": (248, 248, 250), "dove": (250, 250, 250), "panther": (44, 42, 52),
    "goldfish": (246, 148, 46), "husky": (150, 156, 168), "dalmatian": (246, 246, 244),
    "corgi": (222, 148, 76), "golden-retriever": (226, 184, 112), "poppy": (218, 50, 40),
    "lily": (250, 246, 240), "daisy": (250, 250, 246), "lavender": (158, 132, 206),
    "duck": (250, 246, 236), "duckling": (250, 214, 92), "goose": (248, 248, 246),
    "parrot": (214, 62, 50), "peacock": (24, 116, 156), "toucan": (44, 44, 52),
    "taxi": (248, 200, 48), "orca": (44, 46, 58), "cardinal": (206, 44, 44), "kiwi": (134, 112, 62),
    "avocado": (86, 128, 62), "eggplant": (92, 52, 112), "onion": (200, 150, 110),
}  # fmt: skip
"""colours that lie in the name of a thing"""
_HAIRS = frozenset(
    {"beard", "moustache", "mustache", "hair", "haired", "ponytail", "braids", "curls", "hairstyle"}
)
_NATURAL: dict[Colour, Colour] = {
    vocabulary.COLOURS["red"]: (178, 72, 38),
    vocabulary.COLOURS["white"]: (236, 236, 232),
    vocabulary.COLOURS["golden"]: (226, 188, 104),
}
"""what hair is like that is called by these colours"""
_LIGHTS = frozenset({"light", "lights", "lighting", "glow", "hour", "tones", "tone", "palette"})


@dataclass(slots=True)
class Tints:
    """Colours by what they belong to. `loose` ones belong to nothing that was named."""

    things: dict[str, list[Colour]] = field(default_factory=dict)
    sky: Colour | None = None
    ground: Colour | None = None
    land: Colour | None = None
    light: Colour | None = None
    hair: Colour | None = None
    spare: list[Colour] = field(default_factory=list)
    """of things that are not drawn"""
    loose: list[Colour] = field(default_factory=list)


def tints_of(found: list[str]) -> Tints:
    """The colours among the tokens of a text, each with what it colours."""
    tints = Tints()
    for place, word in enumerate(found):
        if word not in vocabulary.COLOURS:
            continue
        tone = _shaded(vocabulary.COLOURS[word], found[place - 1] if place else "")
        if not _forward(tints, found, place, tone) and not _backward(tints, found, place, tone):
            (tints.spare if _elsewhere(found, place) else tints.loose).append(tone)
    for word in found:
        single = f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")
        if (own := _OWN.get(word) or _OWN.get(single)) and (thing := meaning("SUBJECTS", word)):
            tints.things.setdefault(thing, [own])
    return tints


def _elsewhere(found: list[str], place: int) -> bool:
    """Whether the colour is that of something unknown, as in "on a green leaf"."""
    before, after = found[max(0, place - 3) : place], found[place + 1 : place + 2]
    return (
        bool(_AT & set(before)) and bool(after) and after[0].isalpha()
        and after[0] not in _ENDS and after[0] not in _BESIDES
    )  # fmt: skip


_AT = frozenset({"on", "under", "behind", "near", "over", "against", "beside"})


def _shaded(tone: Colour, before: str) -> Colour:
    share = _SHADES.get(before, 0.0)
    return darker(tone, share) if share >= 0 else lighter(tone, -share)


def _forward(tints: Tints, found: list[str], place: int, tone: Colour) -> bool:
    """Gives the colour to the noun that follows within a few words."""
    steps = 0
    for word in found[place + 1 :]:
        if word in vocabulary.COLOURS or (word in _BESIDES and word not in _LIGHTS):
            continue
        if word in _ENDS or steps == _REACH:
            return False
        if word in vocabulary.GARMENTS:
            return _worn(tints, found, place, tone)
        if _belongs(tints, word, tone):
            return True
        steps += 1
    return False


def _belongs(tints: Tints, word: str, tone: Colour) -> bool:
    if thing := meaning("SUBJECTS", word):
        tints.things.setdefault(thing, []).append(tone)
    elif word in _HAIRS:
        tints.hair = _NATURAL.get(tone, tone)
    elif word in _SKIES:
        tints.sky = tone
    elif word in _GROUNDS:
        tints.ground = tone
    elif word in _LIGHTS:
        tints.light = tone
    elif meaning("SETTINGS", word):
        tints.land = tone
    else:
        return False
    return True


def _worn(tints: Tints, found: list[str], place: int, tone: Colour) -> bool:
    """Gives the colour of a garment to the last person before it, else to the first after it."""
    around = [*reversed(found[:place]), *found[place:]]
    thing = next(
        (t for t in (meaning("SUBJECTS", w) for w in around) if t in vocabulary.WEARERS), ""
    )
    if thing:
        tints.things.setdefault(thing, []).append(tone)
    return bool(thing)


def _backward(tints: Tints, found: list[str], place: int, tone: Colour) -> bool:
    """Gives the colour to the noun of which it is told: "the car is red", "a man in blue"."""
    before = found[max(0, place - 4) : place]
    while before and (before[-1] in _BESIDES or before[-1] in vocabulary.COLOURS):
        before.pop()
    if not before or before[-1] not in _TELLING:
        return False
    return any(_belongs(tints, word, tone) for word in reversed(before[:-1]))
