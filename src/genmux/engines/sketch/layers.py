"""Pictures with depth: layers that a camera looks at, nearer ones moving more than far ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.film import Frame


_NEARLY = 0.1
"""depths that may share a sheet"""
_SAME = 1 / 256
_EDGE = 1e-6
_SPARE = 1.15
"""how much larger than both layers their sheet may be"""


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera looks: a shift as share of the frame's width and height, and a zoom >= 1."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


@dataclass(slots=True)
class Layer:
    """One sheet. `left` and `top` place it, in pixels of the frame at rest.

    `depth` 0 lies infinitely far, 1 follows the camera fully. `clear` tells that it has holes.
    """

    picture: Image.Image
    left: int = 0
    top: int = 0
    depth: float = 1.0
    clear: bool = True
    drift: float = 0.0
    """own movement to the right, in frame widths per second"""
    bob: float = 0.0
    """rise and fall on its own, as share of the frame height"""
    climb: float = 0.0
    """own movement upwards, in frame heights per second"""

    @property
    def moves(self) -> bool:
        """Whether it does so on its own, beside what the camera makes of it."""
        return bool(self.drift or self.bob or self.climb)

    def spot(self, size: tuple[int, int], view: View, second: float) -> Spot:
        """What a frame of that size shows of the sheet in that view at that second."""
        width, height = size
        zoom = 1.0 + (view.zoom - 1.0) * (0.35 + 0.65 * self.depth)
        left = width / 2 + (view.x * self.depth - self.drift * second) * width - width / zoom / 2
        rise = view.y * self.depth - self.bob * float(np.sin(second * 1.9)) + self.climb * second
        top = height / 2 + rise * height - height / zoom / 2
        return Spot(left - self.left, top - self.top, zoom)


class Spot(NamedTuple):
    """Where in a sheet, in its pixels, the frame's corner is, and how far the frame is zoomed."""

    left: float
    top: float
    zoom: float

    def halved(self) -> Spot:
        """The same for sheet and frame at half size."""
        return Spot(self.left / 2, self.top / 2, self.zoom)

    def seen(self, sheet: tuple[int, int], frame: tuple[int, int]) -> Seen | None:
        """What sheet and frame of those sizes share; None where that is not one whole pixel."""
        (left, top, zoom), (wide, tall), (width, height) = self, sheet, frame
        x0, y0 = max(0, ceil(-left * zoom - _EDGE)), max(0, ceil(-top * zoom - _EDGE))
        x1 = min(width, floor((wide - left) * zoom + _EDGE))
        y1 = min(height, floor((tall - top) * zoom + _EDGE))
        if x1 <= x0 or y1 <= y0:
            return None
        box = (
            max(0.0, left + x0 / zoom),
            max(0.0, top + y0 / zoom),
            min(float(wide), left + x1 / zoom),
            min(float(tall), top + y1 / zoom),
        )
        return Seen(x0, y0, (x1 - x0, y1 - y0), box)


class Seen(NamedTuple):
    """A part of the frame, and the part of a sheet that it shows."""

    x: int
    y: int
    size: tuple[int, int]
    box: tuple[float, float, float, float]


class Stage:
    """Layers, back to front, shown through a frame of `size` pixels."""

    def __init__(self, size: tuple[int, int], layers: list[Layer]) -> None:
        self.size = size
        if len(layers) == 1 and not layers[0].clear:
            # a photograph alone needs no fourth channel, which would cost a third of the time
            self.layers = [replace(layers[0], picture=layers[0].picture.convert("RGB"))]
        else:
            self.layers = [_packed(layer) for layer in layers]

    def joined(self) -> Stage:
        """The same with neighbours of nearly one depth in one layer."""
        found: list[Layer] = []
        for layer in self.layers:
            together = _together(found[-1], layer) if found else None
            if together is None:
                found.append(layer)
            else:
                found[-1] = together
        return Stage(self.size, found)

    def toned(self, change: Callable[[Image.Image], Image.Image]) -> Stage:
        """The same with every layer's colours changed."""
        return Stage(self.size, [_recoloured(layer, change) for layer in self.layers])

    def still(self) -> Image.Image:
        """The picture at rest, exact to the pixel."""
        frame = Image.new("RGB", self.size)
        for layer in self.layers:
            _paste(frame, layer.picture, layer.left, layer.top, clear=layer.clear)
        return frame

    def look(self, view: View, second: float = 0.0) -> Frame:
        """The frame that the camera sees."""
        return np.asarray(self.picture(view, second))

    def picture(self, view: View, second: float = 0.0) -> Image.Image:
        """The same as an RGB picture."""
        frame = Image.new("RGB", self.size)
        for layer in self.layers:
            spot = layer.spot(self.size, view, second)
            seen = spot.seen(layer.picture.size, self.size)
            if seen is None:
                continue
            if spot.zoom == 1.0:
                piece = shifted(layer.picture, seen)
            else:
                piece = layer.picture.resize(seen.size, Image.Resampling.BILINEAR, seen.box)
            _paste(frame, piece, seen.x, seen.y, clear=layer.clear)
        return frame


def shifted(sheet: Image.Image, seen: Seen) -> Image.Image:
    """The part without zoom: what lies between pixels is blended from its neighbours, which is four
    times as quick as scaling."""
    x, y = int(seen.box[0]), int(seen.box[1])
    share_x, share_y = seen.box[0] - x, seen.box[1] - y
    piece = _beside(sheet, seen.size, x, y, share_x)
    if share_y < _SAME:
        return piece
    return Image.blend(piece, _beside(sheet, seen.size, x, y + 1, share_x), share_y)


def _beside(
    picture: Image.Image, size: tuple[int, int], x: int, y: int, share: float
) -> Image.Image:
    piece = picture.crop((x, y, x + size[0], y + size[1]))
    if share < _SAME:
        return piece
    return Image.blend(piece, picture.crop((x + 1, y, x + 1 + size[0], y + size[1])), share)


def _recoloured(layer: Layer, change: Callable[[Image.Image], Image.Image]) -> Layer:
    picture = change(layer.picture.convert("RGB"))
    if layer.picture.mode == "RGBA":
        picture.putalpha(layer.picture.getchannel("A"))
    return replace(layer, picture=picture)


def _together(under: Layer, over: Layer) -> Layer | None:
    """Both in one sheet; None where they move differently, or the sheet would be mostly empty."""
    if under.moves or over.moves or abs(under.depth - over.depth) > _NEARLY:
        return None
    one = (under.left, under.top, *under.picture.size)
    other = (over.left, over.top, *over.picture.size)
    left, top = min(one[0], other[0]), min(one[1], other[1])
    wide = max(one[0] + one[2], other[0] + other[2]) - left
    tall = max(one[1] + one[3], other[1] + other[3]) - top
    if wide * tall > _SPARE * (one[2] * one[3] + other[2] * other[3]):
        return None
    sheet = Image.new("RGBA", (wide, tall), (40, 36, 52, 0))
    sheet.paste(under.picture, (under.left - left, under.top - top))
    put(sheet, over.picture, over.left - left, over.top - top)
    clear = under.clear or (wide, tall) != under.picture.size
    return Layer(sheet, left, top, (under.depth + over.depth) / 2, clear)


def _packed(layer: Layer) -> Layer:
    """The layer as RGBA, cropped to what is drawn on it."""
    picture = layer.picture
    if not layer.clear or picture.mode != "RGBA":
        picture = picture.convert("RGB").convert("RGBA")
        return replace(layer, picture=picture, clear=False)
    box = picture.getchannel("A").getbbox()
    if box is None:
        return layer
    left, top = layer.left + box[0], layer.top + box[1]
    return replace(layer, picture=picture.crop(box), left=left, top=top)


def _paste(frame: Image.Image, piece: Image.Image, x: int, y: int, *, clear: bool) -> None:
    frame.paste(piece, (x, y), piece if clear else None)


def put(sheet: Image.Image, piece: Image.Image, x: int, y: int) -> None:
    """Lays `piece` over an RGBA `sheet` at any place, cropped where it sticks out."""
    left, top = max(0, -x), max(0, -y)
    right = min(piece.width, sheet.width - x)
    low = min(piece.height, sheet.height - y)
    if right > left and low > top:
        part = piece.crop((left, top, right, low))
        sheet.alpha_composite(part, (x + left, y + top))
