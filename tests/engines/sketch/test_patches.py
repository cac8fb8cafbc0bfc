"""Patches follow the edges of what is drawn."""

from __future__ import annotations

import numpy as np
from PIL import Image

from genmux.engines.sketch.patches import patches_of


def test_no_patch_crosses_a_strong_edge() -> None:
    picture = Image.new("RGB", (160, 120), (30, 60, 160))
    picture.paste((220, 60, 40), (43, 31, 117, 89))
    patches = patches_of(picture)
    inside = np.zeros((120, 160))
    inside[31:89, 43:117] = 1
    share = np.bincount(patches.labels.ravel(), inside.ravel()) / patches.sizes
    assert ((share < 0.1) | (share > 0.9)).mean() > 0.95
    assert patches.sizes.sum() == 160 * 120
    assert 300 < len(patches.sizes) < 700


def test_neighbours_are_named_once_with_their_common_border() -> None:
    picture = Image.new("RGB", (60, 40), (250, 250, 250))
    patches = patches_of(picture)
    assert (patches.pairs[:, 0] < patches.pairs[:, 1]).all()
    assert len(np.unique(patches.pairs, axis=0)) == len(patches.pairs)
    assert (patches.lengths > 0).all()
    assert patches.steps.max() < 1
