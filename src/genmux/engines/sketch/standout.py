"""Which patches of a picture are its subject, told without any model.

What hangs together with the picture's rim through small changes of colour is background (geodesic
saliency, Wei and others, 2012); what differs from that, near the middle, is a first guess at the
subject. The colours of both are then learnt from the guess and the cheapest border between them is
cut, a few times over (GrabCut, Rother and others, 2004, on patches instead of pixels).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from genmux.engines.sketch.patches import Floats, Patches

Chosen = NDArray[np.bool_]
_CENTRE = (0.57, 0.5)
_REACH = (0.41, 0.36)
"""how far from the centre, down and across, a subject is still likely"""
_FEET = 0.3
"""of the lower rim, so much on both sides of its middle may belong to the subject"""
_CALM = (20, 0.8)
"""steps up to that percentile, times that, are no edges"""
_LEAST_WAY, _WAY = 12.0, 60
"""colour units, and percentile, of what is still near the rim"""
_LEVEL, _SLOPE, _ALIKE = 1.0, 60.0, 12.0
"""how surely the rim at the same height is background; colour units that a picture's height counts
for, and within which colours are those of the rim"""
_FIRST = 0.25
_ROUNDS = 4
_SAME = 9.0
"""colour units within which colours are alike"""
_SURE, _RARE = 2.5, 1e-4
"""how much colour may say, and the share of a picture below which one says little"""
_RIM, _LIKELY = 4.0, 0.3
_MIDDLE, _MIDDLE_USUAL = 0.7, 0.4
_GUESS, _GUESSED = 0.8, 0.3
_BORDER, _LEAST_BORDER, _EDGE = 5.0, 0.05, 8.0
"""what a border costs, how little of that at the strongest edge, and colour units of a usual one"""
_KEPT = 0.08
"""of the best part's weight, below which other parts are left out"""
_AIR, _FLOATING = 0.55, 0.05
"""parts that end above that height, as clouds and the sun do, count so much less"""
_SCALE = 200


def standout(patches: Patches) -> tuple[Chosen, Floats]:
    """For each patch whether it is the subject, and how much it stands out, 0 to 1."""
    near = np.maximum(_near_the_rim(patches), _LEVEL * _level_with_the_rim(patches))
    middle = _middle(patches)
    guess = _contrast(patches, near) * (1 - near) * middle
    guess /= max(1e-9, float(guess.max()))
    chosen = guess > max(_FIRST, _between(guess, patches.sizes))
    always = _RIM * (near - _LIKELY) - _MIDDLE * np.log((middle + 0.02) / _MIDDLE_USUAL)
    always -= _GUESS * (guess > _GUESSED)
    alike = _likeness(patches.colours)
    for _ in range(_ROUNDS):
        if not chosen.any():
            break
        ours = _share(alike, patches.sizes * chosen)
        theirs = _share(alike, patches.sizes * ~chosen * (0.3 + near))
        by_colour = np.clip(np.log((theirs + _RARE) / (ours + _RARE)), -_SURE, _SURE)
        chosen = _cut(patches, by_colour + always)
    return _weighty(patches, chosen, guess), guess


def _near_the_rim(patches: Patches) -> Floats:
    """1 for what hangs together with the rim, towards 0 where strong edges lie between."""
    labels, steps = patches.labels, patches.steps
    low = np.unique(labels[-1])
    low = low[np.abs(patches.places[low, 1] - 0.5) > _FEET]
    rim = np.unique(np.concatenate([labels[0], labels[:, 0], labels[:, -1], low]))
    percent, share = _CALM
    calm = max(1.0, float(np.percentile(steps, percent)) * share) if len(steps) else 1.0
    ways = _matrix(patches, np.maximum(steps - calm, 1e-6))
    away = csgraph.dijkstra(ways, directed=False, indices=rim, min_only=True)
    away = np.where(np.isfinite(away), away, 0.0)
    scale = max(_LEAST_WAY, float(np.percentile(away, _WAY)))
    return np.asarray(np.exp(-((away / scale) ** 2)), np.float64)


def _level_with_the_rim(patches: Patches) -> Floats:
    """1 for what the left or right rim shows at the same height, as a sea or a wall does."""
    labels = patches.labels
    found = np.zeros(len(patches.sizes))
    for sides in ((labels[:, 0],), (labels[:, -1],), (labels[:, 0], labels[:, -1])):
        rim = np.unique(np.concatenate(sides))
        apart = patches.colours[:, None] - patches.colours[rim][None]
        high = np.abs(patches.places[:, None, 0] - patches.places[rim][None, :, 0])
        away = np.sqrt((apart**2).sum(axis=2) + (_SLOPE * high) ** 2).min(axis=1)
        alike = np.exp(-((away / _ALIKE) ** 2))
        found = np.maximum(found, alike * (1.0 if len(sides) > 1 else 0.5))
    return found


def _middle(patches: Patches) -> Floats:
    off = (patches.places - _CENTRE) / np.array(_REACH)
    return np.asarray(np.exp(-(off**2).sum(axis=1) / 2), np.float64)


def _contrast(patches: Patches, near: Floats) -> Floats:
    """How unlike the background each patch is, what is near it counting more."""
    unlike = np.linalg.norm(patches.colours[:, None] - patches.colours[None], axis=2)
    apart = ((patches.places[:, None] - patches.places[None]) ** 2).sum(axis=2)
    found = unlike * np.exp(-apart / 0.32) @ (near * patches.sizes)
    return np.asarray(found / max(1e-9, float(found.max())), np.float64)


def _likeness(colours: Floats) -> Floats:
    apart = ((colours[:, None] - colours[None]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-apart / (2 * _SAME**2)), np.float64)


def _share(alike: Floats, weights: Floats) -> Floats:
    """How common each patch's colour is among the weighted ones."""
    return np.asarray(alike @ weights / max(1e-9, float(weights.sum())), np.float64)


def _cut(patches: Patches, against: Floats) -> Chosen:
    """The division that costs least: `against` the subject or for it, and where it runs."""
    count = len(patches.sizes)
    source, sink = count, count + 1
    usual = float(patches.sizes.mean())
    cost = against * patches.sizes / usual
    steps = patches.steps
    border = np.exp(-((steps / _EDGE) ** 2) / 2) + _LEAST_BORDER
    border *= _BORDER * patches.lengths / np.sqrt(usual)
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
    count, part = csgraph.connected_components(_matrix(patches, inside.astype(float)), False)
    weights = np.bincount(part, patches.sizes * (guess + 0.05) * chosen, count)
    lowest = np.zeros(count)
    np.maximum.at(lowest, part, patches.places[:, 0] * chosen)
    weights = np.where(lowest < _AIR, _FLOATING * weights, weights)
    return np.asarray(chosen & (weights[part] >= _KEPT * weights.max()), np.bool_)


def _matrix(patches: Patches, values: Floats) -> sparse.csr_matrix:
    size = (len(patches.sizes), len(patches.sizes))
    found = sparse.csr_matrix((values, (patches.pairs[:, 0], patches.pairs[:, 1])), size)
    found.eliminate_zeros()
    return found


def _between(values: Floats, weights: Floats) -> float:
    """Otsu's limit between two kinds of values."""
    counts, edges = np.histogram(values, 64, weights=weights)
    middle = (edges[:-1] + edges[1:]) / 2
    below, mass = np.cumsum(counts), np.cumsum(counts * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mass[-1] * below - mass * below[-1]) ** 2 / (below * (below[-1] - below))
    return float(middle[int(np.nanargmax(np.where(np.isfinite(between), between, -1)))])
