"""What people have on their heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.scene.pen import Pen

_GOLD = (238, 192, 76)
_STEEL = (176, 184, 196)
_DARK = (40, 38, 48)


def put(pen: Pen, kind: str, tone: Colour, x: float, y: float, r: float) -> None:
    """Puts it on the head of radius `r` around (x, y); an unknown kind leaves the head bare."""
    if kind in _KINDS:
        _KINDS[kind](pen, tone, x, y, r)


def _toque(pen: Pen, _: Colour, x: float, y: float, r: float) -> None:
    pen.box(x - r * 0.8, y - r * 1.5, x + r * 0.8, y - r * 0.62, (250, 250, 247), r * 0.1)
    for step in (-0.62, 0.0, 0.62):
        pen.oval(x + r * step, y - r * 1.6, r * 0.56, r * 0.46, (250, 250, 247))
    pen.line((220, 220, 216), r * 0.06, (x - r * 0.8, y - r * 0.75), (x + r * 0.8,
             y - r * 0.75))  # fmt: skip


def _crown(pen: Pen, _: Colour, x: float, y: float, r: float) -> None:
    pen.poly(_GOLD, (x - r * 0.85, y - r * 0.65), (x - r * 0.95, y - r * 1.65),
             (x - r * 0.45, y - r * 1.15), (x, y - r * 1.75), (x + r * 0.45, y - r * 1.15),
             (x + r * 0.95, y - r * 1.65), (x + r * 0.85, y - r * 0.65))  # fmt: skip
    for step in (-0.5, 0.0, 0.5):
        pen.oval(x + r * step, y - r * 0.85, r * 0.12, r * 0.13, (206, 44, 58))


def _pointed(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.blob(tone, (x - r * 0.85, y - r * 0.7), (x - r * 0.3, y - r * 1.7),
             (x + r * 0.35, y - r * 2.15), (x + r * 0.25, y - r * 1.5),
             (x + r * 0.85, y - r * 0.7))  # fmt: skip
    pen.oval(x, y - r * 0.68, r * 1.5, r * 0.26, darker(tone, 0.2))
    pen.oval(x - r * 0.05, y - r * 1.15, r * 0.14, r * 0.14, _GOLD)


def _brim(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.oval(x, y - r * 0.62, r * 1.5, r * 0.24, darker(tone, 0.25))
    pen.blob(
        tone,
        (x - r * 0.82, y - r * 0.62),
        (x - r * 0.7, y - r * 1.5),
        (x, y - r * 1.42),
        (x + r * 0.7, y - r * 1.5),
        (x + r * 0.82, y - r * 0.62),
    )
    pen.box(x - r * 0.8, y - r * 0.92, x + r * 0.8, y - r * 0.66, darker(tone, 0.6))


def _cap(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.blob(tone, (x - r, y - r * 0.5), (x - r * 0.85, y - r * 1.3), (x, y - r * 1.5),
             (x + r * 0.85, y - r * 1.3), (x + r, y - r * 0.5))  # fmt: skip
    pen.blob(darker(tone, 0.35), (x - r * 0.7, y - r * 0.55), (x + r * 0.7, y - r * 0.55),
             (x + r * 0.5, y - r * 0.3), (x - r * 0.5, y - r * 0.3))  # fmt: skip
    pen.oval(x, y - r * 1.0, r * 0.16, r * 0.17, _GOLD)


def _helmet(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.blob(
        tone,
        (x - r * 1.15, y - r * 0.35),
        (x - r * 0.95, y - r * 1.3),
        (x, y - r * 1.6),
        (x + r * 0.95, y - r * 1.3),
        (x + r * 1.15, y - r * 0.35),
    )
    pen.oval(x, y - r * 0.4, r * 1.3, r * 0.16, darker(tone, 0.2))
    pen.line(lighter(tone, 0.4), r * 0.12, (x, y - r * 1.55), (x, y - r * 0.55))


def _visor(pen: Pen, _: Colour, x: float, y: float, r: float) -> None:
    pen.blob(_STEEL, (x - r * 1.1, y + r * 0.8), (x - r * 1.1, y - r * 0.7),
             (x, y - r * 1.45), (x + r * 1.1, y - r * 0.7), (x + r * 1.1, y + r * 0.8),
             (x, y + r * 1.25))  # fmt: skip
    pen.box(x - r * 0.8, y - r * 0.25, x + r * 0.8, y + r * 0.08, _DARK, r * 0.1)
    for step in (-0.3, 0.0, 0.3):
        pen.line(darker(_STEEL, 0.5), r * 0.08, (x + r * step, y + r * 0.4), (x + r * step,
                 y + r * 0.8))  # fmt: skip
    pen.blob((206, 48, 50), (x, y - r * 1.3), (x - r * 0.5, y - r * 1.9), (x + r * 0.7, y
             - r * 1.9), (x + r * 0.9, y - r * 1.3))  # fmt: skip


def _hood(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.blob(tone, (x - r * 1.15, y + r * 0.9), (x - r * 1.1, y - r * 0.7),
             (x, y - r * 1.5), (x + r * 1.1, y - r * 0.7), (x + r * 1.15, y + r * 0.9),
             (x + r * 0.85, y + r * 0.5), (x + r * 0.8, y - r * 0.35), (x, y - r * 0.6),
             (x - r * 0.8, y - r * 0.35), (x - r * 0.85, y + r * 0.5))  # fmt: skip
    pen.box(x - r * 0.85, y + r * 0.3, x + r * 0.85, y + r * 1.05, tone, r * 0.3)


def _beanie(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.blob(
        tone,
        (x - r * 1.02, y - r * 0.4),
        (x - r * 0.8, y - r * 1.3),
        (x, y - r * 1.55),
        (x + r * 0.8, y - r * 1.3),
        (x + r * 1.02, y - r * 0.4),
    )
    pen.box(x - r * 1.05, y - r * 0.62, x + r * 1.05, y - r * 0.28, lighter(tone, 0.55),
            r * 0.15)  # fmt: skip
    pen.oval(x, y - r * 1.6, r * 0.28, r * 0.26, (250, 250, 247))


def _horns(pen: Pen, _: Colour, x: float, y: float, r: float) -> None:
    for sign in (-1, 1):
        pen.blob((238, 226, 200), (x + sign * r * 0.75, y - r * 0.7), (x + sign * r * 1.5,
                 y - r * 0.9), (x + sign * r * 1.6, y - r * 1.8), (x + sign * r * 1.2,
                 y - r * 1.25))  # fmt: skip
    pen.blob(
        _STEEL,
        (x - r * 1.05, y - r * 0.35),
        (x - r * 0.85, y - r * 1.2),
        (x, y - r * 1.45),
        (x + r * 0.85, y - r * 1.2),
        (x + r * 1.05, y - r * 0.35),
    )


def _mask(pen: Pen, tone: Colour, x: float, y: float, r: float) -> None:
    pen.blob(
        tone,
        (x - r * 0.95, y - r * 0.1),
        (x - r * 0.4, y - r * 0.28),
        (x, y - r * 0.12),
        (x + r * 0.4, y - r * 0.28),
        (x + r * 0.95, y - r * 0.1),
        (x + r * 0.4, y + r * 0.36),
        (x, y + r * 0.16),
        (x - r * 0.4, y + r * 0.36),
    )
    for sign in (-1, 1):
        pen.oval(x + sign * r * 0.36, y + r * 0.06, r * 0.14, r * 0.13, (250, 250, 250))


def _halo(pen: Pen, _: Colour, x: float, y: float, r: float) -> None:
    pen.arc(x, y - r * 1.55, r * 0.62, 0, 360, (255, 228, 130), r * 0.16)


_KINDS: dict[str, Callable[[Pen, Colour, float, float, float], None]] = {
    "toque": _toque,
    "crown": _crown,
    "pointed": _pointed,
    "brim": _brim,
    "cap": _cap,
    "helmet": _helmet,
    "visor": _visor,
    "hood": _hood,
    "beanie": _beanie,
    "horns": _horns,
    "mask": _mask,
    "halo": _halo,
}
