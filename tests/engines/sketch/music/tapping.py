"""Fits the weights of `pulse`: which tempo our own songs and bare clicks are tapped in.

`python -m tests.engines.sketch.music.tapping` renders every genre twice (some minutes), prints the
weights for `pulse.py`, and which songs are heard wrong: by weights that know all of them, and by
weights that were fitted without the genre.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from genmux.engines.sketch.music import ear, pulse
from genmux.engines.sketch.music.style import table
from tests.engines.sketch.music.clicking import clicks
from tests.engines.sketch.music.songs import music

Floats = NDArray[np.float64]

_SEEDS = (12, 13)
_CLICKS = (66, 72, 80, 88, 96.5, 104, 112, 120, 128, 140, 150, 160)
_RIGHT = 0.025  # octaves
_PENALTY, _PRIOR_PENALTY = 0.001, 0.00005
_FOLDS = 7


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        heard = {**_songs(Path(folder)), **_clicks(Path(folder))}
    weights = fitted(list(heard.values()))
    sys.stdout.write(", ".join(f"{weight:.2f}" for weight in weights) + "\n")
    sys.stdout.write(f"wrong: {_wrong(np.round(weights, 2), heard)}\n")
    names = sorted({name.partition("-")[0] for name in heard})
    missed: list[str] = []
    for fold in range(_FOLDS):
        left_out = set(names[fold::_FOLDS]) - {"clicks"}
        known = [value for name, value in heard.items() if name.partition("-")[0] not in left_out]
        rest = {name: v for name, v in heard.items() if name.partition("-")[0] in left_out}
        missed += _wrong(fitted(known), rest)
    sys.stdout.write(f"wrong, unheard before: {missed}\n")


def _songs(folder: Path) -> dict[str, tuple[Floats, float]]:
    found = {}
    for seed in _SEEDS:
        for genre, facts in table("genres").items():
            values: dict[str, Any] = {
                "customMode": True, "instrumental": True, "title": "t", "duration": 24,
                "style": facts["words"].split("|")[0],
            }  # fmt: skip
            (track,) = music(folder, "text-to-music", values, seed=seed).tracks
            found[f"{genre}-{seed}"] = (_cues(track.path), float(track.detail["bpm"]))
            sys.stderr.write(f"{genre} {seed}\n")
    return found


def _clicks(folder: Path) -> dict[str, tuple[Floats, float]]:
    return {
        f"clicks-{bpm}": (_cues(clicks(folder / f"{bpm}.wav", bpm, 20)), bpm) for bpm in _CLICKS
    }


def _cues(path: str) -> Floats:
    return pulse.cues_of(pulse.onsets_of(ear.mono_of(path)))


def fitted(heard: list[tuple[Floats, float]]) -> Floats:
    """The weights under which the right tempo is likeliest among all (a softmax over tempos)."""
    cues = np.stack([one for one, _ in heard])
    right = np.stack([np.abs(np.log2(pulse.BPMS / bpm)) < _RIGHT for _, bpm in heard])
    penalty = np.full(cues.shape[2], _PENALTY)
    penalty[-2:] = _PRIOR_PENALTY

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = cues @ weights
        share = np.exp(score - score.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        hit = (share * right).sum(axis=1) + 1e-12
        slope = np.einsum("st,stc->c", share - share * right / hit[:, None], cues) / len(heard)
        off = 0.5 * float((penalty * weights**2).sum())
        return -float(np.log(hit).mean()) + off, slope + penalty * weights

    start = np.zeros(cues.shape[2])
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return np.asarray(found.x)


def _wrong(weights: Floats, heard: dict[str, tuple[Floats, float]]) -> list[str]:
    wrong = []
    for name, (cues, bpm) in heard.items():
        found = float(pulse.BPMS[int((cues @ weights).argmax())])
        if abs(found / bpm - 1) > 0.03:
            wrong.append(f"{name} {bpm:.0f} as {found:.0f}")
    return wrong


if __name__ == "__main__":
    main()
