"""Songs that go on: a recording up to a beat, then new music in its tempo and key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from genmux.engines.base import Rendered, RenderedFile
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import given, lyricist, mixer, request
from genmux.engines.sketch.music import style as styles
from genmux.engines.sketch.music.create import Text, ask_for, tags_of
from genmux.engines.sketch.music.form import verses
from genmux.engines.sketch.music.given import Given
from genmux.engines.sketch.music.request import Wish
from genmux.engines.sketch.music.score import Clock
from genmux.engines.sketch.music.song import compose, track_seed
from genmux.engines.sketch.music.style import Style
from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.music.track import LUFS, Notes, keep, make_all
from genmux.engines.sketch.sound.codec import Samples

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work

_CROSS = 0.06
_USUAL_SECONDS = 36.0
_QUIET = -16.0
_LOUD_SECONDS, _LEAST_SECONDS = 25.0, 4.0


def make(work: Work, report: Report) -> Rendered:
    """The whole song: the source's own sound up to the join, then what is new."""
    source = given.heard(request.source(work))
    wish = request.read(work)
    join = join_at(source, request.number(work.input, "continue_at", 0.0))
    before = [word for word in source.words() if float(str(word["end"])) <= join + 0.1]
    text, fresh = _texts(work, wish, source, before)
    wish = replace(wish, instrumental=not fresh)
    level = _level(source, join)

    def one(number: int, done: Callable[[float], None]) -> list[RenderedFile]:
        seed = track_seed(work.seed, number)
        style = style_beside(source, wish, text.tags, seed)
        seconds = wish.seconds or (0.0 if fresh else _USUAL_SECONDS)
        ask = ask_for(wish, style, fresh, seed, seconds)
        clock = Clock.steady(source.heard.bpm)
        song = compose(replace(ask, opening=False, clock=clock, seconds=seconds))
        made = given.fitted(mixer.mix(song.score), level, work.out_dir)
        done(0.6)
        words = (*before, *(_later(word, join) for word in song.words))
        notes = Notes(
            text.title, text.tags, text.lyrics, words, source.heard.bpm, style.key.label,
            not text.lyrics, seed,
        )  # fmt: skip
        return keep(work, number, _joined(source.path, join, made), notes)

    return make_all(work, report, text.told(), one)


def join_at(source: Given, wanted: float) -> float:
    """Seconds of the beat to go on from: the first one after the wished place, within the sound."""
    clock, end = source.heard.clock, source.heard.seconds
    if not 0 < wanted < end:
        wanted = end - 1.0 if end > 4 else end * 0.9
    beat = np.ceil(clock.beat(wanted - 0.03) - 1e-6)
    at = clock.seconds(float(beat))
    while at > end - _CROSS and at > 0:
        beat -= 1
        at = clock.seconds(float(beat))
    return max(0.0, at)


def style_beside(source: Given, wish: Wish, tags: str, seed: int) -> Style:
    """A style in the tempo and key of the recording, from the words of both."""
    words = tags or wish.style or source.told("tags") or wish.prompt
    dice = seeds.generator(seed, 30)
    made = styles.of_words(words, wish.negative, dice, wildness=wish.weirdness)
    return styles.fitted(made, source.heard.bpm, source.heard.key)


def _level(source: Given, join: float) -> float:
    """How loud the new part is to be, in LUFS: as the song before the join.

    A lead-in alone says little about a song, and a snatch of a few seconds nothing.
    """
    if source.heard.seconds < _LEAST_SECONDS:
        return LUFS
    first = max(0.0, join - _LOUD_SECONDS)
    last = join if join >= _LEAST_SECONDS else _LOUD_SECONDS
    level = given.loudness_of(given.stereo(source.path, round(first * RATE), round(last * RATE)))
    return level if np.isfinite(level) and level > -45 else _QUIET


def _texts(work: Work, wish: Wish, source: Given, before: list[dict[str, Any]]) -> tuple[Text, str]:
    """What the record of the longer song says, and the words of the new part."""
    title = wish.title or source.told("title") or lyricist.title(wish.prompt, work.seed)
    tags = wish.style or source.told("tags") or tags_of(wish, work.seed)
    sung = "".join(str(word["word"]) for word in before).strip()
    silent = wish.instrumental or (
        not wish.prompt and not source.told("lyrics") and bool(source.media.detail)
    )
    if silent:
        return Text(title, tags, sung), ""
    fresh = wish.lyrics or (wish.prompt if "\n" in wish.prompt else "")
    if not fresh and wish.prompt:
        fresh = lyricist.lyrics(wish.prompt, work.seed, short=True)[1]
    fresh = fresh or _going_on(source, sung, title, work.seed)
    return Text(title, tags, f"{sung}\n\n{fresh}".strip()), fresh


def _going_on(source: Given, sung: str, title: str, seed: int) -> str:
    """The words of the source that were not sung yet, else a new verse and its chorus again."""
    whole = source.told("lyrics").strip()
    rest = whole[len(sung) :].strip() if whole.startswith(sung) else ""
    if len(rest.splitlines()) >= 3:
        return rest
    fresh = lyricist.lyrics(title, seed, 1, short=True)[1].split("\n\n")
    known = [block for block in verses(whole) if block.kind == "chorus" and block.lines]
    chorus = "\n".join([known[0].mark or "[Chorus]", *known[0].lines]) if known else fresh[1]
    return f"{fresh[0]}\n\n{chorus}"


def _later(word: dict[str, Any], seconds: float) -> dict[str, Any]:
    return {
        **word,
        "start": round(word["start"] + seconds, 3),
        "end": round(word["end"] + seconds, 3),
    }


def _joined(path: str, join: float, made: Samples) -> Iterator[Samples]:
    """The source up to the join, a short crossing, and the rest of what is new."""
    at = round(join * RATE)
    size = min(round(_CROSS * RATE), len(made))
    yield from given.stereo(path, 0, at)
    over = given.Reader(given.stereo(path, at, at + size)).take(size)
    yield given.crossed(over, made[:size])
    yield made[size:]
