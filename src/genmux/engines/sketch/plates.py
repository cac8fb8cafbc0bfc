"""A drawn scene under a moving camera, quickly: its layers in the planes that the encoder takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from genmux.engines.sketch import planes
from genmux.engines.sketch.layers import shifted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.layers import Layer, Seen, Spot, Stage, View
    from genmux.engines.sketch.scene.weather import Weather

    Scaled = Callable[[Image.Image, Seen], Image.Image]

_QUARTER = 0.25


class Patch(NamedTuple):
    """RGB pixels [height, width, 3], and where in a sheet their corner lies. All four are even."""

    pixels: Frame
    x: int
    y: int


class Plates:
    """A stage with weather before it. `look` may be called from several threads."""

    def __init__(
        self, stage: Stage, weather: list[Weather], *, photo: bool = False, sets_in: float = 0.0
    ) -> None:
        """The stage's width and height are even; a `photo` is scaled better than drawings need.

        `sets_in` is how many seconds the weather takes to be there.
        """
        self._size = stage.size
        self._weather = weather
        self._sets_in = sets_in
        self._scaled = _interpolated if photo else _sampled
        self._layers = [_even(layer) for layer in _uncovered(stage.layers, stage.size)]
        self._plates = [_plates(layer) for layer in self._layers]

    def look(self, view: View, second: float = 0.0, patches: Sequence[Patch] = ()) -> Frame:
        """The frame that the camera sees, in planes, with patches on the farthest sheet."""
        width, height = self._size
        light = Image.new("L", self._size)
        colours = [Image.new("L", (width // 2, height // 2)) for _ in range(2)]
        plates = self._plates
        if patches:
            plates = [_patched(*plates[0], patches), *plates[1:]]
        for layer, (whole, half) in zip(self._layers, plates, strict=True):
            spot = layer.spot(self._size, view, second)
            whole.lay([light], spot, self._scaled)
            half.lay(colours, spot.halved(), self._scaled)
        strength = min(1.0, second / self._sets_in) if self._sets_in else 1.0
        for part in self._weather:
            for colour, veil in part.veils(second, strength):
                tone, *tones = planes.of_colour(colour)
                light.paste(tone, (0, 0), veil)
                small = veil.reduce(2)
                for plane, one in zip(colours, tones, strict=True):
                    plane.paste(one, (0, 0), small)
        return planes.joined(light, *colours)


class _Plate(NamedTuple):
    """Planes of one layer that have one size, and how solid they are, if not wholly."""

    sheets: tuple[Image.Image, ...]
    holes: Image.Image | None

    def lay(self, frames: list[Image.Image], spot: Spot, scaled: Scaled) -> None:
        """Puts onto each frame what it shows of its sheet."""
        seen = spot.seen(self.sheets[0].size, frames[0].size)
        if seen is None:
            return
        cut = shifted if spot.zoom == 1.0 else scaled
        mask = None if self.holes is None else cut(self.holes, seen)
        for frame, sheet in zip(frames, self.sheets, strict=True):
            frame.paste(cut(sheet, seen), (seen.x, seen.y), mask)


def _patched(whole: _Plate, half: _Plate, patches: Sequence[Patch]) -> tuple[_Plate, _Plate]:
    """Both with the patches on copies of their solid sheets."""
    sheets = [sheet.copy() for sheet in (*whole.sheets, *half.sheets)]
    for patch in patches:
        pieces = planes.divided(Image.fromarray(patch.pixels))
        for sheet, piece in zip(sheets, pieces, strict=True):
            scale = whole.sheets[0].width // sheet.width
            sheet.paste(piece, (patch.x // scale, patch.y // scale))
    return whole._replace(sheets=tuple(sheets[:1])), half._replace(sheets=tuple(sheets[1:]))


def _plates(layer: Layer) -> tuple[_Plate, _Plate]:
    light, *colours = planes.divided(layer.picture)
    if not layer.clear:
        return _Plate((light,), None), _Plate(tuple(colours), None)
    holes = layer.picture.getchannel("A")
    return _Plate((light,), holes), _Plate(tuple(colours), holes.reduce(2))


def _interpolated(sheet: Image.Image, seen: Seen) -> Image.Image:
    return sheet.resize(seen.size, Image.Resampling.BILINEAR, seen.box)


def _sampled(sheet: Image.Image, seen: Seen) -> Image.Image:
    """The part at its size, each pixel the mean of two samples half a pixel apart.

    A drawing of flat areas with soft edges hardly shows the difference to real interpolation,
    which takes three times as long.
    """
    left, top, right, low = seen.box
    one, other = (
        sheet.transform(
            seen.size,
            Image.Transform.EXTENT,
            (left + off, top + off, right + off, low + off),
            Image.Resampling.NEAREST,
        )
        for off in (-_QUARTER, _QUARTER)
    )
    return Image.blend(one, other, 0.5)


def _even(layer: Layer) -> Layer:
    """The layer with even corners, so that it can be halved: clear ones grow, others shrink."""
    grow = 1 if layer.clear else -1
    left, top = layer.left % 2 * grow, layer.top % 2 * grow
    wide, tall = layer.picture.width + left, layer.picture.height + top
    box = (
        -left,
        -top,
        layer.picture.width + wide % 2 * grow,
        layer.picture.height + tall % 2 * grow,
    )
    return replace(
        layer, picture=layer.picture.crop(box), left=layer.left - left, top=layer.top - top
    )


def _uncovered(layers: list[Layer], size: tuple[int, int]) -> list[Layer]:
    """The layers without the lower parts that nearer land always hides, which saves half the work.

    The slack is how far two depths can shift against each other in the views of `camera`.
    """
    shown: list[Layer] = []
    for number, layer in enumerate(layers):
        low = layer.top + layer.picture.height
        for nearer in layers[number + 1 :]:
            slack = 0.3 * abs(nearer.depth - layer.depth) + layer.bob + nearer.bob
            low = min(low, _solid_from(nearer, size[0]) + round(slack * size[1]) + 2)
        if low <= layer.top:
            continue
        picture = layer.picture.crop((0, 0, layer.picture.width, low - layer.top))
        shown.append(replace(layer, picture=picture))
    return shown


def _solid_from(layer: Layer, width: int) -> int:
    """The row from which on the layer hides what is behind it; beyond all when it never does."""
    end = layer.top + layer.picture.height
    if layer.moves or layer.left > 0 or layer.left + layer.picture.width < width:
        return end + (1 << 20)
    if not layer.clear:
        return layer.top
    least = np.asarray(layer.picture.getchannel("A")).min(axis=1)
    holes = np.flatnonzero(least < 255)
    first = layer.top + (int(holes[-1]) + 1 if len(holes) else 0)
    return first if first < end else end + (1 << 20)
