"""Counting without the vendor's vocabulary: plausible, and never so much that a request is refused
that the vendor would take."""

from __future__ import annotations

import pytest

from genmux.engines.talk import Media, MediaKind
from genmux.engines.tokens import count_media, count_text

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("kind", "mime", "size", "least", "most"),
    [
        ("image", "image/png", 5 * MEGABYTE, 1_000, 2_000),
        ("file", "application/pdf", 100_000, 1_000, 5_000),
        ("file", "application/pdf", 20 * MEGABYTE, 50_000, 150_000),
        ("file", "text/csv", 400_000, 90_000, 110_000),
        ("audio", "audio/mpeg", MEGABYTE, 1_000, 5_000),
        ("video", "video/mp4", 0, 500, 5_000),
    ],
)
def test_files_count_by_kind_and_size(
    kind: MediaKind, mime: str, size: int, least: int, most: int
) -> None:
    data = "A" * (size * 4 // 3)
    found = count_media(Media(kind, mime, url="" if data else "https://example.com/a", data=data))
    assert least <= found <= most


def test_a_text_counts_as_much_inside_a_file() -> None:
    """`QUFB` is AAA."""
    assert (
        abs(count_media(Media("file", "text/plain", data="QUFB" * 400)) - count_text("A" * 1200))
        <= 1
    )
