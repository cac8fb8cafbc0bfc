"""What is heard when no word has a recipe: a texture drawn by the hash of the words."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place


def generic(studio: Studio, length: int, feel: Feel) -> Wave:
    """A swelling tone cloud, some air and a few struck sounds, drawn by the studio's dice."""
    base = float(studio.dice.uniform(90, 380)) * feel.pitch
    shape = studio.swell(length, 0.3, 0.45)
    cloud = np.zeros(length)
    for ratio in studio.dice.choice((1.0, 1.2, 1.5, 1.78, 2.0, 2.4, 3.0, 4.0), 4, replace=False):
        line = base * float(ratio) * (1 + 0.01 * studio.curve(length, 0.8, -1, 1))
        cloud += studio.tone(line, [1, 0.3, 0.12]) * studio.curve(length, 0.7 / feel.pace)
    centre = float(studio.dice.uniform(400, 3200)) * (0.5 + studio.curve(length, 0.9))
    air = studio.whistle(centre, float(studio.dice.uniform(80, 600)))
    wave = (0.25 * cloud + 0.5 * air * feel.energy * 1.4) * shape
    for _ in range(feel.count or int(1 + length / studio.rate * 1.2 * feel.pace)):
        note = base * float(studio.dice.choice((2.0, 3.0, 4.0, 6.0)))
        hit = studio.struck([(note, 1, 0.5), (note * 2.76, 0.4, 0.25), (note * 5.4, 0.2, 0.1)], 0.6)
        place(wave, hit, int(studio.dice.integers(max(1, int(length * 0.8)))), 0.35)
    return studio.level(wave, 0.8)
