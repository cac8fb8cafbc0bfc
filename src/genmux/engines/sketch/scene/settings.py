"""Places: each builds the layers behind and before the subject, and tells where it may stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene import land, sky

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas
    from genmux.engines.sketch.words import Wish


@dataclass(slots=True)
class Ground:
    """A place. Heights are shares of the frame, down from its top."""

    behind: list[Layer]
    before: list[Layer] = field(default_factory=list)
    floor: float = 0.88
    depth: float = 0.8
    scale: float = 1.0
    waterline: float = 0.0
    closeup: bool = False
    """a portrait is asked for: people are shown from the chest up"""


def build(setting: str, canvas: Canvas, colours: Palette, wish: Wish) -> Ground:
    ground = _PLACES[setting](canvas, colours)
    if setting not in _INDOORS:
        heavy = "cloudy" in wish.weather or "rain" in wish.weather
        amount = 9 if heavy else int(canvas.rng.integers(2, 6))
        if not colours.dark or heavy:
            ground.behind.insert(1, sky.clouds(canvas, colours, amount, heavy=heavy))
    if "fog" in wish.weather:
        tone = lighter(colours.sky_low, 0.45)
        ground.behind.append(sky.veil(canvas, tone, low=0.66, strength=205))
        ground.before.append(sky.veil(canvas, tone, low=0.95, strength=150))
    return ground


def _heavens(canvas: Canvas, colours: Palette) -> tuple[Layer, float]:
    sun = float(canvas.rng.choice([canvas.rng.uniform(0.16, 0.36), canvas.rng.uniform(0.64, 0.84)]))
    height = float(canvas.rng.uniform(0.16, 0.3))
    low = sum(colours.sky_low) - 2 * colours.sky_low[2] > 110
    return sky.sky(canvas, colours, (sun, height + (0.2 if low else 0.0))), sun


def _hills(canvas: Canvas, colours: Palette) -> Ground:
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


def _mountains(canvas: Canvas, colours: Palette) -> Ground:
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


def _forest(canvas: Canvas, colours: Palette) -> Ground:
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


def _desert(canvas: Canvas, colours: Palette) -> Ground:
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


def _snow(canvas: Canvas, colours: Palette) -> Ground:
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


def _sea(canvas: Canvas, colours: Palette) -> Ground:
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


def _lake(canvas: Canvas, colours: Palette) -> Ground:
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


def _city(canvas: Canvas, colours: Palette) -> Ground:
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


def _space(canvas: Canvas, colours: Palette) -> Ground:
    near = colours.near
    behind = [
        sky.cosmos(canvas, colours),
        land.ridge(
            canvas,
            0.4,
            base=0.78,
            swing=0.04,
            tones=(darker(near, 0.25), darker(near, 0.5)),
            rough=0.5,
            waves=2.4,
        ),
        land.ridge(
            canvas, 0.8, base=0.84, swing=0.02, tones=(lighter(near, 0.25), darker(near, 0.3))
        ),
    ]
    return Ground(behind, floor=0.91)


def _underwater(canvas: Canvas, colours: Palette) -> Ground:
    left, top, width, height = canvas.area(0.12)
    picture = sky.gradient(
        (width, height),
        (0.0, lighter(colours.far, 0.45)),
        (0.45, colours.far),
        (1.0, darker(colours.near, 0.35)),
    )
    rays = Image.new("L", (width // 2, height // 2))
    draw = ImageDraw.Draw(rays)
    for x in canvas.rng.uniform(0, 1, 7):
        wide, lean = width * 0.02, width * 0.1
        x *= width / 2  # noqa: PLW2901  # share to pixels
        draw.polygon(
            [(x, 0), (x + wide, 0), (x + wide * 3 - lean, height), (x - wide - lean, height)],
            fill=34,
        )
    fade = Image.fromarray(np.linspace(255, 0, height // 2).astype(np.uint8)[:, None]).resize(
        rays.size
    )
    rays = Image.composite(rays, Image.new("L", rays.size), fade).resize((width, height))
    picture.paste((232, 250, 255), (0, 0), rays)
    behind = [
        Layer(picture, left, top, 0.12, clear=False),
        land.ridge(
            canvas,
            0.3,
            base=0.8,
            swing=0.06,
            rough=0.6,
            tones=(mix(colours.far, colours.near, 0.6), colours.near),
        ),
        land.ridge(
            canvas,
            0.8,
            base=0.89,
            swing=0.025,
            tones=(mix((206, 190, 150), colours.far, 0.5), mix((150, 140, 120), colours.near, 0.6)),
        ),
    ]
    front = land.tufts(
        canvas, base=0.94, leaf=mix((60, 150, 110), colours.near, 0.4), bloom=colours.accent
    )
    return Ground(behind, [front], floor=0.93)


def _room(canvas: Canvas, colours: Palette) -> Ground:
    left, top, width, height = canvas.area(0.3)
    wall = Image.new("RGB", (width, height), colours.far)
    wall.paste(
        sky.gradient(
            (width, height), (0.0, darker(colours.far, 0.08)), (0.8, lighter(colours.far, 0.2))
        )
    )
    draw = ImageDraw.Draw(wall)
    unit = canvas.unit
    x, y = round(width * float(canvas.rng.uniform(0.12, 0.3))), round(height * 0.16)
    wide, tall = round(unit * 0.34), round(unit * 0.4)
    frame = lighter(colours.near, 0.7)
    draw.rectangle(
        (x - unit * 0.018, y - unit * 0.018, x + wide + unit * 0.018, y + tall + unit * 0.018),
        fill=frame,
    )
    wall.paste(sky.gradient((wide, tall), (0.0, colours.sky_top), (1.0, colours.sky_low)), (x, y))
    draw.rectangle((x + wide * 0.485, y, x + wide * 0.515, y + tall), fill=frame)
    draw.rectangle((x, y + tall * 0.48, x + wide, y + tall * 0.505), fill=frame)
    px = round(width * float(canvas.rng.uniform(0.62, 0.74)))
    draw.rectangle(
        (px, y + tall * 0.1, px + unit * 0.2, y + tall * 0.72), fill=darker(colours.near, 0.25)
    )
    draw.rectangle(
        (px + unit * 0.012, y + tall * 0.13, px + unit * 0.188, y + tall * 0.69),
        fill=lighter(colours.main, 0.5),
    )
    draw.ellipse(
        (px + unit * 0.05, y + tall * 0.26, px + unit * 0.15, y + tall * 0.5), fill=colours.accent
    )
    table = land.ridge(
        canvas,
        0.8,
        base=0.72,
        swing=0.0,
        tones=(lighter(colours.near, 0.12), darker(colours.near, 0.25)),
    )
    return Ground([Layer(wall, left, top, 0.3, clear=False), table], floor=0.86, scale=1.1)


def _studio(canvas: Canvas, colours: Palette) -> Ground:
    left, top, width, height = canvas.area(0.2)
    small = (max(8, width // 8), max(8, height // 8))
    x, y = np.linspace(-1, 1, small[0])[None, :], np.linspace(-1.1, 0.9, small[1])[:, None]
    away = np.clip(np.sqrt(x**2 * 0.8 + y**2), 0, 1.3)[..., None] / 1.3
    inner, outer = np.array(lighter(colours.far, 0.55)), np.array(darker(colours.far, 0.12))
    pixels = (inner + (outer - inner) * away**1.3).astype(np.uint8)
    back = Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC)
    floor = land.ridge(
        canvas,
        0.6,
        base=0.76,
        swing=0.0,
        tones=(lighter(colours.near, 0.3), darker(colours.near, 0.05)),
    )
    return Ground([Layer(back, left, top, 0.2, clear=False), floor], floor=0.86, scale=1.15)


_INDOORS = frozenset({"space", "underwater", "room", "studio"})
_PLACES: dict[str, Callable[[Canvas, Palette], Ground]] = {
    "hills": _hills,
    "mountains": _mountains,
    "forest": _forest,
    "desert": _desert,
    "snow": _snow,
    "sea": _sea,
    "lake": _lake,
    "city": _city,
    "space": _space,
    "underwater": _underwater,
    "room": _room,
    "studio": _studio,
}
