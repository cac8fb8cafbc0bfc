"""What may be wished for as folder and name of an upload."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from genmux.errors import InvalidInput
from genmux.storage.upload_names import random_name, suffix_for, upload_name, upload_path


@pytest.mark.parametrize(
    ("wished", "path"),
    [
        ("", ""),
        ("images", "images"),
        ("/a//b/", "a/b"),
        (" a b/c ", "a b/c"),
        ("ä/b", "ä/b"),
        ("a/..b", "a/..b"),
        ("x" * 500, "x" * 500),
        ("e\u0301", "\u00e9"),
        ("///", ""),
    ],
)
def test_folders(wished: str, path: str) -> None:
    assert upload_path(wished) == path


def test_a_folder_must_be_said() -> None:
    with pytest.raises(InvalidInput, match=r"^Missing required parameter: uploadPath$"):
        upload_path(None)


@pytest.mark.parametrize(
    "wished",
    [
        "../up",
        "a/../b",
        "a/./b",
        "a\\b",
        "..",
        "a/ ../b",
        "a\x00b",
        "a\nb",
        "a\u202eb",
        "x" * 501,
        "a\u2028b",
        "\ud800",
        "é" * 251,
        5,
        ["a"],
        {"a": 1},
        True,
    ],
)
def test_folders_that_lead_elsewhere(wished: object) -> None:
    with pytest.raises(InvalidInput, match=r"^Invalid parameter: uploadPath "):
        upload_path(wished)


@pytest.mark.parametrize(
    ("wished", "name"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("a.png", "a.png"),
        ("  a  b.png ", "a b.png"),
        ("..a.png", "a.png"),
        ("x" * 156 + ".png", "x" * 156 + ".png"),
        ("日本.png", "日本.png"),
    ],
)
def test_names(wished: object, name: str | None) -> None:
    assert upload_name(wished) == name


@pytest.mark.parametrize(
    "wished",
    [
        "../a.png",
        "/etc/a",
        "a/b",
        "..",
        ". .",
        "a\\b",
        "C:\\a",
        "a\x00.png",
        "a\x1b",
        "a\tb",
        "é" * 81,
        "x" * 161,
        "gpj.\u202eexe",
        {"a": 1},
        7,
    ],
)
def test_names_that_lead_elsewhere(wished: object) -> None:
    with pytest.raises(InvalidInput, match=r"^Invalid parameter: fileName "):
        upload_name(wished)


@pytest.mark.parametrize(
    ("mime", "original", "suffix"),
    [
        ("image/jpeg", "", ".jpg"),
        ("image/jpeg", "a.png", ".jpg"),
        ("text/plain", "a.CSV", ".csv"),
        ("text/plain", "a", ".txt"),
        ("application/octet-stream", "a.safetensors", ".bin"),
        ("application/octet-stream", "a.npy", ".npy"),
        ("application/octet-stream", "", ".bin"),
        ("audio/unheard-of", "a.xyz", ".xyz"),
    ],
)
def test_endings(mime: str, original: str, suffix: str) -> None:
    assert suffix_for(mime, original) == suffix


def test_a_name_made_here_begins_with_the_moment() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    first, second = (random_name("image/png", "", now) for _ in range(2))
    assert first.startswith("1772323200000-")
    assert first.endswith(".png")
    assert first != second
