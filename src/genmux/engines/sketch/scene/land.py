"""Ground and what grows or stands on it: ridges, dunes, water, trees, skylines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.layers import Layer, put
from genmux.engines.sketch.palette import Colour, Palette, darker, lighter, mix
from genmux.engines.sketch.scene import buildings
from genmux.engines.sketch.scene.pen import Pen
from genmux.engines.sketch.scene.sky import gradient

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.scene.compose import Canvas


_TREES: dict[str, tuple[Callable[..., None], float]] = {
    "round": (buildings.tree, 0.85),
    "pine": (buildings.pine, 0.55),
    "flat": (buildings.acacia, 1.3),
}


def profile(canvas: Canvas, length: int, *, waves: float, rough: float) -> NDArray[np.float64]:
    """A ridge line of values about -1 to 1; `rough` 0 is smooth hills, 1 is jagged rock."""
    at = np.arange(length) / canvas.width * waves
    total = np.zeros(length)
    for octave in range(2 if rough < 0.2 else 6):
        knots = canvas.rng.uniform(-1, 1, int(at[-1] * 2**octave) + 3)
        place = at * 2**octave
        whole = place.astype(np.int64)
        share = place - whole
        if rough < 0.5:
            share = share * share * (3 - 2 * share)
        total += (knots[whole] * (1 - share) + knots[whole + 1] * share) * (
            0.42 + 0.1 * rough
        ) ** octave
    return total


def ridge(
    canvas: Canvas,
    depth: float,
    *,
    base: float,
    swing: float,
    tones: tuple[Colour, Colour],
    waves: float = 2.0,
    rough: float = 0.0,
    cap: Colour | None = None,
) -> Layer:
    """Land whose upper edge runs around height `base`, filled to the bottom of the frame."""
    left, top, width, height = canvas.area(depth)
    line = (base - swing * profile(canvas, width, waves=waves, rough=rough)) * canvas.height - top
    first = max(0, int(line.min()) - 1)
    last = min(height, int(line.max()) + 2)
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    edge = line.astype(np.float32)[None, :]
    alpha = np.full((height - first, width), 255, np.uint8)
    alpha[: last - first] = (np.clip(rows - edge + 0.5, 0.0, 1.0) * 255).astype(np.uint8)
    picture = gradient((width, height - first), (0.0, tones[0]), (1.0, tones[1]))
    if cap is not None:
        # snow lies above one height everywhere, with a torn lower edge
        torn = canvas.height * swing * 0.3 * profile(canvas, width, waves=26, rough=1.0)
        limit = float(np.percentile(line, 45)) + torn.astype(np.float32)
        band = np.arange(first, height, dtype=np.float32)[:, None]
        snow = np.clip(limit[None, :] - band, 0, 1)
        picture.paste(cap, (0, 0), Image.fromarray((snow * 235).astype(np.uint8)))
    picture.putalpha(Image.fromarray(alpha))
    return Layer(picture, left, top + first, depth)


def water(canvas: Canvas, colours: Palette, horizon: float, sun: float) -> Layer:
    """A sea with a path of light below the sun."""
    left, top, width, height = canvas.area(0.3)
    first = round(horizon * canvas.height) - top
    deep = mix(colours.far, colours.sky_top, 0.35)
    picture = gradient(
        (width, height - first),
        (0.0, mix(colours.sky_low, deep, 0.45)),
        (0.5, deep),
        (1.0, darker(deep, 0.2)),
    )
    draw = ImageDraw.Draw(picture)
    rng = canvas.rng
    for _ in range(150):
        share = float(rng.random()) ** 1.6
        y = share * (height - first)
        spread = 0.04 + 0.16 * share
        bright = rng.random() < 0.55
        x = (float(rng.normal(sun, spread)) if bright else float(rng.random())) * width
        wide = canvas.unit * (0.008 + 0.06 * share) * float(rng.uniform(0.5, 1.4))
        thick = max(1.0, canvas.unit * 0.0045 * (0.3 + share))
        tone = mix(deep, colours.glow, 0.65 if bright else 0.18)
        draw.rounded_rectangle((x - wide, y, x + wide, y + thick), thick / 2, fill=tone)
    return Layer(picture, left, top + first, 0.3, clear=False)


def grove(
    canvas: Canvas,
    depth: float,
    *,
    base: float,
    tall: float,
    amount: int,
    leaf: Colour,
    kind: str = "round",
    clear_middle: float = 0.0,
) -> Layer:
    """Trees along a line at height `base`, leaving `clear_middle` of the width free."""
    left, top, width, height = canvas.area(depth)
    sheet = Image.new("RGBA", (width, height), (*darker(leaf, 0.3), 0))
    height_of = canvas.unit * tall
    kinds: list[Callable[[Pen], None]] = [
        partial(_TREES[kind][0], leaf=tone)
        for tone in (leaf, mix(leaf, (150, 170, 80), 0.18), darker(leaf, 0.12))
    ]
    aspect = _TREES[kind][1]
    pictures = []
    for drawing in kinds:
        pen = Pen(max(8, round(height_of)), aspect, darker(leaf, 0.3))
        drawing(pen)
        pictures.append(pen.sheet())
    spots = np.sort(canvas.rng.uniform(0, 1, amount))
    scales = canvas.rng.uniform(0.62, 1.0, amount)
    for spot, scale, pick in zip(spots, scales, canvas.rng.integers(0, 3, amount), strict=True):
        if abs(spot - 0.5) < clear_middle / 2:
            continue
        piece = pictures[pick]
        piece = piece.resize(
            (max(1, round(piece.width * scale)), max(1, round(piece.height * scale)))
        )
        foot = base * canvas.height - top + canvas.unit * 0.03 * float(canvas.rng.random())
        put(sheet, piece, round(spot * width - piece.width / 2), round(foot - piece.height))
    return Layer(sheet, left, top, depth)


def skyline(
    canvas: Canvas, depth: float, *, base: float, tall: float, tone: Colour, colours: Palette
) -> Layer:
    """A row of houses with windows, lit at night."""
    left, top, width, height = canvas.area(depth)
    sheet = Image.new("RGBA", (width, height), (*tone, 0))
    draw = ImageDraw.Draw(sheet)
    rng, unit = canvas.rng, canvas.unit
    floor = base * canvas.height - top
    x = -unit * 0.05
    pane = (255, 214, 128) if colours.dark else mix(tone, (255, 255, 255), 0.28)
    while x < width:
        wide = unit * float(rng.uniform(0.07, 0.15))
        high = unit * tall * float(rng.uniform(0.45, 1.0))
        wall = mix(tone, colours.main, float(rng.uniform(0.0, 0.16)))
        draw.rectangle((x, floor - high, x + wide, height), fill=wall)
        draw.rectangle((x, floor - high, x + wide * 0.16, height), fill=lighter(wall, 0.08))
        if rng.random() < 0.3:
            draw.rectangle(
                (x + wide * 0.46, floor - high * 1.12, x + wide * 0.5, floor - high), fill=wall
            )
        step = max(3.0, unit * 0.022)
        for row in np.arange(floor - high + step, floor - step * 0.6, step):
            for column in np.arange(x + step * 0.7, x + wide - step * 0.7, step * 0.85):
                if rng.random() < (0.5 if colours.dark else 0.78):
                    draw.rectangle((column, row, column + step * 0.4, row + step * 0.5), fill=pane)
        x += wide + unit * float(rng.uniform(-0.004, 0.02))
    return Layer(sheet, left, top, depth)


def road(canvas: Canvas, colours: Palette, *, horizon: float) -> Layer:
    """Street level: pavement, kerb and a dashed lane."""
    left, top, width, height = canvas.area(1.0)
    first = round(horizon * canvas.height) - top
    deep = mix((66, 68, 82), colours.sky_top, 0.4 if colours.dark else 0.12)
    picture = gradient((width, height - first), (0.0, deep), (1.0, darker(deep, 0.3)))
    draw = ImageDraw.Draw(picture)
    kerb = canvas.unit * 0.022
    draw.rectangle((0, 0, width, kerb), fill=lighter(deep, 0.25))
    lane = (height - first) * 0.52
    for x in np.arange(0, width, canvas.unit * 0.17):
        draw.rectangle((x, lane, x + canvas.unit * 0.085, lane + kerb * 0.5), fill=(226, 214, 170))
    return Layer(picture, left, top + first, 1.0, clear=False)


def tufts(canvas: Canvas, *, base: float, leaf: Colour, bloom: Colour | None) -> Layer:
    """Grass blades and small flowers in front of everything."""
    left, top, width, height = canvas.area(1.25)
    sheet = Image.new("RGBA", (width, height), (*leaf, 0))
    draw = ImageDraw.Draw(sheet)
    rng, unit = canvas.rng, canvas.unit
    for _ in range(round(70 * width / unit)):
        x = float(rng.random()) * width
        y = (base + (1.0 - base + 0.02) * float(rng.random())) * canvas.height - top
        tall = unit * float(rng.uniform(0.018, 0.05))
        lean = unit * float(rng.uniform(-0.012, 0.012))
        tone = mix(leaf, lighter(leaf, 0.35), float(rng.random()))
        wide = unit * 0.004
        draw.polygon([(x - wide, y), (x + wide, y), (x + lean, y - tall)], fill=tone)
        if bloom is not None and rng.random() < 0.14:
            r = unit * 0.007
            draw.ellipse((x + lean - r, y - tall - r, x + lean + r, y - tall + r), fill=bloom)
    return Layer(sheet, left, top, 1.25)
