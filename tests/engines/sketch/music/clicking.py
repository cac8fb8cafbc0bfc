"""Chords with clicks on the beats, for the listener."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.engines.sketch.sound.files import write_audio

RATE = 22_050


def clicks(path: Path, bpm: float, seconds: float, key: tuple[int, ...] = (60, 64, 67)) -> str:
    """Chords with a click on every beat, louder on the first of four."""
    at = np.arange(round(seconds * RATE)) / RATE
    wave = sum(0.08 * np.sin(2 * np.pi * 440 * 2 ** ((note - 69) / 12) * at) for note in key)
    sound = np.asarray(wave, dtype=np.float32)
    noise = np.random.default_rng(1).standard_normal(900) * np.exp(-np.arange(900) / 150)
    for beat in range(int(seconds * bpm / 60)):
        start = round((0.25 + beat * 60 / bpm) * RATE)
        size = min(900, len(sound) - start)
        if size > 0:
            sound[start : start + size] += (0.5 if beat % 4 else 0.8) * noise[:size]
    write_audio(str(path), np.clip(sound, -1, 1), RATE, "wav")
    return str(path)
