"""Places without a sky: space, under water, a room, a studio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene import land, reef, sky
from genmux.engines.sketch.scene.place import Ground

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas


def space(canvas: Canvas, colours: Palette) -> Ground:
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


def underwater(canvas: Canvas, colours: Palette) -> Ground:
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
        reef.corals(canvas, colours, 0.45, base=0.88, tall=0.2, amount=9),
        reef.bubbles(canvas, 0.5),
        land.ridge(
            canvas,
            0.8,
            base=0.89,
            swing=0.025,
            tones=(mix((206, 190, 150), colours.far, 0.5), mix((150, 140, 120), colours.near, 0.6)),
        ),
        reef.corals(canvas, colours, 0.85, base=0.95, tall=0.3, amount=6),
    ]
    front = land.tufts(
        canvas, base=0.94, leaf=mix((60, 150, 110), colours.near, 0.4), bloom=colours.accent
    )
    return Ground(behind, [front], floor=0.93)


def room(canvas: Canvas, colours: Palette) -> Ground:
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


def studio(canvas: Canvas, colours: Palette) -> Ground:
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
