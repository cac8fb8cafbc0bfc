"""Places under the sky."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image

from genmux.engines.sketch.layers import Layer, put
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene import buildings, land, sky
from genmux.engines.sketch.scene.pen import Pen
from genmux.engines.sketch.scene.place import Ground
from genmux.engines.sketch.scene.volume import lit

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas


def _heavens(canvas: Canvas, colours: Palette) -> tuple[Layer, float]:
    sun = float(canvas.rng.choice([canvas.rng.uniform(0.16, 0.36), canvas.rng.uniform(0.64, 0.84)]))
    height = float(canvas.rng.uniform(0.16, 0.3))
    low = sum(colours.sky_low) - 2 * colours.sky_low[2] > 110
    return sky.sky(canvas, colours, (sun, height + (0.2 if low else 0.0))), sun


def hills(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    middle = mix(far, near, 0.5)
    behind = [
        back,
        land.ridge(canvas, 0.22, base=0.6, swing=0.06, tones=(far, lighter(far, 0.12))),
        land.ridge(
            canvas, 0.4, base=0.69, swing=0.05, tones=(lighter(middle, 0.05), middle), waves=2.6
        ),
        land.grove(canvas, 0.5, base=0.73, tall=0.13, amount=9, leaf=mix(middle, near, 0.4)),
        land.ridge(
            canvas,
            0.8,
            base=0.79,
            swing=0.035,
            tones=(lighter(near, 0.16), darker(near, 0.1)),
            waves=1.8,
        ),
    ]
    front = land.tufts(
        canvas, base=0.9, leaf=darker(near, 0.12), bloom=lighter(colours.accent, 0.4)
    )
    return Ground(behind, [front], floor=0.89)


def mountains(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    snow = mix((250, 252, 255), colours.sky_low, 0.18 if not colours.dark else 0.55)
    behind = [
        back,
        land.ridge(
            canvas,
            0.2,
            base=0.46,
            swing=0.17,
            tones=(far, lighter(far, 0.35)),
            waves=2.4,
            rough=1.0,
            cap=snow,
        ),
        land.ridge(
            canvas,
            0.36,
            base=0.62,
            swing=0.11,
            waves=3.0,
            rough=0.8,
            tones=(mix(far, near, 0.45), lighter(mix(far, near, 0.5), 0.15)),
        ),
        land.grove(
            canvas, 0.58, base=0.78, tall=0.17, amount=26, leaf=mix(near, far, 0.22), kind="pine"
        ),
        land.ridge(
            canvas, 0.8, base=0.82, swing=0.03, tones=(lighter(near, 0.12), darker(near, 0.2))
        ),
    ]
    return Ground(behind, floor=0.9)


def forest(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    kind = "pine" if canvas.rng.random() < 0.5 else "round"
    behind = [back]
    for number, (depth, base, tall, amount) in enumerate(
        ((0.22, 0.68, 0.36, 30), (0.42, 0.74, 0.46, 22), (0.62, 0.81, 0.58, 13))
    ):
        leaf = mix(far, near, 0.1 + number * 0.38)
        behind.append(
            land.grove(
                canvas,
                depth,
                base=base,
                tall=tall,
                amount=amount,
                leaf=leaf,
                kind=kind,
                clear_middle=number * 0.17,
            )
        )
        tones = (leaf, mix(leaf, near, 0.4))
        behind.append(land.ridge(canvas, depth + 0.05, base=base - 0.02, swing=0.014, tones=tones))
    behind.append(
        land.ridge(
            canvas,
            0.8,
            base=0.84,
            swing=0.02,
            waves=2.4,
            tones=(lighter(near, 0.16), darker(near, 0.25)),
        )
    )
    front = land.tufts(canvas, base=0.92, leaf=darker(near, 0.05), bloom=None)
    return Ground(behind, [front], floor=0.91)


def desert(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    behind = [back]
    for number, (depth, base, swing) in enumerate(
        ((0.2, 0.6, 0.05), (0.42, 0.7, 0.06), (0.8, 0.8, 0.05))
    ):
        tone = mix(far, near, number * 0.5)
        behind.append(
            land.ridge(
                canvas,
                depth,
                base=base,
                swing=swing,
                waves=1.5 + number * 0.3,
                tones=(lighter(tone, 0.22), darker(tone, 0.1)),
            )
        )
    return Ground(behind, floor=0.89)


def savanna(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    hazy, grass = mix(far, colours.sky_top, 0.3), (lighter(near, 0.14), darker(near, 0.12))
    behind = [
        back,
        land.ridge(canvas, 0.2, base=0.63, swing=0.035, tones=(hazy, far)),
        land.grove(canvas, 0.44, base=0.72, tall=0.2, amount=5, leaf=mix((96, 122, 64), far, 0.3),
                   kind="flat", clear_middle=0.3),
        land.ridge(canvas, 0.8, base=0.74, swing=0.015, tones=grass),
    ]  # fmt: skip
    front = land.tufts(canvas, base=0.9, leaf=darker(near, 0.2), bloom=None)
    return Ground(behind, [front], floor=0.88)


def snow(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    behind = [
        back,
        land.ridge(
            canvas,
            0.2,
            base=0.52,
            swing=0.12,
            tones=(far, lighter(far, 0.4)),
            waves=2.2,
            rough=0.9,
            cap=lighter(near, 0.3),
        ),
        land.ridge(canvas, 0.42, base=0.7, swing=0.04, tones=(near, mix(near, far, 0.3))),
        land.grove(
            canvas,
            0.58,
            base=0.78,
            tall=0.2,
            amount=14,
            leaf=mix((58, 96, 96), far, 0.25),
            kind="pine",
            clear_middle=0.2,
        ),
        land.ridge(
            canvas, 0.8, base=0.81, swing=0.035, tones=(lighter(near, 0.5), mix(near, far, 0.35))
        ),
    ]
    return Ground(behind, floor=0.9)


def sea(canvas: Canvas, colours: Palette) -> Ground:
    back, sun = _heavens(canvas, colours)
    far = colours.far
    isle = land.ridge(
        canvas,
        0.18,
        base=0.575,
        swing=0.045,
        waves=1.7,
        rough=0.4,
        tones=(mix(far, colours.sky_low, 0.35), mix(far, colours.sky_low, 0.45)),
    )
    shore = land.ridge(
        canvas,
        0.8,
        base=0.87,
        swing=0.02,
        waves=1.3,
        tones=(lighter(colours.near, 0.2), colours.near),
    )
    foam = land.ridge(
        canvas,
        0.78,
        base=0.858,
        swing=0.02,
        waves=1.6,
        tones=(lighter(colours.sky_low, 0.7), lighter(colours.sky_low, 0.6)),
    )
    behind = [back, isle, land.water(canvas, colours, 0.58, sun), foam, shore]
    return Ground(behind, floor=0.93, waterline=0.76)


def lake(canvas: Canvas, colours: Palette) -> Ground:
    back, sun = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    behind = [
        back,
        land.ridge(canvas, 0.2, base=0.46, swing=0.12, tones=(far, lighter(far, 0.3)), rough=0.9),
        land.grove(
            canvas, 0.3, base=0.62, tall=0.16, amount=34, leaf=mix(far, near, 0.5), kind="pine"
        ),
        land.water(canvas, colours, 0.61, sun),
        land.ridge(
            canvas, 0.8, base=0.85, swing=0.03, tones=(lighter(near, 0.2), darker(near, 0.1))
        ),
    ]
    front = land.tufts(canvas, base=0.93, leaf=darker(near, 0.1), bloom=None)
    return Ground(behind, [front], floor=0.92, waterline=0.76)


def city(canvas: Canvas, colours: Palette) -> Ground:
    back, _ = _heavens(canvas, colours)
    far, near = colours.far, colours.near
    behind = [
        back,
        land.skyline(
            canvas, 0.2, base=0.74, tall=0.5, tone=mix(far, colours.sky_low, 0.45), colours=colours
        ),
        land.skyline(canvas, 0.42, base=0.78, tall=0.42, tone=mix(far, near, 0.4), colours=colours),
        land.skyline(canvas, 0.66, base=0.82, tall=0.28, tone=near, colours=colours),
        land.road(canvas, colours, horizon=0.8),
    ]
    return Ground(behind, floor=0.9)


def hamlet(canvas: Canvas, colours: Palette) -> Layer:
    """A few small houses in the middle distance."""
    left, top, width, height = canvas.area(0.55)
    sheet = Image.new("RGBA", (width, height), (60, 54, 60, 0))
    for number in range(6):
        tone = (colours.main, colours.accent, mix(colours.main, (150, 90, 60), 0.6))[number % 3]
        pen = Pen(max(8, round(canvas.unit * float(canvas.rng.uniform(0.1, 0.14)))), 1.15)
        buildings.house(pen, replace(colours, main=tone))
        drawn = lit(pen.sheet(), colours.ambient)
        x = (0.04 + number * 0.165 + 0.03 * float(canvas.rng.random())) * width
        y = (0.79 + 0.03 * float(canvas.rng.random())) * canvas.height - top
        put(sheet, drawn, round(x), round(y - drawn.height))
    return Layer(sheet, left, top, 0.55)
