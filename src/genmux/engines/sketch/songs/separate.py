"""Which share of each spot of a song's spectrum belongs to whom; all shares of a spot sum to one.

What is steady in time is harmonic, what is steady across frequencies is percussive (Fitzgerald
2010; with means of roots instead of medians, which cost a tenth). The voice stands in the middle
and has the partials of the leading line; the bass likewise, below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.songs.melody import BASS, VOICE, comb, lead, presence, rise, sway
from genmux.engines.sketch.songs.spectra import BIN_HZ, BINS, FRAMES_A_SECOND, Mask, Spectrum
from genmux.engines.sketch.songs.track import Track

_ROOT = 0.2
_STEADY_FRAMES, _STEADY_BINS = 11, 41
_NEAR = 3
_MIDDLE = (0.6, 0.97)
_VOICED, _BASSY = (0.15, 0.4), (0.1, 0.3)
_AROUND_SECONDS = 0.25
_UNSUNG = 0.08
_FREQUENCIES = np.arange(BINS, dtype=np.float32) * np.float32(BIN_HZ)
_ABOVE_BASS = rise(_FREQUENCIES, 110, 180)
_LOWEST = 1 - rise(_FREQUENCIES, 70, 130)


@dataclass(frozen=True, slots=True)
class Layers:
    """Shares of [frames, bins]; `vocal`, `bass`, `drums` and `rest` sum to one."""

    vocal: Mask
    bass: Mask
    drums: Mask
    rest: Mask
    middle: Mask
    """how much a spot stands in the middle between left and right"""
    sung: Mask
    """how much a spot belongs to a partial of a sung line, wherever it stands"""


def layers(spectrum: Spectrum, sung: NDArray[np.float32] | None = None) -> Layers:
    """The four layers of a stereo spectrum; `sung` says per frame whether somebody may sing."""
    power = np.abs(spectrum[0]) ** 2 + np.abs(spectrum[1]) ** 2
    drums = _percussive(power)
    middle = _middle(spectrum, power)
    tonal = (1 - drums) * middle
    heard = np.sqrt(np.sqrt(power) * tonal)
    voice = np.zeros_like(drums)
    line = lead(heard * _ABOVE_BASS, VOICE)
    there = presence(line, *_VOICED)
    if sung is not None:
        there = there * sung
    swaying = sway(line)
    partials = comb(line, VOICE) * there[:, None]
    voice[:, : partials.shape[1]] = partials
    vocal = voice * tonal
    low = int(BASS.top / BIN_HZ)
    line = lead(heard[:, :low], BASS)
    partials = comb(line, BASS) * presence(line, *_BASSY)[:, None]
    partials = np.maximum(partials, _LOWEST[:low])
    bass = np.zeros_like(drums)
    bass[:, :low] = partials * tonal[:, :low] * (1 - vocal[:, :low])
    bass[:, :low] = np.minimum(bass[:, :low], 1 - drums[:, :low] - vocal[:, :low])
    rest = np.maximum(0, 1 - drums - vocal - bass)
    return Layers(vocal, bass, drums, rest, middle, voice * swaying[:, None])


def sung_frames(track: Track, start: float, frames: int) -> NDArray[np.float32] | None:
    """Per frame from second `start` on whether somebody may sing, as far as the song says."""
    if track.instrumental:
        return np.full(frames, _UNSUNG, np.float32)
    if not track.words:
        return None
    sung = np.full(frames, _UNSUNG, np.float32)
    for word in track.words:
        first = (word.start - _AROUND_SECONDS - start) * FRAMES_A_SECOND
        last = (word.end + _AROUND_SECONDS - start) * FRAMES_A_SECOND
        if last > 0:
            sung[max(0, int(first)) : int(last) + 1] = 1.0
    return ndimage.uniform_filter1d(sung, 5, mode="nearest")


def _percussive(power: Mask) -> Mask:
    root = power ** np.float32(_ROOT / 2)
    steady = ndimage.uniform_filter1d(root, _STEADY_FRAMES, axis=0) ** np.float32(2 / _ROOT)
    wide = ndimage.uniform_filter1d(root, _STEADY_BINS, axis=1) ** np.float32(2 / _ROOT)
    return np.asarray(wide / (steady + wide + np.float32(1e-12)), np.float32)


def _middle(spectrum: Spectrum, power: Mask) -> Mask:
    left, right = spectrum
    shared = left.real * right.real + left.imag * right.imag
    shared = ndimage.uniform_filter(shared, _NEAR, mode="nearest")
    both = ndimage.uniform_filter(power, _NEAR, mode="nearest")
    return rise(2 * shared / (both + np.float32(1e-12)), *_MIDDLE)
