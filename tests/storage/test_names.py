from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.storage.names import MAX_NAME_BYTES, asset_key, content_disposition, safe_name
from genmux.storage.store import valid_key

ID = UUID("0198c0de-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("given_name", "wanted"),
    [
        ("photo.png", "photo.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.JPG", "cat.JPG"),
        ("日本語 の 写真.webp", "日本語 の 写真.webp"),
        ("line\nbreak\t.mp4", "line break.mp4"),
        ("a\x00b\x1f.png", "ab.png"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),  # shown as "invoiceexe.jpg"
        ("cut\ud800.png", "cut.png"),
        ("e\u0301.png", "\u00e9.png"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("a/..", "file"),
        ("", "file"),
        ("x" * 500 + ".png", "x" * (MAX_NAME_BYTES - 4) + ".png"),
    ],
)
def test_safe_name(given_name: str, wanted: str) -> None:
    assert safe_name(given_name) == wanted


@given(st.text())
def test_any_text_becomes_one_plain_segment(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode()) <= MAX_NAME_BYTES
    assert not name.startswith(".")
    assert not set(name) & set("/\\\0\r\n")
    assert safe_name(name) == name


@given(st.text())
def test_any_name_gives_a_valid_key(text: str) -> None:
    assert valid_key(asset_key(ID, text, datetime(2026, 3, 1, tzinfo=UTC)))


def test_a_key_is_filed_under_its_utc_day_and_keeps_the_extension() -> None:
    late = datetime(2026, 2, 28, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    assert asset_key(ID, "Clip.MP4", late) == f"2026/03/01/{ID.hex}.mp4"


@pytest.mark.parametrize(
    ("name", "attachment", "wanted"),
    [
        ("a.png", False, 'inline; filename="a.png"'),
        ("a.png", True, 'attachment; filename="a.png"'),
        (
            'ü "x".png',
            True,
            "attachment; filename=\"_ _x_.png\"; filename*=UTF-8''%C3%BC%20%22x%22.png",
        ),
    ],
)
def test_content_disposition(name: str, attachment: bool, wanted: str) -> None:
    assert content_disposition(name, attachment=attachment) == wanted


@given(st.text())
def test_a_disposition_is_one_clean_header_line(text: str) -> None:
    value = content_disposition(safe_name(text), attachment=False)
    assert value.isascii()
    assert value.isprintable()
