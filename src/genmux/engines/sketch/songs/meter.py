"""A spectrum that moves with the sound: levels for every frame of a film, and their bars."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from genmux.engines.sketch.film import Frame
from genmux.engines.sketch.palette import Colour
from genmux.engines.sketch.sound.codec import read_blocks

_RATE = 22_050
_SIZE = 2048
_LOW, _HIGH = 45.0, 9500.0
_RANGE_DB = 42.0
_TILT_DB = 2.6  # an octave; music loses about that much towards the treble
_RISE, _FALL = 0.75, 0.22


def levels(path: str, fps: Fraction, frames: int, bars: int) -> NDArray[np.float32]:
    """How high each bar stands in each frame: [frames, bars], 0 to 1.

    Bars are bands of equal musical width; 1 is what this sound's loud passages reach.
    """
    edges = np.geomspace(_LOW, _HIGH, bars + 1) * _SIZE / _RATE
    first = np.floor(edges[:-1]).astype(int)
    last = np.maximum(first + 1, np.ceil(edges[1:]).astype(int))
    window = np.hanning(_SIZE).astype(np.float32)
    power = np.zeros((frames, bars), np.float32)
    held = np.zeros(_SIZE // 2, np.float32)
    begin = -(_SIZE // 2)  # the sample that `held` starts with
    number = 0
    for block in read_blocks(path, _RATE, 1):
        held = np.concatenate((held, block[:, 0]))
        while number < frames:
            start = round(number * _RATE / fps) - _SIZE // 2 - begin
            if start + _SIZE > len(held):
                break
            spectrum = np.abs(fft.rfft(held[start : start + _SIZE] * window)) ** 2
            sums = np.concatenate(([0.0], np.cumsum(spectrum)))
            power[number] = (sums[last] - sums[first]) / (last - first)
            number += 1
        drop = max(0, min(len(held), round(number * _RATE / fps) - _SIZE // 2 - begin))
        held, begin = held[drop:], begin + drop
    return _moved(_scaled(power, bars))


def _scaled(power: NDArray[np.float32], bars: int) -> NDArray[np.float32]:
    octaves = np.arange(bars) * np.log2(_HIGH / _LOW) / bars
    decibels = 10 * np.log10(power + 1e-10) + _TILT_DB * octaves
    loud = float(np.percentile(decibels, 99.6)) if power.size else 0.0
    if loud < -40:
        return np.zeros_like(power)
    shares = np.clip(1 + (decibels - loud) / _RANGE_DB, 0, 1) ** 1.9
    return np.asarray(shares, np.float32)


def _moved(target: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bars have weight: they jump up and sink back."""
    shown = np.zeros_like(target)
    now = np.zeros(target.shape[1], np.float32)
    for number, wish in enumerate(target):
        now = now + (wish - now) * np.where(wish > now, _RISE, _FALL).astype(np.float32)
        shown[number] = now
    return shown


class Bars:
    """Draws one frame's bars over a strip of the picture: thick round bars from the middle line."""

    def __init__(self, strip: Frame, bars: int, low: Colour, high: Colour) -> None:
        height, width = strip.shape[:2]
        self._strip = strip
        pitch = width / bars
        column = (np.arange(width) + 0.5) / pitch
        self._bar = np.minimum(column.astype(int), bars - 1)
        half = pitch * 0.31
        off = np.abs((column - np.floor(column) - 0.5) * pitch)
        self._inside = np.clip(half - off + 0.5, 0, 1).astype(np.float32)
        # round ends: the outer columns of a bar are shorter
        self._cap = (half - np.sqrt(np.maximum(0, half**2 - np.minimum(off, half) ** 2))).astype(
            np.float32
        )
        self._least = half
        self._middle = np.abs(np.arange(height, dtype=np.float32) - (height - 1) / 2)[:, None]
        way = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
        self._colour = (1 - way) * np.array(low, np.float32) + way * np.array(high, np.float32)

    def draw(self, heights: NDArray[np.float32]) -> Frame:
        """The strip with bars of these heights (0 to 1)."""
        most = self._strip.shape[0] / 2 - 1
        reach = (self._least + heights * (most - self._least))[self._bar] - self._cap
        cover = np.clip(reach[None] - self._middle + 0.5, 0, 1) * self._inside
        blended = self._strip + (self._colour - self._strip) * cover[:, :, None]
        return np.asarray(blended, np.uint8)
