"""Single notes of the instruments in `instruments.toml`: mono float32 at the song's sample rate.

Levels are alike for all instruments, about -20 dB on average at full velocity; every note begins
and ends at nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch import seeds
from genmux.engines.sketch.music.style import table

Wave = NDArray[np.float32]

RATE = 44_100
_LEVEL = 0.1
_END_FADE = 0.012
_TWO_PI = np.float32(2 * np.pi)


class Orchestra:
    """Plays notes and remembers those it has played: songs repeat themselves.

    `bright` scales how bright everything sounds, 1 = as the instrument is.
    """

    def __init__(self, bright: float = 1.0, *, keep: int = 600) -> None:
        self._bright = bright
        self._keep = keep
        self._played: dict[tuple[str, int, int, int], Wave] = {}

    def note(self, instrument: str, pitch: float, seconds: float, velocity: float) -> Wave:
        """One note with its release; `pitch` is a MIDI number, `velocity` runs from 0 to 1."""
        loud = max(1, min(4, round(velocity * 4)))
        key = (instrument, round(pitch * 8), round(seconds * 50), loud)
        found = self._played.get(key)
        if found is None:
            if len(self._played) >= self._keep:
                self._played.pop(next(iter(self._played)))
            facts = table("instruments")[instrument]
            found = _note(facts, key[1] / 8, max(0.04, key[2] / 50), loud / 4, self._bright)
            self._played[key] = found
        return found * np.float32(velocity)


def _note(
    facts: Mapping[str, Any], pitch: float, seconds: float, velocity: float, bright: float
) -> Wave:
    frequency = 440.0 * 2 ** ((pitch - 69) / 12)
    colour = bright * (0.82 + 0.24 * velocity)
    wave = _KINDS[facts["kind"]](facts, frequency, seconds, colour)
    level = max(_rms(wave[: RATE // 2]), _rms(wave))  # of what fades, and of what swells
    wave *= np.float32(_LEVEL * 10 ** (facts.get("gain", 0.0) / 20) / max(level, 1e-6))
    fade = min(len(wave) // 3, round(_END_FADE * RATE))
    wave[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    edge = min(len(wave) // 3, 48)
    wave[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    return wave


def _rms(wave: Wave) -> float:
    return float(np.sqrt(np.mean(wave * wave)))


def _time(seconds: float) -> Wave:
    return np.arange(max(256, round(seconds * RATE)), dtype=np.float32) / np.float32(RATE)


def _struck(facts: Mapping[str, Any], frequency: float, seconds: float, colour: float) -> Wave:
    """Partials that fade at their own speeds, sooner for high notes; a knock at the start."""
    release = 0.25
    time = _time(min(seconds + release, 6.0))
    shrink = float(np.clip((330.0 / frequency) ** 0.5, 0.45, 2.2))
    wave = np.zeros(len(time), np.float32)
    for ratio, level, fade in cast("Sequence[tuple[float, float, float]]", facts["partials"]):
        if frequency * ratio > RATE * 0.45:
            continue
        tint = level * min(1.6, colour ** (ratio - 1))
        decay = np.exp(time * np.float32(-3.0 / (fade * shrink)))
        wave += np.float32(tint) * decay * np.sin(_TWO_PI * np.float32(frequency * ratio) * time)
    if facts.get("hammer"):
        knock = _noise(frequency, round(0.03 * RATE)) * np.exp(-time[: round(0.03 * RATE)] * 180)
        wave[: len(knock)] += np.float32(facts["hammer"]) * knock[: len(wave)]
    if facts.get("tremolo"):
        wave *= 1 - np.float32(facts["tremolo"]) * (0.5 - 0.5 * np.cos(_TWO_PI * 5.2 * time))
    return wave * _released(time, seconds, release)


def _string(facts: Mapping[str, Any], frequency: float, seconds: float, colour: float) -> Wave:
    """Karplus-Strong in the spectrum: each turn of the string loses what its filter takes."""
    release = 0.12
    fade = facts["fade"] * float(np.clip((220.0 / frequency) ** 0.35, 0.5, 1.6))
    total = min(seconds + release, 1.2 * fade + 0.4, 5.0)
    period = max(16, int(RATE // frequency))
    turns = int(np.ceil(total * frequency)) + 2
    pick = np.fft.rfft(_noise(frequency, period))
    harmonic = np.arange(len(pick))
    tone = float(np.clip(facts["tone"] * colour, 0.03, 1.0))
    cut = 300.0 + 9000.0 * tone**1.5 + 2.0 * frequency
    pick *= 1 / (1 + (harmonic * frequency / cut) ** 2) * np.abs(np.sin(np.pi * harmonic * 0.23))
    pick[0] = 0
    body = np.abs(pick)
    body[1:] = 0.5 * body[1:] + 0.5 * body[1] / harmonic[1:] * (harmonic[1:] * frequency < cut)
    pick = body * np.exp(1j * np.angle(pick))
    lost = 3.0 / (fade * frequency) + (harmonic * frequency / (2500 + 9000 * tone)) ** 2 * (
        6.0 / frequency)  # fmt: skip
    table_ = np.fft.irfft(pick * np.exp(-lost * np.arange(turns)[:, None]), period, axis=1)
    turned = np.arange(round(total * RATE)) * (frequency * period / RATE)
    wave = np.interp(turned, np.arange(table_.size), table_.ravel()).astype(np.float32)
    wave /= max(1e-6, float(np.abs(wave).max()))
    if facts.get("drive"):
        drive = np.float32(facts["drive"])
        wave = _through_speaker(np.tanh(drive * wave, dtype=np.float32))
    time = np.arange(len(wave), dtype=np.float32) / np.float32(RATE)
    return wave * _released(time, seconds, release)


def _through_speaker(wave: Wave) -> Wave:
    """What a guitar's loudspeaker leaves of a distorted sound: neither rumble nor fizz."""
    sos = signal.butter(2, (70, 4600), "bandpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sos, wave), np.float32)


def _sustain(facts: Mapping[str, Any], frequency: float, seconds: float, colour: float) -> Wave:
    """Held tones of one or more voices, beside each other by a few cents."""
    release = facts.get("release", 0.1)
    time = _time(seconds + release)
    voices = facts.get("voices", 1)
    spread = facts.get("detune", 0.07)
    shake = facts.get("vibrato", 0.0)
    sway = np.float32(shake * frequency * 0.0578 / (2 * np.pi * 5.4)) * (
        np.clip((time - 0.15) * 3, 0, 1) * (1 - np.cos(_TWO_PI * 5.4 * time))
    )  # fmt: skip
    bright = _brightness(facts, time, frequency, colour)
    wave = np.zeros(len(time), np.float32)
    for voice in range(voices):
        cents = spread * (voice - (voices - 1) / 2)
        own = frequency * 2 ** (cents / 12)
        phase = _TWO_PI * ((np.float32(own) * time + sway + np.float32(0.37 * voice)) % 1)
        wave += _summed(facts["harmonics"], phase, own) if bright is None else _rich(phase, bright)
    if facts.get("formants"):
        wave = _vowel(wave, facts["formants"])
    if facts.get("breath"):
        wave += np.float32(facts["breath"]) * _breath(len(wave), frequency)
    if facts.get("drive"):
        wave = np.tanh(np.float32(facts["drive"]) * wave, dtype=np.float32)
    attack = facts.get("attack", 0.01)
    envelope = np.clip(time / np.float32(attack), 0, 1)
    envelope *= envelope * (3 - 2 * envelope)
    if facts.get("fade"):
        envelope = envelope * np.exp(time * np.float32(-2.2 / facts["fade"]))
    return np.asarray(wave * envelope * _released(time, seconds, release), np.float32)


def _brightness(
    facts: Mapping[str, Any], time: Wave, frequency: float, colour: float
) -> Wave | None:
    """What each harmonic keeps of the one below it, kept from aliasing; None = fixed harmonics."""
    if "bright" not in facts:
        return None
    first, last = facts["bright"]
    line = last + (first - last) * np.exp(-time / np.float32(facts["swell"]))
    if facts.get("wobble"):
        line = last * (0.72 + 0.28 * np.cos(_TWO_PI * 4.6 * time))
    lift = float(np.clip((220.0 / frequency) ** 0.2, 0.7, 1.15)) * colour
    most = 0.0015 ** (frequency / (RATE * 0.46))
    return np.asarray(np.clip(line * np.float32(lift), 0.02, min(0.95, most)), np.float32)


def _rich(phase: Wave, bright: Wave) -> Wave:
    """All harmonics at once, each `bright` times the one below (a closed geometric sum)."""
    down = 1 - 2 * bright * np.cos(phase) + bright * bright
    return cast("Wave", np.sin(phase) / down * np.sqrt(1 - bright * bright))


def _summed(harmonics: Sequence[float], phase: Wave, frequency: float) -> Wave:
    wave = np.zeros(len(phase), np.float32)
    twice = 2 * np.cos(phase)
    before, now = np.zeros(len(phase), np.float32), np.sin(phase)
    for number, level in enumerate(harmonics, 1):
        if number * frequency > RATE * 0.45:
            break
        wave += np.float32(level) * now
        before, now = now, twice * now - before
    return wave


def _vowel(wave: Wave, formants: Sequence[float]) -> Wave:
    size = len(wave)
    spectrum = np.fft.rfft(wave)
    at = np.fft.rfftfreq(size, 1 / RATE)
    shape = 0.15 / (1 + (at / 900) ** 2)
    for number, centre in enumerate(formants):
        shape += (0.6**number) / (1 + ((at - centre) / (90 + 40 * number)) ** 2)
    return np.fft.irfft(spectrum * shape, size).astype(np.float32)


def _breath(length: int, frequency: float) -> Wave:
    air = _noise(frequency * 1.01, length)
    soft = np.convolve(air, np.ones(5, np.float32) / 5, "same")
    return cast("Wave", (air - np.convolve(soft, np.ones(9, np.float32) / 9, "same")) * 1.5)


def _sub(facts: Mapping[str, Any], frequency: float, seconds: float, colour: float) -> Wave:
    release = 0.06
    time = _time(seconds + release)
    fall = frequency * (1 + 1.4 * np.exp(-time / 0.018))
    phase = np.cumsum(fall, dtype=np.float64) / RATE % 1
    wave = np.sin(_TWO_PI * phase.astype(np.float32))
    wave *= np.exp(time * np.float32(-1.6 / facts["fade"]))
    wave = np.tanh(np.float32(facts["drive"] * (0.7 + 0.6 * colour)) * wave, dtype=np.float32)
    return cast("Wave", wave * _released(time, seconds, release))


def _released(time: Wave, seconds: float, release: float) -> Wave:
    """1 while the key is down, then falling to nothing."""
    left = np.clip(1 - (time - np.float32(seconds)) / np.float32(release), 0, 1)
    return cast("Wave", left * left)


def _noise(frequency: float, length: int) -> Wave:
    """The same noise for the same note."""
    dice = seeds.generator(round(frequency * 100), length)
    return dice.uniform(-1, 1, length).astype(np.float32)


_KINDS = {"struck": _struck, "string": _string, "sustain": _sustain, "sub": _sub}
