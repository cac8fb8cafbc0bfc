"""Pictures with depth: layers that a camera looks at, nearer ones moving more than far ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.film import Frame


_NEARLY = 0.1
"""depths that may share a sheet"""
_QUARTER = 0.25
_SAME = 1 / 256
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


class Stage:
    """Layers, back to front, shown through a frame of `size` pixels."""

    def __init__(self, size: tuple[int, int], layers: list[Layer], *, quick: bool = False) -> None:
        """`quick` scales drawn layers coarsely where the camera zooms; photographs need better."""
        self.size = size
        self._quick = quick
        if len(layers) == 1 and not layers[0].clear:
            # a photograph alone needs no fourth channel, which would cost a third of the time
            self.layers = [replace(layers[0], picture=layers[0].picture.convert("RGB"))]
            self._mode = "RGB"
        else:
            self.layers = _uncovered([_packed(layer) for layer in layers], size[1])
            self._mode = "RGBX"

    def joined(self) -> Stage:
        """The same, quick, with neighbours of nearly one depth in one layer."""
        found: list[Layer] = []
        for layer in self.layers:
            together = _together(found[-1], layer) if found else None
            if together is None:
                found.append(layer)
            else:
                found[-1] = together
        return Stage(self.size, found, quick=True)

    def toned(self, change: Callable[[Image.Image], Image.Image]) -> Stage:
        """The same with every layer's colours changed."""
        layers = [_recoloured(layer, change) for layer in self.layers]
        return Stage(self.size, layers, quick=self._quick)

    def still(self) -> Image.Image:
        """The picture at rest, exact to the pixel."""
        frame = Image.new(self._mode, self.size)
        for layer in self.layers:
            _paste(frame, layer.picture, layer.left, layer.top, clear=layer.clear)
        return frame.convert("RGB")

    def look(self, view: View, second: float = 0.0) -> Frame:
        """The frame that the camera sees."""
        return np.asarray(self.picture(view, second))

    def picture(self, view: View, second: float = 0.0) -> Image.Image:
        """The same as an RGB picture."""
        frame = Image.new(self._mode, self.size)
        for layer in self.layers:
            self._show(frame, layer, view, second)
        return frame if self._mode == "RGB" else frame.convert("RGB")

    def _show(self, frame: Image.Image, layer: Layer, view: View, second: float) -> None:
        width, height = self.size
        zoom = 1.0 + (view.zoom - 1.0) * (0.35 + 0.65 * layer.depth)
        left = width / 2 + (view.x * layer.depth - layer.drift * second) * width - width / zoom / 2
        rise = view.y * layer.depth - layer.bob * float(np.sin(second * 1.9))
        rise += layer.climb * second
        top = height / 2 + rise * height - height / zoom / 2
        wide, tall = layer.picture.size
        x0 = max(0, int(np.ceil((layer.left - left) * zoom - 1e-6)))
        y0 = max(0, int(np.ceil((layer.top - top) * zoom - 1e-6)))
        x1 = min(width, int(np.floor((layer.left + wide - left) * zoom + 1e-6)))
        y1 = min(height, int(np.floor((layer.top + tall - top) * zoom + 1e-6)))
        if x1 <= x0 or y1 <= y0:
            return
        box = (
            max(0.0, left + x0 / zoom - layer.left),
            max(0.0, top + y0 / zoom - layer.top),
            min(float(wide), left + x1 / zoom - layer.left),
            min(float(tall), top + y1 / zoom - layer.top),
        )
        if zoom == 1.0:
            piece = _shifted(layer.picture, (x1 - x0, y1 - y0), box[0], box[1])
        elif self._quick:
            piece = _scaled(layer.picture, (x1 - x0, y1 - y0), box)
        else:
            piece = layer.picture.resize((x1 - x0, y1 - y0), Image.Resampling.BILINEAR, box)
        _paste(frame, piece, x0, y0, clear=layer.clear)


def _shifted(picture: Image.Image, size: tuple[int, int], left: float, top: float) -> Image.Image:
    """What lies between pixels, blended from its neighbours: four times as quick as scaling."""
    x, y = int(left), int(top)
    share_x, share_y = left - x, top - y
    piece = _beside(picture, size, x, y, share_x)
    if share_y < _SAME:
        return piece
    return Image.blend(piece, _beside(picture, size, x, y + 1, share_x), share_y)


def _scaled(
    picture: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]
) -> Image.Image:
    """The box at that size, each pixel the mean of two samples half a pixel apart.

    A drawing of flat areas with soft edges hardly shows the difference to real interpolation,
    which takes three times as long.
    """
    left, top, right, low = box
    one, other = (
        picture.transform(
            size,
            Image.Transform.EXTENT,
            (left + off, top + off, right + off, low + off),
            Image.Resampling.NEAREST,
        )
        for off in (-_QUARTER, _QUARTER)
    )
    return Image.blend(one, other, 0.5)


def _beside(
    picture: Image.Image, size: tuple[int, int], x: int, y: int, share: float
) -> Image.Image:
    piece = picture.crop((x, y, x + size[0], y + size[1]))
    if share < _SAME:
        return piece
    return Image.blend(piece, picture.crop((x + 1, y, x + 1 + size[0], y + size[1])), share)


def _recoloured(layer: Layer, change: Callable[[Image.Image], Image.Image]) -> Layer:
    *_, holes = layer.picture.split()
    red, green, blue = change(layer.picture.convert("RGB")).split()
    return replace(layer, picture=Image.merge("RGBX", (red, green, blue, holes)))


def _together(under: Layer, over: Layer) -> Layer | None:
    """Both in one sheet; None where they move differently, or the sheet would be mostly empty."""
    moving = _moves(under) or _moves(over)
    if moving or abs(under.depth - over.depth) > _NEARLY:
        return None
    one = (under.left, under.top, *under.picture.size)
    other = (over.left, over.top, *over.picture.size)
    left, top = min(one[0], other[0]), min(one[1], other[1])
    wide = max(one[0] + one[2], other[0] + other[2]) - left
    tall = max(one[1] + one[3], other[1] + other[3]) - top
    if wide * tall > _SPARE * (one[2] * one[3] + other[2] * other[3]):
        return None
    sheet = Image.new("RGBA", (wide, tall), (40, 36, 52, 0))
    sheet.paste(_seen(under), (under.left - left, under.top - top))
    put(sheet, _seen(over), over.left - left, over.top - top)
    clear = under.clear or (wide, tall) != under.picture.size
    packed = Image.frombytes("RGBX", sheet.size, sheet.tobytes())
    return Layer(packed, left, top, (under.depth + over.depth) / 2, clear)


def _moves(layer: Layer) -> bool:
    return bool(layer.drift or layer.bob or layer.climb)


def _seen(layer: Layer) -> Image.Image:
    """The layer as RGBA."""
    return Image.frombytes("RGBA", layer.picture.size, layer.picture.tobytes())


def _uncovered(layers: list[Layer], height: int) -> list[Layer]:
    """The layers without the lower parts that nearer land always hides, which saves half the work.

    The slack is how far two depths can shift against each other in the views of `camera`.
    """
    shown: list[Layer] = []
    for number, layer in enumerate(layers):
        low = layer.top + layer.picture.height
        for nearer in layers[number + 1 :]:
            slack = 0.3 * abs(nearer.depth - layer.depth) + layer.bob + nearer.bob
            low = min(low, _solid_from(nearer) + round(slack * height) + 2)
        if low <= layer.top:
            continue
        picture = layer.picture.crop((0, 0, layer.picture.width, low - layer.top))
        shown.append(replace(layer, picture=picture))
    return shown


def _solid_from(layer: Layer) -> int:
    """The row from which on the layer hides what is behind it; its end when it never does."""
    end = layer.top + layer.picture.height
    if _moves(layer) or layer.left > 0:
        return end + (1 << 20)
    if not layer.clear:
        return layer.top
    least = np.asarray(layer.picture.getchannel("X")).min(axis=1)
    holes = np.flatnonzero(least < 255)
    first = layer.top + (int(holes[-1]) + 1 if len(holes) else 0)
    return first if first < end else end + (1 << 20)


def _packed(layer: Layer) -> Layer:
    """The layer cropped to what is drawn on it, its alpha kept as a plain fourth channel.

    Pillow scales RGBX two to three times faster than RGBA, which it first multiplies out.
    """
    picture = layer.picture
    if picture.mode == "RGBX":
        return layer
    left, top = layer.left, layer.top
    clear = layer.clear and picture.mode == "RGBA"
    if clear:
        box = picture.getchannel("A").getbbox()
        if box:
            picture = picture.crop(box)
            left, top = left + box[0], top + box[1]
    else:
        picture = picture.convert("RGB").convert("RGBA")
    packed = Image.frombytes("RGBX", picture.size, picture.tobytes())
    return replace(layer, picture=packed, left=left, top=top, clear=clear)


def _paste(frame: Image.Image, piece: Image.Image, x: int, y: int, *, clear: bool) -> None:
    frame.paste(piece, (x, y), piece.getchannel("X") if clear else None)


def put(sheet: Image.Image, piece: Image.Image, x: int, y: int) -> None:
    """Lays `piece` over an RGBA `sheet` at any place, cropped where it sticks out."""
    left, top = max(0, -x), max(0, -y)
    right = min(piece.width, sheet.width - x)
    low = min(piece.height, sheet.height - y)
    if right > left and low > top:
        part = piece.crop((left, top, right, low))
        sheet.alpha_composite(part, (x + left, y + top))
