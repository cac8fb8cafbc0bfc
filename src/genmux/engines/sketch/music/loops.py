"""Short sounds and loops in an asked tempo and key, from a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.base import Rendered, RenderedFile
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import band, mixer, request, rhythm, theory
from genmux.engines.sketch.music import style as styles
from genmux.engines.sketch.music.create import Text
from genmux.engines.sketch.music.form import Section
from genmux.engines.sketch.music.score import Clock, Part, Score
from genmux.engines.sketch.music.song import track_seed
from genmux.engines.sketch.music.style import Style
from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.music.track import Notes, make_all, record
from genmux.engines.sketch.sound.codec import Samples
from genmux.engines.sketch.sound.effects.scene import natural_seconds, render_scene
from genmux.engines.sketch.sound.effects.words import GENERIC
from genmux.engines.sketch.sound.effects.words import read as read_scene

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work
    from genmux.engines.sketch.music.request import Wish

_USUAL_SECONDS = 10.0
_EFFECT_RATE = RATE
_TAIL = 2.0


def make(work: Work, report: Report) -> Rendered:
    """A sound as the prompt says: a short piece of music, or the noise of things that it names."""
    wish = request.read(work)
    text = Text(wish.title or wish.prompt[:60].strip() or "Sound", wish.style or wish.prompt, "")
    loop = request.flag(work.input, "loop")

    def one(number: int, done: Callable[[float], None]) -> list[RenderedFile]:
        seed = track_seed(work.seed, number)
        style = _style(work, wish, seed)
        if _is_noise(work, wish):
            sound = _noise(wish, seed, loop)
            seconds, blocks = len(sound) / RATE, iter([sound])
        else:
            seconds, blocks = _music(style, wish, seed, loop)
        notes = Notes(text.title, text.tags, "", (), style.bpm, style.key.label, True, seed)
        return record(work, number, blocks, notes, done, seconds)

    return make_all(work, report, text.told(), one)


def _style(work: Work, wish: Wish, seed: int) -> Style:
    style = styles.read(wish, seeds.generator(seed, 30))
    tempo = request.number(work.input, "tempo", 0.0)
    if tempo > 0:
        style = replace(style, bpm=min(300.0, max(20.0, tempo)))
    key = theory.key_of(request.text(work.input, "key"))
    return styles.fitted(style, style.bpm, key) if key else style


def _is_noise(work: Work, wish: Wish) -> bool:
    """Whether the prompt names things that sound and nothing of music."""
    if request.number(work.input, "tempo", 0.0) or theory.key_of(request.text(work.input, "key")):
        return False
    words = f"{wish.prompt} {wish.style}"
    if any(styles.named(name, words) for name in ("genres", "instruments")):
        return False
    return any(layer.sound is not GENERIC for layer in read_scene(wish.prompt).layers)


def _noise(wish: Wish, seed: int, loop: bool) -> Samples:
    picture = read_scene(wish.prompt)
    seconds = wish.seconds or max(3.0, natural_seconds(picture))
    loop = loop or picture.loop
    return render_scene(picture, seconds, _EFFECT_RATE, seed, loop=loop, freedom=0.5)


def _music(style: Style, wish: Wish, seed: int, loop: bool) -> tuple[float, Iterator[Samples]]:
    """Seconds and blocks; a loop is exactly a few bars long and runs on into itself."""
    bar = style.beats * 60 / style.bpm
    asked = wish.seconds or _USUAL_SECONDS
    bars = max(1, round(asked / bar) if loop else int(max(0.0, asked - _TAIL) / bar) or 1)
    if not wish.seconds and bars > 2:
        bars -= bars % 2
    sections = [Section("chorus", 0, bars, 1.0)]
    plan = band.Plan(style, sections, band.harmony(style, sections), sung=False)
    parts = band.arrange(plan, seeds.generator(seed, 31))
    parts += rhythm.drums(plan, seeds.generator(seed, 32))
    clock = Clock.steady(style.bpm)
    if not loop:
        seconds = wish.seconds or bars * bar + _TAIL
        score = Score(clock, seconds, parts, bright=style.bright, fade=0.8, seed=seed)
        return seconds, mixer.mix(score)
    seconds = bars * bar
    rounds = 1 + int(np.ceil(4.0 / seconds))
    for part in parts:
        _repeated(part, bars * style.beats, rounds + 1)
    total = (rounds + 1) * seconds
    score = Score(clock, total, parts, bright=style.bright, reverb=1.2, fade=0.0, seed=seed)
    return seconds, _last_round(score, seconds, rounds)


def _repeated(part: Part, beats: float, rounds: int) -> None:
    part.notes = [
        replace(note, start=note.start + turn * beats)
        for turn in range(rounds)
        for note in part.notes
    ]


def _last_round(score: Score, seconds: float, rounds: int) -> Iterator[Samples]:
    """The round that already has the end of the one before it in its beginning."""
    whole = np.concatenate(list(mixer.mix(score)))
    start = round(rounds * seconds * RATE)
    yield whole[start : start + round(seconds * RATE)]
