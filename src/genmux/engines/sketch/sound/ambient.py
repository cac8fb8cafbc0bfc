"""A soft bed of sound for films without a track of their own: slow chords and a texture."""

from __future__ import annotations

import hashlib
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch.sound.codec import Samples
from genmux.engines.sketch.sound.effects.scene import render_scene
from genmux.engines.sketch.sound.effects.studio import Studio, Wave
from genmux.engines.sketch.sound.effects.words import GENERIC, Picture, read

_RMS_DB = -20.0
_PEAK = 0.84
_CHORD_SECONDS = 5.0
_BLOCK_SECONDS = 60.0
_LOOP_SECONDS = 10.0
# Semitones above the root, as slow progressions of four chords.
_BRIGHT = ((0, 4, 7, 14), (5, 9, 12, 16), (-3, 0, 4, 7), (7, 11, 14, 19))
_DARK = ((0, 3, 7, 10), (-4, 0, 3, 7), (5, 8, 12, 15), (-2, 2, 5, 9))
_CALM = ((0, 7, 12, 16), (-5, 2, 7, 14), (5, 9, 12, 19), (0, 4, 7, 14))
_MOODS = (
    (_DARK, "dark night sad horror storm fog ruin ghost lonely war noir winter rain tense mystery"),
    (
        _BRIGHT,
        "happy sunny bright joyful party child summer festival dance smile hero epic victory",
    ),
    (_CALM, "calm peaceful gentle dawn sunset meadow ocean sleep slow soft garden snow lake"),
)


def ambient(seconds: float, sample_rate: int, seed: int, prompt: str) -> Samples:
    """Float32 stereo [n, 2] of `seconds`, about -20 dBFS RMS, fading in and out without clicks.

    Chords follow the mood of the prompt's words; what it names that can be heard (rain, waves, a
    crowd, an engine) lies beneath. Equal arguments give equal samples.
    """
    length = max(0, round(seconds * sample_rate))
    if not length:
        return np.zeros((0, 2), np.float32)
    parts: list[Samples] = []
    step = round(_BLOCK_SECONDS * sample_rate)
    overlap = min(step // 4, sample_rate)
    digest = hashlib.sha256(f"{seed}:{prompt}".encode("utf-8", "replace")).digest()
    own = int.from_bytes(digest[:6], "big")
    for start in range(0, length, step):
        size = min(step + overlap, length - start)
        block = _block(Studio(sample_rate, own + start), size, prompt)
        if parts:
            _cross(parts, block, overlap)
        parts.append(block)
    return _levelled(np.concatenate(parts)[:length], sample_rate)


def _cross(parts: list[Samples], block: Samples, overlap: int) -> None:
    """The last block plays on over the start of the next; equal power, no seam."""
    size = min(overlap, len(block), len(parts[-1]))
    ramp = np.linspace(0, np.pi / 2, size, dtype=np.float32)[:, None]
    block[:size] = block[:size] * np.sin(ramp) + parts[-1][-overlap:][:size] * np.cos(ramp)
    parts[-1] = parts[-1][:-overlap]


def _block(studio: Studio, length: int, prompt: str) -> Samples:
    chords = _mood(prompt)
    root = 110.0 * 2 ** (int(studio.dice.integers(-4, 4)) / 12)
    music = np.stack([_pad(studio, length, chords, root, side) for side in (-1, 1)], axis=1)
    music += _shimmer(studio, length, chords, root)
    music /= max(1e-9, float(music.std()))
    bed = _texture(studio, length, prompt)
    bed /= max(1e-9, float(bed.std()))
    heard = 0.85 if _names_sound(prompt) else 0.22
    return (music + heard * bed).astype(np.float32)


def _pad(
    studio: Studio, length: int, chords: tuple[tuple[int, ...], ...], root: float, side: int
) -> Wave:
    """Detuned voices that swell from chord to chord, a little different on either side."""
    wave = np.zeros(length)
    step = studio.samples(_CHORD_SECONDS)
    # the first chord has been swelling before the film begins
    for index, start in enumerate(range(-step, length, step)):
        first, last = max(0, start), min(start + 2 * step, length)
        shape = np.sin(np.linspace(0, np.pi, 2 * step))[first - start : last - start] ** 2
        for voice, semitone in enumerate(chords[index % len(chords)]):
            base = root * 2 ** (semitone / 12) * (1 + 0.0012 * side * (voice - 1.5))
            line = base * (1 + 0.0015 * np.sin(np.linspace(0, 6 + voice, last - first)))
            level = 0.9 / (1 + 0.25 * voice)
            wave[first:last] += level * shape * studio.tone(line, [1, 0.32, 0.16, 0.07])
    return studio.band(wave, 60, 2600, 1)


def _shimmer(
    studio: Studio, length: int, chords: tuple[tuple[int, ...], ...], root: float
) -> NDArray[np.float64]:
    """Sparse soft bells from the chord of the moment, here and there between left and right."""
    wave = np.zeros((length, 2))
    moment = float(studio.dice.uniform(0.5, 2.0))
    while moment * studio.rate < length:
        chord = chords[int(moment / _CHORD_SECONDS) % len(chords)]
        note = root * 4 * 2 ** (int(studio.dice.choice(chord)) / 12)
        bell = studio.struck([(note, 1, 2.2), (note * 2, 0.25, 1.2)], 2.2)
        bell *= np.minimum(1, np.arange(len(bell)) / studio.samples(0.02))
        start = studio.samples(moment)
        size = min(len(bell), length - start)
        pan = float(studio.dice.uniform(0.25, 0.75))
        wave[start : start + size] += 0.22 * bell[:size, None] * np.array([1 - pan, pan])
        moment += float(studio.dice.uniform(0.8, 2.6))
    return wave


def _texture(studio: Studio, length: int, prompt: str) -> NDArray[np.float64]:
    picture = read(prompt)
    beds = tuple(layer for layer in picture.layers if layer.sound.bed)
    if beds:
        steady = Picture(beds[:2], 0.0, None, picture.muffled, thin=False)
        own = int(studio.dice.integers(2**31))
        seconds = min(_LOOP_SECONDS, length / studio.rate)
        scene = render_scene(steady, seconds, studio.rate, own, loop=True, freedom=0.3)
        again = -(-length // len(scene))
        sound = np.tile(scene, (again, 1))[:length].astype(np.float64)
        return np.stack(
            [studio.dense(studio.band(side, 60, 5000), 4.0) for side in sound.T], axis=1
        )
    sides = [studio.band(studio.noise(length, 4.0), 90, 1800) for _ in range(2)]
    drift = 0.5 + 0.5 * studio.curve(length, 2.0)
    return np.stack(sides, axis=1) * drift[:, None]


def _names_sound(prompt: str) -> bool:
    return any(layer.sound.bed and layer.sound is not GENERIC for layer in read(prompt).layers)


def _mood(prompt: str) -> tuple[tuple[int, ...], ...]:
    words = prompt.lower()
    scores = [sum(word in words for word in names.split()) for _, names in _MOODS]
    best = max(range(len(_MOODS)), key=lambda index: scores[index])
    return _MOODS[best][0] if scores[best] else _CALM


def _levelled(wave: Samples, sample_rate: int) -> Samples:
    fade = min(len(wave) // 3, round(0.35 * sample_rate))
    if fade:
        ramp = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, fade))).astype(np.float32)[:, None]
        wave[:fade] *= ramp
        wave[-fade:] *= ramp[::-1]
    sos = signal.butter(2, 35, "highpass", fs=sample_rate, output="sos")
    wave = cast("Samples", signal.sosfilt(sos, wave, axis=0).astype(np.float32))
    if fade:
        wave[-min(fade, 64) :] *= np.linspace(1, 0, min(fade, 64), dtype=np.float32)[:, None]
    rms = float(np.sqrt(np.mean(wave.astype(np.float64) ** 2)))
    wave *= np.float32(10 ** (_RMS_DB / 20) / max(1e-9, rms))
    return np.clip(wave, -_PEAK, _PEAK)
