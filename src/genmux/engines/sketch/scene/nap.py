"""An animal that sleeps, curled up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter, mix

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen

_COATS: tuple[Colour, ...] = ((214, 138, 74), (132, 128, 134), (226, 210, 186), (156, 110, 78))


def curled(pen: Pen, colours: Palette, *, coat: Colour | None, ears: str) -> None:
    """The head on the paws, the tail around the body; aspect 1.6."""
    tone = colours.main if colours.own else coat
    if tone is None:
        tone = mix(_COATS[sum(colours.main) % len(_COATS)], colours.main, 0.12)
    shade, pale = darker(tone, 0.24), lighter(tone, 0.22)
    pen.blob(tone, (0.14, 0.78), (0.22, 0.42), (0.62, 0.22), (1.06, 0.30), (1.36, 0.56),
             (1.42, 0.84), (1.10, 0.96), (0.40, 0.96))  # fmt: skip
    pen.blob(pale, (0.70, 0.52), (1.00, 0.50), (1.16, 0.72), (0.92, 0.84), (0.66, 0.74))
    pen.arc(1.08, 0.70, 0.24, 190, 330, shade, 0.02)
    pen.stroke(shade, 0.15, (1.40, 0.78), (1.28, 0.90), (0.96, 0.92), (0.62, 0.90))
    pen.oval(0.60, 0.90, 0.09, 0.075, pale)
    _ears(pen, tone, ears)
    pen.oval(0.36, 0.66, 0.25, 0.22, tone)
    pen.oval(0.30, 0.75, 0.15, 0.10, pale)
    pen.oval(0.245, 0.71, 0.035, 0.026, (64, 48, 48))
    for x in (0.28, 0.44):
        pen.arc(x, 0.61, 0.05, 20, 160, (52, 42, 44), 0.02)
    for x in (0.30, 0.46):
        pen.oval(x, 0.92, 0.10, 0.05, shade)


def _ears(pen: Pen, tone: Colour, ears: str) -> None:
    shade = darker(tone, 0.3)
    if ears == "long":
        for x in (0.40, 0.50):
            pen.stroke(shade, 0.09, (x, 0.52), (x + 0.16, 0.36), (x + 0.30, 0.34))
    elif ears == "flop":
        pen.blob(shade, (0.46, 0.46), (0.60, 0.52), (0.62, 0.72), (0.52, 0.66))
    elif ears == "point":
        for x in (0.20, 0.42):
            pen.poly(shade, (x, 0.54), (x + 0.16, 0.50), (x + 0.10, 0.32))
    else:
        for x in (0.22, 0.50):
            pen.oval(x, 0.49, 0.08, 0.075, shade)
