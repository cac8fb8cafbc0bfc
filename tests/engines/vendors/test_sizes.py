"""Sizes within limits."""

from __future__ import annotations

import pytest

from genmux.engines.vendors.sizes import Limits, alike, fitted, nearest

LIMITS = Limits(921600, 4194304)


def test_a_size_within_the_limits_stays() -> None:
    assert fitted("1024x1024", LIMITS) == "1024x1024"
    assert fitted("1280x720", LIMITS) == "1280x720"
    assert fitted("2048x2048", LIMITS) == "2048x2048"


@pytest.mark.parametrize("size", ["1024x438", "576x1024", "512x512", "3136x1344", "1600x2848"])
def test_others_come_as_near_as_they_can(size: str) -> None:
    width, height = map(int, size.split("x"))
    wide, high = map(int, fitted(size, LIMITS).split("x"))
    pixels = wide * high
    near = LIMITS.least if width * height < LIMITS.least else LIMITS.most
    assert LIMITS.least <= pixels <= LIMITS.most
    assert abs(pixels - near) / near < 0.03
    assert wide / high == pytest.approx(width / height, rel=0.02)


def test_the_nearest_of_a_list_has_the_shape_before_the_pixels() -> None:
    made = ["1280:720", "720:1280", "960:960", "1920:1080", "1440:1440"]
    assert nearest("1366x768", made) == "1280:720"
    assert nearest("1800x1000", made) == "1920:1080"
    assert nearest("700x1300", made) == "720:1280"
    assert nearest("1000x1000", made) == "960:960"
    assert nearest("2000x2000", made) == "1440:1440"


def test_shapes_are_alike_but_for_rounding() -> None:
    assert alike("1280x720", "1366:768")
    assert alike("864x496", "1280*720")
    assert not alike("1024x768", "1280:720")
    assert not alike("1280x720", "720x1280")
