"""Company for a given recording: a band behind a voice, or a voice in front of a band."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.base import Rendered, RenderedFile
from genmux.engines.sketch.music import given, listen, mixer, request
from genmux.engines.sketch.music.create import Text, ask_for, notes_of, text_of
from genmux.engines.sketch.music.extend import style_beside
from genmux.engines.sketch.music.song import compose, track_seed
from genmux.engines.sketch.music.track import make_all, record
from genmux.engines.sketch.sound.codec import Samples

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work
    from genmux.engines.sketch.music.given import Given
    from genmux.engines.sketch.music.request import Wish

_EVERYBODY = frozenset({"bass", "chords", "pad", "pluck", "lead", "drums"})
_SOURCE_LUFS = -15.0
_BAND_BELOW = 0.6


def add_instrumental(work: Work, report: Report) -> Rendered:
    """The given voice, and a band in its tempo and key."""
    wish = replace(request.read(work), instrumental=True)
    text = replace(text_of(wish, work.seed), lyrics="")
    return _together(work, report, wish, text, frozenset({"lead"}), _BAND_BELOW)


def add_vocals(work: Work, report: Report) -> Rendered:
    """The given band, and a voice in its tempo and key."""
    wish = request.read(work)
    if not wish.lyrics and "\n" in wish.prompt:
        wish = replace(wish, lyrics=wish.prompt)
    return _together(work, report, wish, text_of(wish, work.seed), _EVERYBODY, 1.0)


def _together(
    work: Work, report: Report, wish: Wish, text: Text, silent: frozenset[str], gain: float
) -> Rendered:
    source = given.heard(request.source(work))
    level = given.gain_to(_SOURCE_LUFS, given.loudness_of(given.stereo(source.path)))
    level = np.float32(level * (0.75 + 0.5 * wish.audio_weight))

    def one(number: int, done: Callable[[float], None]) -> list[RenderedFile]:
        seed = track_seed(work.seed, number)
        style = style_beside(source, wish, wish.style, seed)
        ask = ask_for(wish, style, text.lyrics, seed)
        ask = replace(
            ask,
            seconds=source.heard.seconds,
            clock=source.heard.clock,
            chords=listen.chords(source.heard, style.beats),
            without=silent,
        )
        song = compose(ask)
        song.score.fade = 0.0
        blocks = _over(source, level, mixer.mix(song.score), np.float32(gain))
        notes = notes_of(text, song, style, seed)
        return record(work, number, blocks, notes, done, song.score.seconds)

    return make_all(work, report, text.told(), one)


def _over(
    source: Given, level: np.float32, blocks: Iterator[Samples], gain: np.float32
) -> Iterator[Samples]:
    reader = given.Reader(given.stereo(source.path))
    for block in blocks:
        yield reader.take(len(block)) * level + block * gain
