"""What all doubles do: know their own, remember what they were asked, fail on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import av
import pytest
from aiohttp import web
from av.container import InputContainer
from PIL import Image

from genmux.testing.doubles.playing import Part, Playing
from genmux.testing.doubles.samples import film, picture, sound, tone


class Parrot(Playing):
    base = "/v1"

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/say", self._say), web.get("/open", self._say)]

    def open_to_all(self, request: web.Request) -> bool:
        return request.path == "/open"

    async def _say(self, _request: web.Request) -> web.Response:
        return web.json_response({"said": self.seen[-1].body.decode()})


@pytest.fixture
async def parrot() -> AsyncIterator[Parrot]:
    async with Parrot() as double:
        yield double


@pytest.fixture
async def client(parrot: Parrot) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {parrot.key}"}) as session:
        yield session


async def test_what_was_asked(parrot: Parrot, client: aiohttp.ClientSession) -> None:
    async with client.post(f"{parrot.url}/say?loud=1", json={"a": 1}) as reply:
        assert await reply.json() == {"said": '{"a": 1}'}
    (seen,) = parrot.seen
    assert (seen.method, seen.path, seen.json) == ("POST", "/v1/say?loud=1", {"a": 1})
    assert seen.headers["content-type"] == "application/json"


async def test_parts_of_a_form(parrot: Parrot, client: aiohttp.ClientSession) -> None:
    form = aiohttp.FormData()
    form.add_field("prompt", "A kite.")
    form.add_field("image[]", b"\x89PNG\r\n", filename="a.png", content_type="image/png")
    async with client.post(f"{parrot.url}/say", data=form) as reply:
        assert reply.status == 500, "the parrot says text only"
    assert parrot.seen[0].parts == [
        Part("prompt", b"A kite."),
        Part("image[]", b"\x89PNG\r\n", "a.png", "image/png"),
    ]


async def test_strangers(parrot: Parrot) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{parrot.url}/say", data="hello") as reply:
            assert reply.status == 401
        async with session.get(f"{parrot.url.removesuffix('/v1')}/open") as reply:
            assert reply.status == 200


async def test_failures_come_in_order(parrot: Parrot, client: aiohttp.ClientSession) -> None:
    parrot.fail(429, {"error": "slow"}, retry_after="3")
    parrot.fail(500)
    told = []
    for _ in range(3):
        async with client.post(f"{parrot.url}/say", data="hello") as reply:
            told.append((reply.status, reply.headers.get("retry-after")))
    assert told == [(429, "3"), (500, None), (200, None)]


def test_samples_are_real() -> None:
    with Image.open(BytesIO(picture(40, 30, "JPEG"))) as image:
        assert (image.size, image.format) == ((40, 30), "JPEG")
    with av.open(BytesIO(film(32, 16, frames=4))) as container:
        assert isinstance(container, InputContainer)
        sizes = [(frame.width, frame.height) for frame in container.decode(video=0)]
    assert sizes == [(32, 16)] * 4
    with av.open(BytesIO(sound(0.5))) as container:
        assert isinstance(container, InputContainer)
        assert sum(frame.samples for frame in container.decode(audio=0)) >= 12_000
    assert len(tone(0.5, rate=8000)) == 8000
