"""From words to drawn things: which they are, in what colours, in what light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from genmux.engines.sketch.scene import objects
from genmux.engines.sketch.scene.pen import Pen
from genmux.engines.sketch.scene.things import SUBJECTS, Subject
from genmux.engines.sketch.scene.volume import lit

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.words import Wish

__all__ = ["PORTRAITS", "SUBJECTS", "Named", "Subject", "named_of", "picture_of"]

_MOST = 3
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

    def palette(self, colours: Palette, place: int) -> Palette:
        """The scene's palette as this thing sees it; `place` is its number among the things."""
        if self.tints:
            accent = self.tints[1] if len(self.tints) > 1 else colours.accent
            return replace(colours, main=self.tints[0], accent=accent, own=True)
        if place == 0 and not colours.lent:
            return colours
        return replace(colours, main=colours.accent, accent=colours.main)


def named_of(wish: Wish, rng: np.random.Generator) -> list[Named]:
    """What to draw; a stack of solids of the seed's choice when a logo names nothing known."""
    amounts = wish.amounts or (1,) * len(wish.subjects)
    known: list[Named] = []
    for key, amount in zip(wish.subjects, amounts, strict=True):
        known += [
            Named(SUBJECTS[key], _tints(wish, key, number, amount), key)
            for number in range(amount if key in SUBJECTS else 0)
        ]
    known = known[:_MOST]
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
    pen = Pen(height, subject.aspect)
    subject.draw(pen, colours)
    return lit(pen.sheet(), (1.0, 1.0, 1.0) if subject.glows else colours.ambient)
