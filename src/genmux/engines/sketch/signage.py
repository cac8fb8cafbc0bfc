"""Texts on things: a neon sign on a wall, a board, a T-shirt, the cover of a book."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from genmux.engines.sketch import lettering, palette
from genmux.engines.sketch.layers import put
from genmux.engines.sketch.scene.subjects import SUBJECTS, named_of, picture_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Colour
    from genmux.engines.sketch.words import Wish

    Draw = Callable[[tuple[int, int]], Image.Image]

_INK: Colour = (38, 32, 46)
_PALE: Colour = (250, 247, 240)
_TUBES: tuple[Colour, ...] = ((255, 62, 150), (60, 220, 255), (255, 190, 60), (120, 255, 140))
_NEON = frozenset({"neon", "neon-sign", "glowing", "led"})
_CHALK = frozenset({"chalkboard", "blackboard"})
_BRIGHT = 150
_AUTHOR = re.compile(r"\bby\s+((?:[A-Z][\w.'-]*\s*){1,3})")


def neon(wish: Wish, picture: Image.Image) -> Image.Image:
    """Each text as a tube of light on the picture of a dark wall, inside a frame of light."""
    width, height = picture.size
    dark = picture.point(lambda value: value * 2 // 5)
    glow = Image.new("RGB", picture.size)
    tones = [*wish.colours, *_TUBES]
    for number, (text, box) in enumerate(_rows(wish.quoted, (0.14, 0.24, 0.86, 0.78))):
        place = _scaled(box, picture.size)
        lettering.centred(glow, text, place, tones[number % len(tones)])
    draw = ImageDraw.Draw(glow)
    frame = _scaled((0.1, 0.18, 0.9, 0.84), picture.size)
    line = max(2, round(min(picture.size) * 0.012))
    rim = tones[len(wish.quoted) % len(tones)]
    draw.rounded_rectangle(frame, min(picture.size) * 0.06, outline=rim, width=line)
    lit = dark
    for radius, share in ((min(width, height) / 14, 1.5), (min(width, height) / 50, 1.3)):
        soft = _blurred(glow, radius).point(lambda value, by=share: min(255, round(value * by)))
        lit = ImageChops.screen(lit, soft)
    bright = Image.blend(glow, ImageChops.screen(glow, glow), 0.6)
    return ImageChops.lighter(lit, bright)


def _blurred(picture: Image.Image, radius: float) -> Image.Image:
    step = max(1, int(radius / 3))
    soft = picture.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    return soft.resize(picture.size, Image.Resampling.BILINEAR)


def board(wish: Wish, picture: Image.Image) -> Image.Image:
    """The text on a board: large before a wall, small where somebody holds it."""
    held = bool(wish.subjects)
    box = _scaled((0.33, 0.6, 0.67, 0.83) if held else (0.12, 0.2, 0.88, 0.8), picture.size)
    draw = ImageDraw.Draw(picture)
    chalk = bool(_CHALK & set(wish.words))
    fill = (44, 66, 56) if chalk else wish.tints.ground or (250, 246, 234)
    line = max(3, round(min(picture.size) * 0.014))
    shade = tuple(value + line for value in box)
    draw.rounded_rectangle(shade, line, fill=(24, 20, 24))
    draw.rounded_rectangle(box, line, fill=fill, outline=(112, 76, 48), width=line)
    ink = _PALE if sum(fill) < 3 * _BRIGHT else (*wish.colours, _INK)[0]
    share = 0.08
    for text, part in _rows(wish.quoted, (share, share, 1 - share, 1 - share)):
        wide, tall = box[2] - box[0], box[3] - box[1]
        place = (round(box[0] + part[0] * wide), round(box[1] + part[1] * tall),
                 round(box[0] + part[2] * wide), round(box[1] + part[3] * tall))  # fmt: skip
        lettering.centred(picture, text, place, ink)
    return picture


def shirt(wish: Wish, size: tuple[int, int], dice: np.random.Generator) -> Image.Image:
    """A T-shirt on a plain ground, with what is named and the texts printed on its chest."""
    colours = palette.choose(wish, "studio", "day", dice)
    sheet = Image.new("RGB", size, palette.lighter(colours.far, 0.3)).convert("RGBA")
    tall = round(min(size[1] * 0.94, size[0] * 0.8))
    cloth: Colour = wish.colours[0] if wish.colours else (_INK, _PALE)[int(dice.integers(2))]
    drawn = picture_of(SUBJECTS["shirt"], replace(colours, main=cloth, own=True), tall)
    left, top = (size[0] - drawn.width) // 2, round(size[1] * 0.03)
    put(sheet, drawn, left, top)
    ink = _PALE if sum(cloth) < 3 * _BRIGHT else _INK
    chest = (round(left + drawn.width * 0.31), round(top + tall * 0.2),
             round(left + drawn.width * 0.69), round(top + tall * 0.86))  # fmt: skip
    middle = chest[3]
    if named := named_of(wish, dice):
        one = named[0]
        high = min((chest[3] - chest[1]) * 0.56, (chest[2] - chest[0]) / one.subject.aspect)
        emblem = picture_of(one.subject, one.palette(colours, 0), round(high))
        put(sheet, emblem, (chest[0] + chest[2] - emblem.width) // 2, chest[1])
        middle = chest[1] + emblem.height
    flat = sheet.convert("RGB")
    first = middle if named else chest[1]
    for text, part in _rows(wish.quoted, (0.0, 0.0, 1.0, 1.0)):
        high = min(chest[3] - first, round((chest[2] - chest[0]) * 0.75))
        place = (chest[0], round(first + part[1] * high), chest[2], round(first + part[3] * high))
        lettering.centred(flat, text, place, ink)
    return flat


def cover(wish: Wish, picture: Image.Image) -> Image.Image:
    """The title large over the picture, further texts or the author's name small below."""
    title, *rest = wish.quoted
    if not rest and (author := _AUTHOR.search(wish.text)):
        rest = [author.group(1).strip()]
    width, height = picture.size
    picture = _veiled(picture)
    lettering.centred(picture, title, _scaled((0.08, 0.05, 0.92, 0.34), (width, height)), _PALE)
    for number, text in enumerate(reversed(rest[:3])):
        low = 0.95 - number * 0.09
        lettering.centred(
            picture, text, _scaled((0.12, low - 0.075, 0.88, low), (width, height)), _PALE
        )
    return picture


def _veiled(picture: Image.Image) -> Image.Image:
    """Darker at the top and at the bottom, so that pale letters are read."""
    shares = np.linspace(0, 1, picture.height)
    veil = np.clip(np.maximum((0.42 - shares) / 0.42, (shares - 0.72) / 0.28), 0, 1) * 170
    column = Image.fromarray(veil.astype(np.uint8)[:, None]).resize(picture.size)
    dark = picture.copy()
    dark.paste((14, 12, 22), (0, 0), column)
    return dark


def lines_below(picture: Image.Image, texts: tuple[str, ...], fill: Colour) -> Image.Image:
    """Further texts, smaller than the headline, one below the other at the lower edge."""
    for number, text in enumerate(reversed(texts[:3])):
        low = 0.93 - number * 0.1
        lettering.centred(
            picture, text, _scaled((0.1, low - 0.085, 0.9, low), picture.size), fill, edge=True
        )
    return picture


def _rows(
    texts: tuple[str, ...], box: tuple[float, float, float, float]
) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each text with its part of the box, one below the other; the first has twice the room."""
    weights = [2.0 if number == 0 and len(texts) > 1 else 1.0 for number in range(len(texts))]
    found, top = [], box[1]
    for text, weight in zip(texts, weights, strict=True):
        low = top + (box[3] - box[1]) * weight / sum(weights)
        found.append((text, (box[0], top, box[2], low)))
        top = low
    return found


def _scaled(
    box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    return (round(box[0] * size[0]), round(box[1] * size[1]),
            round(box[2] * size[0]), round(box[3] * size[1]))  # fmt: skip
