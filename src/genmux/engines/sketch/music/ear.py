"""The thin copy of a sound that is listened to, mono at 11 kHz, and its spectra."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.sound.codec import read_blocks

RATE = 11_025
_MAX_SECONDS = 600.0

Floats = NDArray[np.float64]


def mono_of(path: str) -> NDArray[np.float32]:
    """The sound of a file, at most ten minutes of it."""
    blocks: list[NDArray[np.float32]] = []
    left = round(_MAX_SECONDS * RATE)
    for block in read_blocks(path, RATE, 1):
        blocks.append(block[:left, 0])
        left -= len(block)
        if left <= 0:
            break
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def frames(
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
