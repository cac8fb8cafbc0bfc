from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.media.sniff import UNKNOWN, sniff_mime, suffix_of_type

_HEADS: dict[str, bytes] = {
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "image/gif": b"GIF89a\1\0\1\0",
    "image/bmp": b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0",
    "image/tiff": b"II*\0\x08\0\0\0",
    "image/avif": b"\0\0\0\x20ftypavif",
    "image/svg+xml": b'<?xml version="1.0"?><svg xmlns="x">',
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\2\0",
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\2\0",
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\2\0",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x84webm",
    "video/x-matroska": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x88matroska",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "audio/ogg": b"OggS\0\2\0\0",
    "audio/flac": b"fLaC\0\0\0\x22",
    "audio/mpeg": b"ID3\4\0\0\0\0\0\0",
    "audio/aac": b"\xff\xf1\x50\x80",
    "application/zip": b"PK\3\4\x14\0",
    "application/pdf": b"%PDF-1.7",
    "text/plain": "Grüße\n".encode(),
    "text/html": b"<!doctype html><p>",
    "application/octet-stream": b"\0\1\2\3",
}


@pytest.mark.parametrize(("mime", "head"), _HEADS.items(), ids=list(_HEADS))
def test_type_is_told_from_the_first_bytes(mime: str, head: bytes) -> None:
    assert sniff_mime(head) == mime


@pytest.mark.parametrize("mime", _HEADS)
def test_each_known_type_has_an_ending_of_its_own(mime: str) -> None:
    assert (suffix_of_type(mime) == ".bin") is (mime == UNKNOWN)


@pytest.mark.parametrize("head", [b"\xff\xfb\x90\x64", b"\xff\xf3\x40\xc0"])
def test_bare_mpeg_frames_are_mpeg_audio(head: bytes) -> None:
    assert sniff_mime(head) == "audio/mpeg"


def test_text_cut_inside_a_character_is_text() -> None:
    assert sniff_mime(("a" * 4095 + "ü").encode()) == "text/plain"


def test_nothing_is_unknown() -> None:
    assert sniff_mime(b"") == "application/octet-stream"


@given(st.binary(max_size=400))
def test_any_bytes_have_a_type(head: bytes) -> None:
    kind, _, name = sniff_mime(head).partition("/")
    assert kind in {"image", "video", "audio", "text", "application"}
    assert name
