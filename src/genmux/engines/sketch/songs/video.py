"""Music videos: the song's picture, its words as they are sung, and a spectrum that follows it.

The frame is drawn once; then only the card, the spectrum, the words and the line of time are drawn
anew, so that encoding is most of the work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch.clips.output import Clip
from genmux.engines.sketch.picture import cover as fill
from genmux.engines.sketch.picture import flat, open_picture
from genmux.engines.sketch.songs import artwork, meter, poster
from genmux.engines.sketch.songs.lines import ink, lines_of
from genmux.engines.sketch.songs.singalong import SungWords, lay, part_of
from genmux.engines.sketch.songs.track import Track, track_of
from genmux.engines.sketch.source import samples_of

if TYPE_CHECKING:
    from genmux.engines.base import Rendered, Report, Work
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.songs.poster import Box

_ZOOM = 0.09
_ZOOM_SECONDS = 24.0
_CARD_FRAMES = 2  # so slow a move needs no more
_USUAL_SIZE = (1280, 720)


def make(work: Work, report: Report) -> Rendered:
    """One film as long as the song, with its sound."""
    track = track_of(work)
    clip = Clip(_shaped(work, track))
    sheet = _Sheet(work, track, clip)
    sound = samples_of(track.path, seconds=clip.seconds)
    return clip.deliver(sheet.frames(), report, sound=sound)


def _shaped(work: Work, track: Track) -> Work:
    shape = work.shape
    width, height = (shape.width, shape.height) if shape.width else _USUAL_SIZE
    seconds, fps = shape.seconds or track.seconds, shape.fps or 25.0
    shape = replace(shape, width=width, height=height, seconds=seconds, fps=fps, has_audio=True)
    return replace(work, shape=shape)


class _Sheet:
    """The frame that is drawn on, from moment to moment."""

    def __init__(self, work: Work, track: Track, clip: Clip) -> None:
        self._clip = clip
        lines = lines_of(track.words)
        place = poster.layout(clip.size)
        self._place = place = place if lines else poster.without_lyrics(place)
        picture = _picture(work, track, place.card[2] - place.card[0])
        author = str(work.input.get("author") or "")
        site = str(work.input.get("domainName") or "")
        texts = poster.Texts(track.title, author, track.tags, site)
        self._still = np.array(poster.poster(picture, place, texts))
        low, high = poster.accents(picture)
        self._card = _Card(picture, self._still, place.card)
        count = max(8, min(64, (place.bars[2] - place.bars[0]) // 16))
        self._levels = meter.levels(track.path, clip.fps, clip.frames, count)
        self._bars = meter.Bars(part_of(self._still, place.bars).copy(), count, low, high)
        self._words = SungWords(lines, self._still, place)
        self._light = high

    def frames(self) -> Iterator[Frame]:
        clip, place = self._clip, self._place
        canvas = self._still.copy()
        for number in range(clip.frames):
            second = float(number / clip.fps)
            if number % _CARD_FRAMES == 0:
                part_of(canvas, place.card)[:] = self._card.at(second)
            part_of(canvas, place.bars)[:] = self._bars.draw(self._levels[number])
            self._words.draw(canvas, second)
            self._time(canvas, second)
            yield canvas.copy()

    def _time(self, canvas: Frame, second: float) -> None:
        """The line that grows, and the minutes under it."""
        place = self._place
        strip = part_of(canvas, place.line)
        strip[:] = part_of(self._still, place.line) // 2 + 60
        strip[:, : round(strip.shape[1] * min(1.0, second / self._clip.seconds))] = self._light
        if second >= 1.0 and second % 1.0 >= 1.0 / float(self._clip.fps):
            return  # still the same second
        size = max(9, round(17 * place.unit))
        left, top = place.foot[0], place.foot[1]
        now = ink(f"{_clock(second)} / {_clock(self._clip.seconds)}", size)
        width = max(now.shape[1], round(size * 9))
        box = (left, top, min(place.size[0], left + width), min(place.size[1], top + len(now)))
        spot = part_of(canvas, box)
        spot[:] = part_of(self._still, box)
        lay(spot, now, (206, 202, 216), 1.0)


class _Card:
    """The song's picture, which a slow camera looks at."""

    def __init__(self, picture: Image.Image, still: Frame, box: Box) -> None:
        self._side = box[2] - box[0]
        large = round(self._side * (1 + _ZOOM))
        self._picture = fill(picture, (large, large))
        self._ground = Image.fromarray(part_of(still, box))
        self._shape = poster.rounded(self._side)

    def at(self, second: float) -> Frame:
        large = self._picture.width
        turn = 2 * np.pi * second / _ZOOM_SECONDS
        side = large - (large - self._side) * float(0.5 - 0.5 * np.cos(turn))
        spare = large - side
        left = spare * float(0.5 + 0.3 * np.sin(turn / 2))
        top = spare * 0.5
        box = (left, top, left + side, top + side)
        size = (self._side, self._side)
        view = self._picture.resize(size, Image.Resampling.BILINEAR, box)
        ground = self._ground.copy()
        ground.paste(view, (0, 0), self._shape)
        return np.asarray(ground)


def _picture(work: Work, track: Track, side: int) -> Image.Image:
    """The given cover, or one drawn for the song."""
    given = [media for media in work.media if media.facts.kind == "image"]
    if given:
        return flat(open_picture(given[0].path))
    return artwork.draw(track, (side, side), work.seed, 0, titled=False)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
