"""From sound to notes: which pitches sound when, chords included.

Each frame of a spectrum on a scale of thirds of a semitone is explained as a sum of tones with
fixed partials (non-negative matrix factorisation with a given dictionary, Smaragdis & Brown 2003).
Long windows tell pitches apart; short ones then tell when a note begins.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from genmux.engines.sketch.songs.smf import Note
from genmux.engines.sketch.sound.codec import read_audio

Matrix = NDArray[np.float32]

_SIZE, _HOP = 4096, 512
_SHORT, _SHORT_HOP = 1024, 128
_FINE = 36  # steps an octave
_PARTIALS = 16
_SHAPES = ((1.0, 0.45), (1.0, 0.8), (0.2, 0.72))
"""the first partial, and how much each keeps of the one before from the second on: in dull and in
bright tones, and in those of plucked strings, whose second partial is the strongest
"""
_ROUNDS = 30
_BATCH = 1024
_STARTS = 0.15
_LONG_SECONDS = 8.0
_TOGETHER = 0.08
_SPLASH = 0.15
_OVERTONES = frozenset({12, 19, 24, 28, 31})
_SWALLOWED = {12: 0.71, 19: 0.85, 24: 0.85, 28: 0.9, 31: 0.9} | dict.fromkeys(range(33, 49), 1.0)
"""how loud, against the tone below that starts with it, a partial may be that is no note: plucked
strings have some that outdo their neighbours"""
_AUDIBLE = 10 ** (-52 / 20)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an instrument is heard: its range of pitches, and whether it plays single notes only."""

    rate: int
    lowest: int
    highest: int
    alone: bool = False
    least_seconds: float = 0.07


USUAL = Manner(22_050, 36, 96)
LOW = Manner(11_025, 26, 60, alone=True)


def transcribe(path: str, manner: Manner = USUAL) -> list[Note]:
    """The notes of a sound, by their start."""
    mono = read_audio(path, manner.rate, 1)[:, 0]
    if not len(mono) or float(np.abs(mono).max()) < _AUDIBLE:
        return []
    played = _activations(mono, manner)
    if manner.alone:
        played = _strongest(played)
    clock = _Clock(mono, manner)
    found = [note for row in range(len(played)) for note in _tracked(played[row], row, manner)]
    loudest = max((level for _, _, _, level in found), default=1.0)
    notes = []
    for row, first, last, level in found:
        pitch = manner.lowest + row
        start = clock.onset(pitch, (first * _HOP) / manner.rate)
        end = max(start + manner.least_seconds, (last * _HOP) / manner.rate)
        velocity = min(1.0, max(0.05, (level / loudest) ** 0.6))
        notes.append(Note(pitch, round(start, 3), round(end, 3), round(velocity, 2)))
    return sorted(_apart(notes), key=lambda note: (note.start, note.pitch))


def _activations(mono: Matrix, manner: Manner) -> Matrix:
    """How strongly each pitch sounds in each frame: [pitches, frames], the loudest near 1."""
    dictionary = _dictionary(manner)
    padded = np.pad(mono, _SIZE // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _SIZE)[::_HOP]
    count = manner.highest - manner.lowest + 1
    rows = []
    for start in range(0, len(frames), _BATCH):
        spectra = np.abs(fft.rfft(frames[start : start + _BATCH] * _hann(_SIZE), axis=1))
        fine = _scale(manner) @ np.asarray(spectra.T, np.float32)
        rows.append(_explained(fine, dictionary).reshape(len(_SHAPES), count, -1).sum(axis=0))
    played = np.concatenate(rows, axis=1)
    loud = float(np.percentile(played.max(axis=0), 95))
    return cast("Matrix", played / np.float32(max(loud, 1e-6)))


def _explained(heard: Matrix, dictionary: Matrix) -> Matrix:
    """Levels of the dictionary's tones that sum to what is heard (Kullback-Leibler updates)."""
    levels = np.full((dictionary.shape[1], heard.shape[1]), heard.mean() + 1e-6, np.float32)
    norm = dictionary.sum(axis=0)[:, None]
    for _ in range(_ROUNDS):
        ratio = heard / (dictionary @ levels + np.float32(1e-6))
        levels *= (dictionary.T @ ratio) / norm
    return levels


def _tracked(row: Matrix, pitch: int, manner: Manner) -> list[tuple[int, int, int, float]]:
    """Row, first and last frame and level of the notes of one pitch.

    A note starts loud and lasts while it keeps a share of its own level; a new rise out of a dip
    starts another.
    """
    smooth = ndimage.median_filter(row, 3, mode="nearest")
    least = manner.least_seconds * manner.rate / _HOP
    notes: list[tuple[int, int, int, float]] = []
    first, peak, dip = -1, 0.0, 0.0
    for frame, level in enumerate([*smooth.tolist(), 0.0]):
        if first >= 0:
            again = level > _STARTS and level > 1.6 * dip and dip < 0.65 * peak
            if level < max(0.045, 0.18 * peak) or again:
                if frame - first >= least:
                    notes.append((pitch, first, frame, peak))
                first = -1
            else:
                peak, dip = max(peak, level), min(dip, level)
                dip = level if level >= peak else dip
        if first < 0 and level > _STARTS:
            first, peak, dip = frame, level, level
    return notes


def _strongest(played: Matrix) -> Matrix:
    """Only the leading pitch of each frame, as a median over time keeps it from flickering."""
    near = ndimage.uniform_filter1d(played, 5, axis=1, mode="nearest")
    best = near.argmax(axis=0)
    only = np.zeros_like(played)
    frames = np.arange(played.shape[1])
    best = ndimage.median_filter(best, 9, mode="nearest")
    only[best, frames] = near[best, frames]
    return only


def _apart(notes: list[Note]) -> list[Note]:
    """Without ghosts: partials of a louder note that starts with them, and the splash of a start.

    `notes` may come in any order.
    """
    ordered = sorted(notes, key=lambda note: note.start)
    starts = [note.start for note in ordered]
    kept = []
    for note in ordered:
        first = bisect_left(starts, note.start - _LONG_SECONDS)
        last = bisect_left(starts, note.start + _SPLASH + _TOGETHER)
        if not any(_is_ghost(note, other) for other in ordered[first:last]):
            kept.append(note)
    return kept


def _is_ghost(note: Note, other: Note) -> bool:
    beside = abs(note.pitch - other.pitch) == 1 and abs(note.start - other.start) < _TOGETHER
    if beside and (other.velocity, note.pitch) > (note.velocity, other.pitch):
        return True  # a tone between two keys is heard as both
    if abs(note.start - other.start) < _TOGETHER and note.end < other.end + _TOGETHER:
        swallowed = _SWALLOWED.get(note.pitch - other.pitch, 0.0)
        if note.velocity < swallowed * other.velocity:
            return True
    if other.velocity < 1.4 * note.velocity or note.start > other.end:
        return False
    if other.start > note.start + _TOGETHER:  # a long window hears a start before it comes
        return note.end - note.start < _SPLASH and other.start < note.end + _TOGETHER
    if note.pitch - other.pitch in _OVERTONES:
        return True
    together = abs(note.start - other.start) < _TOGETHER or abs(note.start - other.end) < _TOGETHER
    return together and note.end - note.start < _SPLASH


class _Clock:
    """When the partials of a pitch set in, from short windows."""

    def __init__(self, mono: Matrix, manner: Manner) -> None:
        self._mono = mono
        self._rate = manner.rate

    def onset(self, pitch: int, near: float) -> float:
        """The steepest rise of that pitch around second `near`, in seconds."""
        first = round((near - 0.13) * self._rate)
        last = round((near + 0.17) * self._rate)
        size = _SHORT if pitch >= 48 else 2 * _SHORT
        cut = self._mono[max(0, first - size // 2) : max(0, last + size // 2)]
        cut = np.pad(cut, (max(0, size // 2 - first), 0))[: last - first + size]
        if len(cut) < size + 2 * _SHORT_HOP:
            return max(0.0, near)
        frames = np.lib.stride_tricks.sliding_window_view(cut, size)[::_SHORT_HOP]
        hertz = 440 * 2 ** ((pitch - 69) / 12) * np.arange(1, 5)
        bins = np.round(hertz[hertz < self._rate / 2.2] * size / self._rate).astype(int)
        power = np.abs(fft.rfft(frames * _hann(size), axis=1)[:, bins]) ** 2
        level = np.log10(power.sum(axis=1) + 0.02 * power.sum(axis=1).max() + 1e-12)
        rise = np.diff(ndimage.uniform_filter1d(level, 3, mode="nearest"))
        return max(0.0, (first + (int(rise.argmax()) + 0.5) * _SHORT_HOP) / self._rate)


@cache
def _hann(size: int) -> Matrix:
    return np.hanning(size + 1)[:size].astype(np.float32)


@cache
def _scale(manner: Manner) -> Matrix:
    """Sums the bins of a long window into steps of a third of a semitone: [steps, bins]."""
    lowest = manner.lowest - 2
    steps = int(np.log2(manner.rate * 0.45 / _hertz(lowest)) * _FINE)
    places = _hertz(lowest) * 2 ** (np.arange(steps) / _FINE) * _SIZE / manner.rate
    bins = np.arange(_SIZE // 2 + 1)
    width = np.maximum(1.0, places * (2 ** (1 / _FINE) - 1))
    return np.maximum(0, 1 - np.abs(bins[None] - places[:, None]) / width[:, None]).astype(
        np.float32
    )


@cache
def _dictionary(manner: Manner) -> Matrix:
    """What every pitch looks like on that scale, once per shape: [steps, shapes * pitches]."""
    bins = np.arange(_SIZE // 2 + 1)
    tones = []
    for first, keep in _SHAPES:
        for pitch in range(manner.lowest, manner.highest + 1):
            tone = np.zeros(len(bins))
            for number in range(_PARTIALS):
                place = _hertz(pitch) * (number + 1) * _SIZE / manner.rate
                # the main lobe of the window
                away = np.clip(np.abs(bins - place) / 2, 0, 1)
                level = keep**number if number else first
                tone += level * np.cos(away * np.pi / 2) ** 2
            fine = _scale(manner) @ tone.astype(np.float32)
            tones.append(fine / np.linalg.norm(fine))
    return np.stack(tones, axis=1).astype(np.float32)


def _hertz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))
