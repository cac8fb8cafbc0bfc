from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from genmux.engines.sketch.stills.hours import HOURS, hour_of, relit
from genmux.engines.sketch.words import read
from tests.engines.sketch.stills.test_heaven import outdoors

__all__ = ["outdoors"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("make it night", "night"), ("change it to a sunset", "sunset"),
        ("at golden hour", "golden"),
        ("early in the morning", "dawn"), ("as on a sunny day at noon", "day"),
        ("make it darker", ""), ("brighter please", ""),
    ],
)  # fmt: skip
def test_hours_are_read(text: str, hour: str) -> None:
    assert hour_of(read(text)) == hour


@pytest.mark.parametrize("name", sorted(HOURS))
def test_what_stands_in_the_picture_stays_what_it_is(outdoors: Image.Image, name: str) -> None:
    """Edges and the order of light and dark stay, so that everything can still be made out."""
    made = relit(outdoors, name, np.random.default_rng(1))
    below = (slice(80, 240), slice(120, 320))
    one, other = (np.asarray(p.convert("L"), float)[below] for p in (outdoors, made))
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.6
    assert np.abs(np.asarray(made, float) - np.asarray(outdoors, float)).mean() > 4


def test_night_is_dark_and_sunset_warm(outdoors: Image.Image) -> None:
    dice = np.random.default_rng
    night = np.asarray(relit(outdoors, "night", dice(1)), float)
    sunset = np.asarray(relit(outdoors, "sunset", dice(1)), float)
    before = np.asarray(outdoors, float)
    assert night.mean() < 0.45 * before.mean()
    assert night[..., 2].mean() > night[..., 0].mean()
    warmth = [(p[..., 0] - p[..., 2]).mean() for p in (before, sunset)]
    assert warmth[1] > warmth[0] + 40


def test_windows_are_lit_at_night() -> None:
    house = Image.new("RGB", (400, 300), (176, 160, 140))
    draw = ImageDraw.Draw(house)
    for row in range(4):
        for column in range(7):
            left, top = 40 + column * 48, 40 + row * 60
            draw.rectangle((left, top, left + 10, top + 18), fill=(70, 74, 84))
    made = np.asarray(relit(house, "night", np.random.default_rng(3)), float)
    lit = [
        made[49 + row * 60, 45 + column * 48].mean() > 120
        for row in range(4)
        for column in range(7)
    ]
    assert 6 <= sum(lit) <= 24
    assert made[20, 20].mean() < 90


def test_without_a_sky_the_light_alone_changes() -> None:
    made = relit(Image.new("RGB", (90, 70), (70, 130, 60)), "night", np.random.default_rng(1))
    assert made.size == (90, 70)
    assert np.asarray(made).mean() < 60


def test_strength_fades_it_and_equal_dice_give_equal_bytes(outdoors: Image.Image) -> None:
    full, half, again = (
        relit(outdoors, "sunset", np.random.default_rng(1), strength=share)
        for share in (1.0, 0.4, 1.0)
    )
    before = np.asarray(outdoors, float)
    assert np.abs(np.asarray(half) - before).mean() < 0.6 * np.abs(np.asarray(full) - before).mean()
    assert full.tobytes() == again.tobytes()
