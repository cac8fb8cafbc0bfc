"""Whatever arrives, the answer names what is wrong, nothing is charged and nothing breaks."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import orjson
import pytest

from genmux.db.pool import Pool
from genmux.projects.keys import NewKey
from tests.dialects.conftest import NewCaller
from tests.server import Caller

CREATE = "/api/v1/jobs/createTask"
GOOD = {"model": "z-image", "input": {"prompt": "a kite", "aspect_ratio": "1:1"}}


@pytest.fixture(autouse=True)
async def nothing_is_charged(api: Caller, pool: Pool) -> Any:
    yield
    assert (await api.get("/api/v1/chat/credit")).data == 1000
    assert await pool.fetchval("select count(*) from task") == 0


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"input": {}}, 422, "model is required"),
        ({"model": "", "input": {}}, 422, "model is required"),
        ({"model": None, "input": {}}, 422, "model is required"),
        ({"model": "no/such-model", "input": {}}, 422, "not supported"),
        ({"model": ["z-image"], "input": {}}, 422, "not supported"),
        ({"model": "z-image\u0000", "input": {}}, 422, "not supported"),
        ({"model": "z-image"}, 422, "input is required"),
        ({"model": "z-image", "input": []}, 422, "input"),
        ({"model": "z-image", "input": "not json"}, 422, "input"),
        ({"model": "z-image", "input": 5}, 422, "input"),
        ({"model": "z-image", "input": {}}, 422, "prompt is required"),
        ({"model": "z-image", "input": {"prompt": "x"}}, 422, "aspect_ratio is required"),
        ({"model": "z-image", "input": {"prompt": 7, "aspect_ratio": "1:1"}}, 422, "prompt"),
        ({"model": "z-image", "input": {"prompt": "x", "aspect_ratio": "5:1"}}, 422, "16:9"),
        (
            {"model": "z-image", "input": {"prompt": "x" * 1001, "aspect_ratio": "1:1"}},
            422,
            "1000",
        ),
        (
            {"model": "z-image", "input": {"prompt": "a\u0000b", "aspect_ratio": "1:1"}},
            422,
            "prompt",
        ),
        ({**GOOD, "callBackUrl": "ftp://example.com"}, 422, "callBackUrl"),
        ({**GOOD, "callBackUrl": 5}, 422, "callBackUrl"),
        ({**GOOD, "callBackUrl": "https://example.com/" + "x" * 3000}, 422, "2048"),
        ({**GOOD, "callBackUrl": "http://169.254.169.254/"}, 422, "callBackUrl"),
        ({**GOOD, "callBackUrl": "http://10.0.0.1/"}, 422, "--allow-net"),
        ({**GOOD, "callBackUrl": "http://a\u0000b/"}, 422, "callBackUrl"),
    ],
)
async def test_a_wrong_field_is_named(api: Caller, body: Any, code: int, words: str) -> None:
    reply = await api.post(CREATE, body)
    assert reply.status == 200
    assert reply.code == code
    assert words in reply.msg
    assert reply.data is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"5",
        b"\xff\xfe{}",
        b"{'model': 'z-image'}",
        b'{"model": NaN}',
        b'{"model": "\\ud800"}',
        b'{"model": "z-image", "input": {"prompt": "\\udfff", "aspect_ratio": "1:1"}}',
        b"[" * 10_000,
        b'{"model":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
async def test_a_body_that_is_no_json_object(api: Caller, raw: bytes) -> None:
    reply = await api.post(CREATE, raw)
    assert (reply.status, reply.code) == (200, 422)
    assert "JSON" in reply.msg or "model" in reply.msg


async def test_deep_nesting(api: Caller) -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = {"a": deep}
    body = {"model": "z-image", "input": {**GOOD["input"], "extra": deep}}  # type: ignore[dict-item]
    reply = await api.post(CREATE, body)
    assert reply.code == 422
    assert "32" in reply.msg


@pytest.mark.parametrize(
    "extra",
    [
        [0] * 30_000,
        [{}] * 30_000,
        {str(number): 0 for number in range(30_000)},
        [[[[[]]]]] * 8_000,
    ],
)
async def test_more_values_than_anybody_needs(api: Caller, extra: Any) -> None:
    body = {"model": "z-image", "input": {"prompt": "x", "aspect_ratio": "1:1", "x": extra}}
    reply = await api.post(CREATE, body)
    assert (reply.code, reply.msg) == (413, "The request body holds more than 20000 values.")


async def test_values_hidden_in_a_text_are_counted_too(api: Caller) -> None:
    hidden = b'{\\"x\\":[0' + b"\\u002c0" * 30_000 + b"]}"
    reply = await api.post(CREATE, b'{"model": "z-image", "input": "%b"}' % hidden)
    assert (reply.code, reply.msg) == (413, "input holds more than 20000 values")


async def test_an_input_that_no_record_should_keep(api: Caller) -> None:
    body = {"model": "z-image", "input": {**GOOD["input"], "x": "x" * 2_000_000}}  # type: ignore[dict-item]
    reply = await api.post(CREATE, io.BytesIO(orjson.dumps(body)))
    assert reply.code == 413
    assert "input is larger than 1 MB" in reply.msg


async def test_a_body_of_100_mb(api: Caller) -> None:
    body = b'{"model": "z-image", "input": {"prompt": "' + b"x" * (100 * 1024 * 1024) + b'"}}'
    try:
        reply = await api.post(CREATE, io.BytesIO(body))
    except aiohttp.ClientOSError:
        return  # the server may hang up on a body that it will not read
    assert reply.code == 413
    assert "20 MB" in reply.msg


async def test_a_body_without_a_length_is_bounded_too(api: Caller) -> None:
    async def chunks() -> Any:
        for _ in range(30):
            yield b" " * 1024 * 1024

    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {api._key}"}
        try:
            async with session.post(api.url + CREATE, data=chunks(), headers=headers) as reply:
                assert orjson.loads(await reply.read())["code"] == 413
        except aiohttp.ClientOSError:
            pass


async def test_every_refusal_is_the_same_for_every_key(api: Caller) -> None:
    for key in ("", "wrong", "sk-gmx-live-" + "A" * 43, "Ключ", api._key + "x", api._key[:-1]):
        reply = await api.with_key(key).call(
            "POST", CREATE, GOOD, headers={"Authorization": b"Bearer ".decode() + key}
        )
        assert reply.status == 200
        assert reply.json["code"] == 401
        assert "data" not in reply.json


async def test_a_key_in_another_header_is_no_key(api: Caller) -> None:
    reply = await api.call("POST", CREATE, GOOD, headers={"Authorization": "", "apikey": api._key})
    assert reply.code == 401


async def test_an_expired_key_and_a_foreign_address(new_caller: NewCaller) -> None:
    past = datetime.now(UTC) - timedelta(minutes=1)
    expired = await new_caller(NewKey(expires_at=past), funds=0)
    elsewhere = await new_caller(NewKey(networks=("203.0.113.0/24",)), funds=0)
    here = await new_caller(NewKey(networks=("127.0.0.0/8",)), funds=0)
    assert "expired" in (await expired.post(CREATE, GOOD)).msg
    assert "may not be used from 127.0.0.1" in (await elsewhere.post(CREATE, GOOD)).msg
    assert (await here.get("/api/v1/chat/credit")).code == 200


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
async def test_an_idempotency_key_has_a_form(api: Caller, key: str) -> None:
    reply = await api.call("POST", CREATE, GOOD, headers={"Idempotency-Key": key})
    assert reply.code == 422
    assert "Idempotency-Key" in reply.msg


async def test_a_foreign_task_as_parent(api: Caller) -> None:
    reply = await api.create("grok-imagine/upscale", {"task_id": "0" * 32})
    assert reply.code == 422
    assert "task_id" in reply.msg


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", CREATE, 405),
        ("POST", "/api/v1/jobs/recordInfo", 405),
        ("GET", "/api/v1/account/balance", 404),
        ("POST", "/api/v1/jobs/create", 404),
        ("GET", "/", 404),
    ],
)
async def test_dead_paths_have_their_real_status(
    api: Caller, method: str, path: str, status: int
) -> None:
    reply = await api.call(method, path)
    assert reply.status == status
    assert reply.code == status
