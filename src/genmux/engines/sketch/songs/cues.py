"""What each spot of a song's spectrum shows of its origin: the cues that separation weighs.

A cue is float32 [frames, bins] (or broadcasts to it), roughly within -2 to 2. What is steady in
time is harmonic, what is steady across frequencies percussive (Fitzgerald 2010; with means of roots
instead of medians, which cost a tenth).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.songs.melody import BASS, VOICE, Line, comb, lead, presence, rise, sway
from genmux.engines.sketch.songs.spectra import BIN_HZ, BINS, Mask, Spectrum

_ROOT = 0.2
_NEAR = 3
_MIDDLE = (0.6, 0.97)
_VOICED, _BASSY = (0.15, 0.4), (0.1, 0.3)
_FREQUENCIES = np.arange(BINS, dtype=np.float32) * np.float32(BIN_HZ)
_ABOVE_BASS = rise(_FREQUENCIES, 110, 180)
_LOW_BINS = int(160 / BIN_HZ)
_CLICK_BINS = (int(1500 / BIN_HZ), int(7000 / BIN_HZ))
_PITCH_CUES = (
    (np.log2(np.maximum(_FREQUENCIES, 20) / 640) / 3)[None].astype(np.float32),
    rise(_FREQUENCIES, 60, 160)[None],
    rise(_FREQUENCIES, 2500, 6000)[None],
)


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues of a window in a fixed order, and three of them by name."""

    all: tuple[Mask, ...]
    middle: Mask
    """how much a spot stands in the middle between left and right"""
    swaying: Mask
    """how much a spot belongs to a partial of a line that moves as voices do"""
    percussive: Mask


def cues(spectrum: Spectrum) -> Cues:
    """The cues of a stereo spectrum."""
    power = np.abs(spectrum[0]) ** 2 + np.abs(spectrum[1]) ** 2
    level = np.log10(power + np.float32(1e-7))
    short, long = _percussive(power, 11, 41), _percussive(power, 41, 25)
    middle, likeness = _middle(spectrum, power)
    heard = np.sqrt(np.sqrt(power) * (1 - short) * (0.3 + 0.7 * middle))
    voice = lead(heard * _ABOVE_BASS, VOICE)
    low = int(BASS.top / BIN_HZ)
    bass = lead(heard[:, :low], BASS)
    voiced, bassy = presence(voice, *_VOICED), presence(bass, *_BASSY)
    partials = _spread(voice, voiced)
    roots = np.zeros_like(power)
    roots[:, :low] = comb(bass, BASS)[:, :low] * bassy[:, None]
    voice_share = (power * partials).sum(axis=1) / (power.sum(axis=1) + np.float32(1e-6))
    told = (
        _clipped(level - ndimage.uniform_filter1d(level, 43, axis=0, mode="nearest")),
        _clipped(level - ndimage.uniform_filter1d(level, 41, axis=1, mode="nearest")),
        _clipped((level - np.float32(level.max() - 4)) / 3),
        middle,
        likeness,
        short,
        long,
        partials,
        roots,
        _clipped(np.roll(level, -2, axis=0) - np.roll(level, 2, axis=0)),
        *_PITCH_CUES,
        *(_column(one) for one in (*_onsets(power), voiced, bassy, voice_share)),
    )
    return Cues(told, middle, partials * sway(voice)[:, None], short)


def _spread(line: Line, there: NDArray[np.float32]) -> Mask:
    partials = np.zeros((len(there), BINS), np.float32)
    own = comb(line, VOICE) * there[:, None]
    partials[:, : own.shape[1]] = own
    return partials


def _column(values: NDArray[np.floating]) -> Mask:
    return np.asarray(values, np.float32)[:, None]


def _clipped(values: Mask) -> Mask:
    return np.clip(values, -2, 2)


def _percussive(power: Mask, frames: int, bins: int) -> Mask:
    root = power ** np.float32(_ROOT / 2)
    steady = ndimage.uniform_filter1d(root, frames, axis=0) ** np.float32(2 / _ROOT)
    wide = ndimage.uniform_filter1d(root, bins, axis=1) ** np.float32(2 / _ROOT)
    return np.asarray(wide / (steady + wide + np.float32(1e-12)), np.float32)


def _middle(spectrum: Spectrum, power: Mask) -> tuple[Mask, Mask]:
    """How much both sides carry the same: sharply, and as it is measured (-1 to 1)."""
    left, right = spectrum
    shared = left.real * right.real + left.imag * right.imag
    shared = ndimage.uniform_filter(shared, _NEAR, mode="nearest")
    both = ndimage.uniform_filter(power, _NEAR, mode="nearest")
    likeness = np.asarray(2 * shared / (both + np.float32(1e-12)), np.float32)
    return rise(likeness, *_MIDDLE), likeness


def _onsets(power: Mask) -> list[NDArray[np.float32]]:
    """Per frame: hits in the lowest octaves and in the click band, each with its fading away."""
    out = []
    for band in (power[:, 2:_LOW_BINS], power[:, slice(*_CLICK_BINS)]):
        root = np.sqrt(band.sum(axis=1))
        jump = np.maximum(0, root - np.roll(root, 2))
        jump[:2] = 0
        jump = jump / (np.percentile(jump, 97) + np.float32(1e-6)) if len(jump) else jump
        jump = np.minimum(jump, 1.5)
        fading = np.zeros_like(jump)
        now = np.float32(0)
        for frame, height in enumerate(jump):
            now = max(height, now * np.float32(0.86))
            fading[frame] = now
        out += [jump.astype(np.float32), fading]
    return out
