"""Speech taken apart into the shape of its sound and how voiced it is, and sung again at any pitch
and pace: a source-filter vocoder, frame by frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.music.tones import Wave
from genmux.engines.sketch.sound.codec import Samples

_HOP_SECONDS = 0.005
_WINDOW_SECONDS = 0.024
_SIZE = 1024
_LOWEST, _HIGHEST = 65.0, 420.0
_FLOOR = 1e-5

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Analysed speech. Row i of both describes the moment `i * hop` seconds."""

    envelope: Matrix
    """log magnitude, [frames, bins]"""
    voiced: NDArray[np.float64]
    """0 (breath, hiss) to 1 (voice)"""
    hop: float
    rate: int


def analyse(samples: Samples, rate: int) -> Spoken:
    """Takes mono speech apart; its own melody should be flat and low."""
    hop = round(_HOP_SECONDS * rate)
    width = round(_WINDOW_SECONDS * rate)
    padded = np.pad(samples.astype(np.float64), (width // 2, width))
    count = len(samples) // hop + 1
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::hop][:count]
    power = np.abs(np.fft.rfft(frames * np.hanning(width), _SIZE, axis=1)) ** 2
    likeness = np.fft.irfft(power, axis=1)
    first, last = int(rate / _HIGHEST), min(int(rate / _LOWEST), _SIZE // 2)
    # a window holds fewer turns of a low voice; what it lost by that is given back
    taper = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(width), _SIZE)) ** 2)
    lags = likeness[:, first:last] / np.maximum(likeness[:, :1], 1e-12)
    lags = lags / np.maximum(taper[first:last] / taper[0], 0.15)
    best = np.minimum(lags.max(axis=1), 1.0)
    lag = first + lags.argmax(axis=1)
    strong = best > 0.7
    period = float(np.median(lag[strong])) if strong.any() else rate / 120
    voiced = np.clip((best - 0.45) / 0.3, 0, 1)
    low = power[:, : round(1200 * _SIZE / rate)].sum(axis=1) / np.maximum(power.sum(axis=1), 1e-12)
    voiced = voiced * np.clip((low - 0.12) / 0.2, 0, 1)
    kernel = np.hanning(7)[1:-1] / np.hanning(7).sum()
    voiced = np.convolve(voiced, kernel, "same")
    return Spoken(_smooth(np.log(np.sqrt(power) + _FLOOR), period), voiced, hop / rate, rate)


def _smooth(logs: Matrix, period: float) -> Matrix:
    """The envelope over the harmonics: cepstrum cut below the pitch, pulled up to the peaks."""
    cut = max(12, int(period * 0.55))
    lifter = np.zeros(_SIZE // 2 + 1)
    lifter[: cut + 1] = 0.5 + 0.5 * np.cos(np.pi * np.arange(cut + 1) / (cut + 1))
    lifter = np.minimum(1, lifter * 1.6)
    target = logs
    envelope = logs
    for _ in range(3):
        cepstrum = np.fft.irfft(target, axis=1)[:, : _SIZE // 2 + 1] * lifter
        cepstrum[:, 1:-1] *= 2
        envelope = np.fft.rfft(cepstrum, _SIZE, axis=1).real
        target = np.maximum(logs, envelope)
    return envelope


def sing(
    spoken: Spoken,
    moments: NDArray[np.float64],
    frequency: NDArray[np.float64],
    rate: int,
    dice: np.random.Generator,
    *,
    breath: float = 0.12,
) -> Wave:
    """The speech as of `moments` (seconds into it, one for each 5 ms of the result), sung.

    `frequency` in Hz for each of the same steps. The result is mono at the speech's own rate
    stretched to `rate`; its level follows the speech.
    """
    hop = round(_HOP_SECONDS * spoken.rate)
    steps = len(moments)
    at = np.clip(moments / spoken.hop, 0, len(spoken.voiced) - 1.001)
    low = at.astype(int)
    share = at - low
    high = np.minimum(low + 1, len(spoken.voiced) - 1)
    envelope = spoken.envelope[low] * (1 - share)[:, None] + spoken.envelope[high] * share[:, None]
    voiced = spoken.voiced[low] * (1 - share) + spoken.voiced[high] * share
    length = steps * hop
    line = np.interp(np.arange(length) / hop, np.arange(steps), frequency)
    pulses = _pulses(line, spoken.rate)
    noise = dice.standard_normal(length)
    voice = _filtered(pulses, envelope, voiced, hop, _harmonic_share(spoken.rate, breath))
    air_gain = np.sqrt(np.maximum(0.0, 1 - voiced**2)) * 0.36
    air = _filtered(noise, envelope, air_gain, hop, None)
    hiss = _filtered(noise, envelope, voiced * breath, hop, _air_share(spoken.rate))
    whole = (voice + air + hiss).astype(np.float32)
    return _resampled(whole, spoken.rate, rate)


def _pulses(frequency: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Glottal pulses with all harmonics equally strong, at the power of white noise."""
    phase = np.cumsum(frequency) / rate
    count = np.floor(0.47 * rate / np.maximum(frequency, 40.0))
    half = np.pi * phase
    bottom = np.sin(half)
    near = np.abs(bottom) < 1e-6
    ratio = np.sin((2 * count + 1) * half) / np.where(near, 1.0, bottom)
    train = np.where(near, 2 * count + 1, ratio) - 1
    return cast("NDArray[np.float64]", train / np.sqrt(2 * np.maximum(count, 1.0)))


def _harmonic_share(rate: int, breath: float) -> NDArray[np.float64]:
    """How much of each bin is voice: all below, less towards the top."""
    at = np.fft.rfftfreq(_SIZE, 1 / rate)
    return np.asarray(1 - np.clip((at - 4200) / 5000, 0, 0.55 + breath))


def _air_share(rate: int) -> NDArray[np.float64]:
    at = np.fft.rfftfreq(_SIZE, 1 / rate)
    return np.asarray(np.clip((at - 1500) / 4000, 0.05, 1))


def _filtered(
    source: NDArray[np.float64],
    envelope: Matrix,
    gain: NDArray[np.float64],
    hop: int,
    share: NDArray[np.float64] | None,
) -> NDArray[np.float64]:
    """The source through each frame's shape, as overlapping windows; without added phase."""
    width = 4 * hop
    steps = len(gain)
    padded = np.pad(source, (width // 2, width))
    window = np.hanning(width + 1)[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(padded, width)[::hop][:steps] * window
    shift = (_SIZE - width) // 2
    spectrum = np.fft.rfft(np.pad(frames, ((0, 0), (shift, _SIZE - width - shift))), axis=1)
    shape = np.exp(envelope) * gain[:, None]
    if share is not None:
        shape = shape * share
    parts = np.fft.irfft(spectrum * shape, axis=1)
    out = np.zeros(steps * hop + _SIZE)
    blocks = -(-_SIZE // hop)
    parts = np.pad(parts, ((0, 0), (0, blocks * hop - _SIZE)))
    rows = np.zeros((steps + blocks, hop))
    for block in range(blocks):
        rows[block : block + steps] += parts[:, block * hop : (block + 1) * hop]
    out = rows.ravel()
    start = shift + width // 2
    return np.asarray(out[start : start + steps * hop] * 0.5)


def _resampled(wave: Wave, rate: int, wanted: int) -> Wave:
    from scipy import signal

    if rate == wanted:
        return wave
    common = int(np.gcd(rate, wanted))
    made = signal.resample_poly(wave, wanted // common, rate // common)
    return cast("Wave", made.astype(np.float32))
