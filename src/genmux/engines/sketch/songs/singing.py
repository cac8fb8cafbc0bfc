"""From a sung line to notes: the pitch that leads, freed of its vibrato and cut into steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.songs.melody import VOICE, Line, lead
from genmux.engines.sketch.songs.smf import Note
from genmux.engines.sketch.songs.spectra import BIN_HZ, FRAMES_A_SECOND, HOP, RATE, forward
from genmux.engines.sketch.sound.codec import read_blocks

_SWAY_FRAMES = 9  # about one turn of a vibrato
_THERE = 0.12
_LEVEL_DB = -32.0
_LEAVES = 0.6  # semitones that a pitch must go away from a note to end it
_LEAST_SECONDS = 0.1
_AUDIBLE = 10 ** (-52 / 20)


def transcribe_singing(path: str) -> list[Note]:
    """The notes of a single voice, by their start."""
    rows, levels = [], []
    peak = 0.0
    for block in read_blocks(path, RATE, 2):
        peak = max(peak, float(np.abs(block).max()))
        spectrum = forward(block)
        # frames beyond the block's ends are those of its neighbours
        magnitudes = np.abs(spectrum[0] + spectrum[1])[1 : len(block) // HOP + 1]
        levels.append(np.sqrt((magnitudes**2).sum(axis=1)))
        rows.append(np.sqrt(magnitudes[:, : int(VOICE.top / BIN_HZ) + 2]))
    if peak < _AUDIBLE:
        return []
    level = np.concatenate(levels)
    line = lead(np.concatenate(rows), VOICE)
    return _notes(line, level / max(float(level.max()), 1e-9)) if len(level) else []


def _notes(line: Line, level: NDArray[np.floating]) -> list[Note]:
    sung = (line.strength > _THERE) & (level > 10 ** (_LEVEL_DB / 20))
    pitch = 69 + 12 * np.log2(np.maximum(line.pitch, 1.0) / 440)
    steady = ndimage.median_filter(pitch, 5, mode="nearest")
    notes = []
    for first, last in _stretches(sung):
        flat = ndimage.uniform_filter1d(steady[first:last], _SWAY_FRAMES, mode="nearest")
        for start, end, key in _steps(flat):
            own = level[first + start : first + end]
            begin, stop = (first + start) / FRAMES_A_SECOND, (first + end) / FRAMES_A_SECOND
            if stop - begin >= _LEAST_SECONDS:
                velocity = min(1.0, max(0.05, float(np.mean(own)) ** 0.6))
                notes.append(Note(key, round(begin, 3), round(stop, 3), round(velocity, 2)))
    return notes


def _stretches(sung: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First frame and the one after the last of each run; gaps of one frame are none."""
    whole = ndimage.binary_closing(np.pad(sung, 2), np.ones(3, bool))[2:-2]
    edges = np.diff(np.concatenate(([0], whole.astype(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def _steps(pitch: NDArray[np.floating]) -> list[tuple[int, int, int]]:
    """Start, end and key of each note of a stretch; a note holds until its pitch is left."""
    steps: list[tuple[int, int, int]] = []
    start, key = 0, round(float(pitch[0])) if len(pitch) else 0
    for frame, now in enumerate(pitch.tolist()):
        if abs(now - key) > _LEAVES:
            if frame > start:
                steps.append((start, frame, _key(pitch[start:frame], key)))
            start, key = frame, round(now)
    steps.append((start, len(pitch), _key(pitch[start:], key)))
    return _joined(steps)


def _key(pitch: NDArray[np.floating], usual: int) -> int:
    return round(float(np.median(pitch))) if len(pitch) else usual


def _joined(steps: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Short steps on the way from one note to the next belong to the next one."""
    least = _LEAST_SECONDS * FRAMES_A_SECOND
    joined: list[tuple[int, int, int]] = []
    waiting: int | None = None
    for start, end, key in steps:
        begin = start if waiting is None else waiting
        if end - start < least and (start, end, key) != steps[-1]:
            waiting = begin
            continue
        waiting = None
        if joined and joined[-1][2] == key and joined[-1][1] == begin:
            joined[-1] = (joined[-1][0], end, key)
        else:
            joined.append((begin, end, key))
    return joined
