"""What a speaker does besides speaking: laughs, coughs and sighs, and what is heard around them."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.sound.effects.scene import natural_seconds, render_scene
from genmux.engines.sketch.sound.effects.words import GENERIC, read

_LONGEST = 2.0
_RMS = 0.07
"""beside speech, whose loud parts are about twice as strong"""


def noise(words: str, rate: int, *, female: bool) -> NDArray[np.float32]:
    """Mono samples of the sound that the words name, in the voice of the speaker; none when they
    name nothing known.
    """
    picture = read(f"{'woman' if female else 'man'} {words}")
    if all(layer.sound is GENERIC for layer in picture.layers):
        return np.zeros(0, np.float32)
    own = int.from_bytes(hashlib.sha256(words.encode("utf-8", "replace")).digest()[:4], "big")
    seconds = min(_LONGEST, natural_seconds(picture))
    sound = render_scene(picture, seconds, rate, own, loop=False, freedom=0.0).mean(axis=1)
    level = float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))
    return np.asarray(sound * (_RMS / max(level, 1e-6)), np.float32)
