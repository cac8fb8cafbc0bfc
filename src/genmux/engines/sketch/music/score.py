"""What is to be played: notes in beats, sung or given sound in seconds, and the clock between."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.music.tones import Wave


@dataclass(frozen=True, slots=True)
class Clock:
    """When beats fall. A steady tempo, or the uneven beats of a recording.

    `times` are the seconds of beat 0, 1, …; beyond them the tempo at their ends goes on.
    """

    times: NDArray[np.float64]
    """at least two"""

    @classmethod
    def steady(cls, bpm: float, start: float = 0.0) -> Clock:
        return cls(np.array([start, start + 60.0 / bpm]))

    def seconds(self, beat: float) -> float:
        last = len(self.times) - 1
        if beat <= 0:
            return float(self.times[0] + beat * (self.times[1] - self.times[0]))
        if beat >= last:
            return float(self.times[-1] + (beat - last) * self._last_step())
        return float(np.interp(beat, np.arange(last + 1), self.times))

    def beat(self, seconds: float) -> float:
        """The beat, with its fraction, at a time; the inverse of `seconds`."""
        if seconds <= self.times[0]:
            return float((seconds - self.times[0]) / (self.times[1] - self.times[0]))
        if seconds >= self.times[-1]:
            step = self._last_step()
            return float(len(self.times) - 1 + (seconds - self.times[-1]) / step)
        return float(np.interp(seconds, self.times, np.arange(len(self.times))))

    def _last_step(self) -> float:
        some = min(8, len(self.times) - 1)
        return float((self.times[-1] - self.times[-1 - some]) / some)


@dataclass(frozen=True, slots=True)
class Note:
    """`start` and `beats` in beats, `pitch` as MIDI number, `velocity` from 0 to 1."""

    start: float
    beats: float
    pitch: float
    velocity: float


@dataclass(slots=True)
class Part:
    """One player. `instrument` is of `instruments.toml`, or a drum of the kit when `drum`."""

    instrument: str
    drum: bool = False
    notes: list[Note] = field(default_factory=list)
    gain: float = 1.0
    pan: float = 0.0
    """-1 left to 1 right"""
    width: float = 0.0
    """how far its notes stand apart, alternately to both sides"""
    room: float = 0.12
    """the share that is sent to the reverb"""
    echo: float = 0.0
    """an echo three quarters of a beat later"""
    duck: float = 0.0
    """how far each kick pushes it down, 0 to 1"""


@dataclass(frozen=True, slots=True)
class Clip:
    """Ready-made mono or stereo sound at a place in the song, in seconds."""

    start: float
    wave: Wave
    gain: float = 1.0
    room: float = 0.1
    echo: float = 0.0


@dataclass(slots=True)
class Score:
    """A whole piece, ready to be mixed."""

    clock: Clock
    seconds: float
    parts: list[Part] = field(default_factory=list)
    clips: list[Clip] = field(default_factory=list)
    bright: float = 1.0
    reverb: float = 1.6
    """seconds until it has faded by 60 dB"""
    fade: float = 0.5
    """seconds of fading at the very end; 0 = none"""
    seed: int = 0
