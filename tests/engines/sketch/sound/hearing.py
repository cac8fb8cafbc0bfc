"""What tests measure about sounds."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.sound.codec import Samples, read_audio

RAW = {"ulaw": "mulaw", "alaw": "alaw", "pcm": "s16le"}


def heard(path: str | Path, channels: int = 0) -> Samples:
    """The file at its own rate, as a player decodes it."""
    return read_audio(str(path), 0, channels)


def heard_raw(path: str | Path, fmt: str, rate: int, channels: int = 1) -> Samples:
    """A headerless file, with what its reader must know."""
    options = {"sample_rate": str(rate), "ch_layout": "stereo" if channels == 2 else "mono"}
    with av.open(str(path), format=RAW[fmt], options=options) as container:
        frames = [frame.to_ndarray().reshape(-1, channels) for frame in container.decode(audio=0)]
    return np.concatenate(frames).astype(np.float32) / np.float32(32768)


def rms(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


def decibels(value: float) -> float:
    return float(20 * np.log10(max(value, 1e-12)))


def likeness_db(estimate: NDArray[np.floating], truth: NDArray[np.floating]) -> float:
    """Scale-invariant signal to distortion ratio."""
    share = float(estimate @ truth / (truth @ truth)) * truth
    return decibels(rms(share) / rms(estimate - share))
