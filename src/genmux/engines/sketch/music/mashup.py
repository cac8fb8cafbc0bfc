"""Two recordings as one: in one tempo and key, by turns and together, over a common beat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.base import EngineFailure, Rendered, RenderedFile
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import given, mixer, request
from genmux.engines.sketch.music import style as styles
from genmux.engines.sketch.music.create import Text, ask_for, tags_of, text_of
from genmux.engines.sketch.music.given import Given
from genmux.engines.sketch.music.score import Clock
from genmux.engines.sketch.music.song import compose, track_seed
from genmux.engines.sketch.music.stretch import high_passed, shifted, stretched
from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.music.track import Notes, make_all, record
from genmux.engines.sketch.sound.codec import Samples

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work
    from genmux.engines.sketch.music.request import Wish

_LUFS = -15.0
_TURN_BARS = 4
_LONGEST, _SHORTEST = 75.0, 8.0
_CROSS = 0.04
_TURNS = (("a",), ("b",), ("a", "b"), ("b",), ("a",), ("a", "b"))
_BEAT = frozenset({"bass", "chords", "pad", "pluck", "lead"})
_BEAT_GAIN = np.float32(0.45)


def make(work: Work, report: Report) -> Rendered:
    sources = request.sources(work)
    if len(sources) < 2:
        raise EngineFailure("a mashup needs two sound files, and fewer are given", code="422")
    pair = [given.heard(media) for media in sources[:2]]
    wish = request.read(work)
    text = _text(wish, work.seed, pair)
    bar = 4 * 60 / pair[0].heard.bpm
    longest = wish.seconds or min(_LONGEST, sum(one.heard.seconds for one in pair))
    turns = max(3, round(max(_SHORTEST, longest) / (bar * _TURN_BARS)))
    size = _turn_bars(turns, bar, longest)
    seconds = wish.seconds or turns * size * bar

    def one(number: int, done: Callable[[float], None]) -> list[RenderedFile]:
        seed = track_seed(work.seed, number)
        order = pair if number % 2 == 0 else pair[::-1]
        tempo, key = order[0].heard.bpm, order[0].heard.key
        length = round(4 * 60 / tempo * size * RATE)
        style = styles.fitted(styles.read(wish, seeds.generator(seed, 30)), tempo, key)
        ask = ask_for(wish, style, text.lyrics, seed)
        song = compose(replace(ask, seconds=seconds, clock=Clock.steady(tempo), without=_BEAT))
        laid = _laid(order, turns, length)
        blocks = _mixed(laid, mixer.mix(song.score))
        notes = Notes(
            text.title, text.tags, text.lyrics, song.words, tempo, key.label, not text.lyrics, seed
        )
        return record(work, number, blocks, notes, done, seconds)

    return make_all(work, report, text.told(), one)


def _turn_bars(turns: int, bar: float, seconds: float) -> float:
    """Bars for each turn, whole ones unless the whole is very short."""
    bars = seconds / turns / bar
    return float(max(1, round(bars))) if bars >= 0.75 else bars


def _text(wish: Wish, seed: int, pair: Sequence[Given]) -> Text:
    """Only words that were given are sung: the recordings have voices of their own."""
    known = [name for name in (one.told("title") for one in pair) if name]
    silent = replace(wish, instrumental=not wish.lyrics)
    title = wish.title or " / ".join(known) or text_of(silent, seed).title
    return Text(title, wish.style or tags_of(wish, seed), wish.lyrics)


def _laid(order: Sequence[Given], turns: int, length: int) -> Iterator[Samples]:
    """The turns one after another, short crossings between them."""
    first, second = order
    tempo = first.heard.bpm
    shift = _nearer(first, second)
    cross = round(_CROSS * RATE)
    tail: Samples = np.zeros((0, 2), np.float32)
    for turn in range(turns):
        voices = _TURNS[turn % len(_TURNS)]
        parts: list[Samples] = []
        if "a" in voices:
            parts.append(_piece(first, tempo, 0, turn, length + cross))
        if "b" in voices:
            piece = _piece(second, tempo, shift, turn, length + cross)
            parts.append(high_passed(piece, 180) * np.float32(0.85) if len(voices) > 1 else piece)
        whole = parts[0] if len(parts) == 1 else parts[0] + parts[1]
        if len(tail):
            whole[: len(tail)] = given.crossed(tail, whole[: len(tail)])
        tail = whole[length:].copy()
        yield whole[:length]
    yield tail


def _piece(source: Given, tempo: float, semitones: int, turn: int, length: int) -> Samples:
    """A turn's worth of a recording from a bar line, at the common tempo, pitch and loudness."""
    factor = _folded(source.heard.bpm / tempo)
    clock = source.heard.clock
    taken = length / RATE / factor
    bars = max(1, int((source.heard.seconds - taken) / (clock.seconds(4) - clock.seconds(0))))
    wanted = round(turn * length / RATE / factor / (clock.seconds(4) - clock.seconds(0)))
    start = max(0.0, clock.seconds(4.0 * (wanted % bars)))
    first = round(start * RATE)
    size = round(taken * RATE)
    raw = given.Reader(given.stereo(source.path, first, first + size)).take(size)
    level = given.gain_to(_LUFS, given.loudness_of([raw]))
    return _exactly(shifted(stretched(raw * level, factor), semitones), length)


def _folded(factor: float) -> float:
    """Twice or half the tempo goes just as well, with less stretching."""
    while factor > 1.42:
        factor /= 2
    while factor < 0.71:
        factor *= 2
    return factor


def _nearer(first: Given, second: Given) -> int:
    """Semitones, at most three, that bring the second recording towards the first one's key."""
    one, other = first.heard.key, second.heard.key
    home = one.tonic + (3 if one.minor else 0) - other.tonic - (3 if other.minor else 0)
    steps = (home + 6) % 12 - 6
    return steps if abs(steps) <= 3 else 0


def _exactly(sound: Samples, length: int) -> Samples:
    return (
        sound[:length]
        if len(sound) >= length
        else np.pad(sound, ((0, length - len(sound)), (0, 0)))
    )


def _mixed(laid: Iterator[Samples], beat: Iterator[Samples]) -> Iterator[Samples]:
    reader = given.Reader(laid)
    for block in beat:
        yield reader.take(len(block)) + block * _BEAT_GAIN
