"""Simple forms for logos and patterns, of what else is part of a place: a peak, the sun, a leaf."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter
from genmux.engines.sketch.scene.subject import Subject

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen


def peak(pen: Pen, colours: Palette) -> None:
    """Two mountains with snow; aspect 1.4."""
    tone = darker(colours.main, 0.25)
    pen.poly(lighter(tone, 0.25), (0.62, 0.96), (1.0, 0.36), (1.38, 0.96))
    pen.poly(tone, (0.02, 0.96), (0.56, 0.08), (1.10, 0.96))
    pen.poly((250, 252, 255), (0.42, 0.31), (0.56, 0.08), (0.70, 0.31), (0.62, 0.38), (0.56, 0.30),
             (0.49, 0.38))  # fmt: skip


def sun(pen: Pen, colours: Palette) -> None:
    """Aspect 1."""
    tone = colours.main if colours.own else (246, 184, 60)
    for ray in range(12):
        turn = ray * pi / 6
        start = (0.5 + 0.31 * cos(turn), 0.5 + 0.31 * sin(turn))
        pen.line(tone, 0.05, start, (0.5 + 0.45 * cos(turn), 0.5 + 0.45 * sin(turn)))
    pen.oval(0.5, 0.5, 0.25, 0.25, tone)


def moon(pen: Pen, colours: Palette) -> None:
    """A crescent; aspect 0.9."""
    tone = colours.main if colours.own else (246, 214, 120)
    outer = [(0.48 + 0.42 * cos(a * pi / 30), 0.5 + 0.42 * sin(a * pi / 30)) for a in range(12, 49)]
    inner = [(0.62 + 0.36 * cos(a * pi / 30), 0.5 + 0.36 * sin(a * pi / 30))
             for a in range(47, 13, -1)]  # fmt: skip
    pen.poly(tone, *outer, *inner)


def leaf(pen: Pen, colours: Palette) -> None:
    """Aspect 0.8."""
    tone = colours.main if colours.own else (84, 152, 82)
    pen.blob(tone, (0.40, 0.03), (0.66, 0.26), (0.68, 0.56), (0.40, 0.84), (0.12, 0.56),
             (0.14, 0.26))  # fmt: skip
    pen.line(darker(tone, 0.3), 0.03, (0.40, 0.16), (0.40, 0.97))
    for y in (0.34, 0.48, 0.62):
        for sign in (-1, 1):
            pen.line(darker(tone, 0.3), 0.016, (0.40, y + 0.06), (0.40 + sign * 0.17, y - 0.05))


def wave(pen: Pen, colours: Palette) -> None:
    """Aspect 1.5."""
    for number, tone in enumerate((lighter(colours.main, 0.35), colours.main,
                                   darker(colours.main, 0.25))):  # fmt: skip
        y = 0.3 + number * 0.22
        pen.stroke(tone, 0.13, (0.10, y + 0.10), (0.35, y - 0.06), (0.62, y + 0.10),
                   (0.88, y - 0.06), (1.14, y + 0.10), (1.40, y - 0.06))  # fmt: skip


SIGNS: dict[str, Subject] = {
    "peak": Subject(peak, 1.4, 0.42),
    "sun": Subject(sun, 1.0, 0.44),
    "moon": Subject(moon, 0.9, 0.44),
    "leaf": Subject(leaf, 0.8, 0.46),
    "wave": Subject(wave, 1.5, 0.36),
}
_WORDS = {
    "mountain": "peak", "mountains": "peak", "peak": "peak", "alps": "peak", "summit": "peak",
    "sun": "sun", "solar": "sun", "sunrise": "sun", "moon": "moon", "crescent": "moon",
    "leaf": "leaf", "leaves": "leaf", "foliage": "leaf", "eco": "leaf", "wave": "wave",
    "waves": "wave", "ocean": "wave", "surf": "wave", "water": "wave",
}  # fmt: skip


def signs_of(words: tuple[str, ...]) -> list[str]:
    """Keys of the forms that the words call for, each once, in their order."""
    return list(dict.fromkeys(_WORDS[word] for word in words if word in _WORDS))
