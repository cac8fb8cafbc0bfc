"""What an instruction such as "remove the red car on the left" speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.nouns import PEOPLE
from genmux.engines.sketch.phrases import ideographs, index, meaning, tokens

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour

_VERBS = "remove removing erase erasing delete deleting cut rid eliminate 去掉 移除 删除"
REMOVING = frozenset(_VERBS.split())
_OTHERWISE = "and but then so while keep make turn replace . ; !"
_ENDS = frozenset(_OTHERWISE.split())
_KINDS = {
    "text": "text texts words writing letters lettering caption title watermark logo subtitle "
    "inscription sign signature numbers",
    "sun": "sun moon sunlight",
    "cloud": "cloud clouds",
    "face": "face head",
    "green": "tree trees bush bushes grass leaf leaves plant plants ivy hedge",
    "main": "object subject thing things it main figure item foreground",
}
_OF_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
FLAT = frozenset({"text", "sun", "cloud", "green", "face"})
"""kinds that throw no shadow on a ground below them"""
_PLACES: dict[str, tuple[float | None, float | None]] = {
    "left": (0.2, None), "left-hand": (0.2, None), "right": (0.8, None), "right-hand": (0.8, None),
    "top": (None, 0.15), "upper": (None, 0.15), "above": (None, 0.15),
    "bottom": (None, 0.85), "lower": (None, 0.85), "below": (None, 0.85),
    "middle": (0.5, 0.5), "center": (0.5, 0.5), "centre": (0.5, 0.5),
}  # fmt: skip
_AFAR = frozenset({"background", "backdrop", "behind", "distance", "distant", "far"})
_NEAR = frozenset({"foreground", "front"})
_ALL = frozenset({"all", "every", "both", "everyone", "everybody", "people", "persons"})


@dataclass(frozen=True, slots=True)
class Sought:
    """Everything may be unknown; then it is the main thing, or nothing."""

    kind: str = ""
    """text, sun, cloud, face, green, main, person or thing; empty where no noun is known"""
    key: str = ""
    """the thing of the vocabulary, where it is one that can be drawn"""
    colour: Colour | None = None
    x: float | None = None
    y: float | None = None
    """where its middle should be, as shares of width and height"""
    depth: int = 0
    """-1 for what is said to be in the background, 1 in the foreground"""
    every: bool = False
    """whether all that fit are meant"""


def sought_of(text: str) -> Sought:
    """The thing that the words after a removing word name."""
    found = [*tokens(text), *ideographs(text)]
    start = next((n for n, word in enumerate(found) if word in REMOVING), -1)
    told: list[str] = []
    for word in found[start + 1 :]:
        if word in _ENDS and told:
            break
        told.append(word)
    x = y = None
    for word in told:
        across, down = _PLACES.get(word, (None, None))
        x, y = (across if x is None else x), (down if y is None else y)
    words = set(told)
    depth = -1 if words & _AFAR else 1 if words & _NEAR else 0
    colours = [vocabulary.COLOURS[word] for word in told if word in vocabulary.COLOURS]
    kind, key = _named(told)
    plural = any(word.endswith("s") and meaning("SUBJECTS", word) == key for word in told if key)
    return Sought(
        kind, key, colours[0] if colours else None, x, y, depth, bool(words & _ALL) or plural
    )


def _named(told: list[str]) -> tuple[str, str]:
    for word in told:
        if word in _OF_KIND and word != "foreground":
            return _OF_KIND[word], ""
        key = meaning("SUBJECTS", word)
        if key and (word not in _PLACES or word in index("SUBJECTS")):
            return ("person" if key in PEOPLE else "thing"), key
    return ("thing" if any(word in vocabulary.GARMENTS for word in told) else ""), ""
