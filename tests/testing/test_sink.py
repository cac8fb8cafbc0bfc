from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest

from genmux.callbacks.sign import headers, new_secret
from genmux.testing.sink import Answer, CallbackSink

BODY = b'{"data":{"taskId":"t1"}}'


async def test_requests_are_recorded_and_acknowledged() -> None:
    async with CallbackSink() as sink, aiohttp.ClientSession() as http:
        async with http.post(sink.url_for("/a?b=c"), data=BODY, headers={"X-One": "1"}) as reply:
            assert (reply.status, await reply.json(content_type=None)) == (
                200,
                {"code": 200, "msg": "success"},
            )
        (seen,) = await sink.wait(1)
    assert (seen.path, seen.body, seen.headers["x-one"]) == ("/a?b=c", BODY, "1")
    assert seen.json == {"data": {"taskId": "t1"}}
    assert seen.problem is None


async def test_answers_follow_the_script_and_then_the_default() -> None:
    async with CallbackSink() as sink, aiohttp.ClientSession() as http:
        sink.script(500, Answer(302, headers={"Location": "/b"}), 204)
        seen = []
        for _ in range(4):
            async with http.post(sink.url, data=BODY, allow_redirects=False) as reply:
                seen.append(reply.status)
    assert seen == [500, 302, 204, 200]


async def test_one_path_can_answer_differently() -> None:
    async with CallbackSink() as sink, aiohttp.ClientSession() as http:
        sink.always(418, path="/tea")
        sink.always(201)
        async with http.post(sink.url_for("/tea")) as tea, http.post(sink.url) as other:
            assert (tea.status, other.status) == (418, 201)


async def test_a_dropped_connection_gives_no_answer() -> None:
    async with CallbackSink() as sink, aiohttp.ClientSession() as http:
        sink.script(Answer(drop=True))
        with pytest.raises(aiohttp.ClientConnectionError):
            await http.post(sink.url, data=BODY)
        assert len(sink.received) == 1


async def test_waiting_in_vain_ends() -> None:
    async with CallbackSink() as sink:
        with pytest.raises(TimeoutError):
            await sink.wait(1, timeout=0.01)


async def test_it_wakes_whoever_waits() -> None:
    async with CallbackSink() as sink, aiohttp.ClientSession() as http:
        waiting = asyncio.create_task(sink.wait(2))
        for _ in range(2):
            async with http.post(sink.url, data=BODY):
                pass
        assert len(await waiting) == 2


async def test_it_comes_back_on_the_same_port() -> None:
    async with CallbackSink() as sink, aiohttp.ClientSession() as http:
        url = sink.url
        await sink.down()
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.post(url, data=BODY)
        await sink.up()
        assert sink.url == url
        async with http.post(url, data=BODY) as reply:
            assert reply.status == 200


async def test_signatures_are_checked_when_the_secret_is_known() -> None:
    secret = new_secret()
    signed = headers([secret], "0a", "t1", BODY, datetime.now(UTC))
    kie_forged = {**signed, "X-Webhook-Signature": "AAAA"}
    async with CallbackSink(secret=secret) as sink, aiohttp.ClientSession() as http:
        for given in (signed, kie_forged, {}):
            async with http.post(sink.url, data=BODY, headers=given):
                pass
        problems = [seen.problem for seen in await sink.wait(3)]
        assert sink.received[0].webhook_id == "msg_0a"
    assert problems == ["", "no signature matches", "the header webhook-id is missing"]
