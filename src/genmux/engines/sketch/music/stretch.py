"""Other tempo, same pitch: overlapping pieces of a sound, each where it fits the one before."""

from __future__ import annotations

import numpy as np
from scipy import signal

from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.sound.codec import Samples

_PIECE = 2048
_STEP = 1024
_SEARCH = 512


def stretched(sound: Samples, factor: float) -> Samples:
    """[n, 2] samples `factor` times as long (WSOLA); nearly 1 leaves them alone."""
    if abs(factor - 1) < 0.002 or len(sound) < 4 * _PIECE:
        return sound
    length = round(len(sound) * factor)
    padded = np.pad(sound, ((_SEARCH, _PIECE + 2 * _SEARCH), (0, 0)))
    mono = padded.mean(axis=1)
    window = np.hanning(_PIECE + 1)[:-1].astype(np.float32)[:, None]
    count = length // _STEP + 1
    out = np.zeros((count * _STEP + _PIECE, 2), np.float32)
    last = 0
    for number in range(count):
        wanted = round(number * _STEP / factor)
        wanted = min(wanted, len(sound) - 1)
        at = wanted
        if number:
            follows = mono[_SEARCH + last + _STEP : _SEARCH + last + _STEP + _PIECE]
            area = mono[wanted : wanted + _PIECE + 2 * _SEARCH]
            if len(follows) == _PIECE:
                at = wanted - _SEARCH + int(_likeness(area, follows).argmax())
        at = max(0, min(at, len(sound) - 1))
        out[number * _STEP : number * _STEP + _PIECE] += (
            padded[_SEARCH + at : _SEARCH + at + _PIECE] * window
        )
        last = at
    # the first half piece had nothing before it to overlap with
    out[:_STEP] /= np.maximum(window[:_STEP], 0.05)
    return out[:length]


def _likeness(area: np.ndarray, piece: np.ndarray) -> np.ndarray:
    """How well the piece fits at each of the places in the area, every fourth sample looked at."""
    return signal.fftconvolve(area, piece[::-1], "valid")


def shifted(sound: Samples, semitones: int) -> Samples:
    """Other pitch, same length."""
    if not semitones:
        return sound
    ratio = 2 ** (semitones / 12)
    wide = stretched(sound, ratio)
    at = np.arange(len(sound)) * (len(wide) / max(1, len(sound)))
    places = np.arange(len(wide))
    return np.stack([np.interp(at, places, side) for side in wide.T], axis=1).astype(np.float32)


def high_passed(sound: Samples, hertz: float) -> Samples:
    sos = signal.butter(2, hertz, "highpass", fs=RATE, output="sos")
    return signal.sosfilt(sos, sound, axis=0).astype(np.float32)
