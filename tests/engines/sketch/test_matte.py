"""Cut-outs of composites whose alpha is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from genmux.engines.sketch import matte
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read

_SIZE = (360, 300)


def _grain(seed: int, size: tuple[int, int], power: float) -> NDArray[np.float64]:
    """Blotches of all sizes, like foliage or cloth, of unit spread: [height, width, 3]."""
    rng = np.random.default_rng(seed)
    width, height = size
    scale = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    scale[0, 0] = 1
    bands = []
    for _ in range(3):
        waves = np.fft.rfft2(rng.standard_normal((height, width))) / scale**power
        band = np.fft.irfft2(waves, (height, width))
        bands.append((band - band.mean()) / band.std())
    return np.stack(bands, axis=2)


def _composite(seed: int, ground: tuple[int, int, int]) -> tuple[Image.Image, Image.Image]:
    """A figure of cloth before foliage, its outline soft, and its alpha."""
    alpha = Image.new("L", _SIZE)
    draw = ImageDraw.Draw(alpha)
    draw.ellipse((150, 60, 215, 130), fill=255)
    draw.polygon([(182, 110), (250, 262), (110, 262)], fill=255)
    alpha = alpha.filter(ImageFilter.GaussianBlur(2))
    back = ground + 24 * _grain(seed, _SIZE, 1.5)
    front = (190, 60, 50) + 20 * _grain(seed + 9, _SIZE, 1.2)
    share = np.asarray(alpha, np.float64)[..., None] / 255
    mixed = front * share + back * (1 - share)
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8)), alpha


@pytest.mark.parametrize(("seed", "ground"), [(1, (70, 110, 60)), (2, (90, 110, 170))])
def test_a_figure_before_a_busy_ground_is_cut_out(seed: int, ground: tuple[int, int, int]) -> None:
    picture, truth = _composite(seed, ground)
    found = np.asarray(matte.alpha_of(picture), np.float64) / 255
    wanted = np.asarray(truth, np.float64) / 255
    assert _overlap(found, wanted) > 0.85
    assert np.abs(found - wanted).mean() < 0.04
    edge = (wanted > 0.2) & (wanted < 0.8)
    assert ((found > 0.02) & (found < 0.98))[edge].mean() > 0.3, "the outline stays soft"


def _overlap(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    both, either = (found > 0.5) & (wanted > 0.5), (found > 0.5) | (wanted > 0.5)
    return float(both.sum() / max(1, either.sum()))


def _portrait(seed: int) -> tuple[Image.Image, Image.Image]:
    """Somebody sharp, cut off by the lower rim, before a blurred and blotchy place; and the alpha.

    Size, place and colours follow the seed, as nobody knows them of a photograph.
    """
    rng = np.random.default_rng(seed)
    x, head = rng.uniform(130, 230), rng.uniform(32, 46)
    top = rng.uniform(40, 80)
    alpha = Image.new("L", _SIZE)
    draw = ImageDraw.Draw(alpha)
    draw.ellipse((x - head, top, x + head, top + 2.5 * head), fill=255)
    wide = head * rng.uniform(1.9, 2.6)
    draw.polygon(
        [(x - 12, top + 2 * head), (x + 12, top + 2 * head), (x + wide, top + 3.4 * head),
         (x + wide * 1.1, 300), (x - wide * 1.1, 300), (x - wide, top + 3.4 * head)], fill=255,
    )  # fmt: skip
    alpha = alpha.filter(ImageFilter.GaussianBlur(1.2))
    back = rng.uniform(60, 190, 3) + 34 * _grain(seed, _SIZE, 2.4)
    front = rng.uniform(50, 200, 3) + 22 * _grain(seed + 50, _SIZE, 1.0)
    share = np.asarray(alpha, np.float64)[..., None] / 255
    mixed = front * share + back * (1 - share) + rng.normal(0, 1.5, back.shape)
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8)), alpha


def test_portraits_before_blurred_places_are_cut_out() -> None:
    overlaps = []
    for seed in range(20, 25):
        picture, truth = _portrait(seed)
        found = np.asarray(matte.alpha_of(picture), np.float64) / 255
        overlaps.append(_overlap(found, np.asarray(truth, np.float64) / 255))
    assert np.median(overlaps) > 0.9, overlaps
    assert np.mean(overlaps) > 0.85, overlaps


def test_the_sun_is_left_out_where_something_stands_below() -> None:
    picture = Image.new("RGB", _SIZE, (90, 130, 200))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((250, 30, 320, 100), fill=(250, 240, 180))
    draw.rectangle((150, 150, 210, 280), fill=(180, 40, 40))
    alpha = matte.alpha_of(picture)
    assert alpha.getpixel((180, 220)) == 255
    assert alpha.getpixel((285, 65)) == 0
    draw.rectangle((150, 150, 210, 280), fill=(90, 130, 200))
    assert matte.alpha_of(picture).getpixel((285, 65)) == 255, "nothing else is there"


def test_without_a_subject_all_is_opaque() -> None:
    assert matte.alpha_of(Image.new("RGB", _SIZE, (90, 130, 200))).getextrema() == (255, 255)


def test_a_given_alpha_is_kept() -> None:
    picture = Image.new("RGBA", (40, 40), (200, 40, 40, 0))
    picture.paste((200, 40, 40, 255), (10, 10, 30, 30))
    assert matte.alpha_of(picture).tobytes() == picture.getchannel("A").tobytes()


def test_small_and_narrow_pictures_can_be_cut() -> None:
    for size in ((8, 8), (3, 90), (120, 2), (1, 1)):
        assert matte.alpha_of(Image.new("RGB", size, (9, 80, 200))).size == size


def test_what_the_rim_shows_at_the_same_height_is_left_out() -> None:
    """Water between two figures is water, though both shut it in."""
    picture = Image.new("RGB", _SIZE, (120, 170, 230))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 150, 360, 230), fill=(70, 90, 140))
    draw.rectangle((0, 230, 360, 300), fill=(216, 196, 150))
    draw.rectangle((100, 110, 150, 280), fill=(200, 40, 40))
    draw.rectangle((220, 120, 270, 280), fill=(210, 130, 50))
    alpha = matte.alpha_of(picture)
    assert alpha.getpixel((125, 200)) == 255
    assert alpha.getpixel((245, 200)) == 255
    assert alpha.getpixel((185, 200)) == 0


def test_a_thin_level_part_stays_with_its_figure() -> None:
    picture = Image.new("RGB", _SIZE, (120, 170, 230))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((160, 60, 200, 280), fill=(200, 40, 40))
    draw.rectangle((120, 140, 240, 152), fill=(200, 40, 40))
    alpha = matte.alpha_of(picture)
    assert alpha.getpixel((180, 146)) == 255
    assert alpha.getpixel((130, 146)) > 127  # type: ignore[operator]


def test_somebody_drawn_is_the_subject_and_not_the_place_behind() -> None:
    scene = compose(
        read("a singer on a stage"), (480, 360), np.random.Generator(np.random.PCG64(9))
    ).still()
    alpha = np.asarray(matte.alpha_of(scene)) > 127
    columns = np.flatnonzero(alpha.any(axis=0))
    assert 0.02 < alpha.mean() < 0.14
    assert np.ptp(columns) < 140
    assert abs(columns.mean() - 240) < 40
