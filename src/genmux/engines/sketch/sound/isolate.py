"""Takes the voice out of its surroundings: noise is learnt from the file, then gated away.

Two passes over blocks with overlap, so that the length of the file costs no memory. The first
learns, for each frequency, the level that is there even when nobody speaks; the second lets
through what rises above it (a Wiener filter with a decision-directed estimate, Ephraim & Malah
1984), favours the voice's band and, in stereo, what stands in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from genmux.engines.base import EngineFailure, MediaInput, Progress, Rendered, Report, Work
from genmux.engines.sketch.sound.codec import Samples, read_blocks
from genmux.engines.sketch.sound.master import open_result

_WINDOW_SECONDS = 0.046  # long enough to tell a voice's harmonics apart, short for its syllables
_CONTEXT_SECONDS = 1.0
_HIGHEST_RATE = 48_000
_BINS_PER_DB = 1
_LOW_DB, _HIGH_DB = -140, 40
_QUIET_SHARE = 0.15
# Noise power is exponentially distributed in each bin: its 15th percentile lies this far below it.
_QUIET_TO_MEAN = 1 / -np.log(1 - _QUIET_SHARE)
_MEMORY = 0.96
_FLOOR = 0.035
# The mean of log10(1 + x) over exponentially distributed x, as noise alone has it, and a margin.
_NOISE_SCORE = 0.26 * 1.04
_CEILING = 0.985

Spectrum = NDArray[np.complex128]
Profile = NDArray[np.float64]


def render_isolation(work: Work, report: Report) -> Rendered:
    """One file as long as the one given, with its voice in front; sound of videos works too."""
    source = _source(work)
    facts = source.facts
    rate = min(_HIGHEST_RATE, work.shape.sample_rate or facts.sample_rate or 44_100)
    channels = work.shape.channels or min(2, facts.channels or 1)
    seconds = max(facts.seconds, 0.1)
    noise = _learn(source.path, rate, channels, lambda done: report(0.4 * min(1, done / seconds)))
    writer, file = open_result(work, "isolated", rate, channels)
    written = 0
    with writer:
        for block in _isolated(source.path, rate, channels, noise):
            writer.write(block)
            written += len(block)
            report(0.4 + 0.6 * min(1.0, written / rate / seconds))
    if not written:
        raise EngineFailure("The sound file that was given is empty.")
    return Rendered((file,))


def isolate(samples: Samples, sample_rate: int) -> Samples:
    """The voice in [n, channels] samples, same shape."""
    histogram = _Histogram(sample_rate)
    histogram.add(samples)
    return _cleaned(samples, sample_rate, histogram.noise())


def _source(work: Work) -> MediaInput:
    for media in work.media:
        if media.facts.kind == "audio" or media.facts.has_audio:
            return media
    raise EngineFailure("audio_url names no file with a sound track.")


class _Histogram:
    """How often each level occurs in each frequency bin, in steps of one decibel."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        bins = _window_size(rate) // 2 + 1
        self._counts = np.zeros((bins, (_HIGH_DB - _LOW_DB) * _BINS_PER_DB), np.int64)

    def add(self, block: Samples) -> None:
        short = max(0, _window_size(self._rate) - len(block))
        power = np.abs(_forward(np.pad(block.mean(axis=1), (0, short)), self._rate)) ** 2
        levels = 10 * np.log10(power + 1e-14)
        columns = np.clip((levels - _LOW_DB) * _BINS_PER_DB, 0, self._counts.shape[1] - 1)
        np.add.at(self._counts, (np.arange(len(columns))[:, None], columns.astype(np.int64)), 1)

    def noise(self) -> Profile:
        """Mean noise power in each bin, smoothed a little along the frequencies."""
        totals = np.cumsum(self._counts[:, 1:], axis=1)  # digital silence says nothing
        wanted = np.maximum(1, totals[:, -1:] * _QUIET_SHARE)
        levels = _LOW_DB + (1.5 + (totals < wanted).sum(axis=1)) / _BINS_PER_DB
        smooth = ndimage.uniform_filter1d(levels.astype(np.float64), 5, mode="nearest")
        return cast("Profile", 10 ** (smooth / 10) * _QUIET_TO_MEAN)


def _learn(path: str, rate: int, channels: int, report: Progress) -> Profile:
    histogram = _Histogram(rate)
    heard = 0
    for block in read_blocks(path, rate, channels):
        histogram.add(block)
        heard += len(block)
        report(heard / rate)
    return histogram.noise()


def _isolated(path: str, rate: int, channels: int, noise: Profile) -> Iterator[Samples]:
    for window in _windows(read_blocks(path, rate, channels), round(_CONTEXT_SECONDS * rate)):
        clean = _cleaned(window.samples, rate, noise)
        yield clean[window.before : len(clean) - window.after]


@dataclass(frozen=True, slots=True)
class _Window:
    """A block with what comes before and after it."""

    samples: Samples
    before: int
    after: int


def _windows(blocks: Iterator[Samples], context: int) -> Iterator[_Window]:
    past = current = None
    for following in blocks:
        if current is not None:
            yield _window(past, current, following, context)
            past = current
        current = following
    if current is not None:
        yield _window(past, current, None, context)


def _window(
    past: Samples | None, current: Samples, following: Samples | None, context: int
) -> _Window:
    before = current[:0] if past is None else past[-context:]
    after = current[:0] if following is None else following[:context]
    return _Window(np.concatenate((before, current, after)), len(before), len(after))


def _cleaned(samples: Samples, rate: int, noise: Profile) -> Samples:
    length = len(samples)
    padded = np.pad(samples, ((0, max(0, _window_size(rate) - length)), (0, 0)))
    spectra = [_forward(side, rate) for side in padded.T]
    middle = np.mean(spectra, axis=0)
    gain = _wiener(np.abs(middle) ** 2, noise) * _voice_band(rate)[:, None]
    gain *= _speaking(middle, noise, rate)[None, :]
    if len(spectra) == 2:
        gain = gain * _centred(spectra[0], spectra[1])
    gain = np.maximum(gain, _FLOOR)
    sides = [_backward(spectrum * gain, rate, length) for spectrum in spectra]
    return np.clip(np.stack(sides, axis=1), -_CEILING, _CEILING).astype(np.float32)


def _wiener(power: NDArray[np.float64], noise: Profile) -> NDArray[np.float64]:
    """Gain per bin and frame; the memory of the last frame keeps single bins from twinkling."""
    above = power / noise[:, None]
    gain = np.empty_like(above)
    before = np.zeros(len(noise))
    for frame in range(above.shape[1]):
        prior = _MEMORY * before + (1 - _MEMORY) * np.maximum(above[:, frame] - 1, 0)
        now = prior / (1 + prior)
        # a second look with this frame's own gain, so that consonants do not come late
        prior = _MEMORY * 0.5 * before + (1 - _MEMORY * 0.5) * np.maximum(
            now * above[:, frame] - 1, 0
        )
        gain[:, frame] = prior / (1 + prior)
        before = np.minimum(gain[:, frame] ** 2 * above[:, frame], 1e6)
    # bins that open for a single frame would chirp
    return cast("NDArray[np.float64]", ndimage.median_filter(gain, (1, 3)))


def _voice_band(rate: int) -> NDArray[np.float64]:
    frequency = np.linspace(0, rate / 2, _window_size(rate) // 2 + 1)
    return np.interp(frequency, [0, 60, 100, 7500, 11_000, 24_000], [0, 0.1, 1, 1, 0.6, 0.35])


def _speaking(middle: Spectrum, noise: Profile, rate: int) -> NDArray[np.float64]:
    """A gate over whole frames: open while the voice's band stands out, slow to close."""
    size = _window_size(rate)
    low, high = round(200 * size / rate), min(size // 2, round(4000 * size / rate))
    above = np.abs(middle[low:high]) ** 2 / noise[low:high, None]
    score = np.log10(1 + above).mean(axis=0)
    opened = np.clip((score - _NOISE_SCORE) / _NOISE_SCORE, 0, 1)
    hold = max(1, round(0.18 * rate / (size // 4)))
    held = ndimage.maximum_filter1d(opened, 2 * hold + 1, mode="nearest")
    smooth = ndimage.uniform_filter1d(held, hold + 1, mode="nearest")
    return 0.12 + 0.88 * smooth


def _centred(left: Spectrum, right: Spectrum) -> NDArray[np.float64]:
    """Near 1 where both sides carry the same, lower where a bin leans to one side."""
    same = 2 * np.real(left * np.conj(right))
    both = np.abs(left) ** 2 + np.abs(right) ** 2 + 1e-14
    likeness = ndimage.uniform_filter(np.clip(same / both, 0, 1), (3, 5), mode="nearest")
    return 0.15 + 0.85 * np.clip((likeness - 0.2) / 0.6, 0, 1)


def _forward(mono: NDArray[np.floating], rate: int) -> Spectrum:
    size = _window_size(rate)
    spectrum = signal.stft(mono, rate, "hann", size, size * 3 // 4)[2]
    return cast("Spectrum", spectrum * np.sqrt(size))


def _backward(spectrum: Spectrum, rate: int, length: int) -> NDArray[np.float64]:
    size = _window_size(rate)
    wave = signal.istft(spectrum / np.sqrt(size), rate, "hann", size, size * 3 // 4)[1]
    return cast("NDArray[np.float64]", np.real(wave)[:length])


def _window_size(rate: int) -> int:
    """A power of two near `_WINDOW_SECONDS`; its quarter is the hop."""
    return int(2 ** round(np.log2(rate * _WINDOW_SECONDS)))
