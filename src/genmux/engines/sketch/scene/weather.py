"""Falling and floating things: rain, snow, petals, sparks. They loop, for clips of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.palette import Colour

_KINDS: dict[str, tuple[int, tuple[float, float], float]] = {
    "rain": (220, (-0.12, 1.9), 0.004),
    "snowfall": (150, (0.03, 0.16), 0.006),
    "petals": (46, (0.10, 0.14), 0.011),
    "leaves": (54, (0.12, 0.13), 0.012),
    "fireflies": (46, (0.01, -0.03), 0.006),
}
_TONES: dict[str, tuple[Colour, ...]] = {
    "rain": ((206, 220, 238),),
    "snowfall": ((236, 242, 250),),
    "petals": ((250, 190, 206), (255, 222, 228), (246, 160, 186)),
    "leaves": ((222, 118, 44), (196, 70, 40), (240, 176, 62)),
    "fireflies": ((255, 240, 160), (255, 220, 110)),
}


class Weather:
    """Particles of one kind over a frame of `size` pixels."""

    def __init__(self, kind: str, size: tuple[int, int], rng: np.random.Generator) -> None:
        amount, self._wind, radius = _KINDS[kind]
        self._kind = kind
        self._size = size
        unit = min(size)
        self._start = rng.random((amount, 2))
        self._near = rng.uniform(0.5, 1.0, amount)
        self._radius = self._near * radius * unit
        self._phase = rng.uniform(0, 2 * np.pi, amount)
        self._tones = _TONES[kind]

    def _spots(self, second: float) -> NDArray[np.float64]:
        travel = self._start + second * np.array(self._wind) * self._near[:, None]
        sway = 0.012 * np.sin(self._phase + second * 1.7)
        if self._kind != "rain":
            travel[:, 0] += sway
        return travel % 1.0 * 1.1 - 0.05

    def veils(self, second: float, strength: float = 1.0) -> list[tuple[Colour, Image.Image]]:
        """The particles of that moment: one L mask of the frame's size for each of their tones.

        `strength`, 0 to 1, is how solid they are.
        """
        masks = [Image.new("L", self._size) for _ in self._tones]
        draws = [ImageDraw.Draw(mask) for mask in masks]
        width, height = self._size
        for number, (x, y) in enumerate(self._spots(second)):
            draw = draws[number % len(draws)]
            px, py, r = x * width, y * height, float(self._radius[number])
            near = float(self._near[number])
            if self._kind == "rain":
                slant = r * 1.1
                draw.line(
                    (px, py, px - slant, py + r * 9),
                    round(120 * near * strength),
                    max(1, round(r / 3)),
                )
            elif self._kind == "fireflies":
                glow = 0.55 + 0.45 * float(np.sin(self._phase[number] + second * 2.4))
                draw.ellipse(
                    (px - r * 2, py - r * 2, px + r * 2, py + r * 2), round(60 * glow * strength)
                )
                r *= 0.7
                draw.ellipse((px - r, py - r, px + r, py + r), round(235 * glow * strength))
            else:
                flat = 0.6 if self._kind in {"petals", "leaves"} else 1.0
                draw.ellipse(
                    (px - r, py - r * flat, px + r, py + r * flat), round(225 * near * strength)
                )
        return list(zip(self._tones, masks, strict=True))

    def fall(self, frame: Image.Image, second: float = 0.0) -> None:
        """Draws the particles of that moment onto an RGB picture."""
        for tone, veil in self.veils(second):
            frame.paste(tone, (0, 0), veil)


def weathers_of(
    kinds: tuple[str, ...], size: tuple[int, int], rng: np.random.Generator
) -> list[Weather]:
    return [Weather(kind, size, rng) for kind in kinds if kind in _KINDS]
