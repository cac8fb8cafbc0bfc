"""A given song in another style: its length, tempo, chords and tune, played by another band."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from genmux.engines.base import Rendered, RenderedFile
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import given, listen, mixer, request
from genmux.engines.sketch.music import style as styles
from genmux.engines.sketch.music.create import ask_for, notes_of, text_of
from genmux.engines.sketch.music.score import Note, Part
from genmux.engines.sketch.music.song import compose, track_seed
from genmux.engines.sketch.music.track import make_all, record

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work
    from genmux.engines.sketch.music.given import Given
    from genmux.engines.sketch.music.style import Style


def make(work: Work, report: Report) -> Rendered:
    source = given.heard(request.source(work))
    wish = request.read(work)
    text = text_of(wish, work.seed)

    def one(number: int, done: Callable[[float], None]) -> list[RenderedFile]:
        seed = track_seed(work.seed, number)
        style = styles.read(wish, seeds.generator(seed, 30))
        style = styles.fitted(style, source.heard.bpm, source.heard.key)
        ask = ask_for(wish, style, text.lyrics, seed, source.heard.seconds)
        ask = replace(
            ask,
            seconds=source.heard.seconds,
            clock=source.heard.clock,
            chords=listen.chords(source.heard, style.beats),
            without=frozenset({"lead"}),
        )
        song = compose(ask)
        song.score.parts.append(tune(source, style, 0.55 + 0.8 * wish.audio_weight))
        notes = notes_of(text, song, style, seed)
        return record(work, number, mixer.mix(song.score), notes, done, song.score.seconds)

    return make_all(work, report, text.told(), one)


def tune(source: Given, style: Style, gain: float) -> Part:
    """The melody of the recording on the style's lead instrument, in its register."""
    instrument = style.players.get("lead") or style.players.get("chords") or "piano"
    centre = styles.table("instruments")[instrument]["centre"]
    part = Part(instrument, gain=gain, pan=0.05, room=0.18, echo=0.1)
    line = listen.melody(source.heard)
    middle = sorted(pitch for _, _, pitch in line)[len(line) // 2] if line else centre
    shift = 12 * round((centre - middle) / 12)
    part.notes = [
        Note(start, min(4.0, length) * 0.95, pitch + shift, 0.85) for start, length, pitch in line
    ]
    return part
