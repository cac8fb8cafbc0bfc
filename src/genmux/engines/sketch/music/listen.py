"""Listening to given music: its tempo and beats, its key, its chords and the line of its melody.

Everything is measured on a thin copy of the sound (mono, 11 kHz), so that long files stay cheap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.music import bars, theory
from genmux.engines.sketch.music.score import Clock
from genmux.engines.sketch.music.theory import Chord, Key
from genmux.engines.sketch.sound.codec import read_blocks

RATE = 11_025
_SIZE, _HOP = 512, 128
_FPS = RATE / _HOP
_TONE_SIZE, _TONE_HOP = 4096, 1024
_TONE_FPS = RATE / _TONE_HOP
_SLOWEST, _FASTEST = 48.0, 210.0
_STEADY = 0.03  # seconds that the beats of a steady tempo may lie off
_LOW, _HIGH = 36, 96  # the MIDI notes that are listened for
_MAX_SECONDS = 600.0
_PROFILES = {
    False: (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    True: (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}  # Krumhansl and Kessler: how well each tone fits into a major and a minor key
_KEY_WEIGHTS = (1.0, 0.3, 0.1)  # of the whole, its end and its start

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard. The clock's beat 0 is the first beat of a bar, near the start."""

    seconds: float
    bpm: float
    key: Key
    clock: Clock
    tones: NDArray[np.float32]
    """strength of each note from `_LOW` up, [frames, notes], at about 11 frames a second"""

    def bars(self, beats: int = 4) -> int:
        """Whole bars until the sound ends, at least one."""
        return max(1, round(self.clock.beat(self.seconds) / beats))


def listen(path: str, *, bpm: float = 0.0, key: Key | None = None) -> Heard:
    """Listens to a sound file. `bpm` and `key`, where known already, guide the ear.

    Raises EngineFailure when there is no sound to read.
    """
    mono = _mono(path)
    seconds = len(mono) / RATE
    onsets = _onsets(mono)
    tempo = _tempo(onsets, bpm)
    beats = _beats(onsets, tempo)
    tones = _tones(mono)
    known = key or _key(tones)
    steady, times = _steadied(beats, bpm or tempo, bpm > 0)
    times = bars.from_first_bar(times, mono, RATE, tones, _TONE_FPS)
    if len(times) < 2:
        times = np.array([0.0, 60.0 / steady])
    return Heard(seconds, steady, known, _from_the_start(times), tones)


def chords(heard: Heard, beats: int = 4) -> list[Chord]:
    """The triad of the key that fits each bar best."""
    choices = theory.triads(heard.key)
    masks = np.zeros((len(choices), 12))
    for row, choice in enumerate(choices):
        masks[row, list(choice.tones)] = (1.0, 0.8, 0.8)
        masks[row] -= masks[row].mean()
    favour = np.array([0.08, 0.05, 0.05, 0.05, 0.0, 0.0])
    found: list[Chord] = []
    for bar in range(heard.bars(beats)):
        tones = _between(heard, bar * beats, (bar + 1) * beats)
        if not len(tones):
            found.append(found[-1] if found else choices[0])
            continue
        chroma = _chroma(tones.mean(axis=0))
        norm = float(np.linalg.norm(chroma - chroma.mean()))
        fit = masks @ (chroma - chroma.mean()) / max(norm, 1e-9) + favour
        found.append(choices[int(fit.argmax())])
    return found


def melody(heard: Heard, beats_each: float = 0.5) -> list[tuple[float, float, int]]:
    """The line on top: (start, length, MIDI note) in beats, in the key; quiet steps left out."""
    strength = heard.tones[:, 55 - _LOW : 86 - _LOW]
    loud = float(np.percentile(strength.max(axis=1), 70)) if len(strength) else 0.0
    line: list[tuple[float, float, int]] = []
    total = heard.clock.beat(heard.seconds)
    for step in range(int(total / beats_each)):
        at = step * beats_each
        tones = _between(heard, at, at + beats_each)[:, 55 - _LOW : 86 - _LOW]
        if not len(tones):
            continue
        mean = tones.mean(axis=0)
        if float(mean.max()) <= 0.3 * loud:
            continue
        lifted = mean * np.linspace(0.8, 1.1, len(mean))
        pitch = theory.to_key(heard.key, 55 + int(lifted.argmax()))
        if line and line[-1][2] == pitch and abs(line[-1][0] + line[-1][1] - at) < 1e-6:
            line[-1] = (line[-1][0], line[-1][1] + beats_each, pitch)
        else:
            line.append((at, beats_each, pitch))
    return line


def _mono(path: str) -> NDArray[np.float32]:
    blocks: list[NDArray[np.float32]] = []
    left = round(_MAX_SECONDS * RATE)
    for block in read_blocks(path, RATE, 1):
        blocks.append(block[:left, 0])
        left -= len(block)
        if left <= 0:
            break
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _frames(
    mono: NDArray[np.float32], size: int, hop: int, at_once: int = 2000
) -> Iterator[NDArray[np.float32]]:
    """Magnitude spectra, a few thousand frames at a time; frame i is centred on sample i * hop."""
    padded = np.pad(mono, (size // 2, size))
    window = np.hanning(size).astype(np.float32)
    views = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    count = len(mono) // hop + 1
    for start in range(0, count, at_once):
        part = views[start : min(count, start + at_once)] * window
        yield np.abs(np.fft.rfft(part, axis=1)).astype(np.float32)


def _onsets(mono: NDArray[np.float32]) -> Floats:
    """How much begins at each moment, about 86 values a second, unit variance."""
    level = float(np.sqrt(np.mean(mono.astype(np.float64) ** 2))) if len(mono) else 0.0
    scale = np.float32(8.0 / max(level * _SIZE**0.5, 1e-6))
    rises: list[Floats] = []
    before: NDArray[np.float32] | None = None
    for magnitude in _frames(mono, _SIZE, _HOP):
        logs = np.log1p(magnitude * scale)
        whole = logs if before is None else np.concatenate((before, logs))
        up = np.maximum(0, np.diff(whole, axis=0))
        rises.append((up.mean(axis=1) + 0.6 * up[:, 1:10].mean(axis=1)).astype(np.float64))
        before = logs[-1:]
    line = np.concatenate([np.zeros(1), *rises])
    line = line - ndimage.uniform_filter1d(line, round(_FPS))
    line = np.maximum(0, ndimage.gaussian_filter1d(line, 1.0))
    return line / max(1e-9, float(line.std()))


def _tempo(onsets: Floats, known: float) -> float:
    """Beats a minute: where the onsets agree with themselves, as people would tap."""
    size = 1 << int(np.ceil(np.log2(2 * len(onsets) + 1)))
    centred = onsets - onsets.mean()
    likeness = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2)[: len(onsets)]
    likeness = likeness / max(1e-9, float(likeness[0]))
    bpms = np.exp(np.linspace(np.log(_SLOWEST), np.log(_FASTEST), 600))
    lags = 60.0 * _FPS / bpms
    places = np.arange(len(likeness))
    score = np.zeros(len(bpms))
    for turns, weight in ((1, 1.0), (2, 0.6), (4, 0.5), (0.5, 0.25)):
        score += weight * np.interp(lags * turns, places, likeness, right=0.0)
    centre, width = (known, 0.04) if known else (112.0, 0.62)
    score = (score + 0.05) * np.exp(-0.5 * (np.log2(bpms / centre) / width) ** 2)
    return _refined(onsets, float(bpms[int(score.argmax())]))


def _refined(onsets: Floats, bpm: float) -> float:
    """The tempo to a few thousandths, from how all onsets together fall on its beats."""
    span = min(len(onsets), round(90 * _FPS))
    part = onsets[:span]
    at = np.arange(span) / _FPS
    tries = bpm * np.linspace(0.965, 1.035, 141)
    for _ in range(2):
        power = np.zeros(len(tries))
        for multiple in (1, 2, 4):
            turns = np.exp(-2j * np.pi * multiple / 60 * tries[:, None] * at)
            power += np.abs(turns @ part) / multiple**0.5
        best = float(tries[int(power.argmax())])
        step = float(tries[1] - tries[0])
        tries = np.linspace(best - step, best + step, 41)
    return best


def _beats(onsets: Floats, bpm: float) -> Floats:
    """Seconds of the beats: the path through strong onsets that keeps closest to the tempo."""
    period = 60.0 * _FPS / bpm
    nearest, farthest = max(1, round(period * 0.7)), round(period * 1.4)
    if len(onsets) <= farthest:
        return np.arange(0, len(onsets) / _FPS, 60.0 / bpm)
    strength = ndimage.gaussian_filter1d(onsets, max(0.5, period / 32))
    steps = np.arange(farthest, nearest - 1, -1)
    cost = -180.0 * np.log(steps / period) ** 2
    total = strength.copy()
    link = np.full(len(onsets), -1)
    for now in range(farthest, len(onsets)):
        reach = total[now - farthest : now - nearest + 1] + cost
        best = int(reach.argmax())
        total[now] = strength[now] + reach[best]
        link[now] = now - farthest + best
    tail = total[-round(period * 1.2) :]
    at = len(total) - len(tail) + int(tail.argmax())
    path = []
    while at >= 0:
        path.append(at)
        at = int(link[at])
    return np.array(path[::-1], dtype=np.float64) / _FPS


def _steadied(beats: Floats, bpm: float, known: bool) -> tuple[float, Floats]:
    """Tempo and beats: a straight line where they lie on one, else each smoothed by its fellows."""
    if len(beats) < 3:
        return bpm, np.asarray(beats)
    numbers = np.arange(len(beats))
    step, first = (float(value) for value in np.polyfit(numbers, beats, 1))
    off = np.abs(beats - (first + step * numbers))
    if float(np.percentile(off, 80)) < _STEADY:
        step = 60.0 / bpm if known and abs(60.0 / step / bpm - 1) < 0.006 else step
        first = float(np.median(beats - step * numbers))
        return 60.0 / step, np.asarray(first + step * numbers, np.float64)
    width = min(9, len(beats) // 2 * 2 - 1)
    middle = ndimage.uniform_filter1d(np.diff(beats), width, mode="nearest")
    line = np.concatenate((beats[:1], beats[0] + np.cumsum(middle)))
    line += ndimage.uniform_filter1d(beats - line, width, mode="nearest")
    line = np.maximum.accumulate(line)
    return 60.0 / float(np.median(np.diff(line))), line


def _from_the_start(times: Floats) -> Clock:
    """Beats go on before the first that was heard; beat 0 is the bar line nearest the start."""
    step = float(times[1] - times[0])
    early = round(times[0] / (4 * step)) * 4
    before = times[0] - step * np.arange(early, 0, -1)
    return Clock(np.concatenate((before, times)))


def _tones(mono: NDArray[np.float32]) -> NDArray[np.float32]:
    """How strong each note is, overtones counted for their notes."""
    notes = np.arange(_LOW, _HIGH)
    frequencies = 440.0 * 2 ** ((notes - 69) / 12)
    columns = frequencies * _TONE_SIZE / RATE
    rows = []
    for magnitude in _frames(mono, _TONE_SIZE, _TONE_HOP, 400):
        soft = np.sqrt(magnitude)
        soft = np.maximum(soft, np.maximum(np.roll(soft, 1, axis=1), np.roll(soft, -1, axis=1)))
        flat = soft - ndimage.uniform_filter1d(soft, 41, axis=1)
        flat = np.maximum(flat, 0)
        total = np.zeros((len(flat), len(notes)), np.float32)
        for multiple, weight in ((1, 1.0), (2, 0.55), (3, 0.3), (4, 0.2)):
            index = np.minimum(np.round(columns * multiple).astype(int), flat.shape[1] - 1)
            total += np.float32(weight) * flat[:, index]
        rows.append(total)
    return np.concatenate(rows)


def _chroma(strength: NDArray[np.floating]) -> Floats:
    """Strength of the twelve classes, C first; what is below middle C counts a little more."""
    notes = np.arange(_LOW, _LOW + len(strength))
    weight = np.where(notes < 60, 1.2, 1.0)
    return np.bincount(notes % 12, weights=strength * weight, minlength=12).astype(np.float64)


def _key(tones: NDArray[np.float32]) -> Key:
    """The key that fits all of it, and above all its end: there major and minor part."""
    level = tones.sum(axis=1)
    heard = np.nonzero(level > 0.25 * np.median(level))[0] if len(level) else np.zeros(0, int)
    if not len(heard):
        return Key(0, minor=False)
    some = round(2 * _TONE_FPS)
    first, last = int(heard[0]), int(heard[-1])
    parts = (tones, tones[max(0, last - some + 1) : last + 1], tones[first : first + some])
    fits = np.zeros(24)
    for part, weight in zip(parts, _KEY_WEIGHTS, strict=True):
        fits += weight * _key_fits(_chroma(part.mean(axis=0)))
    best = int(fits.argmax())
    return Key(best % 12, minor=best >= 12)


def _key_fits(chroma: Floats) -> Floats:
    """How well twelve major and twelve minor keys fit, -1 to 1."""
    spread = chroma - chroma.mean()
    shapes = np.array(
        [np.roll(_PROFILES[minor], tonic) for minor in (False, True) for tonic in range(12)]
    )
    shapes -= shapes.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(shapes, axis=1) * max(1e-9, float(np.linalg.norm(spread)))
    return np.asarray(shapes @ spread / lengths, np.float64)


def _between(heard: Heard, first: float, last: float) -> NDArray[np.float32]:
    """The frames between two beats."""
    start = round(max(0.0, heard.clock.seconds(first)) * _TONE_FPS)
    stop = round(max(0.0, heard.clock.seconds(last)) * _TONE_FPS)
    return heard.tones[start : max(start + 1, stop)]
