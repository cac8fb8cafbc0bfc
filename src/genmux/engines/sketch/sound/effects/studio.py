"""The tools that every recipe works with: noises, filters, envelopes, struck and blown things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Feel:
    """What the adjectives say, each 0 to 1 with 0.5 as usual; `count` 0 = not said.

    `words` are the prompt's words in lower case, for recipes that know more about their thing.
    """

    energy: float = 0.5
    speed: float = 0.5
    size: float = 0.5
    count: int = 0
    words: frozenset[str] = frozenset()

    @property
    def pace(self) -> float:
        """A factor on rates: 0.5 slow, 1 usual, 2 fast."""
        return float(2 ** ((self.speed - 0.5) * 2))

    @property
    def pitch(self) -> float:
        """A factor on frequencies: small things are higher."""
        return float(2 ** ((0.5 - self.size) * 1.6))

    def says(self, *stems: str) -> bool:
        return any(word.startswith(stems) for word in self.words)


class Studio:
    """A sample rate and dice. All waves are mono float64; levels are around 1 at their peak."""

    def __init__(self, rate: int, seed: int) -> None:
        self.rate = rate
        self.dice = np.random.default_rng(seed)

    def samples(self, seconds: float) -> int:
        return max(1, round(seconds * self.rate))

    def time(self, length: int) -> Wave:
        return np.arange(length) / self.rate

    def noise(self, length: int, tilt: float = 0.0) -> Wave:
        """Noise of unit RMS, falling by `tilt` dB an octave: 0 white, 3 pink, 6 brown."""
        white = self.dice.standard_normal(length)
        if not tilt:
            return white
        spectrum = np.fft.rfft(white)
        frequency = np.maximum(np.fft.rfftfreq(length, 1 / self.rate), 20.0)
        shaped = np.fft.irfft(spectrum * (frequency / 1000) ** (-tilt / 6.02), length)
        return shaped / max(1e-9, float(shaped.std()))

    def band(self, wave: Wave, low: float, high: float, order: int = 2) -> Wave:
        """Keeps low..high Hz; 0 or a value beyond the top leaves that side open."""
        top = self.rate / 2 * 0.98
        low, high = min(low, top * 0.9), min(high, top)
        if low <= 0 and high >= top:
            return wave
        if low <= 0:
            sos = signal.butter(order, high, "lowpass", fs=self.rate, output="sos")
        elif high >= top:
            sos = signal.butter(order, low, "highpass", fs=self.rate, output="sos")
        else:
            sos = signal.butter(order, (low, high), "bandpass", fs=self.rate, output="sos")
        return signal.sosfilt(sos, wave)

    def curve(self, length: int, seconds: float, low: float = 0.0, high: float = 1.0) -> Wave:
        """A smooth random line between two values, with a turn about every `seconds`."""
        knots = max(4, int(length / self.rate / seconds) + 4)
        heights = self.dice.uniform(low, high, knots)
        line = np.interp(np.linspace(0, knots - 1, length), np.arange(knots), heights)
        width = self.samples(seconds * 0.5)
        smooth = signal.oaconvolve(np.pad(line, width, "edge"), np.ones(width) / width, "same")
        return smooth[width : width + length]

    def tone(self, frequency: Wave, harmonics: Sequence[float] = (1.0,)) -> Wave:
        """A tone along a line of frequencies in Hz; overtones that would alias are left out."""
        phase = 2 * np.pi * np.cumsum(frequency) / self.rate + self.dice.uniform(0, 2 * np.pi)
        wave = np.zeros(len(frequency))
        for number, level in enumerate(harmonics, 1):
            audible = np.clip((self.rate * 0.45 - frequency * number) / 500, 0, 1)
            wave += level * audible * np.sin(number * phase)
        return wave

    def buzz(self, frequency: Wave) -> Wave:
        """A vocal cord's sawtooth, cheap, with its edges rounded against aliasing."""
        step = frequency / self.rate
        phase = np.cumsum(step) % 1.0
        saw = 2 * phase - 1
        rising = np.clip(phase / step, 0, 1)
        falling = np.clip((phase - 1) / step, -1, 0)
        saw -= np.where(phase < step, 2 * rising - rising**2 - 1, 0)
        saw -= np.where(phase > 1 - step, falling**2 + 2 * falling + 1, 0)
        return saw

    def whistle(self, frequency: Wave, width: float) -> Wave:
        """A narrow band of noise around a moving frequency, `width` Hz wide."""
        length = len(frequency)
        drift = self.band(self.noise(length), 0, width) + 1j * self.band(
            self.noise(length), 0, width
        )
        phase = 2 * np.pi * np.cumsum(frequency) / self.rate
        wave: Wave = np.real(drift * np.exp(1j * phase))
        return wave / max(1e-9, float(np.abs(wave).max()))

    def decay(self, length: int, seconds: float, attack: float = 0.001) -> Wave:
        """1 falling by 60 dB in `seconds`, after a short rise."""
        t = self.time(length)
        rise = np.minimum(1.0, t / max(attack, 1e-4))
        return rise * np.exp(-6.9 * t / max(seconds, 1e-3))

    def swell(self, length: int, attack: float, release: float) -> Wave:
        """Rises over the share `attack` of the length, falls over the share `release`."""
        x = np.linspace(0, 1, length)
        rise = np.clip(x / max(attack, 1e-3), 0, 1)
        fall = np.clip((1 - x) / max(release, 1e-3), 0, 1)
        return cast("Wave", np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2)

    def struck(self, partials: Sequence[tuple[float, float, float]], seconds: float) -> Wave:
        """A struck body: (Hz, level, seconds to fall by 60 dB) for each way it rings."""
        length = self.samples(seconds)
        t = self.time(length)
        wave = np.zeros(length)
        for frequency, level, ring in partials:
            if frequency < self.rate * 0.45:
                phase = self.dice.uniform(-0.5, 0.5)
                wave += level * np.sin(2 * np.pi * frequency * t + phase) * np.exp(-6.9 * t / ring)
        rise = self.samples(0.0006)
        wave[:rise] *= np.linspace(0, 1, rise)
        return wave

    def burst(self, seconds: float, low: float, high: float, tilt: float = 0.0) -> Wave:
        """A short breath of noise that dies away."""
        length = self.samples(seconds)
        wave = self.band(self.noise(length, tilt), low, high) * self.decay(length, seconds)
        return wave / max(1e-9, float(np.abs(wave).max()))

    def formants(self, wave: Wave, peaks: Sequence[tuple[float, float, float]]) -> Wave:
        """Resonances of a throat: (Hz, width in Hz, level)."""
        total = np.zeros(len(wave))
        for centre, width, level in peaks:
            total += level * self.band(wave, max(40, centre - width / 2), centre + width / 2, 1)
        return total

    def impulses(self, length: int, per_second: float | Wave, spread: float = 0.7) -> Wave:
        """Single samples at random moments, with random (log-normal) strength."""
        chance = np.broadcast_to(np.asarray(per_second) / self.rate, (length,))
        hits = self.dice.random(length) < chance
        wave = np.zeros(length)
        count = int(hits.sum())
        wave[hits] = self.dice.lognormal(0, spread, count) * self.dice.choice((-1.0, 1.0), count)
        return wave

    def level(self, wave: Wave, peak: float = 1.0) -> Wave:
        top = float(np.abs(wave).max()) if len(wave) else 0.0
        return wave * (peak / top) if top > 1e-9 else wave

    def dense(self, wave: Wave, crest: float) -> Wave:
        """Rounds off peaks beyond `crest` times the RMS, then levels: for sounds without edges."""
        top = crest * max(1e-9, float(wave.std()))
        return self.level(np.tanh(wave / top))


def place(into: Wave, wave: Wave, start: int, gain: float = 1.0) -> None:
    """Adds a wave at a sample; what lies beyond the end is left out."""
    if start < 0:
        wave, start = wave[-start:], 0
    end = min(len(into), start + len(wave))
    if end > start:
        into[start:end] += gain * wave[: end - start]
