"""Soft borders and clean colours, on composites whose alpha and colours are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch.outline import own_colours, soft_outline

_SIZE = (420, 340)
Floats = NDArray[np.float64]


def _furry(seed: int) -> Floats:
    """A ball with strands of hair all around, its alpha as [height, width], 0 to 1."""
    rng = np.random.default_rng(seed)
    sheet = Image.new("L", (_SIZE[0] * 3, _SIZE[1] * 3))
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((390, 270, 870, 750), fill=255)
    for turn in rng.uniform(0, 2 * np.pi, 260):
        out = rng.uniform(252, 285)
        bend = turn + rng.uniform(-0.06, 0.06)
        draw.line(
            (630 + 225 * np.cos(turn), 510 + 225 * np.sin(turn),
             630 + out * np.cos(bend), 510 + out * np.sin(bend)), fill=255, width=4,
        )  # fmt: skip
    small = sheet.resize(_SIZE, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.6))
    return np.asarray(small, np.float64) / 255


def _mixed(seed: int, front: tuple[int, int, int]) -> tuple[Image.Image, Floats, Floats]:
    """The furry ball before a soft ground, with its alpha and the ground's colours."""
    rng = np.random.default_rng(seed)
    alpha = _furry(seed)
    y, x = np.mgrid[0 : _SIZE[1], 0 : _SIZE[0]]
    back = np.stack([90 + x / 9, 120 + y / 7, 150 - x / 12], axis=2)
    ours = np.array(front) + rng.normal(0, 9, (*alpha.shape, 1)) * np.ones(3)
    pixels = (
        ours * alpha[..., None] + back * (1 - alpha[..., None]) + rng.normal(0, 1.5, back.shape)
    )
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), alpha, back


@pytest.mark.parametrize(("seed", "front"), [(1, (70, 40, 30)), (2, (225, 205, 170))])
def test_hair_gets_its_own_share(seed: int, front: tuple[int, int, int]) -> None:
    picture, truth, _ = _mixed(seed, front)
    y, x = np.mgrid[0 : _SIZE[1], 0 : _SIZE[0]]
    rough = (x - 210) ** 2 + (y - 170) ** 2 < 84**2
    found = np.asarray(soft_outline(picture, rough), np.float64) / 255
    hair = (truth > 0.05) & (truth < 0.95)
    assert np.abs(found - truth)[hair].mean() < 0.5 * np.abs(rough - truth)[hair].mean()
    assert np.corrcoef(found[hair], truth[hair])[0, 1] > 0.75
    assert np.abs(found - truth).mean() < 0.02
    inner, outer = (x - 210) ** 2 + (y - 170) ** 2 < 66**2, truth == 0
    assert found[inner].min() > 0.97, "no holes"
    assert (found[outer] > 0.15).mean() < 0.01, "and nothing of the ground"


@pytest.mark.parametrize("ground", [(255, 255, 255), (20, 10, 40)])
def test_the_old_ground_does_not_come_along(ground: tuple[int, int, int]) -> None:
    front = (200, 60, 40)
    picture, truth, back = _mixed(3, front)
    mask = Image.fromarray(np.round(truth * 255).astype(np.uint8))
    cut = own_colours(picture, mask)
    sheet = Image.new("RGB", _SIZE, ground)
    sheet.paste(cut, (0, 0), cut)
    share = truth[..., None]
    wanted = np.array(front) * share + np.array(ground) * (1 - share)
    edge = (truth > 0.1) & (truth < 0.9)
    halo = (np.array(front) * share + back * (1 - share)) * share + np.array(ground) * (1 - share)
    off = np.abs(np.asarray(sheet, np.float64) - wanted)[edge].mean()
    assert off < 0.4 * np.abs(halo - wanted)[edge].mean()
    assert off < 8


def test_what_is_all_subject_keeps_every_pixel() -> None:
    picture, truth, _ = _mixed(4, (60, 120, 60))
    cut = own_colours(picture, Image.fromarray(np.round(truth * 255).astype(np.uint8)))
    whole = truth > 0.999
    same = np.asarray(cut)[..., :3][whole] == np.asarray(picture)[whole]
    assert same.all()


@pytest.mark.parametrize("size", [(1, 1), (2, 90), (90, 2), (5, 5)])
def test_small_pictures_have_an_outline(size: tuple[int, int]) -> None:
    subject = np.zeros((size[1], size[0]), bool)
    subject[: max(1, size[1] // 2)] = True
    assert soft_outline(Image.new("RGB", size, (90, 90, 90)), subject).size == size
