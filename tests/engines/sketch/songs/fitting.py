"""Fits the network of `songs/separate.py` anew: `python -m tests.engines.sketch.songs.fitting`.

Songs by the engine's own composer and a synthetic band, whose parts are known apart, in several
balances and widths. Takes some ten minutes and writes `separate.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.music import mixer
from genmux.engines.sketch.music.score import Score
from genmux.engines.sketch.music.song import Ask, compose
from genmux.engines.sketch.music.style import of_words
from genmux.engines.sketch.songs.cues import cues
from genmux.engines.sketch.songs.spectra import RATE, forward
from tests.engines.sketch.songs.band import PARTS

Sound = NDArray[np.float32]
Sounds = Mapping[str, Sound]
Matrix = NDArray[np.float32]
LAYERS = ("vocal", "bass", "drums", "rest")
STYLES = (
    "dream pop with piano",
    "rock electric guitar",
    "acoustic folk",
    "house synth",
    "jazz",
    "cinematic strings",
    "hip hop",
    "country guitar",
    "metal",
    "reggae",
    "synthwave",
    "lofi piano",
    "funk bass brass",
    "latin salsa",
    "ambient pads",
    "punk fast",
    "blues",
    "disco strings",
    "trance",
    "trap",
    "bossa nova guitar",
    "gospel organ",
    "indie rock",
    "chiptune",
)
HIDDEN = (24, 16)
_LYRICS = (
    "[Verse]\nThe lighthouse keeper counts the waves at night\nAnd writes their names in light",
    "[Verse]\nBrother of the river carry me along\nEvery little window has a different song",
)
_SAMPLES = 30_000
_ROUNDS, _BATCH, _RATE = 14, 4096, 4e-3
_SECONDS = 22


def songs() -> Iterator[Sounds]:
    """The layers of each song."""
    for number, style in enumerate(STYLES):
        made = of_words(style, "", np.random.default_rng(number))
        song = compose(Ask(made, _LYRICS[number % 2], number, "mf"[number % 2]))
        score = song.score
        drums = [part for part in score.parts if part.drum]
        bass = [part for part in score.parts if "bass" in part.instrument]
        whole = _mixed(score)
        parts = {
            "vocal": _mixed(replace(score, parts=[])),
            "bass": _mixed(replace(score, clips=[], parts=bass)),
            "drums": _mixed(replace(score, clips=[], parts=drums)),
        }
        parts["rest"] = whole - np.sum(list(parts.values()), axis=0)
        yield parts
    # other sounds than the composer's, so that it is not his habits alone that are learnt
    band = {name: play(12.0).astype(np.float32) for name, play in PARTS.items()}
    for louder in (1.0, 1.6, 1.3):
        loud = {name: band[name] for name in LAYERS[:2]} | {
            "drums": band["drums"] * np.float32(louder)
        }
        yield loud | {"rest": band["chords"] * np.float32(louder)}


def _mixed(score: Score) -> Sound:
    return np.concatenate(list(mixer.mix(score)))[: _SECONDS * RATE]


def examples(parts: Sounds, dice: np.random.Generator) -> tuple[Matrix, Matrix, Matrix]:
    """Cues, true shares and weights of spots, loud ones first of all."""
    whole = forward(np.sum(list(parts.values()), axis=0, dtype=np.float32))
    power = np.stack([(np.abs(forward(parts[name])) ** 2).sum(axis=0) for name in LAYERS])
    total = power.sum(axis=0)
    chance = np.sqrt(total) / np.sqrt(total).sum()
    spots = dice.choice(total.size, size=_SAMPLES, p=chance.ravel() / chance.sum())
    rows, columns = np.divmod(spots, total.shape[1])
    seen = [np.broadcast_to(cue, total.shape)[rows, columns] for cue in cues(whole).all]
    shares = (power / (total + 1e-12))[:, rows, columns].T
    weight = (total / np.maximum(chance, 1e-30))[rows, columns]
    energy = power.sum(axis=(1, 2))
    even = (energy.sum() / np.maximum(energy, 0.03 * energy.sum())) ** 0.7
    weights = weight[:, None] / weight.mean() * even[None]
    return np.stack(seen, axis=1), shares.astype(np.float32), weights.astype(np.float32)


def variants(parts: Sounds, dice: np.random.Generator) -> Iterator[Sounds]:
    """The song as it is, in another balance and width, and in a third one, maybe unsung."""
    yield parts
    for width in (float(dice.choice([0.0, 0.5, 1.6])), 1.0):
        gains = 10 ** (dice.uniform(-5, 5, len(LAYERS)) / 20)
        if width == 1.0 and dice.random() < 0.3:
            gains[0] = 0.0
        yield {
            name: _widened(parts[name], width) * np.float32(gain)
            for name, gain in zip(LAYERS, gains, strict=True)
        }


def _widened(sound: Sound, width: float) -> Sound:
    middle = sound.mean(axis=1, keepdims=True)
    return np.asarray(middle + (sound - middle) * np.float32(width), np.float32)


def fit(given: Matrix, wanted: Matrix, weights: Matrix) -> list[tuple[Matrix, Matrix]]:
    """Weights and offsets of each stage, by Adam (Kingma & Ba 2015) on weighted squares."""
    dice = np.random.default_rng(1)
    mean, spread = given.mean(axis=0), given.std(axis=0) + 1e-2
    given = (given - mean) / spread
    weights = np.minimum(weights, np.percentile(weights, 99.5, axis=0)) / weights.mean()
    sizes = (given.shape[1], *HIDDEN, len(LAYERS))
    values = [
        dice.standard_normal((a, b)).astype(np.float32) * np.float32(np.sqrt(2 / a))
        for a, b in pairwise(sizes)
    ] + [np.zeros(size, np.float32) for size in sizes[1:]]
    first = [np.zeros_like(value) for value in values]
    second = [np.zeros_like(value) for value in values]
    steps = _ROUNDS * (len(given) // _BATCH)
    for step in range(1, steps + 1):
        chosen = dice.integers(len(given), size=_BATCH)
        slopes = _slopes(values, given[chosen], wanted[chosen], weights[chosen])
        rate = _RATE * (0.5 + 0.5 * np.cos(np.pi * step / steps)) + 1e-5
        for number, slope in enumerate(slopes):
            first[number] = 0.9 * first[number] + 0.1 * slope
            second[number] = 0.999 * second[number] + 0.001 * slope**2
            change = first[number] / (1 - 0.9**step)
            values[number] -= rate * change / (np.sqrt(second[number] / (1 - 0.999**step)) + 1e-8)
    count = len(sizes) - 1
    stages = list(zip(values[:count], values[count:], strict=True))
    weight, offset = stages[0]
    stages[0] = (weight / spread[:, None], offset - (mean / spread) @ weight)
    return stages


def _slopes(values: list[Matrix], given: Matrix, wanted: Matrix, weights: Matrix) -> list[Matrix]:
    count = len(values) // 2
    levels = [given]
    for number in range(count):
        level = levels[-1] @ values[number] + values[count + number]
        levels.append(np.maximum(level, 0) if number < count - 1 else level)
    shares = np.exp(levels[-1] - levels[-1].max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    error = 2 * weights * (shares - wanted) / len(given)
    slope = shares * (error - (error * shares).sum(axis=1, keepdims=True))
    down: list[Matrix] = []
    for number in range(count - 1, -1, -1):
        down = [levels[number].T @ slope, *down, slope.sum(axis=0)]
        slope = (slope @ values[number].T) * (levels[number] > 0)
    return [*down[:count], *reversed(down[count:])]


def written(stages: list[tuple[Matrix, Matrix]]) -> str:
    rows = [
        "# The network of separate.py, from cues to shares: stages in order, one row of weights",
        "# for each thing that comes in. Written by tests/engines/sketch/songs/fitting.py.",
    ]
    for weight, offset in stages:
        lines = [" ".join(f"{value:.4g}" for value in row) for row in weight]
        rows += ["", "[[stage]]", f'offsets = "{" ".join(f"{value:.4g}" for value in offset)}"']
        rows += ["weights = [", *(f'  "{line}",' for line in lines), "]"]
    return "\n".join(rows) + "\n"


def main() -> None:
    dice = np.random.default_rng(0)
    found = [examples(one, dice) for parts in songs() for one in variants(parts, dice)]
    given, wanted, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    target = resources.files("genmux.engines.sketch.songs").joinpath("separate.toml")
    Path(str(target)).write_text(written(fit(given, wanted, weights)), "utf-8")


if __name__ == "__main__":
    main()
