"""How the camera sees a finished arrangement: out of focus behind, dark against the light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import lighter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas
    from genmux.engines.sketch.scene.place import Ground

_SHADOW = (18, 16, 28)
_SMALLER = 4


def framed(canvas: Canvas, ground: Ground, shots: tuple[str, ...]) -> None:
    """Sets horizon and scale for a wide or a low shot."""
    if "wide" in shots:
        ground.scale *= 0.46
        ground.floor = min(ground.floor, 0.86)
    if "low" in shots:
        ground.scale *= 1.32
        sunk = round(canvas.height * 0.12)
        for layer in ground.behind[1:]:
            layer.top += sunk
        for layer in ground.before:
            layer.top += sunk
        ground.floor = 0.99
        ground.waterline = 0.0


def focused(canvas: Canvas, colours: Palette, ground: Ground) -> None:
    """Blurs what lies behind and before the things, and lays soft discs of light over it."""
    for layer in ground.behind:
        layer.picture = _soft(layer.picture, canvas.unit * (0.022 if layer.depth < 0.7 else 0.014))
    ground.before = []
    left, top, width, height = canvas.area(0.3)
    sheet = Image.new("RGBA", (width, height), (*lighter(colours.glow, 0.3), 0))
    draw = ImageDraw.Draw(sheet)
    for _ in range(26):
        x, y = canvas.rng.uniform(0, width), canvas.rng.uniform(0, height * 0.72)
        r = canvas.unit * float(canvas.rng.uniform(0.014, 0.05))
        tone = (colours.glow, colours.accent, lighter(colours.main, 0.5))[
            int(canvas.rng.integers(3))
        ]
        draw.ellipse((x - r, y - r, x + r, y + r),
                     fill=(*lighter(tone, 0.35), int(canvas.rng.integers(50, 120))))  # fmt: skip
    ground.behind.append(Layer(sheet.filter(ImageFilter.GaussianBlur(canvas.unit * 0.003)), left,
                               top, 0.3))  # fmt: skip


def _soft(picture: Image.Image, radius: float) -> Image.Image:
    size = max(1, picture.width // _SMALLER), max(1, picture.height // _SMALLER)
    small = picture.resize(size, Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(radius / _SMALLER))
    return small.resize(picture.size, Image.Resampling.BICUBIC)


def darkened(layers: list[Layer]) -> list[Layer]:
    """The things as dark shapes."""
    for layer in layers:
        dark = np.empty((layer.picture.height, layer.picture.width, 4), np.uint8)
        dark[..., :3] = _SHADOW
        dark[..., 3] = np.asarray(layer.picture.getchannel("A"))
        layer.picture = Image.fromarray(dark)
    return layers
