"""How loud sound is (ITU-R BS.1770-4, gated) and a limiter that keeps its true peak in bounds."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from genmux.engines.sketch.sound.codec import Samples

_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_LOOK_SECONDS = 0.012
# Peaks between samples are hardly ever more than this above the samples themselves.
_BETWEEN = 1.6
# Windowed sinc, half a sample off: what lies between two samples.
_HALF_WAY = (np.sinc(np.arange(-7.5, 8)) * np.hanning(18)[1:-1]).astype(np.float32)


class LoudnessMeter:
    """Takes blocks of [n, channels] samples in order; `integrated()` is in LUFS."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._sos = _k_weighting(sample_rate)
        self._state = np.zeros((len(self._sos), 2, channels))
        self._hop = max(1, sample_rate // 10)
        self._rest: NDArray[np.float64] = np.zeros(0)
        self._powers: list[NDArray[np.float64]] = []

    def add(self, block: Samples) -> None:
        weighted, self._state = signal.sosfilt(
            self._sos, block.astype(np.float64), axis=0, zi=self._state
        )
        power = np.concatenate((self._rest, (weighted**2).sum(axis=1)))
        whole = len(power) // self._hop * self._hop
        self._powers.append(power[:whole].reshape(-1, self._hop).sum(axis=1))
        self._rest = power[whole:]

    def integrated(self) -> float:
        """Gated loudness of everything added; -inf for silence."""
        hops = np.concatenate([*self._powers, [self._rest.sum()]])
        if len(hops) < 5:
            # too short for one 400 ms window: its mean power stands for it
            seconds = (len(hops) - 1) * self._hop + len(self._rest)
            windows = np.array([hops.sum() / max(1, seconds)])
        else:
            windows = np.convolve(hops[:-1], np.ones(4), "valid") / (4 * self._hop)
        loud = windows[_lufs(windows) > _ABSOLUTE_GATE]
        if not len(loud):
            return -np.inf
        loud = loud[_lufs(loud) > _lufs(loud.mean()) + _RELATIVE_GATE]
        return float(_lufs(loud.mean()))


def loudness(samples: Samples, sample_rate: int) -> float:
    """Integrated loudness of [n] or [n, channels] samples, in LUFS."""
    block = samples[:, None] if samples.ndim == 1 else samples
    meter = LoudnessMeter(sample_rate, block.shape[1])
    meter.add(block)
    return meter.integrated()


def true_peak(samples: Samples) -> float:
    """Highest magnitude between and at the samples (four times oversampled), linear."""
    if not samples.size:
        return 0.0
    return float(_peaks(samples[:, None] if samples.ndim == 1 else samples).max())


def quick_peak(samples: Samples) -> float:
    """Like `true_peak` of [n, channels] samples, but only twice oversampled."""
    return float(_quick_peaks(samples).max()) if samples.size else 0.0


def levelled(samples: Samples, sample_rate: int, lufs: float, ceiling_db: float) -> Samples:
    """Samples [n, channels] at that loudness, their peaks softly held under the ceiling."""
    plain = loudness(samples, sample_rate)
    if not np.isfinite(plain):
        return samples
    wave = samples * np.float32(10 ** ((lufs - plain) / 20))
    gain = limit_gain(wave, sample_rate, float(10 ** (ceiling_db / 20)))
    return (wave * gain[:, None]).astype(np.float32)


def limiter_margin(sample_rate: int) -> int:
    """How many samples on either side of a block `limit_gain` needs to see."""
    return 2 * round(_LOOK_SECONDS * sample_rate) + 32


def limit_gain(samples: Samples, sample_rate: int, ceiling: float) -> NDArray[np.float64]:
    """A smooth gain per sample that keeps [n, channels] samples under `ceiling` (linear)."""
    if not samples.size or float(np.abs(samples).max()) < ceiling / _BETWEEN:
        return np.ones(len(samples))
    needed = np.minimum(1.0, ceiling / np.maximum(_quick_peaks(samples), 1e-9))
    look = round(_LOOK_SECONDS * sample_rate / 2) * 2
    held = ndimage.minimum_filter1d(needed, 2 * look + 1, mode="nearest")
    for _ in range(2):  # two boxes make a triangle no wider than the minimum was held for
        held = ndimage.uniform_filter1d(held, look + 1, mode="nearest")
    return cast("NDArray[np.float64]", np.minimum(held, 1.0))


def _quick_peaks(block: Samples) -> NDArray[np.float64]:
    """Magnitudes at the samples and half way between them, each counted for both neighbours."""
    between = np.abs(ndimage.convolve1d(block, _HALF_WAY, axis=0, mode="constant")).max(axis=1)
    peaks = np.maximum(np.abs(block).max(axis=1), between).astype(np.float64)
    peaks[1:] = np.maximum(peaks[1:], between[:-1])
    return cast("NDArray[np.float64]", peaks)


def _peaks(block: Samples) -> NDArray[np.float64]:
    wide = signal.resample_poly(block.astype(np.float64), 4, 1, axis=0)
    between = np.abs(wide).max(axis=1).reshape(-1, 4).max(axis=1)
    return cast("NDArray[np.float64]", np.maximum(between, np.abs(block).max(axis=1)))


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-30)))


def _k_weighting(rate: int) -> NDArray[np.float64]:
    """The standard's two filters, re-derived for any rate from their analogue prototypes."""
    shelf_gain = 10 ** (3.999843853973347 / 20)
    shelf_band = shelf_gain**0.4996667741545416
    k = np.tan(np.pi * 1681.974450955533 / rate)
    q = 0.7071752369554196
    a0 = 1 + k / q + k * k
    shelf = [
        (shelf_gain + shelf_band * k / q + k * k) / a0,
        2 * (k * k - shelf_gain) / a0,
        (shelf_gain - shelf_band * k / q + k * k) / a0,
        1.0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0,
    ]
    k = np.tan(np.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
    return np.array([shelf, high_pass])
