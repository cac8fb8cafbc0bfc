"""Listening to given music: its tempo and beats, its key, its chords and the line of its melody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.music import bars, keys, pulse, theory
from genmux.engines.sketch.music.ear import RATE, Floats, mono_of
from genmux.engines.sketch.music.keys import LOW
from genmux.engines.sketch.music.score import Clock
from genmux.engines.sketch.music.theory import Chord, Key


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard. The clock's beat 0 is the first beat of a bar, near the start."""

    seconds: float
    bpm: float
    key: Key
    clock: Clock
    tones: NDArray[np.float32]
    """strength of each note from `LOW` up, [frames, notes], at about 11 frames a second"""

    def bars(self, beats: int = 4) -> int:
        """Whole bars until the sound ends, at least one."""
        return max(1, round(self.clock.beat(self.seconds) / beats))


def listen(path: str, *, bpm: float = 0.0, key: Key | None = None) -> Heard:
    """Listens to a sound file. `bpm` and `key`, where known already, guide the ear.

    Raises EngineFailure when there is no sound to read.
    """
    mono = mono_of(path)
    seconds = len(mono) / RATE
    onsets = pulse.onsets_of(mono)
    tempo = pulse.tempo_of(onsets, bpm)
    beats = pulse.beats_of(onsets.whole, tempo)
    tones = keys.tones_of(mono)
    known = key or keys.key_of(tones)
    steady, times = pulse.steadied(beats, bpm or tempo, bpm > 0)
    times = bars.from_first_bar(times, mono, RATE, tones, keys.FPS)
    if len(times) < 2:
        times = np.array([0.0, 60.0 / steady])
    return Heard(seconds, steady, known, _from_the_start(times), tones)


def chords(heard: Heard, beats: int = 4) -> list[Chord]:
    """The triad of the key that fits each bar best."""
    choices = theory.triads(heard.key)
    masks = np.zeros((len(choices), 12))
    for row, choice in enumerate(choices):
        masks[row, list(choice.tones)] = (1.0, 0.8, 0.8)
        masks[row] -= masks[row].mean()
    favour = np.array([0.08, 0.05, 0.05, 0.05, 0.0, 0.0])
    found: list[Chord] = []
    for bar in range(heard.bars(beats)):
        tones = _between(heard, bar * beats, (bar + 1) * beats)
        if not len(tones):
            found.append(found[-1] if found else choices[0])
            continue
        chroma = keys.chroma(tones.mean(axis=0))
        norm = float(np.linalg.norm(chroma - chroma.mean()))
        fit = masks @ (chroma - chroma.mean()) / max(norm, 1e-9) + favour
        found.append(choices[int(fit.argmax())])
    return found


def melody(heard: Heard, beats_each: float = 0.5) -> list[tuple[float, float, int]]:
    """The line on top: (start, length, MIDI note) in beats, in the key; quiet steps left out."""
    strength = heard.tones[:, 55 - LOW : 86 - LOW]
    loud = float(np.percentile(strength.max(axis=1), 70)) if len(strength) else 0.0
    line: list[tuple[float, float, int]] = []
    total = heard.clock.beat(heard.seconds)
    for step in range(int(total / beats_each)):
        at = step * beats_each
        tones = _between(heard, at, at + beats_each)[:, 55 - LOW : 86 - LOW]
        if not len(tones):
            continue
        mean = tones.mean(axis=0)
        if float(mean.max()) <= 0.3 * loud:
            continue
        lifted = mean * np.linspace(0.8, 1.1, len(mean))
        pitch = theory.to_key(heard.key, 55 + int(lifted.argmax()))
        if line and line[-1][2] == pitch and abs(line[-1][0] + line[-1][1] - at) < 1e-6:
            line[-1] = (line[-1][0], line[-1][1] + beats_each, pitch)
        else:
            line.append((at, beats_each, pitch))
    return line


def _from_the_start(times: Floats) -> Clock:
    """Beats go on before the first that was heard; beat 0 is the bar line nearest the start."""
    step = float(times[1] - times[0])
    early = round(times[0] / (4 * step)) * 4
    before = times[0] - step * np.arange(early, 0, -1)
    return Clock(np.concatenate((before, times)))


def _between(heard: Heard, first: float, last: float) -> NDArray[np.float32]:
    """The frames between two beats."""
    start = round(max(0.0, heard.clock.seconds(first)) * keys.FPS)
    stop = round(max(0.0, heard.clock.seconds(last)) * keys.FPS)
    return heard.tones[start : max(start + 1, stop)]
