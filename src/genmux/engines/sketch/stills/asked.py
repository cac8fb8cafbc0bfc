"""Which act an instruction asks for, where it is more than a look for the whole picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.phrases import meaning, tokens
from genmux.engines.sketch.stills.sought import REMOVING, Sought, sought_of

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.words import Wish

_CLEARING = REMOVING | {"without", "clear"}
_CUTTING = frozenset({"crop", "zoom", "close-up", "closeup", "focus"})
_BLENDING = frozenset({"blend", "blended", "merge", "double-exposure", "superimpose", "overlay"})
_CHANGING = frozenset(
    {"change", "make", "turn", "recolor", "recolour", "paint", "colour", "color", "dye", "give"}
)
_FACES = frozenset({"face", "head", "portrait", "headshot"})
_GROUNDS = frozenset({"background", "backdrop"})
_SKIES = frozenset({"sky", "skies"})
_WHOLE = frozenset({"everything", "picture", "image", "photo", "scene", "it", "all", "colours"})
_PLACES = r"beside|next to|near|behind|in front|on|onto|to|into|in|at|under|over|above"
_POLITE = frozenset({"please", "can", "you", "could", "kindly", ","})
_AT_THE_BACK = re.compile(r"\b(?:in|at|from|of) the (?:background|backdrop)\b", re.IGNORECASE)
_ADDED = re.compile(
    rf"\b(?:add|adding|put|place|insert|include)\b(.*?)(?=\b(?:{_PLACES})\b|[.;]|$)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Act:
    """`kind`: cutout, remove, crop, blend, thing, sky or ground; empty for none of them."""

    kind: str = ""
    colour: Colour | None = None
    before: Colour | None = None
    """the colour of what is to have another, where it is told"""
    face: bool = False
    """whether a crop goes to the face"""
    sought: Sought | None = None
    """what is to be removed, cropped to or recoloured, where it is not the main thing"""


def act_of(wish: Wish) -> Act:
    """The act that the words ask for."""
    found = tokens(wish.text)
    words = set(found)
    if words & _CLEARING and words & _GROUNDS and not _AT_THE_BACK.search(wish.text):
        return Act("cutout")
    if words & _BLENDING:
        return Act("blend")
    if words & {"crop"} or (words & _CUTTING and words & _FACES):
        face = bool(words & _FACES)
        return Act("crop", face=face, sought=None if face else _told(wish.text))
    if words & REMOVING:
        sought = sought_of(wish.text)
        begins = next((word for word in found if word not in _POLITE), "") in REMOVING
        if begins or sought != Sought() or any(map(_thing, found)):
            return Act("remove", sought=sought)
    return _recolouring(wish, found) if words & _CHANGING else Act()


def _recolouring(wish: Wish, found: list[str]) -> Act:
    """ "Change the shirt to blue" and "a blue sky" mean a part of the picture, "blue" all of it."""
    told = [vocabulary.COLOURS[word] for word in found if word in vocabulary.COLOURS]
    if not told or wish.style == "mono":
        return Act()
    colour, before = told[-1], told[0] if len(told) > 1 else None
    if set(found) & _SKIES:
        return Act("sky", colour)
    if set(found) & _GROUNDS and not wish.setting:
        return Act("ground", colour)
    meant = any(map(_thing, found)) and not set(found) & (_WHOLE - {"it", "colours"})
    if not meant:
        return Act()
    last = next(word for word in reversed(found) if word in vocabulary.COLOURS)
    return Act("thing", colour, before, sought=_told(wish.text[: wish.text.lower().rfind(last)]))


def _told(text: str) -> Sought | None:
    """What the text names or places, where that says more than the main thing."""
    sought = sought_of(text)
    says = sought.key or sought.x is not None or sought.y is not None or sought.depth
    return sought if says else None


def _thing(word: str) -> bool:
    return word in vocabulary.GARMENTS or bool(meaning("SUBJECTS", word)) or word in {
        "hair", "object", "text", "logo", "wall", "paint", "body",
    }  # fmt: skip


def added_text(text: str) -> str:
    """What is to be added, without the place where: "a dog" of "add a dog beside her"."""
    return " , ".join(part.strip() for part in _ADDED.findall(text))
