"""From words to drawn things: which they are, in what colours, in what light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image

from genmux.engines.sketch.counts import CROWD
from genmux.engines.sketch.nouns import PEOPLE
from genmux.engines.sketch.palette import turned
from genmux.engines.sketch.scene import objects
from genmux.engines.sketch.scene.pen import Pen
from genmux.engines.sketch.scene.poses import posed
from genmux.engines.sketch.scene.signs import SIGNS, signs_of
from genmux.engines.sketch.scene.subject import Subject
from genmux.engines.sketch.scene.things import SUBJECTS
from genmux.engines.sketch.scene.volume import lit, toned

if TYPE_CHECKING:
    import numpy as np

    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.words import Wish

__all__ = ["PORTRAITS", "SUBJECTS", "Named", "Subject", "named_of", "picture_of"]

_MOST, _CROWD = 12, 15
"""how many of a kind are drawn that can be counted, and how many of more"""
_ALL = 20
_TURN = 0.19
"""of the circle of hues, how far one thing of a motley kind is from the next"""
_MOTLEY = frozenset({"colorful", "colourful", "colors", "colours", "different", "various",
                     "rainbow", "multicolored", "multicoloured", "assorted"})  # fmt: skip
_PLAIN = frozenset({"logo", "pattern", "shirt"})
"""arrangements without a place, where parts of places are things, too"""
_CALLED = {"songbird": "bird"}
"""what the words call things that are drawn as something more special"""
PORTRAITS = frozenset(
    {"portrait", "headshot", "selfie", "close-up", "closeup", "avatar", "face", "肖像"}
)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing to be drawn, with the colours that the words give to it."""

    subject: Subject
    tints: tuple[Colour, ...] = ()
    key: str = ""
    act: str = ""
    kind: int = -1
    """which of the kinds of things this is, from 0"""
    nth: int = 0
    """which of its kind"""
    varied: bool = False
    """whether others of the kind have other colours"""

    def palette(self, colours: Palette, place: int) -> Palette:
        """The scene's palette as this thing sees it; `place` is its number among the things."""
        if self.tints:
            accent = self.tints[1] if len(self.tints) > 1 else colours.accent
            return replace(colours, main=self.tints[0], accent=accent, own=True)
        first = (self.kind if self.kind >= 0 else place) == 0 and not colours.lent
        one, other = (colours.main, colours.accent) if first else (colours.accent, colours.main)
        if self.varied and self.nth:
            one, other = turned(one, _TURN * self.nth), turned(other, _TURN * 2.3 * self.nth)
        return replace(colours, main=one, accent=other)


def named_of(wish: Wish, rng: np.random.Generator) -> list[Named]:
    """What to draw; a stack of solids of the seed's choice when a logo names nothing known."""
    amounts = wish.amounts or (1,) * len(wish.subjects)
    known: list[Named] = []
    varied = bool(_MOTLEY & set(wish.words))
    for kind, (key, amount) in enumerate(zip(wish.subjects, amounts, strict=True)):
        many = _CROWD if amount >= CROWD else min(amount, _MOST)
        many = min(many, _ALL - len(known)) if key in SUBJECTS else 0
        act = wish.acts.get(key, "")
        known += [
            Named(
                posed(SUBJECTS[key], key, act),
                _tints(wish, key, number, amount),
                key,
                act,
                kind,
                number,
                varied=varied or key in PEOPLE,
            )
            for number in range(many)
        ]
    if wish.layout in _PLAIN:
        known += [Named(SIGNS[key], _tints(wish, key, 0, 1), key) for key in signs_of(wish.words)]
    if not known and PORTRAITS & set(wish.words):
        return [Named(SUBJECTS[("person", "woman")[int(rng.integers(2))]])]
    if known or wish.layout != "logo":
        return known
    return [Named(Subject(partial(objects.emblem, rng=rng), 1.0, 0.5))]


def _tints(wish: Wish, key: str, number: int, amount: int) -> tuple[Colour, ...]:
    """Several of a kind share its colours out; a lone thing also takes those that are loose."""
    own = tuple(wish.tints.things.get(key, ())) or tuple(
        wish.tints.things.get(_CALLED.get(key, key), ())
    )
    if not own and len(wish.subjects) == 1:
        own = tuple(wish.tints.loose)
    if amount > 1 and len(own) > 1:
        return (own[number % len(own)],)
    return own


def picture_of(subject: Subject, colours: Palette, height: int) -> Image.Image:
    """The subject alone on a clear ground, `height` pixels tall, lit as the hour is."""
    if subject.lying:
        upright = replace(subject, lying=False, aspect=1 / subject.aspect)
        drawn = picture_of(upright, colours, max(2, round(height * subject.aspect)))
        return drawn.transpose(Image.Transpose.ROTATE_90)
    pen = Pen(height, subject.aspect)
    subject.draw(pen, colours)
    tone = (1.0, 1.0, 1.0) if subject.glows else colours.ambient
    return toned(pen.sheet(), tone) if colours.flat else lit(pen.sheet(), tone)
