"""What vendors made, copied here, whatever the line does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from genmux.engines.remote import Made
from genmux.errors import GenmuxError, TooLarge, Unfetchable
from genmux.storage.fetch import Fetcher
from genmux.storage.sink import Fetched
from genmux.testing.doubles.samples import picture
from genmux.worker.collect import collect
from genmux.worker.scratch import TaskFolder

LINK = "https://files.test/one"
QUICK = (0.0, 0.0)


class Line:
    """Fails as often as it was told to, then brings a picture."""

    def __init__(self, *errors: GenmuxError) -> None:
        self.errors = list(errors)
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def fetch(self, url: str, to: Path, **named: Any) -> Fetched:
        self.asked.append((url, dict(named["headers"])))
        if self.errors:
            raise self.errors.pop(0)
        await asyncio.to_thread(to.write_bytes, picture())
        return Fetched(to, len(picture()), "", "image/png")


def passing() -> Unfetchable:
    error = Unfetchable("result: the server broke off the file", field="result")
    error.retryable = True
    return error


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[TaskFolder]:
    async with TaskFolder(tmp_path) as folder:
        yield folder


async def copied(line: Line, folder: TaskFolder, *made: Made) -> list[tuple[str, str, bytes]]:
    files = await collect(cast("Fetcher", line), made, folder, QUICK)
    return await asyncio.to_thread(
        lambda: [(one.name, one.mime, Path(one.path).read_bytes()) for one in files]
    )


async def test_links_and_data_become_files(folder: TaskFolder) -> None:
    made = (Made(url=LINK, headers={"x-key": "k"}), Made(data=picture(form="JPEG"), name="one.jpg"))
    line = Line()
    assert await copied(line, folder, *made) == [
        ("result-0.png", "image/png", picture()),
        ("one.jpg", "image/jpeg", picture(form="JPEG")),
    ]
    assert line.asked == [(LINK, {"x-key": "k"})]


async def test_a_line_that_breaks_is_tried_again(folder: TaskFolder) -> None:
    line = Line(passing(), passing())
    assert len(await copied(line, folder, Made(url=LINK))) == 1
    assert len(line.asked) == 3


async def test_one_that_stays_broken_is_told(folder: TaskFolder) -> None:
    line = Line(*(passing() for _ in range(3)))
    with pytest.raises(Unfetchable, match="broke off"):
        await copied(line, folder, Made(url=LINK))
    assert len(line.asked) == 3


@pytest.mark.parametrize(
    "error", [Unfetchable("result: not found", field="result"), TooLarge("result: too large")]
)
async def test_what_will_not_change_is_not_tried_again(
    folder: TaskFolder, error: GenmuxError
) -> None:
    line = Line(error)
    with pytest.raises(type(error)):
        await copied(line, folder, Made(url=LINK))
    assert len(line.asked) == 1


async def test_bytes_of_no_known_kind_are_kept_as_they_are(folder: TaskFolder) -> None:
    made = Made(data=b"\x00\xff\x01\xfe")
    assert await copied(Line(), folder, made) == [
        ("result-0.bin", "application/octet-stream", b"\x00\xff\x01\xfe")
    ]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "result-0.wav"),
        (b"MThd\x00\x00\x00\x06", "result-0.mid"),
        (b"OggS\x00\x02", "result-0.ogg"),
    ],
)
async def test_sound_has_the_ending_that_players_know(
    folder: TaskFolder, head: bytes, name: str
) -> None:
    ((made, _, _),) = await copied(Line(), folder, Made(data=head))
    assert made == name


async def test_a_result_without_files_needs_no_folder(folder: TaskFolder) -> None:
    assert await copied(Line(), folder) == []
    assert not await asyncio.to_thread(folder.out.exists)
