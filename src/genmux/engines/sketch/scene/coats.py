"""What a four-legged animal has on its coat or back: stripes, spots, fleece, humps, horns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import darker, lighter

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.scene.pen import Pen


def below(pen: Pen, kind: str, tone: Colour, back: float, bulk: float) -> None:
    """What the body covers in part."""
    if kind == "hump":
        pen.blob(tone, (0.36, back - bulk * 0.5), (0.50, back - bulk * 1.7), (0.60, back - bulk
                 * 1.75), (0.74, back - bulk * 0.5), (0.55, back))  # fmt: skip
    elif kind == "curl":
        pen.arc(0.20, back - bulk * 0.2, 0.055, 0, 300, darker(tone, 0.12), 0.022)


def above(pen: Pen, kind: str, tone: Colour, back: float, bulk: float) -> None:
    """What lies on the body."""
    if kind == "stripes":
        for number in range(7):
            x = 0.32 + number * 0.085
            high = bulk * (1 - ((x - 0.58) / 0.36) ** 2) ** 0.5
            pen.stroke((46, 38, 40), 0.026, (x, back - high * 0.98), (x + 0.025, back - high * 0.3),
                       (x, back + high * 0.45))  # fmt: skip
    elif kind == "spots":
        for number in range(15):
            x, y = 0.32 + (number * 0.17) % 0.54, back - bulk * 0.62 + (number % 4) * bulk * 0.42
            pen.oval(x, y, 0.036, 0.032, darker(tone, 0.42))
            pen.oval(x, y, 0.016, 0.014, darker(tone, 0.15))
    elif kind == "quills":
        for number in range(60):
            x = 0.24 + (number * 0.137) % 0.62
            y = back - bulk * 1.05 + (number % 6) * bulk * 0.26
            pen.line((112, 86, 68) if number % 2 else (74, 56, 48), 0.016, (x + 0.05, y + 0.05),
                     (x - 0.04, y - 0.05))  # fmt: skip
    elif kind == "fleece":
        for number in range(18):
            x = 0.30 + (number * 0.21) % 0.58
            y = back - bulk * 0.7 + (number % 5) * bulk * 0.34
            pen.oval(x, y, 0.10, 0.092, lighter(tone, 0.15 if number % 2 else 0.4))
    elif kind == "patches":
        pen.blob((70, 56, 50), (0.36, back - 0.06), (0.46, back - 0.14), (0.57, back - 0.05),
                 (0.46, back + 0.03))  # fmt: skip
        pen.blob((70, 56, 50), (0.66, back), (0.76, back - 0.09), (0.82, back + 0.04),
                 (0.70, back + 0.10))  # fmt: skip


def crown(pen: Pen, kind: str, x: float, y: float, size: float) -> None:
    """What grows on the head."""
    if kind == "horn":
        pen.poly((246, 222, 160), (x + size * 0.2, y - size * 0.75), (x + size * 0.75, y - size
                 * 0.55), (x + size * 1.1, y - size * 2.6))  # fmt: skip
    elif kind == "tusk":
        pen.poly((240, 234, 220), (x + size * 1.15, y), (x + size * 1.6, y + size * 0.1),
                 (x + size * 1.7, y - size * 1.0))  # fmt: skip
    elif kind == "horns":
        for lean in (-0.3, 0.3):
            pen.stroke((206, 190, 160), 0.026, (x + size * lean, y - size * 0.7),
                       (x + size * (lean - 0.5), y - size * 1.5),
                       (x + size * (lean - 1.1), y - size * 1.2))  # fmt: skip
    elif kind == "knobs":
        for lean in (-0.35, 0.25):
            pen.line((120, 84, 54), 0.022, (x + size * lean, y - size * 0.7),
                     (x + size * (lean - 0.1), y - size * 1.7))  # fmt: skip
            pen.oval(x + size * (lean - 0.1), y - size * 1.8, 0.018, 0.018, (84, 60, 44))
