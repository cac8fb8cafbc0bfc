from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.storage.ranges import UnsatisfiableError, parse_range


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, None),
        ("bytes=0-", (0, 100)),
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-1000", (90, 100)),
        ("bytes=-1", (99, 100)),
        ("bytes=-1000", (0, 100)),
        ("Bytes= 5-6 ", (5, 7)),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=+1-2", None),
        ("bytes=\u0661-", None),
        ("items=0-1", None),
        ("0-1", None),
    ],
)
def test_parse_range(header: str | None, wanted: tuple[int, int] | None) -> None:
    assert parse_range(header, 100) == wanted


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999-"])
def test_a_range_outside_of_the_file(header: str) -> None:
    with pytest.raises(UnsatisfiableError):
        parse_range(header, 100)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5"])
def test_an_empty_file_has_no_range(header: str) -> None:
    with pytest.raises(UnsatisfiableError):
        parse_range(header, 0)


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_range_covers_what_the_rfc_says(size: int, first: int, last: int) -> None:
    content = bytes(range(size))
    wanted = content[first : last + 1]
    try:
        found = parse_range(f"bytes={first}-{last}", size)
    except UnsatisfiableError:
        assert wanted == b"" or last < first
        return
    if last < first:
        assert found is None
    else:
        assert found is not None
        assert content[slice(*found)] == wanted != b""
