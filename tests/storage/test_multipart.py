"""Multipart bodies, whole, cut into any pieces, and broken."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.errors import GenmuxError, InvalidInput, MalformedBody, TooLarge
from genmux.storage.multipart import MAX_FIELD_BYTES, MAX_PARTS, FileForm

BOUNDARY = "----a-boundary"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
END = f"--{BOUNDARY}--\r\n".encode()


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    named = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def parsed(
    body: bytes, *, size: int = 1000, most: int = 10**9, kind: str = TYPE
) -> tuple[bytes, FileForm]:
    form = FileForm(kind, pieces(body, size), most)
    await form.reach_file()
    content = b"".join([chunk async for chunk in form.content()])
    await form.rest()
    return content, form


WHOLE = part("uploadPath", b"x/y") + part("file", b"\r\n--not it\r\n" * 99, "a.bin") + END


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
async def test_pieces_of_any_size(size: int) -> None:
    content, form = await parsed(WHOLE, size=size)
    assert content == b"\r\n--not it\r\n" * 99
    assert form.fields == {"uploadPath": "x/y"}
    assert form.filename == "a.bin"


@given(
    content=st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--", BOUNDARY[:5].encode(), b"x"])),
    size=st.integers(1, 40),
)
async def test_what_nearly_is_a_boundary_is_content(content: list[bytes], size: int) -> None:
    sent = b"".join(content)
    read, form = await parsed(part("file", sent, "a") + part("uploadPath", b"p") + END, size=size)
    assert (read, form.fields) == (sent, {"uploadPath": "p"})


async def test_names_of_any_script() -> None:
    _, form = await parsed(part("file", b"x", "日本.png") + part("fileName", "ü".encode()) + END)
    assert (form.filename, form.fields) == ("日本.png", {"fileName": "ü"})


async def test_a_file_needs_no_file_name() -> None:
    content, form = await parsed(part("file", b"x") + END)
    assert (content, form.filename) == (b"x", "")


@pytest.mark.parametrize(
    "kind",
    ["", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "text/plain"],
)
async def test_the_type_must_be_multipart(kind: str) -> None:
    with pytest.raises(MalformedBody, match="must be multipart/form-data"):
        await parsed(WHOLE, kind=kind)


async def test_a_boundary_has_its_length() -> None:
    with pytest.raises(MalformedBody, match="is malformed"):
        await parsed(WHOLE, kind=f"multipart/form-data; boundary={'x' * 5000}")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (END, "Missing required parameter: file"),
        (part("uploadPath", b"") + END, "Missing required parameter: file"),
        (part("photo", b"x", "a.png") + END, "Missing required parameter: file"),
        (part("file", b"x", "a") + part("file", b"y", "b") + END, "Only one file"),
        (part("file", b"x", "a") + part("other", b"y", "b") + END, "Only one file"),
        (part("x", bytes(MAX_FIELD_BYTES + 1)) + END, "a field is longer"),
    ],
)
async def test_forms_without_their_one_file(body: bytes, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        await parsed(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing of the kind",
        WHOLE[:-20],
        WHOLE[:-200],
        WHOLE[:500],
        WHOLE[:30],
        WHOLE.replace(b"form-data", b"attachment"),
        WHOLE.replace(b"; name=", b"; title="),
        WHOLE.replace(b'"uploadPath"', b'"\xff\xfe"'),
        WHOLE.replace(b"Content-D", b"Content D"),
        part("x", b"") * (MAX_PARTS + 1) + END,
        WHOLE.replace(b"x/y", b"\xff"),
        WHOLE.replace(b"Content", b"X" * 100_000),
    ],
)
@pytest.mark.parametrize("size", [1, 10_000])
async def test_broken_bodies(body: bytes, size: int) -> None:
    with pytest.raises(MalformedBody, match="multipart body"):
        await parsed(body, size=size)


async def test_a_file_over_the_limit_is_given_up_while_it_comes() -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        yield part("file", b"", "a")[:-2]
        while True:
            asked += 1
            yield bytes(100_000)

    form = FileForm(TYPE, endless(), 2_000_000)
    await form.reach_file()
    with pytest.raises(TooLarge, match=r"^The file is larger than 2 MB$"):
        async for _ in form.content():
            pass
    assert asked < 40


async def test_an_endless_preamble_is_given_up() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"\r\n" * 50_000

    with pytest.raises(GenmuxError):
        await FileForm(TYPE, endless(), 1_000_000).reach_file()
