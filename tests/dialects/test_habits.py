"""What existing clients do beside the documents, and what we make of it."""

from __future__ import annotations

import asyncio
import gzip
import json
from urllib.parse import urlsplit

import aiohttp
import pytest

from genmux.db.pool import Pool
from genmux.dialects import http
from tests.server import Caller

CREATE = "/api/v1/jobs/createTask"
GOOD = {"model": "z-image", "input": {"prompt": "a kite", "aspect_ratio": "1:1"}}


@pytest.mark.covers(1)
@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
async def test_the_word_bearer_in_any_spelling(api: Caller, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {api._key}"}
    assert (await api.call("GET", "/api/v1/chat/credit", headers=headers)).code == 200


@pytest.mark.parametrize("value", ["{}", "Token {}", "Bearer Bearer {}", "Basic {}", "Bearer\t{}"])
async def test_a_key_without_its_word_is_no_key(api: Caller, value: str) -> None:
    headers = {"Authorization": value.format(api._key)}
    reply = await api.call("GET", "/api/v1/chat/credit", headers=headers)
    assert reply.json == {
        "code": 401,
        "msg": "Unauthorized – Authentication failed. "
        "Please check that your Authorization and Content-Type headers are correctly set.",
    }


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
async def test_json_is_json_under_any_content_type(api: Caller, content_type: str) -> None:
    reply = await api.call("POST", CREATE, GOOD, headers={"Content-Type": content_type})
    assert reply.code == 200


async def test_a_body_may_begin_with_a_byte_order_mark(api: Caller) -> None:
    assert (await api.post(CREATE, b"\xef\xbb\xbf" + json.dumps(GOOD).encode())).code == 200


async def test_a_compressed_body_is_refused_by_name(api: Caller) -> None:
    body = gzip.compress(json.dumps(GOOD).encode())
    reply = await api.call("POST", CREATE, body, headers={"Content-Encoding": "gzip"})
    assert (reply.code, reply.msg) == (
        422,
        "Content-Encoding gzip is not taken: send plain JSON.",
    )


@pytest.mark.parametrize("path", ["/api/v1/chat/credit/", "/api/v1/chat/credit//", "/healthz/"])
async def test_a_slash_too_many(api: Caller, path: str) -> None:
    assert (await api.get(path)).status == 200


async def test_a_slash_too_many_keeps_key_and_body(api: Caller) -> None:
    assert (await api.post(CREATE + "/", GOOD)).code == 200


@pytest.mark.parametrize("path", ["/", "//", "/nothing/", "//evil.example/", "/api/v1/jobs/"])
async def test_no_redirect_leads_away(api: Caller, path: str) -> None:
    # aiohttp would tidy the path up, so it is sent by hand.
    address = urlsplit(api.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"GET {path} HTTP/1.0\r\nHost: evil.example\r\n\r\n".encode())
    head = await reader.read()
    writer.close()
    assert head.startswith(b"HTTP/1.1 404 ")
    assert b"location" not in head.lower()


@pytest.mark.parametrize("form", ["{}", " {}", "{} ", "%09{}%0a"])
async def test_an_id_with_blanks_around(api: Caller, form: str) -> None:
    task_id = (await api.post(CREATE, GOOD)).data["taskId"]
    assert (await api.record(form.format(task_id))).data["taskId"] == task_id


async def test_an_id_in_capitals(api: Caller) -> None:
    task_id = (await api.post(CREATE, GOOD)).data["taskId"]
    assert (await api.record(task_id.upper())).data["taskId"] == task_id


async def test_unknown_keys_beside_the_model_are_ignored(api: Caller) -> None:
    more = {"webhook": "x", "userId": 7, "callbackUrl": "not ours", "callback_url": None}
    task_id = (await api.post(CREATE, {**GOOD, **more})).data["taskId"]
    assert json.loads((await api.record(task_id)).data["param"]).keys() == {"input", "model"}


@pytest.mark.parametrize("host", ["h" * 5000, "a b/c?d#e", "[::1", "x:99999999", 'e"<script>'])
async def test_a_strange_host_breaks_nothing(api: Caller, host: str) -> None:
    made = await api.call("POST", CREATE, GOOD, headers={"Host": host})
    assert made.code == 200
    shown = await api.call("GET", "/openapi.json", headers={"Host": host})
    assert len(shown.json["servers"][0]["url"]) < 300


async def test_unknown_query_parameters_are_ignored(api: Caller) -> None:
    assert (await api.get("/api/v1/chat/credit?t=1&t=2&%00=%ff")).code == 200


async def test_an_empty_input_is_enough_where_nothing_is_required(api: Caller) -> None:
    assert (await api.create("grok-imagine/image-to-video", {})).code == 200


@pytest.mark.parametrize("url", ["", None])
async def test_an_empty_callback_is_none(api: Caller, pool: Pool, url: str | None) -> None:
    assert (await api.post(CREATE, {**GOOD, "callBackUrl": url})).code == 200
    assert await pool.fetchval("select callback_url from task") is None


async def test_one_key_twice_in_an_object_means_the_last(api: Caller) -> None:
    body = json.dumps(GOOD)[:-1] + ', "model": "nothing/like-it"}'
    assert "not supported" in (await api.post(CREATE, body.encode())).msg


async def test_a_body_that_stands_still_is_given_up(
    api: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BODY_SECONDS", 0.05)
    address = urlsplit(api.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(
        f"POST {CREATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api._key}\r\n"
        "Content-Length: 50\r\n\r\n{".encode()
    )
    reply = await reader.readuntil(b"}")
    writer.close()
    assert b"nothing came for 0.05 seconds" in reply


async def test_a_client_that_hangs_up_leaves_no_trace(
    api: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    address = urlsplit(api.url)
    for _ in range(5):
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(
            f"POST {CREATE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api._key}\r\n"
            "Content-Length: 50\r\n\r\n{".encode()
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    async with aiohttp.ClientSession() as session, session.get(f"{api.url}/healthz") as reply:
        assert reply.status == 200
    assert caplog.messages == []
