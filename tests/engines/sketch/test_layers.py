"""Layers under a camera: a joined stage shows what the whole one shows."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import seeds
from genmux.engines.sketch.layers import Layer, Stage, View
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read

SIZE = (160, 90)


def _stage(text: str) -> Stage:
    return compose(read(text), SIZE, seeds.generator(2), moving=True).stage


def _away(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other.astype(float)).mean())


@pytest.mark.parametrize("text", ["a fox in a forest", "a boat on the sea", "a castle, snow"])
@pytest.mark.parametrize(
    "view", [View(), View(x=0.05), View(x=-0.08, y=0.03), View(zoom=1.13), View(0.04, 0.0, 0.9)]
)
def test_joined_layers_show_the_same(text: str, view: View) -> None:
    plain = _stage(text)
    joined = plain.joined()
    assert len(joined.layers) < len(plain.layers)
    assert _away(plain.look(view, 0.5), joined.look(view, 0.5)) < 2.5
    assert _away(plain.look(view, 0.5), plain.look(View(0.1, 0.05, 1.2), 0.5)) > 3.0


def test_at_rest_joined_layers_are_the_same_to_the_pixel() -> None:
    plain = _stage("a fox in a forest")
    assert _away(plain.look(View()), plain.joined().look(View())) < 0.05


def test_a_shift_between_pixels_is_what_scaling_would_give() -> None:
    rng = seeds.generator(4)
    noise = Image.fromarray(rng.integers(0, 255, (120, 220, 3), np.uint8))
    stage = Stage(SIZE, [Layer(noise, -30, -15, 1.0, clear=False)])
    shown = stage.look(View(x=0.011, y=0.013)).astype(float)
    left, top = 30 + 0.011 * 160, 15 + 0.013 * 90
    box = (left, top, left + 160, top + 90)
    scaled = np.asarray(noise.resize(SIZE, Image.Resampling.BILINEAR, box), float)
    assert np.abs(shown - scaled).max() <= 3.0


def test_toned_layers_keep_their_holes() -> None:
    plain = _stage("a fox in a forest")
    toned = plain.toned(lambda sheet: sheet.convert("L").convert("RGB"))
    shown = toned.look(View())
    assert (shown.max(axis=2) == shown.min(axis=2)).all()
    grey = np.asarray(Image.fromarray(plain.look(View())).convert("L"))
    assert _away(shown[..., 0], grey) < 1.5
