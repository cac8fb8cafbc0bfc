"""Long sound as short-time spectra, window by window, and back again without seams.

A spectrum is complex64 [2, frames, bins]; sound float32 [n, 2] at 44.1 kHz. Windows overlap, so
that masks know what comes before and after, and memory holds some fourteen seconds at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from genmux.engines.sketch.sound.codec import Samples, read_blocks

RATE = 44_100
SIZE = 4096
HOP = 1024
BINS = SIZE // 2 + 1
BIN_HZ = RATE / SIZE
FRAMES_A_SECOND = RATE / HOP

Spectrum = NDArray[np.complex64]
Mask = NDArray[np.float32]
"""[frames, bins], 0 to 1"""
Parts = dict[str, Samples]

_BLOCK = 10 * RATE // HOP * HOP
_CONTEXT = 2 * RATE // HOP * HOP
_FADE = SIZE
_SPARE = SIZE - HOP  # so that every sample lies in four frames
# the root of a periodic Hann window, there and back again
_WINDOW = np.sin(np.pi * np.arange(SIZE) / SIZE).astype(np.float32)
_GAIN = np.float32(HOP / (SIZE / 2))


def forward(samples: Samples) -> Spectrum:
    """The spectra of [n, 2] samples; frame `t` is centred on sample `(t - 1) * HOP`."""
    padded = np.pad(samples, ((_SPARE, _SPARE + -len(samples) % HOP), (0, 0)))
    frames = np.lib.stride_tricks.sliding_window_view(padded.T, SIZE, axis=1)[:, ::HOP]
    return cast("Spectrum", fft.rfft(frames * _WINDOW, axis=2))


def backward(spectrum: Spectrum, length: int) -> Samples:
    """What `forward` was given, from its spectra."""
    frames = fft.irfft(spectrum, SIZE, axis=2) * (_WINDOW * _GAIN)
    count = frames.shape[1]
    out = np.zeros((2, count + SIZE // HOP - 1, HOP), np.float32)
    quarters = frames.reshape(2, count, SIZE // HOP, HOP)
    for number in range(SIZE // HOP):
        out[:, number : number + count] += quarters[:, :, number]
    return np.ascontiguousarray(out.reshape(2, -1)[:, _SPARE : _SPARE + length].T)


def split(path: str, masks: Callable[[Spectrum, float], dict[str, Mask]]) -> Iterator[Parts]:
    """Blocks of each part of a sound, in order, faded into each other where windows meet.

    `masks` gets the spectra of a window and the second at which it begins. Parts whose masks sum
    to one sum to the sound.
    """
    held: Parts = {}
    for samples, start, before, after in _windows(path):
        spectrum = forward(samples)
        length = len(samples)
        parts: Parts = {}
        for name, mask in masks(spectrum, start / RATE).items():
            part = backward(spectrum * mask, length)[before:]
            if name in held:
                _fade_in(part, held[name])
            keep = len(part) - after
            # what is kept beyond the block is the fade into the next
            held[name] = part[keep : keep + _FADE] if after else part[:0]
            parts[name] = part[:keep]
        yield parts


def _fade_in(part: Samples, past: Samples) -> None:
    size = min(len(part), len(past))
    ramp = np.linspace(0, 1, size, dtype=np.float32)[:, None]
    part[:size] = part[:size] * ramp + past[:size] * (1 - ramp)


def _windows(path: str) -> Iterator[tuple[Samples, int, int, int]]:
    """Samples, the place of their first one, and how many belong to the blocks around."""
    waiting = np.zeros((0, 2), np.float32)
    start = before = 0
    for block in read_blocks(path, RATE, 2):
        waiting = np.concatenate((waiting, block))
        while len(waiting) >= before + _BLOCK + _CONTEXT:
            yield waiting[: before + _BLOCK + _CONTEXT], start, before, _CONTEXT
            drop = before + _BLOCK - _CONTEXT
            waiting = waiting[drop:]
            start += drop
            before = _CONTEXT
    if len(waiting) > before:
        yield waiting, start, before, 0
