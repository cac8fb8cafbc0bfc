"""Pictures for a song: what its title, style and words bring to mind, with the title set on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.base import EngineFailure, Rendered
from genmux.engines.sketch import lettering, seeds, styles, typeface
from genmux.engines.sketch.picture import save_picture, size_of
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.songs.track import Track, track_of
from genmux.engines.sketch.words import read

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work

MARKS = re.compile(r"\[[^\]\n]*\]")
_LOOKS = {
    "neon": "synthwave retrowave vaporwave electro techno house edm cyberpunk club neon",
    "vintage": "lofi lo-fi folk country blues jazz swing acoustic retro soul vintage",
    "dreamy": "ambient dream dreamy shoegaze chill chillout ethereal ballad lullaby",
    "watercolour": "classical piano orchestral strings chamber",
    "vivid": "pop dance funk disco reggaeton latin k-pop party",
    "mono": "metal punk hardcore noir industrial grunge",
}
_LYRICS_SEEN = 400
_DRAWN = 640
"""pictures are drawn at that size and enlarged, which nobody sees and costs a third"""


def make(work: Work, report: Report) -> Rendered:
    """As many pictures as the shape counts: one place and light, seen in other ways."""
    track = _told(work)
    files = []
    for number in range(work.shape.count):
        picture = draw(track, size_of(work.shape), work.seed, number)
        if work.options.get("mark", True):
            picture = lettering.mark(picture)
        files.append(save_picture(picture, work, f"{work.task}-{number}"))
        report((number + 1) / work.shape.count)
    return Rendered(tuple(files))


def _told(work: Work) -> Track:
    """The song; without its sound, one of which nothing is known."""
    try:
        return track_of(work)
    except EngineFailure:
        return Track("", 0.0, "", "", "", (), 0.0, "", (), None)


def draw(
    track: Track, size: tuple[int, int], seed: int, number: int, *, titled: bool = True
) -> Image.Image:
    """Variant `number` of a song's picture, as RGB."""
    lyrics = MARKS.sub(" ", track.lyrics)[:_LYRICS_SEEN]
    wish = read(f"{track.title}, {track.tags}, {lyrics}")
    share = min(1.0, _DRAWN / max(size))
    drawn = (max(1, round(size[0] * share)), max(1, round(size[1] * share)))
    rng = seeds.generator(seed, 7, number)
    picture = compose(wish, drawn, rng, family=seeds.generator(seed, 7)).still()
    picture = styles.styled(picture, wish.style or _look(track.tags))
    picture = picture.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    return _titled(picture, track, low=number % 2 == 0) if titled else picture


def _look(tags: str) -> str:
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", tags.lower()))
    return next((name for name, known in _LOOKS.items() if words & set(known.split())), "")


def _titled(picture: Image.Image, track: Track, *, low: bool) -> Image.Image:
    """The title large and the style small, on a soft shade, above or below."""
    title = typeface.settable(track.title)
    if not title:
        return picture
    width, height = picture.size
    unit = min(width, height)
    size, rows = fitted(title, round(unit * 0.125), width * 0.84, 2)
    small = max(8, round(unit * 0.028))
    style = lettering.wrapped(typeface.settable(track.tags.upper()), small, width * 0.84, 1)
    block = round(size * 1.12) * len(rows) + (round(small * 2.1) if style else 0)
    top = height - block - round(unit * 0.09) if low else round(unit * 0.075)
    picture = shaded(picture, low=low, reach=(block + unit * 0.3) / height)
    draw_on = ImageDraw.Draw(picture)
    left = width * 0.08
    for number, row in enumerate(rows):
        spot = (left, top + number * size * 1.12)
        typeface.face(title, size).write(draw_on, spot, row, fill=(255, 253, 248))
    for row in style:
        spot = (left + size * 0.04, top + len(rows) * size * 1.12 + small * 0.8)
        typeface.face(row, small).write(draw_on, spot, row, fill=(236, 232, 240))
    return picture


def fitted(text: str, size: int, width: float, lines: int) -> tuple[int, list[str]]:
    """The largest size up to `size` at which the text fits into so many lines, and those lines."""
    rows = lettering.wrapped(text, size, width, lines)
    while size > 12 and rows and rows[-1].endswith("…") and not text.endswith("…"):
        size = round(size * 0.9)
        rows = lettering.wrapped(text, size, width, lines)
    return size, rows


def shaded(picture: Image.Image, *, low: bool, reach: float) -> Image.Image:
    """Darker towards the lower (or upper) edge, over that share of the height."""
    height = picture.height
    way = np.linspace(0, 1, height) if low else np.linspace(1, 0, height)
    depth = np.clip((way - (1 - reach)) / max(reach, 1e-3), 0, 1)
    veil = (190 * depth * depth * (3 - 2 * depth)).astype(np.uint8)[:, None]
    shade = Image.fromarray(np.repeat(veil, picture.width, axis=1))
    dark = Image.new("RGB", picture.size, (14, 12, 26))
    return Image.composite(dark, picture, shade.filter(ImageFilter.GaussianBlur(2)))
