"""Sizes within limits."""

from __future__ import annotations

import pytest

from genmux.engines.vendors.ark.size import Limits, fitted

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
