"""Takes: one continuous run of frames each, from a scene, a picture or references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PIL import Image

from genmux.engines.sketch import seeds, styles
from genmux.engines.sketch.ahead import drawn
from genmux.engines.sketch.camera import move_of
from genmux.engines.sketch.collage import cut_out, placed
from genmux.engines.sketch.layers import Layer, Stage, View
from genmux.engines.sketch.picture import cover, extend, flat
from genmux.engines.sketch.planes import rgb
from genmux.engines.sketch.plates import Plates
from genmux.engines.sketch.scene.compose import Scene, compose, shadow
from genmux.engines.sketch.scene.weather import weathers_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from genmux.engines.base import Work
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.words import Wish

_MARGIN = 0.15
_SETS_IN = 1.5


class Visible(Protocol):
    """Something that a camera can look at."""

    def look(self, view: View, second: float) -> Frame:
        """What is seen in that view at that second of the take."""


class Photo:
    """A given picture as a stage: at rest it is met exactly, moves show its extension.

    The weather of the words sets in slowly, and leaves the first frame as it is.
    """

    def __init__(self, picture: Image.Image, size: tuple[int, int], wish: Wish, seed: int) -> None:
        whole = cover(flat(picture), size)
        spare = round(size[0] * _MARGIN), round(size[1] * _MARGIN)
        canvas = extend(whole, (size[0] + 2 * spare[0], size[1] + 2 * spare[1]))
        stage = Stage(size, [Layer(canvas, -spare[0], -spare[1], 1.0, clear=False)])
        weather = weathers_of(wish.weather, size, seeds.generator(seed, 5))
        self._exact = np.asarray(whole)
        self._dry = not weather
        self._plates = Plates(stage, weather, photo=True, sets_in=_SETS_IN)

    def look(self, view: View, second: float) -> Frame:
        if view == View() and (self._dry or not second):
            return self._exact
        return self._plates.look(view, second)


def scene(work: Work, wish: Wish, size: tuple[int, int], number: int) -> Visible:
    """The scene of shot `number`."""
    rng, family = seeds.generator(work.seed, 1, number), seeds.generator(work.seed)
    made = compose(wish, size, rng, family=family, moving=True)
    return _finished(made, wish)


def _finished(made: Scene, wish: Wish) -> Visible:
    """The scene in its style, as cheap to look at as it gets."""
    stage = made.stage.joined()
    if wish.style and wish.style not in styles.WHOLE:
        stage = stage.toned(lambda sheet: styles.toned(sheet, wish.style))
    plates = Plates(stage, made.weather)
    return Styled(plates, wish.style) if wish.style in styles.WHOLE else plates


def cast(
    work: Work, wish: Wish, size: tuple[int, int], number: int, given: list[Image.Image]
) -> Visible:
    """A scene in which the given references stand, cut out, side by side."""
    rng, family = seeds.generator(work.seed, 1, number), seeds.generator(work.seed)
    made = compose(wish, size, rng, family=family, moving=True, lonely=True)
    layers = []
    for place, picture in enumerate(given):
        piece, left, top = placed(cut_out(picture), size, place, len(given))
        piece = piece.convert("RGBA")
        layers.append(shadow(piece, left, top + piece.height, 0.85))
        layers.append(Layer(piece, left, top, 0.85, bob=0.004))
    behind = len(made.ground.behind)
    made.stage = Stage(size, [*made.stage.layers[:behind], *layers, *made.stage.layers[behind:]])
    return _finished(made, wish)


class Styled:
    """Something visible, in a style of the vocabulary."""

    def __init__(self, inner: Visible, style: str) -> None:
        self._inner = inner
        self._style = style

    def look(self, view: View, second: float) -> Frame:
        picture = Image.fromarray(rgb(self._inner.look(view, second)))
        return np.asarray(styles.styled(picture, self._style))


def take(
    work: Work,
    wish: Wish,
    visible: Visible,
    frames: int,
    fps: Fraction,
    *,
    number: int = 0,
    from_rest: bool = False,
) -> Iterator[Frame]:
    """`frames` frames of something visible, with the camera move that the words name."""
    fixed = bool(work.input.get("camera_fixed") or work.input.get("fixed_lens"))
    move = move_of(wish, seeds.generator(work.seed, 3, number), from_rest=from_rest, fixed=fixed)
    last = max(1, frames - 1)
    yield from drawn(lambda n: visible.look(move.at(n / last), float(n / fps)), range(frames))


def toward(frames: Iterator[Frame], end: Iterator[Frame], count: int) -> Iterator[Frame]:
    """One take that turns into another: the last frame is that of `end` alone."""
    for number, (one, other) in enumerate(zip(frames, end, strict=True)):
        share = number / max(1, count - 1)
        share = min(1.0, max(0.0, (share - 0.15) / 0.85))
        share = share * share * (3.0 - 2.0 * share)
        pictures = Image.fromarray(rgb(one)), Image.fromarray(rgb(other))
        yield np.asarray(Image.blend(*pictures, share))
