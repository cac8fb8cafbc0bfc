"""Which patches of a picture are its subject, told without any model.

Three opinions vote. By edges: what meets the rim on a long line, or hangs together with it through
small changes of colour, is background (Zhu and others, 2014; Wei and others, 2012). By focus: what
is sharp. By colour: what the middle shows and the rim does not. Each opinion, and then their vote,
is the division that costs least (GrabCut, Rother and others, 2004, on patches instead of pixels).
Where hardly anything is between sharp and blurred, the focus decides alone.
A drawing is all in focus and full of things on the rim; there the edges decide alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import sparse
from scipy.sparse import csgraph

from genmux.engines.sketch.cues import Cues, contrast, cues_of, is_drawn, matrix, share
from genmux.engines.sketch.patches import Floats, Patches

Chosen = NDArray[np.bool_]
_FIRST = 0.25
_SURE, _RARE = 2.5, 1e-4
"""how much colour may say, and the share of a picture below which one says little"""
_RIM, _LIKELY = 4.0, 0.3
_MIDDLE, _MIDDLE_USUAL = 0.7, 0.4
_GUESS, _GUESSED = 0.8, 0.3
_BOUND = 0.8
_LEAST_BORDER, _EDGE = 0.05, 8.0
"""how little a border costs at the strongest edge, and colour units of a usual one"""
_AGREED = (0.5, 0.6, 0.4)
"""share of the votes, of one, two and three, from which patches are rather the subject"""
_CLEAR = 0.8
"""a focus that explains itself so well by a division in two decides alone"""
_NOTHING = 0.006
"""of the picture, that a vote must choose at least"""
_LEAST, _MOST = 0.02, 0.9
"""of it, that an opinion must choose at least and at most; else it says nothing"""
_KEPT = 0.08
"""of the best part's weight, below which other parts are left out"""
_AIR, _FLOATING = 0.55, 0.05
"""parts that end above that height, as clouds and the sun do, count so much less"""
_SCALE = 200


@dataclass(frozen=True, slots=True)
class _Way:
    """How colours are learnt from a division, and the next one cut."""

    rounds: int = 4
    colour: float = 1.0
    """weight of what the colours say"""
    border: float = 5.0
    """what a border costs"""


def standout(picture: Image.Image, patches: Patches) -> tuple[Chosen, Floats]:
    """For each patch whether it is the subject, and how much it stands out, 0 to 1."""
    cues = cues_of(picture, patches)
    if is_drawn(picture):
        chosen, guess = _by_edges(patches, cues, np.maximum(cues.near, cues.level))
        return _weighty(patches, chosen, guess), guess
    opinions = [
        _by_colour(patches, cues),
        _by_edges(patches, cues, _BOUND * cues.bound)[0],
        _by_focus(patches, cues),
    ]
    if _parted(patches, cues.focus, opinions[-1]) > _CLEAR:
        sharp = np.minimum(cues.focus, 1.0)
        return _weighty(patches, opinions[-1], sharp), sharp
    usable = [one for one in opinions if _LEAST < _part(patches, one) < _MOST]
    if not usable:
        return np.zeros(len(patches.sizes), np.bool_), cues.middle * 0
    votes = np.asarray(np.mean(usable, axis=0), np.float64)
    agreed = np.full(len(votes), _AGREED[min(len(usable), len(_AGREED)) - 1])
    against = 2 * (_odds(agreed) - _odds(votes))
    chosen = _settled(patches, cues, against, _Way(3, 0.5, 4.0))
    guess = votes * (0.3 + 0.7 * cues.middle)
    chosen = _weighty(patches, chosen, guess)
    return (chosen if _part(patches, chosen) > _NOTHING else usable[0]), guess


def _odds(share_: Floats) -> Floats:
    return np.asarray(np.log((share_ + 0.05) / (1.05 - share_)), np.float64)


def _part(patches: Patches, chosen: Chosen) -> float:
    return float(patches.sizes[chosen].sum() / patches.sizes.sum())


def _parted(patches: Patches, values: Floats, chosen: Chosen) -> float:
    """The share of the values' variance that the division explains, 0 to 1."""
    weights = patches.sizes / patches.sizes.sum()
    ours = float(weights[chosen].sum())
    values = np.minimum(values, 1.2)
    spread = float((weights * (values - (weights * values).sum()) ** 2).sum())
    if not 0 < ours < 1 or spread < 1e-6:
        return 0.0
    inside = float((weights * values)[chosen].sum()) / ours
    outside = float((weights * values)[~chosen].sum()) / (1 - ours)
    return ours * (1 - ours) * (inside - outside) ** 2 / spread


def _by_edges(patches: Patches, cues: Cues, rim: Floats) -> tuple[Chosen, Floats]:
    """What is unlike the rim and cut off from it; `rim` is 1 for what belongs to it."""
    middle = cues.middle
    guess = contrast(patches, rim) * (1 - rim) * middle
    guess /= max(1e-9, float(guess.max()))
    chosen = guess > max(_FIRST, _between(guess, patches.sizes))
    always = _RIM * (rim - _LIKELY) - _MIDDLE * np.log((middle + 0.02) / _MIDDLE_USUAL)
    always -= _GUESS * (guess > _GUESSED)
    chosen = _settled(patches, cues, always, _Way(), chosen, 0.3 + rim)
    return (_weighty(patches, chosen, guess) if chosen.any() else chosen), guess


def _by_focus(patches: Patches, cues: Cues) -> Chosen:
    likely = 3.0 * (cues.focus - 0.45) + 0.7 * _log_middle(cues)
    return _settled(patches, cues, -likely, _Way(3, 0.8, 3.0))


def _by_colour(patches: Patches, cues: Cues) -> Chosen:
    likely = cues.midlike - cues.rimlike + 0.9 * _log_middle(cues) - 0.5
    return _settled(patches, cues, -likely, _Way(4, 1.0, 4.0))


def _log_middle(cues: Cues) -> Floats:
    return np.asarray(np.log((cues.middle + 0.02) / _MIDDLE_USUAL), np.float64)


def _settled(
    patches: Patches,
    cues: Cues,
    always: Floats,
    way: _Way,
    chosen: Chosen | None = None,
    weights: Floats | None = None,
) -> Chosen:
    """The division once both sides' colours are learnt from it; `always` counts against a patch.

    Of the background, `weights` says how much each patch teaches.
    """
    if chosen is None:
        chosen = _cut(patches, always, way.border)
    for _ in range(way.rounds):
        if not chosen.any() or chosen.all():
            break
        ours = share(cues.alike, patches.sizes * chosen)
        theirs = share(cues.alike, patches.sizes * ~chosen * (1 if weights is None else weights))
        by_colour = np.clip(np.log((theirs + _RARE) / (ours + _RARE)), -_SURE, _SURE)
        chosen = _cut(patches, way.colour * by_colour + always, way.border)
    return chosen


def _cut(patches: Patches, against: Floats, dear: float) -> Chosen:
    """The division that costs least: `against` the subject or for it, and where it runs."""
    count = len(patches.sizes)
    source, sink = count, count + 1
    usual = float(patches.sizes.mean())
    cost = against * patches.sizes / usual
    border = np.exp(-((patches.steps / _EDGE) ** 2) / 2) + _LEAST_BORDER
    border *= dear * patches.lengths / np.sqrt(usual)
    each = np.arange(count)
    one, other = patches.pairs.T
    rows = np.concatenate([np.full(count, source), each, one, other])
    columns = np.concatenate([each, np.full(count, sink), other, one])
    values = np.concatenate([np.maximum(-cost, 0), np.maximum(cost, 0), border, border]) * _SCALE
    size = (count + 2, count + 2)
    room = sparse.csr_array((np.round(values).astype(np.int32), (rows, columns)), size)
    flow = csgraph.maximum_flow(room, source, sink).flow
    left = sparse.csr_array(room - flow > 0)
    reached = csgraph.breadth_first_order(left, source, return_predecessors=False)
    chosen = np.zeros(count + 2, bool)
    chosen[reached] = True
    return chosen[:count]


def _weighty(patches: Patches, chosen: Chosen, guess: Floats) -> Chosen:
    """Without the parts that are small beside the best one, or stand out less."""
    inside = chosen[patches.pairs].all(axis=1)
    count, part = csgraph.connected_components(matrix(patches, inside.astype(float)), False)
    weights = np.bincount(part, patches.sizes * (guess + 0.05) * chosen, count)
    lowest = np.zeros(count)
    np.maximum.at(lowest, part, patches.places[:, 0] * chosen)
    weights = np.where(lowest < _AIR, _FLOATING * weights, weights)
    return np.asarray(chosen & (weights[part] >= _KEPT * weights.max()), np.bool_)


def _between(values: Floats, weights: Floats) -> float:
    """Otsu's limit between two kinds of values."""
    counts, edges = np.histogram(values, 64, weights=weights)
    middle = (edges[:-1] + edges[1:]) / 2
    below, mass = np.cumsum(counts), np.cumsum(counts * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mass[-1] * below - mass * below[-1]) ** 2 / (below * (below[-1] - below))
    return float(middle[int(np.nanargmax(np.where(np.isfinite(between), between, -1)))])
