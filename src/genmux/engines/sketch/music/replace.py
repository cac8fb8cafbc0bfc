"""A section of a song made anew; everything around it stays as it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from genmux.engines.base import EngineFailure, Rendered, RenderedFile
from genmux.engines.sketch.music import given, mixer, request
from genmux.engines.sketch.music.create import ask_for
from genmux.engines.sketch.music.extend import style_beside
from genmux.engines.sketch.music.given import Given
from genmux.engines.sketch.music.score import Clock
from genmux.engines.sketch.music.song import compose, track_seed
from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.music.track import Notes, keep
from genmux.engines.sketch.sound.codec import Samples

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work

_CROSS = 0.05
_QUIET = -16.0


def make(work: Work, report: Report) -> Rendered:
    """As many versions as the shape counts, each as long as the source."""
    source = given.heard(request.source(work))
    first, last = _span(work, source)
    level = given.loudness_of(given.stereo(source.path))
    level = level if level > -45 else _QUIET
    count = max(1, work.shape.count)
    files: list[RenderedFile] = []
    for number in range(count):
        files += _version(work, source, number, (first, last), level)
        report((number + 1) / count)
    return Rendered(tuple(files))


def _span(work: Work, source: Given) -> tuple[float, float]:
    """Seconds of the section, within the source."""
    end = source.heard.seconds
    first = min(end, max(0.0, request.number(work.input, "from", 0.0)))
    last = min(end, max(0.0, request.number(work.input, "to", end)))
    if last - first < 0.3:
        raise EngineFailure(
            f"infillStartS and infillEndS must name a part of the track, which is {end:.1f} s long",
            code="422",
        )
    return first, last


def _version(
    work: Work, source: Given, number: int, span: tuple[float, float], level: float
) -> list[RenderedFile]:
    wish = request.read(work)
    lyrics = wish.lyrics or wish.prompt
    seed = track_seed(work.seed, number)
    style = style_beside(source, wish, wish.style or source.told("tags"), seed)
    start = _on_beat(source, span)
    seconds = span[1] - start
    ask = dataclasses.replace(
        ask_for(wish, style, lyrics, seed, seconds),
        opening=False,
        ending=False,
        clock=Clock.steady(source.heard.bpm),
    )
    song = compose(ask)
    made = given.fitted(mixer.mix(song.score), level, work.out_dir)
    words = [*_around(source, span, before=True)]
    words += [
        {**word, "start": round(word["start"] + start, 3), "end": round(word["end"] + start, 3)}
        for word in song.words
        if word["end"] <= seconds
    ]
    words += _around(source, span, before=False)
    text = request.text(work.input, "full_lyrics")
    notes = Notes(
        title=wish.title or source.told("title"),
        tags=wish.style or source.told("tags"),
        lyrics=text or "".join(str(word["word"]) for word in words).strip(),
        words=tuple(words),
        bpm=source.heard.bpm,
        key=style.key.label,
        instrumental=not words,
        seed=seed,
    )
    return keep(work, number, _patched(source.path, start, span[1], made), notes)


def _on_beat(source: Given, span: tuple[float, float]) -> float:
    """The first beat in the section; its very start where that would come too late."""
    clock = source.heard.clock
    beat = clock.beat(span[0] - 0.02)
    at = clock.seconds(float(int(beat // 1) + 1))
    return at if span[0] <= at < min(span[0] + 1.3, span[1] - 0.3) else span[0]


def _around(source: Given, span: tuple[float, float], *, before: bool) -> list[dict[str, Any]]:
    if before:
        return [word for word in source.words() if float(str(word["end"])) <= span[0] + 0.05]
    return [word for word in source.words() if float(str(word["start"])) >= span[1] - 0.05]


def _patched(path: str, start: float, end: float, made: Samples) -> Iterator[Samples]:
    """The source with new sound between two moments; both crossings lie between them."""
    first, last = round(start * RATE), round(end * RATE)
    size = min(round(_CROSS * RATE), (last - first) // 3)
    yield from given.stereo(path, 0, first)
    new = given.Reader([made])
    over = given.Reader(given.stereo(path, first, first + size)).take(size)
    yield given.crossed(over, new.take(size))
    yield new.take(last - first - 2 * size)
    back = given.Reader(given.stereo(path, last - size, last)).take(size)
    yield given.crossed(new.take(size), back)
    yield from given.stereo(path, last)
