from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.catalogue.size import Scale, aligned, ratio_of

from .builders import packaged


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("16:9", 16 / 9),
        ("landscape", 16 / 9),
        ("portrait", 9 / 16),
        ("square_hd", 1),
        ("portrait_4_3", 3 / 4),
        ("landscape_21_9", 21 / 9),
        ("auto", None),
        ("adaptive", None),
        ("", None),
    ],
)
def test_names_of_ratios(name: str, ratio: float | None) -> None:
    assert ratio_of(name) == ratio


@pytest.mark.parametrize(
    ("table", "row", "ratio", "size"),
    [
        ("video", "720p", "16:9", (1280, 720)),
        ("video", "720p", "1:1", (720, 720)),
        ("video", "1080p", "9:16", (1080, 1920)),
        ("video", "4k", "16:9", (3840, 2160)),
        ("video", "480p", "16:9", (854, 480)),
        ("seedance", "720p", "1:1", (960, 960)),
        ("wan", "480p", "16:9", (832, 480)),
        ("seedream-4", "4K", "landscape_4_3", (4096, 3072)),
        ("seedream", "2K", "1:1", (2048, 2048)),
        ("named", "all", "square", (512, 512)),
        ("named", "all", "square_hd", (1024, 1024)),
        ("gpt-image-2", "4K", "16:9", (3840, 2160)),
        ("gpt-image-2", "4K", "3:1", (3840, 1280)),
        ("nano-banana-pro", "4K", "1:1", (4096, 4096)),
    ],
)
def test_known_sizes(table: str, row: str, ratio: str, size: tuple[int, int]) -> None:
    assert packaged()[1][table][row].by_name(ratio) == size


def test_a_row_of_exact_sizes_takes_the_nearest_ratio() -> None:
    assert packaged()[1]["nano-banana"]["all"].by_ratio(1.9) == (1344, 768)


def test_ratios_are_kept_within_what_a_family_returns() -> None:
    assert Scale(short=720, ratios=(0.4, 2.5)).by_ratio(10) == (1800, 720)


@given(value=st.floats(0.1, 20000), step=st.sampled_from([1, 2, 8, 16]))
def test_aligned_is_a_near_multiple(value: float, step: int) -> None:
    found = aligned(value, step)
    assert found % step == 0
    assert found >= step
    assert abs(found - value) <= step


@given(ratio=st.floats(0.05, 20))
def test_areas_stay_areas(ratio: float) -> None:
    width, height = Scale(area=1048576, align=16, ratios=(0.25, 4)).by_ratio(ratio)
    assert 0.9 < width * height / 1048576 < 1.1
