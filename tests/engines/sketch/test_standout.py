"""Which patches are the subject."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.patches import patches_of
from genmux.engines.sketch.standout import standout


def test_what_the_rim_does_not_reach_stands_out() -> None:
    y = np.linspace(60, 200, 160)[:, None, None] * np.ones((1, 200, 3))
    picture = Image.fromarray(y.astype(np.uint8))  # a background that changes slowly
    ImageDraw.Draw(picture).ellipse((70, 50, 130, 130), fill=(40, 140, 60))
    patches = patches_of(picture)
    chosen, guess = standout(picture, patches)
    shown = chosen[patches.labels]
    assert shown[70:110, 85:115].all()
    assert not shown[:, :50].any()
    assert not shown[:, 150:].any()
    assert 0 <= guess.min() <= guess.max() == 1


def test_specks_are_left_out() -> None:
    picture = Image.new("RGB", (200, 160), (60, 90, 160))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((80, 60, 130, 140), fill=(210, 60, 40))
    draw.rectangle((20, 100, 28, 108), fill=(210, 60, 40))
    patches = patches_of(picture)
    shown = standout(picture, patches)[0][patches.labels]
    assert shown[100, 100]
    assert not shown[104, 24]
