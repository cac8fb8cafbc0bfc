"""The singer: lines of lyrics, spoken by the speech library, sung on given notes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import vocoder
from genmux.engines.sketch.music.syllables import count, unspaced
from genmux.engines.sketch.music.tones import RATE, Wave
from genmux.engines.sketch.speech.casting import Manner, Voice, cast_voice
from genmux.engines.sketch.speech.voice import Samples, Word, utter

CENTRES = {"f": 67.0, "m": 55.0}
"""the middle of each voice, as MIDI notes"""
_STEP = 0.005
_MANNER = Manner(rate=0.92, pitch=-0.25, range=-50.0)
_ONSET, _CODA = 0.07, 0.05
_LEVEL = 0.17
_GLIDE = 0.055
_SAID = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of a line as written, where it is in the spoken line, in seconds."""

    text: str
    start: float
    end: float
    syllables: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be sung."""

    units: tuple[Unit, ...]
    spoken: vocoder.Spoken

    @property
    def syllables(self) -> int:
        return sum(unit.syllables for unit in self.units)


@dataclass(frozen=True, slots=True)
class Tone:
    """One sung note, in seconds and MIDI numbers."""

    start: float
    seconds: float
    pitch: float


class Singer:
    """One voice for a song. `gender` is m, f or empty for whichever the seed brings."""

    def __init__(self, gender: str, seed: int) -> None:
        self._seed = seed
        self.gender = gender or ("f" if int(seeds.generator(seed, 21).integers(2)) else "m")
        self._voice = _voice(self.gender, seed)
        self._said: dict[str, Line | None] = {}

    @property
    def centre(self) -> float:
        return CENTRES[self.gender]

    def say(self, text: str) -> Line | None:
        """The line, spoken and measured; None when nothing in it can be said.

        Raises EngineFailure without the speech library.
        """
        if text not in self._said:
            self._said[text] = self._speak(text)
        return self._said[text]

    def _speak(self, text: str) -> Line | None:
        if not _SAID.search(text):
            return None
        plain = re.sub(r"[\[\]()<>{}*_~#|\"“”«»]", " ", text)
        blocks: list[Samples] = []
        words: list[Word] = []
        seconds, rate = 0.0, 0
        for piece in utter(plain, self._voice, _MANNER):
            rate = piece.sample_rate
            words += [Word(w.text, w.start + seconds, w.end + seconds) for w in piece.words]
            seconds += len(piece.samples) / rate
            blocks.append(piece.samples)
        units = _units(text, words, seconds)
        if not units:
            return None
        return Line(tuple(units), vocoder.analyse(np.concatenate(blocks), rate))

    def sing(self, line: Line, tones: Sequence[Tone]) -> tuple[float, Wave, list[Word]]:
        """The line on its notes, one for each syllable: when it starts, mono sound, word times."""
        origin = tones[0].start
        source, target, active = _warp(line, tones, origin)
        steps = int((target[-1] + 0.12) / _STEP) + 1
        time = np.asarray(np.arange(steps) * _STEP, np.float64)
        moments = np.interp(time, target, source)
        dice = seeds.generator(self._seed, 22, steps)
        moments = moments + 0.006 * ndimage.gaussian_filter1d(dice.standard_normal(steps), 6) * 4
        pitch = _pitch_line(tones, origin, time)
        frequency = 440.0 * 2 ** ((pitch - 69) / 12)
        wave = vocoder.sing(line.spoken, moments, frequency, RATE, dice)
        gate = np.interp(np.arange(len(wave)) / RATE, time, _gate(active, time))
        return origin, _levelled(wave * gate.astype(np.float32)), _word_times(line, tones)


def _voice(gender: str, seed: int) -> Voice:
    """A voice of the library with that gender, another for other seeds."""
    names = (f"singer {seed % 9973 + turn}" for turn in itertools.count())
    return next(v for v in map(cast_voice, names) if v.female == (gender == "f"))


def _units(text: str, words: Sequence[Word], seconds: float) -> list[Unit]:
    """The line's words as written; those the library did not mark share the time around them."""
    tokens = [token for token in text.split() if _SAID.search(token)]
    if any(unspaced(sign) for token in tokens for sign in token if sign.isalnum()):
        return [
            Unit(w.text, w.start, w.end, max(1, count(w.text))) for w in words if w.end > w.start
        ]
    found: list[tuple[float, float] | None] = [None] * len(tokens)
    at = 0
    for word in words:
        plain = _plain(word.text)
        for index in range(at, min(len(tokens), at + 4)):
            if plain and plain in _plain(tokens[index]):
                known = found[index]
                found[index] = (known[0] if known else word.start, word.end)
                at = index if plain != _plain(tokens[index]) else index + 1
                break
    return _filled(tokens, found, words[-1].end if words else seconds)


def _filled(
    tokens: Sequence[str], found: Sequence[tuple[float, float] | None], seconds: float
) -> list[Unit]:
    units: list[Unit] = []
    last = 0.0
    for index, token in enumerate(tokens):
        span = found[index]
        if span is None:
            later = [(i, f) for i, f in enumerate(found[index:], index) if f]
            until = later[0][1][0] if later else seconds
            missing = (later[0][0] if later else len(tokens)) - index
            span = (last, last + max(0.02, (until - last) / missing))
        start = max(last, span[0]) if units else span[0]
        last = max(start + 0.02, span[1])
        units.append(Unit(token, start, last, max(1, count(token))))
    return units


def _plain(word: str) -> str:
    return "".join(sign for sign in word.lower() if sign.isalnum())


def _warp(
    line: Line, tones: Sequence[Tone], origin: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[tuple[float, float]]]:
    """Knots between spoken and sung time, and the spans in which something sounds.

    Consonants at both ends of a syllable keep their pace; the vowel between takes the stretch.
    """
    source: list[float] = []
    target: list[float] = []
    active: list[tuple[float, float]] = []
    number = 0
    for unit in line.units:
        step = (unit.end - unit.start) / unit.syllables
        for part in range(unit.syllables):
            tone = tones[min(number, len(tones) - 1)]
            number += 1
            first = unit.start + part * step
            start = tone.start - origin
            end = start + max(0.05, tone.seconds)
            onset, coda = min(_ONSET, 0.35 * step), min(_CODA, 0.25 * step)
            if end - start < onset + coda + 0.02:
                scale = (end - start) / (onset + coda + 0.02)
                onset, coda = onset * scale, coda * scale
            source += [first, first + onset, first + step - coda, first + step - 0.004]
            target += [start, start + onset, end - coda, end - 0.004]
            active.append((start, end))
    return np.maximum.accumulate(source), np.maximum.accumulate(target), active


def _gate(active: Sequence[tuple[float, float]], time: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 while something is sung, soft at the edges."""
    gate = np.zeros(len(time))
    for start, end in active:
        gate[(time >= start) & (time < end + 0.02)] = 1.0
    soft = ndimage.uniform_filter1d(gate, 7)
    return np.asarray(np.minimum(soft, np.minimum(1, (time[-1] - time) / 0.03)))


def _pitch_line(
    tones: Sequence[Tone], origin: float, time: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The melody in MIDI numbers: glides between notes, vibrato on the long ones."""
    starts = np.array([tone.start - origin for tone in tones])
    which = np.clip(np.searchsorted(starts, time + 1e-9, side="right") - 1, 0, len(tones) - 1)
    pitch = np.array([tone.pitch for tone in tones])[which]
    pitch = ndimage.uniform_filter1d(pitch.astype(float), max(3, round(_GLIDE / _STEP)))
    since = time - starts[which]
    long = np.array([tone.seconds > 0.32 for tone in tones])[which]
    depth = 0.28 * np.clip((since - 0.18) / 0.25, 0, 1) * long
    return np.asarray(pitch + depth * np.sin(2 * np.pi * 5.6 * time))


def _levelled(wave: Wave) -> Wave:
    """Evened out like a singer close to the microphone, at a common level."""
    power = ndimage.uniform_filter1d(wave.astype(np.float64) ** 2, round(0.06 * RATE))
    level = np.sqrt(np.maximum(power, 0))
    loud = float(np.percentile(level, 90)) + 1e-9
    gain = (np.maximum(level, 0.12 * loud) / loud) ** -0.45
    gain = ndimage.uniform_filter1d(gain, round(0.03 * RATE))
    even = wave * gain
    heard = even[level > 0.2 * loud]
    rms = float(np.sqrt(np.mean(heard**2))) if len(heard) else 1.0
    return np.asarray(even * (_LEVEL / max(rms, 1e-9)), dtype=np.float32)


def _word_times(line: Line, tones: Sequence[Tone]) -> list[Word]:
    times: list[Word] = []
    number = 0
    for unit in line.units:
        first = tones[min(number, len(tones) - 1)]
        number += unit.syllables
        last = tones[min(number, len(tones)) - 1]
        times.append(Word(unit.text, first.start, last.start + last.seconds))
    return times
