"""Which share of each spot of a song's spectrum belongs to whom; all shares of a spot sum to one.

The cues of a spot are weighed by a small fixed network (20 cues, two hidden layers, four shares).
Its thousand numbers, in `separate.toml`, were fitted to songs of this engine's own composer, whose
parts are known apart; nothing recorded by others went into them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from genmux.engines.sketch.songs.cues import Cues, cues
from genmux.engines.sketch.songs.spectra import BINS, FRAMES_A_SECOND, Mask, Spectrum
from genmux.engines.sketch.songs.track import Track

_AROUND_SECONDS = 0.25
_UNSUNG = 0.08
_FINE_BINS = 512
_STRIDE = 4
"""above `_FINE_BINS`, some 5.5 kHz, one bin in four is weighed for its neighbours too"""
_PLACES = np.concatenate((np.arange(_FINE_BINS), np.arange(_FINE_BINS, BINS, _STRIDE)))
_FRAMES_AT_ONCE = 64
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layers:
    """Shares of [frames, bins]; `vocal`, `bass`, `drums` and `rest` sum to one."""

    vocal: Mask
    bass: Mask
    drums: Mask
    rest: Mask
    seen: Cues


@dataclass(frozen=True, slots=True)
class _Network:
    weights: tuple[Matrix, ...]
    offsets: tuple[Matrix, ...]

    def shares(self, given: Matrix) -> Matrix:
        """[cues, n] to [4, n], each column summing to one."""
        last = len(self.weights) - 1
        for number, (weight, offset) in enumerate(zip(self.weights, self.offsets, strict=True)):
            given = weight.T @ given
            given += offset[:, None]
            if number < last:
                np.maximum(given, 0, out=given)
        given -= given.max(axis=0)
        np.exp(given, out=given)
        return np.asarray(given / given.sum(axis=0), np.float32)


def layers(spectrum: Spectrum, sung: NDArray[np.float32] | None = None) -> Layers:
    """The four layers of a stereo spectrum; `sung` says per frame whether somebody may sing."""
    seen = cues(spectrum)
    frames = spectrum.shape[1]
    shares = np.empty((4, frames, BINS), np.float32)
    network = _network()
    for start in range(0, frames, _FRAMES_AT_ONCE):
        stop = min(frames, start + _FRAMES_AT_ONCE)
        given = np.empty((len(seen.all), stop - start, len(_PLACES)), np.float32)
        for number, cue in enumerate(seen.all):
            rows = cue[start:stop] if len(cue) > 1 else cue
            given[number] = rows[:, _PLACES] if rows.shape[1] > 1 else rows
        found = network.shares(given.reshape(len(seen.all), -1)).reshape(4, *given.shape[1:])
        shares[:, start:stop, :_FINE_BINS] = found[:, :, :_FINE_BINS]
        wide = np.repeat(found[:, :, _FINE_BINS:], _STRIDE, axis=2)
        shares[:, start:stop, _FINE_BINS:] = wide[:, :, : BINS - _FINE_BINS]
    vocal, bass, drums, rest = shares
    if sung is not None:
        # where nobody sings, what sounds like a voice is the band's, each in its proportion
        silent = vocal * (1 - sung[:, None])
        vocal -= silent
        share = 1 + silent / np.maximum(bass + drums + rest, np.float32(1e-6))
        bass, drums = bass * share, drums * share
        rest = 1 - vocal - bass - drums
    return Layers(vocal, bass, drums, rest, seen)


def sung_frames(track: Track, start: float, frames: int) -> NDArray[np.float32] | None:
    """Per frame from second `start` on whether somebody may sing, as far as the song says."""
    if track.instrumental:
        return np.full(frames, _UNSUNG, np.float32)
    if not track.words:
        return None
    sung = np.full(frames, _UNSUNG, np.float32)
    for word in track.words:
        first = (word.start - _AROUND_SECONDS - start) * FRAMES_A_SECOND
        last = (word.end + _AROUND_SECONDS - start) * FRAMES_A_SECOND
        if last > 0:
            sung[max(0, int(first)) : int(last) + 1] = 1.0
    return ndimage.uniform_filter1d(sung, 5, mode="nearest")


@cache
def _network() -> _Network:
    text = resources.files(__package__).joinpath("separate.toml").read_text("utf-8")
    stages = tomllib.loads(text)["stage"]
    return _Network(
        tuple(_numbers(stage["weights"]) for stage in stages),
        tuple(_numbers([stage["offsets"]])[0] for stage in stages),
    )


def _numbers(rows: list[str]) -> Matrix:
    """One row a line, numbers with blanks between them."""
    return np.array([[float(number) for number in row.split()] for row in rows], np.float32)
