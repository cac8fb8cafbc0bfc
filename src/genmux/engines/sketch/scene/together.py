"""Things that belong to others: worn on a head, held in a hand, standing on something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.nouns import ANIMALS, PEOPLE

if TYPE_CHECKING:
    from genmux.engines.sketch.scene.subjects import Named
    from genmux.engines.sketch.words import Wish

_BEARERS = frozenset({*PEOPLE, *ANIMALS})
WORN = {"crown": (1.0, 0.1), "hat": (1.6, 0.13), "spectacles": (1.25, 0.62), "headphones":
         (1.5, 0.62)}  # fmt: skip
"""width by that of the head, and how much of the thing lies below the top of the head"""
_HELD = {"umbrella": 0.74, "book": 0.2, "guitar": 0.52, "sword": 0.42, "microphone": 0.3,
         "cup": 0.15, "camera": 0.16, "gift": 0.2, "bag": 0.2, "ball": 0.2, "bouquet": 0.26,
         "flower": 0.28, "rose": 0.3, "phone": 0.16, "heart": 0.2, "lamp": 0.22, "glass": 0.18,
         "balloon": 0.5, "violin": 0.36, "trumpet": 0.16, "sax": 0.36, "letter": 0.16, "key": 0.1,
         "trophy": 0.24, "icecream": 0.2, "tulip": 0.28, "sunflower": 0.34}  # fmt: skip
"""height by that of who holds it"""
_SEATS = {"sofa": 0.58, "chair": 0.6, "bed": 0.5, "table": 0.34, "bridge": 0.68, "boat": 0.8,
          "mushroom": 0.14, "houseplant": 0.2}  # fmt: skip
"""where on it others stand, as share of its height from its top"""
_HANDS = (
    "with holding holds hold carrying carries playing plays reading reads drinking drinks "
    "under taking singing gives giving offering 拿着 с con mit avec"
)
_HOLDING = frozenset(_HANDS.split())
_WEARING = frozenset({"wearing", "wears", "with", "in", "has", "wear"})
_UPON = frozenset({"on", "crossing", "across", "over", "atop", "crosses", "in"})


@dataclass(frozen=True, slots=True)
class Bond:
    """That the thing `part` belongs to the thing `whole`, both by number."""

    part: int
    whole: int
    kind: str
    """worn, held, or upon"""


def bonds_of(wish: Wish, named: list[Named]) -> list[Bond]:
    """Which of the things belong to which, as far as the words say; each belongs to one at most."""
    words = set(wish.words)
    bearer = next((n for n, one in enumerate(named) if one.key in _BEARERS), None)
    found: list[Bond] = []
    for number, one in enumerate(named):
        if bearer is not None and bearer != number and one.key in WORN and words & _WEARING:
            found.append(Bond(number, bearer, "worn"))
        elif (
            bearer is not None
            and named[bearer].key in PEOPLE
            and bearer != number
            and one.key in _HELD
            and words & _HOLDING
        ):
            found.append(Bond(number, bearer, "held"))
        elif words & _UPON and one.subject.place == "ground" and one.key not in _SEATS:
            seat = next((n for n, other in enumerate(named) if other.key in _SEATS), None)
            if seat is not None:
                found.append(Bond(number, seat, "upon"))
    parts = {bond.part for bond in found}
    return [bond for bond in found if bond.whole not in parts or bond.kind == "held"]


def attached(bond: Bond, part: Named, picture: Image.Image, whole: Named, on: Layer) -> Layer:
    """The part's picture as a layer that goes where `on`, the whole's layer, goes."""
    wide, tall = on.picture.size
    subject = whole.subject
    if bond.kind == "worn":
        share, overlap = WORN[part.key]
        width = max(4, round(subject.head_wide * share * tall))
        height = max(4, round(width / part.subject.aspect))
        x = on.left + round(subject.head[0] * wide)
        foot = on.top + round(subject.head[1] * tall + overlap * height)
    elif bond.kind == "held":
        height = max(6, round(tall * _HELD[part.key]))
        width = max(4, round(height * part.subject.aspect))
        x = on.left + round((0.66 if part.key == "umbrella" else 0.82) * wide)
        foot = on.top + round(tall * _FOOT.get(part.key, 0.6))
    else:
        height, width = picture.height, picture.width
        x = on.left + wide // 2
        foot = on.top + round(_SEATS[whole.key] * tall)
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    return Layer(small, x - width // 2, foot - height, on.depth, drift=on.drift, bob=on.bob,
                 climb=on.climb)  # fmt: skip


_FOOT = {"umbrella": 0.5, "guitar": 0.72, "sax": 0.72, "balloon": 0.4, "bag": 0.72}
"""how far down the bearer's height a held thing reaches, where it is not the hand"""
