"""Pictures that are no scenes: a seamless pattern, an infographic, the screens of an app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from genmux.engines.sketch import lettering, palette, vocabulary
from genmux.engines.sketch.layers import put
from genmux.engines.sketch.palette import darker, lighter, mix
from genmux.engines.sketch.scene.subjects import named_of, picture_of

if TYPE_CHECKING:
    import numpy as np

    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.subjects import Named
    from genmux.engines.sketch.words import Wish

_INK: Colour = (44, 44, 58)
_GREY: Colour = (212, 214, 222)
_PAPER: Colour = (250, 249, 246)
_TOPIC = re.compile(
    r"\b(?:about|of|on|for|showing|explaining|titled?)\s+(?:the\s+|an?\s+)?"
    r"([\w'-]+(?:\s[\w'-]+){0,5}?)(?=\s+(?:with|in|for|and\s+the|that|using)\b|[,.;:]|\s*$)",
    re.IGNORECASE,
)
_PAGES = frozenset({"dashboard", "website", "landing-page", "web-design", "web", "homepage"})
_TONES: tuple[Colour, ...] = ((66, 133, 214), (238, 130, 72), (88, 178, 120), (232, 186, 66),
                              (170, 110, 200), (226, 92, 106))  # fmt: skip
_CELL = 0.24


def pattern(wish: Wish, size: tuple[int, int], dice: np.random.Generator) -> Image.Image:
    """The named things over and over; the right edge continues the left one, the low the top."""
    colours = palette.choose(wish, "studio", "day", dice)
    ground = wish.tints.ground or lighter(colours.far, 0.35)
    columns = max(2, round(size[0] / (min(size) * _CELL)))
    rows = max(2, 2 * round(size[1] / (min(size) * _CELL) / 2))
    wide, high = size[0] / columns, size[1] / rows
    sheet = Image.new("RGBA", size, (*ground, 255))
    things = _apart(named_of(wish, dice))
    drawn = []
    for number, one in enumerate(things):
        tall = min(high, wide / one.subject.aspect) * 0.86
        drawn.append(picture_of(one.subject, one.palette(colours, number), max(6, round(tall))))
    for row in range(rows):
        for column in range(columns):
            at = (row * 2 + column) % len(drawn)
            piece = drawn[at]
            turn = 14 if (row + column) % 2 else -14
            piece = piece.rotate(turn, Image.Resampling.BICUBIC, expand=True)
            x = round((column + 0.5 + row % 2 / 2) * wide - piece.width / 2)
            y = round((row + 0.5) * high - piece.height / 2)
            for dx in (-size[0], 0, size[0]):
                for dy in (-size[1], 0, size[1]):
                    _within(sheet, piece, x + dx, y + dy)
    _dots(sheet, columns, rows, darker(ground, 0.12))
    return sheet.convert("RGB")


def _within(sheet: Image.Image, piece: Image.Image, x: int, y: int) -> None:
    if -piece.width < x < sheet.width and -piece.height < y < sheet.height:
        put(sheet, piece, x, y)


def _dots(sheet: Image.Image, columns: int, rows: int, tone: Colour) -> None:
    draw, (width, height) = ImageDraw.Draw(sheet), sheet.size
    r = min(width / columns, height / rows) * 0.045
    for row in range(rows):
        for column in range(columns):
            x, y = (column + row % 2 / 2) * width / columns, (row + 0.5) * height / rows
            draw.ellipse((x - r, y - r, x + r, y + r), fill=(*tone, 255))


def _apart(named: list[Named]) -> list[Named]:
    """One of each kind."""
    return list({one.key: one for one in reversed(named)}.values())[::-1]


def chart(wish: Wish, size: tuple[int, int], dice: np.random.Generator) -> Image.Image:
    """A heading, and for each label a card with a picture or a diagram, arrows between them."""
    colours = palette.choose(wish, "studio", "day", dice)
    sheet = Image.new("RGBA", size, (*_PAPER, 255))
    things = _apart(named_of(wish, dice)) if wish.subjects else []
    heading = _heading(wish)
    names = [vocabulary.SUBJECTS[one.key].split()[0].capitalize() for one in things]
    labels = list(wish.quoted) or (names if len(names) > 1 else [""] * 4)
    labels = labels[:6]
    columns = len(labels) if len(labels) <= 3 or size[0] > 2 * size[1] else -(-len(labels) // 2)
    columns = 1 if size[1] > 1.5 * size[0] and len(labels) <= 4 else columns
    lines = -(-len(labels) // columns)
    top = size[1] * (0.2 if heading else 0.06)
    wide, high = size[0] * 0.94 / columns, (size[1] * 0.95 - top) / lines
    draw = ImageDraw.Draw(sheet)
    tones = [*wish.colours, *_TONES]
    for number, label in enumerate(labels):
        row, column = divmod(number, columns)
        x, y = size[0] * 0.03 + column * wide, top + row * high
        gap = min(wide, high) * 0.06
        card = (x + gap, y + gap, x + wide - gap, y + high - gap)
        tone = tones[number % len(tones)]
        draw.rounded_rectangle(card, gap, fill=lighter(tone, 0.8), outline=tone, width=3)
        low = card[3] - (card[3] - card[1]) * (0.24 if label else 0.04)
        inner = (card[0] + gap, card[1] + gap, card[2] - gap, low)
        if things:
            _pictured(sheet, things[number % len(things)], colours, number, inner)
        else:
            _diagram(draw, inner, number, tone, dice)
        if column < columns - 1 and number < len(labels) - 1:
            _arrow(draw, x + wide, y + high / 2, gap, _INK)
        if label:
            place = (round(card[0]), round(low), round(card[2]), round(card[3]))
            lettering.centred(sheet, label, place, darker(tone, 0.55))
    if heading:
        place = (round(size[0] * 0.05), round(size[1] * 0.03), round(size[0] * 0.95),
                 round(size[1] * 0.19))  # fmt: skip
        lettering.centred(sheet, heading, place, _INK)
    return sheet.convert("RGB")


def _heading(wish: Wish) -> str:
    """What the chart is about, in the prompt's own words."""
    bare = re.sub(r"[\"“„«][^\"”»]*[\"”»]", "", wish.text)
    found = _TOPIC.search(bare)
    return found.group(1).strip().capitalize() if found else ""


def _pictured(sheet: Image.Image, one: Named, colours: Palette, number: int,
              box: tuple[float, float, float, float]) -> None:  # fmt: skip
    wide, high = box[2] - box[0], box[3] - box[1]
    tall = max(6, round(min(high, wide / one.subject.aspect) * 0.94))
    drawn = picture_of(one.subject, one.palette(colours, number), tall)
    put(sheet, drawn, round(box[0] + (wide - drawn.width) / 2),
        round(box[1] + (high - drawn.height) / 2))  # fmt: skip


def _diagram(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], number: int,
             tone: Colour, dice: np.random.Generator) -> None:  # fmt: skip
    """Bars, a pie, a curve or rings."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    r = min(wide, high) * 0.42
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    if number % 4 == 0:
        for bar in range(5):
            tall = high * float(dice.uniform(0.25, 0.9))
            left = x0 + wide * (0.12 + bar * 0.16)
            draw.rectangle((left, y1 - tall, left + wide * 0.11, y1), fill=mix(tone, _INK, bar / 9))
        draw.line((x0 + wide * 0.06, y1, x1 - wide * 0.06, y1), fill=_INK, width=2)
    elif number % 4 == 1:
        at = -90.0
        for share, fill in zip((0.45, 0.3, 0.25), (tone, lighter(tone, 0.4), darker(tone, 0.3)),
                               strict=True):  # fmt: skip
            draw.pieslice((cx - r, cy - r, cx + r, cy + r), at, at + 360 * share, fill=fill)
            at += 360 * share
    elif number % 4 == 2:
        steps = [(x0 + wide * (0.08 + 0.12 * step),
                  y1 - high * (0.12 + 0.1 * step + float(dice.uniform(0, 0.14))))
                 for step in range(8)]  # fmt: skip
        draw.line(steps, fill=tone, width=max(3, round(r / 14)), joint="curve")
        for x, y in steps:
            dot = r / 14
            draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=darker(tone, 0.35))
        draw.line((x0 + wide * 0.05, y1, x1 - wide * 0.05, y1), fill=_INK, width=2)
    else:
        for ring in range(3):
            far = r * (1 - ring * 0.28)
            line = max(3, round(r * 0.16))
            draw.arc((cx - far, cy - far, cx + far, cy + far), -90, 60 + 70 * ring,
                     fill=mix(tone, _INK, ring / 5), width=line)  # fmt: skip


def _arrow(draw: ImageDraw.ImageDraw, x: float, y: float, size: float, tone: Colour) -> None:
    draw.polygon(((x - size * 0.8, y - size), (x + size * 0.9, y), (x - size * 0.8, y + size)),
                 fill=tone)  # fmt: skip


def screens(wish: Wish, size: tuple[int, int], dice: np.random.Generator) -> Image.Image:
    """A page in a window, or an app on phones, with headings, cards, charts and buttons."""
    colours = palette.choose(wish, "studio", "day", dice)
    main = (*wish.colours, colours.main)[0]
    ground = wish.tints.ground or lighter(main, 0.72)
    sheet = Image.new("RGBA", size, (*ground, 255))
    if _PAGES & set(wish.words):
        boxes = [(size[0] * 0.06, size[1] * 0.07, size[0] * 0.94, size[1] * 0.93)]
    else:
        high = size[1] * 0.88
        wide = min(high * 0.5, size[0] * 0.3)
        count = max(1, min(3, int(size[0] / (wide * 1.15))))
        first = (size[0] - count * wide * 1.2 + wide * 0.2) / 2
        boxes = [(first + n * wide * 1.2, size[1] * 0.06, first + n * wide * 1.2 + wide,
                  size[1] * 0.06 + min(high, wide * 2.05)) for n in range(count)]  # fmt: skip
    things = [one for one in _apart(named_of(wish, dice)) if one.key not in {"phone", "laptop"}]
    texts = list(wish.quoted) or [_heading(wish)]
    for number, box in enumerate(boxes):
        _screen(sheet, box, number, main, texts[number % len(texts)], dice)
        if things and number == 0:
            w, h = box[2] - box[0], box[3] - box[1]
            right = box[0] + w * 0.33 if w > h else box[2] - w * 0.07
            hero = (box[0] + w * 0.07, box[1] + h * 0.2, right, box[1] + h * 0.46)
            ImageDraw.Draw(sheet).rounded_rectangle(hero, w * 0.04, fill=lighter(main, 0.78))
            _pictured(sheet, things[0], colours, 0, hero)
    return sheet.convert("RGB")


def _screen(sheet: Image.Image, box: tuple[float, float, float, float], number: int, main: Colour,
            text: str, dice: np.random.Generator) -> None:  # fmt: skip
    draw = ImageDraw.Draw(sheet)
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    page = wide > high
    r = min(wide, high) * (0.04 if page else 0.1)
    draw.rounded_rectangle((x0 - 4, y0 - 4, x1 + 4, y1 + 4), r * 1.1, fill=(34, 34, 44))
    draw.rounded_rectangle(box, r, fill=(252, 252, 254))
    bar = (x0, y0, x1, y0 + high * 0.16)
    draw.rounded_rectangle(bar, r, fill=main)
    draw.rectangle((x0, y0 + high * 0.1, x1, y0 + high * 0.16), fill=main)
    if text:
        place = (round(x0 + wide * 0.06), round(y0 + high * 0.04), round(x1 - wide * 0.06),
                 round(y0 + high * 0.15))  # fmt: skip
        lettering.centred(sheet, text, place, (255, 255, 255) if sum(main) < 560 else _INK)
    cards = 3 if page else 2
    for card in range(cards):
        each = wide * 0.92 / cards
        left = x0 + wide * 0.04 + card * each
        area = (left + each * 0.05, y0 + high * 0.2, left + each * 0.95, y0 + high * 0.46)
        draw.rounded_rectangle(area, r * 0.5, fill=lighter(main, 0.84))
        inner = (area[0] + each * 0.12, area[1] + high * 0.03, area[2] - each * 0.12,
                 area[3] - high * 0.03)  # fmt: skip
        _diagram(draw, inner, number + card + 1, main, dice)
    rows = 4
    for row in range(rows):
        y = y0 + high * (0.51 + row * 0.09)
        left = x0 + wide * 0.07
        dot = high * 0.06
        draw.rounded_rectangle((left, y, left + dot, y + dot), dot / 4,
                               fill=_TONES[(row + number) % len(_TONES)])  # fmt: skip
        long = left + dot * 1.5 + (wide * 0.6) * float(dice.uniform(0.5, 1.0))
        draw.rounded_rectangle((left + dot * 1.4, y + dot * 0.12, long, y + dot * 0.4), 3,
                               fill=(120, 122, 136))  # fmt: skip
        draw.rounded_rectangle((left + dot * 1.4, y + dot * 0.6, long * 0.7 + left * 0.3,
                                y + dot * 0.82), 3, fill=_GREY)  # fmt: skip
    button = (x0 + wide * 0.14, y1 - high * 0.12, x1 - wide * 0.14, y1 - high * 0.05)
    draw.rounded_rectangle(button, high * 0.035, fill=main)
