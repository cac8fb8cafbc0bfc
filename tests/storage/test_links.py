from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.storage.links import Links
from genmux.storage.names import safe_name

ID = UUID("0198c0de-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=14)
LINKS = Links(b"one secret of sixteen bytes")
names = st.text().map(safe_name)
MAC = "A" * 22
NO_LINKS = [
    *("", "/", "/files", "/files/", "/files/x/y", "//files//", "http://[::1", "data:,x"),
    *("/files/a.b.c/d", "/files/%FF/%FF", "\ud800"),
    f"/files/{ID.hex}.1.{MAC}/\ud800",
    f"/files/{ID.hex}.999999999999.{MAC}/x",
    f"/files/{ID.hex.translate({48: 0x660})}.1.{MAC}/x",  # another script's zero
]


def test_a_link_ends_with_the_name_and_has_no_query() -> None:
    path = LINKS.sign(ID, "my clip.mp4", LATER)
    assert path.startswith(f"/files/{ID.hex}.{int(LATER.timestamp())}.")
    assert path.endswith("/my%20clip.mp4")
    assert "?" not in path


@given(names)
def test_any_name_survives_the_round_trip(name: str) -> None:
    target = LINKS.verify(LINKS.sign(ID, name, LATER), NOW)
    assert target is not None
    assert (target.asset_id, target.name, target.expires_at) == (ID, name, LATER)
    assert not target.expired


@pytest.mark.parametrize(
    "before",
    ["", "http://127.0.0.1:8787", "https://any.host.example", "https://host/behind/a/proxy"],
)
def test_a_link_is_known_on_any_host(before: str) -> None:
    assert LINKS.verify(before + LINKS.sign(ID, "ü?#.png", LATER), NOW) is not None


def test_a_link_is_known_when_a_client_encoded_it_again_or_less() -> None:
    path = LINKS.sign(ID, "(a)~b.png", LATER)
    assert LINKS.verify(path.replace("%28", "("), NOW) is not None
    assert LINKS.verify(path.replace("~", "%7E"), NOW) is not None


def test_the_download_form_is_the_same_link() -> None:
    path = LINKS.sign(ID, "a.png", LATER, download=True)
    assert path == LINKS.sign(ID, "a.png", LATER) + "?download=1"
    assert LINKS.verify(path, NOW) is not None


def test_expiry_is_told_and_not_hidden() -> None:
    path = LINKS.sign(ID, "a.png", LATER)
    on_time, too_late = LINKS.verify(path, LATER - timedelta(seconds=1)), LINKS.verify(path, LATER)
    assert on_time is not None
    assert too_late is not None
    assert (on_time.expired, too_late.expired) == (False, True)


@given(st.data())
def test_no_changed_character_is_accepted(data: st.DataObject) -> None:
    path = LINKS.sign(ID, "name.png", LATER)
    at = data.draw(st.integers(len("/files/"), len(path) - 1))
    char = data.draw(st.sampled_from(string.ascii_letters + string.digits + "._-/%"))
    forged = path[:at] + char + path[at + 1 :]
    assert forged == path or LINKS.verify(forged, NOW) is None


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_is_no_link_is_none(text: str) -> None:
    assert LINKS.verify(text, NOW) is None


def test_a_token_under_another_folder_or_name_is_none() -> None:
    path = LINKS.sign(ID, "a.png", LATER)
    assert LINKS.verify(path.replace("/files/", "/other/"), NOW) is None
    assert LINKS.verify(path.replace("a.png", "b.png"), NOW) is None
    assert LINKS.verify(path + "/", NOW) is None


def test_rotation_keeps_old_links_and_signs_new_ones_with_the_new_secret() -> None:
    old, new = b"the old secret, retired", b"the new secret, current"
    rotated = Links(new, previous=[old])
    assert rotated.verify(Links(old).sign(ID, "a.png", LATER), NOW) is not None
    assert Links(new).verify(rotated.sign(ID, "a.png", LATER), NOW) is not None
    assert Links(new).verify(Links(old).sign(ID, "a.png", LATER), NOW) is None


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Links(b"short")
    with pytest.raises(ValueError, match="16 bytes"):
        Links(b"long enough, really", previous=[b""])


@pytest.mark.parametrize("name", ["", ".", "..", "a/b"])
def test_a_name_must_be_one_segment(name: str) -> None:
    with pytest.raises(ValueError, match="not a file name"):
        LINKS.sign(ID, name, LATER)
