"""Who plays what is left of a song without voice, bass and drums: soft shares by how it sounds.

Struck and plucked tones fade, bowed and blown ones stay; what stands aside, what stands in the
middle, how high it lies and what the song's tags name decide between the rest.
"""

from __future__ import annotations

import re

import numpy as np
from scipy import ndimage

from genmux.engines.sketch.songs.melody import rise
from genmux.engines.sketch.songs.separate import Layers
from genmux.engines.sketch.songs.spectra import BIN_HZ, BINS, Mask

_NAMES = {
    "guitar": "guitar guitars acoustic banjo ukulele mandolin harp riff strum folk country rock",
    "piano": "piano ballad",
    "keyboard": "keyboard keyboards keys rhodes organ wurlitzer clavinet celesta marimba jazz soul",
    "strings": "strings violin viola cello orchestra orchestral quartet cinematic symphonic",
    "synth": "synth synths synthwave pad pads electronic techno house edm ambient pop lead arp",
    "brass": "brass trumpet trombone horn horns tuba ska bigband funk",
    "woodwinds": "woodwinds flute clarinet oboe saxophone sax bassoon pipe whistle recorder",
}
_UNNAMED = 0.2
"""how much less likely an instrument is that the tags leave out while they name others"""
_SHY = {"piano": 0.0, "brass": 0.3, "woodwinds": 0.3}
"""instruments that are supposed only where they are named, or less often"""
_FADING = (0.05, 0.2)
_LATER = 8
_FREQUENCIES = np.arange(BINS, dtype=np.float32) * np.float32(BIN_HZ)


def stems(found: Layers, power: Mask, tags: str) -> dict[str, Mask]:
    """A mask for every stem; together they sum to one. `power` is that of [frames, bins]."""
    aside = 1 - found.seen.middle
    high = rise(_FREQUENCIES, 400, 1200)
    shaken = found.drums * aside * high
    choir = found.rest * found.seen.swaying * aside
    left = found.rest - choir
    # what is neither steady nor sudden, and has no partials: whooshes, noise, echoes
    vague = np.minimum(1, 4 * found.seen.percussive * (1 - found.seen.percussive)) ** 4
    effects = left * vague * np.float32(0.8)
    left = left - effects
    masks = {
        "vocal": found.vocal,
        "backing_vocals": choir,
        "drums": found.drums - shaken,
        "percussion": shaken,
        "bass": found.bass,
        "fx": effects,
    }
    shares = _shares(power, aside, _weights(tags))
    total = np.maximum(sum(shares.values()), np.float32(1e-9))
    return masks | {name: left * share / total for name, share in shares.items()}


def _shares(power: Mask, aside: Mask, weights: dict[str, float]) -> dict[str, Mask]:
    """How well each instrument fits each spot, 0 to 1 and its weight."""
    fading = _fading(power)
    lasting = 1 - fading
    middle = 1 - aside
    mid = _bump(500, 1.0)
    fits = {
        "guitar": fading * (0.25 + 0.75 * aside),
        "piano": fading * (0.3 + 0.7 * middle),
        "keyboard": fading * (0.25 + 0.75 * middle),
        "strings": lasting * (0.2 + 0.8 * aside) * _bump(700, 1.8),
        "synth": lasting * (0.45 + 0.55 * middle),
        "brass": lasting * (0.4 + 0.6 * middle) * mid,
        "woodwinds": lasting * (0.4 + 0.6 * middle) * _bump(1300, 0.9),
    }
    # squares, so that the best fit takes most
    return {
        name: np.asarray(weights[name] * (fit + np.float32(1e-3)) ** 2, np.float32)
        for name, fit in fits.items()
        if weights[name] > 0
    }


def _fading(power: Mask) -> Mask:
    """1 where tones die away after their start, 0 where they are held."""
    level = np.log10(ndimage.uniform_filter(power, (5, 5), mode="nearest") + np.float32(1e-9))
    if len(level) <= _LATER:
        return np.zeros_like(power)
    # starts and ends of notes count little: what matters is how they go on
    slope = np.clip(level[:-_LATER] - level[_LATER:], -0.05, 0.5)
    slope = ndimage.uniform_filter1d(slope, 31, axis=0, mode="nearest")
    slope = np.pad(slope, ((0, _LATER), (0, 0)), mode="edge")
    return rise(ndimage.uniform_filter1d(slope, 9, axis=1, mode="nearest"), *_FADING)


def _bump(centre: float, octaves: float) -> Mask:
    """1 at that frequency, falling off over so many octaves to either side."""
    away = np.log2(np.maximum(_FREQUENCIES, 20) / centre) / octaves
    return np.asarray(np.exp(-(away**2))[None], np.float32)


def _weights(tags: str) -> dict[str, float]:
    words = set(re.findall(r"[a-z]+", tags.lower()))
    named = {name for name, known in _NAMES.items() if words & set(known.split())}
    weights = {
        name: 1.0 if name in named else _SHY.get(name, 1.0) * (_UNNAMED if named else 1.0)
        for name in _NAMES
    }
    if "piano" in named:
        weights["keyboard"] = 0.0  # one of the two gets what is struck; nothing tells them apart
    return weights
