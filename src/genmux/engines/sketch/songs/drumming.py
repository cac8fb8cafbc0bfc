"""From drums to notes: hits in three bands become the General MIDI keys of a kit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from genmux.engines.sketch.songs.smf import Note
from genmux.engines.sketch.sound.codec import read_blocks

KICK, SNARE, CLOSED_HAT, OPEN_HAT = 36, 38, 42, 46
_RATE = 22_050
_SIZE, _HOP = 512, 128
_BANDS = {KICK: (0, 110), SNARE: (900, 4500), CLOSED_HAT: (6500, 11_000)}
_LEAST = {KICK: 0.3, SNARE: 0.35, CLOSED_HAT: 0.12}
"""of the band's own strong hits"""
_APART_SECONDS = 0.06
_LENGTH = 0.08
_RINGING = 0.3
_AUDIBLE = 10 ** (-60 / 10)


def transcribe_drums(path: str) -> list[Note]:
    """Kick, snare and hats of a sound, by their start."""
    levels = _levels(path)
    if not levels.size or float(levels.max()) < _AUDIBLE:
        return []
    roots = np.sqrt(levels)
    hits = {pitch: _hits(band, _LEAST[pitch]) for pitch, band in zip(_BANDS, roots, strict=True)}
    notes = []
    loud = float(roots.max())
    apart = round(_APART_SECONDS * _RATE / _HOP)
    for pitch, frames in hits.items():
        row = list(_BANDS).index(pitch)
        strong = float(np.percentile(roots[row], 99.5))
        for frame in frames:
            key = pitch
            if pitch == CLOSED_HAT:
                if _near(hits[SNARE], frame, apart):
                    continue  # the snare's own noise
                key = OPEN_HAT if _rings(roots[row], frame) else CLOSED_HAT
            level = float(roots[row, frame : frame + apart].max())
            velocity = min(1.0, max(0.1, 0.7 * level / max(strong, 1e-9) + 0.3 * level / loud))
            start = round(frame * _HOP / _RATE, 3)
            notes.append(Note(key, start, round(start + _LENGTH, 3), round(velocity, 2)))
    return sorted(notes, key=lambda note: (note.start, note.pitch))


def _levels(path: str) -> NDArray[np.float64]:
    """Power in each band: [bands, frames]."""
    frequencies = np.fft.rfftfreq(_SIZE, 1 / _RATE)
    chosen = [(frequencies >= low) & (frequencies <= high) for low, high in _BANDS.values()]
    window = np.hanning(_SIZE).astype(np.float32)
    rest = np.zeros(_SIZE // 2, np.float32)
    rows = []
    for block in read_blocks(path, _RATE, 1):
        rest = np.concatenate((rest, block[:, 0]))
        if len(rest) < _SIZE:
            continue
        frames = np.lib.stride_tricks.sliding_window_view(rest, _SIZE)[::_HOP]
        power = np.abs(fft.rfft(frames * window, axis=1)) ** 2 / _SIZE
        rows.append(np.stack([power[:, band].sum(axis=1) for band in chosen]))
        rest = rest[len(frames) * _HOP :]
    return np.concatenate(rows, axis=1) if rows else np.zeros((len(_BANDS), 0))


def _hits(level: NDArray[np.float64], least: float) -> list[int]:
    """Frames in which a band jumps up, at least by that share of its strong jumps."""
    rise = np.maximum(0, np.diff(level, prepend=0.0))
    rise = ndimage.uniform_filter1d(rise, 3, mode="constant")
    reach = round(_APART_SECONDS * _RATE / _HOP)
    peaks = rise == ndimage.maximum_filter1d(rise, 2 * reach + 1, mode="constant")
    found = np.flatnonzero(peaks & (rise > 0))
    if not len(found):
        return []
    strong = float(np.percentile(rise[found], 90))
    hits: list[int] = []
    for frame in found[rise[found] > least * strong].tolist():
        if not hits or frame - hits[-1] > reach:
            hits.append(frame)
    return hits


def _near(frames: list[int], frame: int, reach: int) -> bool:
    return any(abs(other - frame) <= reach for other in frames)


def _rings(level: NDArray[np.float64], frame: int) -> bool:
    """Whether a hit is still there after a sixth of a second."""
    later = level[frame + _RATE // 6 // _HOP : frame + _RATE // 5 // _HOP]
    return bool(len(later) and later.mean() > _RINGING * level[frame : frame + 12].max())
