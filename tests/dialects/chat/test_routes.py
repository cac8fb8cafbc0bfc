"""Routes to other servers: passed through or translated, metered, given up, replaced, cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import anthropic
import openai
import orjson
import pytest

from genmux.db.pool import Pool
from genmux.ledger.audit import audit
from genmux.projects.project import ensure_project
from genmux.settings import Settings, load_settings
from tests.dialects.chat.conftest import WEATHER, Anthropic, Google, OpenAI
from tests.dialects.chat.upstream import USAGE, Vendor, chunk, running_vendor
from tests.dialects.conftest import NewCaller
from tests.server import Caller

pytestmark = pytest.mark.filterwarnings(
    "ignore:Inheritance class:DeprecationWarning", "ignore:The model:DeprecationWarning"
)

GPT = "gpt-5-2"
PRICE = (40 * Decimal(88) + 60 * Decimal(88) + 40 * Decimal(700)) / 1_000_000
"""what USAGE costs of that model"""
TOOL: Any = {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}


def said(text: str) -> Any:
    return {"role": "user", "content": text}


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with running_vendor() as vendor:
        yield vendor


@pytest.fixture
async def second() -> AsyncIterator[Vendor]:
    async with running_vendor() as vendor:
        yield vendor


@pytest.fixture
def settings(
    tmp_path: Path, vendor: Vendor, second: Vendor, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setenv("DOUBLE_KEY", "vendor-secret")
    route = {"models": "*", "url": vendor.url, "model": "real-name", "key_env": "DOUBLE_KEY"}
    flags = {
        "data.dir": str(tmp_path),
        "chat.routes": [route, {"models": "gpt-*", "url": second.url}],
        "chat.calls": 0,
        "chat.stall_seconds": 0.6,
        "chat.heartbeat_seconds": 0.2,
        "chat.keep_contents_of": ["default"],
    }
    return load_settings(file=None, environ={}, flags=flags)


async def last_call(pool: Pool, state: str) -> Any:
    """The only call, once it has that state; the books are right then."""
    async with asyncio.timeout(5):
        while True:
            row = await pool.fetchrow("select * from chat_call")
            if row is not None and row["state"] == state:
                break
            await asyncio.sleep(0.02)
    async with pool.acquire() as conn:
        assert await audit(conn) == []
    assert await pool.fetchval("select sum(held) from account") == 0
    return row


@pytest.mark.parametrize("stream", [False, True])
async def test_the_same_dialect_is_passed_through(
    openai_at: OpenAI, vendor: Vendor, pool: Pool, stream: bool
) -> None:
    vendor.speaks("Hel", "lo", "!")
    asked: Any = {"model": GPT, "messages": [said("Hi")], "extra_body": {"odd_field": [1]}}
    if stream:
        chunks = [
            one async for one in await openai_at().chat.completions.create(stream=True, **asked)
        ]
        assert "".join(one.choices[0].delta.content or "" for one in chunks) == "Hello!"
        assert {one.model for one in chunks} == {"gpt-5.2"}
        last: Any = chunks[-1]
        assert last.choices[0].finish_reason == "stop"
    else:
        last = await openai_at().chat.completions.create(**asked)
        assert last.choices[0].message.content == "Hello!"
        assert last.model == "gpt-5.2"
    assert last.id == "chatcmpl-double"
    assert last.usage.prompt_tokens_details.cached_tokens == 60
    assert last.credits_consumed == float(PRICE)
    assert vendor.asked[0]["odd_field"] == [1]
    assert vendor.asked[0]["model"] == "real-name"
    assert vendor.headers[0]["Authorization"] == "Bearer vendor-secret"
    row = await last_call(pool, "done")
    assert row["charged"] == PRICE
    assert not row["estimated"]
    assert (row["cached_tokens"], row["reasoning_tokens"]) == (60, 10)
    kept = orjson.loads(row["contents"])
    assert kept["request"]["messages"] == [said("Hi")]
    assert "Hel" in str(kept["reply"])


async def test_usage_in_a_chunk_of_its_own_is_passed_through(
    openai_at: OpenAI, vendor: Vendor
) -> None:
    vendor.speaks("Hello")
    stream = await openai_at().chat.completions.create(
        model=GPT, messages=[said("Hi")], stream=True, stream_options={"include_usage": True}
    )
    chunks = [one async for one in stream]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 40
    assert chunks[-2].choices[0].finish_reason == "stop"


@pytest.mark.parametrize("stream", [False, True])
async def test_anthropic_is_translated(
    anthropic_at: Anthropic, vendor: Vendor, pool: Pool, stream: bool
) -> None:
    vendor.calls(("get_weather", '{"city":"Paris"}'), ("get_weather", '{"city":"Oslo"}'))
    content = [
        {"type": "tool_result", "tool_use_id": "a", "content": "7", "is_error": True},
        {"type": "text", "text": "More."},
    ]
    used = {"type": "tool_use", "id": "a", "name": "get_weather", "input": {"city": "Rome"}}
    asked: Any = {
        "model": "claude-sonnet-4-5",
        "max_tokens": 99,
        "system": "Be kind.",
        "messages": [
            said("Weather?"),
            {"role": "assistant", "content": [used]},
            {"role": "user", "content": content},
        ],
        "tools": [{"name": "get_weather", "input_schema": WEATHER}],
        "tool_choice": {"type": "any"},
        "stop_sequences": ["END"],
    }
    if stream:
        async with anthropic_at().messages.stream(**asked) as events:
            reply = await events.get_final_message()
    else:
        reply = await anthropic_at().messages.create(**asked)
    assert [block.input["city"] for block in reply.content if block.type == "tool_use"] == [
        "Paris",
        "Oslo",
    ]
    assert reply.stop_reason == "tool_use"
    assert (reply.usage.input_tokens, reply.usage.cache_read_input_tokens) == (40, 60)
    sent = vendor.asked[0]
    assert [one["role"] for one in sent["messages"]] == [
        "system",
        "user",
        "assistant",
        "tool",
        "user",
    ]
    assert sent["messages"][3] == {"role": "tool", "tool_call_id": "a", "content": "Error: 7"}
    assert sent["tool_choice"] == "required"
    assert (sent["max_tokens"], sent["stop"]) == (99, ["END"])
    assert sent["tools"][0]["function"]["parameters"] == WEATHER
    assert (await last_call(pool, "done"))["output_tokens"] == 40


@pytest.mark.parametrize("stream", [False, True])
async def test_responses_are_translated(openai_at: OpenAI, vendor: Vendor, stream: bool) -> None:
    vendor.speaks("Hello", " there")
    asked: Any = {
        "model": "gpt-5-5",
        "instructions": "Be kind.",
        "input": "Hi",
        "reasoning": {"effort": "high"},
        "text": {"format": {"type": "json_schema", "name": "w", "schema": WEATHER}},
    }
    if stream:
        async with openai_at("/codex/v1").responses.stream(**asked) as events:
            async for _event in events:
                pass
            reply: Any = await events.get_final_response()
    else:
        reply = await openai_at("/codex/v1").responses.create(**asked)
    assert reply.output_text == "Hello there"
    assert reply.usage.output_tokens_details.reasoning_tokens == 10
    sent = vendor.asked[0]
    assert sent["messages"][0] == {"role": "system", "content": "Be kind."}
    assert sent["reasoning_effort"] == "high"
    assert sent["response_format"]["json_schema"]["schema"] == WEATHER


@pytest.mark.parametrize("stream", [False, True])
async def test_gemini_is_translated(google_at: Google, vendor: Vendor, stream: bool) -> None:
    vendor.calls(("get_weather", '{"city":"Paris"}'))
    models = google_at().aio.models
    asked: Any = {"model": "gemini-3-5-flash", "contents": "Hi"}
    if stream:
        parts = [one async for one in await models.generate_content_stream(**asked)]
        calls = [call for one in parts for call in one.function_calls or []]
        used: Any = parts[-1].usage_metadata
    else:
        whole = await models.generate_content(**asked)
        calls, used = whole.function_calls or [], whole.usage_metadata
    assert [(call.name, call.args) for call in calls] == [("get_weather", {"city": "Paris"})]
    assert (used.prompt_token_count, used.thoughts_token_count) == (100, 10)
    assert used.candidates_token_count == 30


async def test_pictures_go_along(anthropic_at: Anthropic, vendor: Vendor) -> None:
    vendor.speaks("A dot.")
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    content: Any = [{"type": "image", "source": source}, {"type": "text", "text": "What?"}]
    await anthropic_at().messages.create(
        model="claude-sonnet-4-5",
        max_tokens=9,
        messages=[{"role": "user", "content": content}],
    )
    assert vendor.asked[0]["messages"][0]["content"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "text", "text": "What?"},
    ]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("trouble", ["status", "silent"])
async def test_the_next_route_is_tried_before_the_first_token(
    openai_at: OpenAI, vendor: Vendor, second: Vendor, pool: Pool, stream: bool, trouble: str
) -> None:
    if trouble == "status":
        vendor.status, vendor.error = 503, {"message": "overloaded"}
    else:
        vendor.first_after = 20
    second.speaks("Hello")
    reply: Any = await openai_at().chat.completions.create(
        model=GPT, messages=[said("Hi")], stream=stream
    )
    if stream:
        text = "".join([one.choices[0].delta.content or "" async for one in reply])
    else:
        text = reply.choices[0].message.content
    assert text == "Hello"
    assert len(vendor.asked) == len(second.asked) == 1
    assert second.asked[0]["model"] == GPT
    assert "Authorization" not in second.headers[0]
    row = await last_call(pool, "done")
    assert row["charged"] == PRICE
    assert row["route"] == second.url.removeprefix("http://").removesuffix("/v1")


async def test_what_every_route_would_refuse_is_told_at_once(
    openai_at: OpenAI, vendor: Vendor, second: Vendor, pool: Pool
) -> None:
    vendor.status = 400
    vendor.error = {"message": "too long", "code": "context_length_exceeded"}
    with pytest.raises(openai.BadRequestError) as found:
        await openai_at().chat.completions.create(model=GPT, messages=[said("Hi")])
    assert found.value.code == "context_length_exceeded"
    assert not second.asked
    row = await last_call(pool, "failed")
    assert row["charged"] == 0


async def test_the_last_failure_is_the_answer(
    anthropic_at: Anthropic, vendor: Vendor, pool: Pool
) -> None:
    vendor.status, vendor.error = 429, {"message": "slow down"}
    with pytest.raises(anthropic.RateLimitError, match="slow down"):
        await anthropic_at().messages.create(
            model="claude-sonnet-4-5", max_tokens=9, messages=[said("Hi")]
        )
    assert (await last_call(pool, "failed"))["charged"] == 0


async def test_a_wrong_key_of_a_route_is_no_business_of_the_caller(
    openai_at: OpenAI, vendor: Vendor, second: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    for one in (vendor, second):
        one.status, one.error = 401, {"message": "bad key"}
    with pytest.raises(openai.InternalServerError) as found:
        await openai_at().chat.completions.create(model=GPT, messages=[said("Hi")])
    assert found.value.status_code == 502
    assert "bad key" not in found.value.message
    assert "status 401: bad key" in caplog.text


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
async def test_a_stream_that_stalls_ends_with_an_error(
    api: Caller, vendor: Vendor, pool: Pool, path: str
) -> None:
    vendor.speaks("Hel", "lo")
    vendor.script.insert(2, 20)
    body = {"model": "claude-sonnet-4-5", "messages": [said("Hi")], "stream": True}
    reply = await api.post(path, body)
    assert reply.status == 200
    assert b"Hel" in reply.raw
    assert b": still here" in reply.raw
    last = reply.raw.strip().rpartition(b"data: ")[2]
    assert "sent nothing for too long" in orjson.loads(last)["error"]["message"]
    async with asyncio.timeout(5):
        await vendor.left.wait()
    row = await last_call(pool, "failed")
    assert row["estimated"]
    assert row["charged"] > 0


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/v1/messages",
        "/v1/responses",
        "/v1beta/models/claude-sonnet-4-5:streamGenerateContent",
    ],
)
async def test_a_client_that_leaves_stops_the_vendor_and_pays_what_was_used(
    api: Caller, vendor: Vendor, pool: Pool, path: str
) -> None:
    vendor.speaks("Hello")
    vendor.script[2:2] = [chunk({"content": "word "})] * 40 + [0.1] * 50
    body = {"model": "claude-sonnet-4-5", "messages": [said("Hi")], "stream": True}
    body |= {"input": "Hi", "contents": "Hi"}  # whichever is asked for
    headers = {"Authorization": f"Bearer {api._key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(api.url + path, json=body, headers=headers) as reply,
    ):
        await reply.content.readuntil(b"word ")
    async with asyncio.timeout(5):
        await vendor.left.wait()
    row = await last_call(pool, "cut")
    assert row["estimated"]
    assert 30 <= row["output_tokens"] <= 80
    assert (
        row["charged"]
        == (row["input_tokens"] * Decimal(170) + row["output_tokens"] * Decimal(855)) / 1_000_000
    )


async def test_a_client_that_leaves_while_it_waits_stops_the_vendor(
    api: Caller, vendor: Vendor, pool: Pool
) -> None:
    vendor.speaks("Hello")
    vendor.first_after = 0.5
    body = {"model": "claude-sonnet-4-5", "messages": [said("Hi")]}
    with pytest.raises(TimeoutError):
        async with aiohttp.ClientSession() as session, asyncio.timeout(0.2):
            await session.post(
                f"{api.url}/v1/chat/completions",
                json=body,
                headers={"Authorization": f"Bearer {api._key}"},
            )
    row = await last_call(pool, "cut")
    assert row["charged"] == 0


async def test_a_stream_that_is_cut_tells_so(openai_at: OpenAI, vendor: Vendor, pool: Pool) -> None:
    vendor.speaks("Hel", "lo")
    vendor.script[2:2] = [0.1, "cut"]
    stream = await openai_at().chat.completions.create(
        model=GPT, messages=[said("Hi")], stream=True
    )
    with pytest.raises(openai.APIError, match="broke off"):
        _ = [one async for one in stream]
    assert (await last_call(pool, "failed"))["estimated"]


@pytest.mark.parametrize("stream", [False, True])
async def test_without_usage_it_is_counted_here(
    openai_at: OpenAI, vendor: Vendor, pool: Pool, stream: bool
) -> None:
    vendor.speaks(*["word "] * 40, usage=None)
    reply: Any = await openai_at().chat.completions.create(
        model=GPT, messages=[said("Hi")], stream=stream
    )
    if stream:
        reply = [one async for one in reply][-1]
    assert 30 <= reply.usage.completion_tokens <= 90
    assert reply.credits_consumed > 0
    row = await last_call(pool, "done")
    assert row["estimated"]


async def test_more_than_was_held_is_charged(openai_at: OpenAI, vendor: Vendor, pool: Pool) -> None:
    """Nobody knows before how a vendor counts."""
    vendor.speaks("Hi", usage={**USAGE, "completion_tokens": 500_000})
    reply: Any = await openai_at().chat.completions.create(
        model=GPT, messages=[said("Hi")], max_tokens=10
    )
    assert reply.credits_consumed == pytest.approx(350.0088)
    row = await last_call(pool, "done")
    assert row["charged"] == Decimal("350.0088")


async def test_heartbeats_come_before_the_first_token(api: Caller, vendor: Vendor) -> None:
    vendor.speaks("Hello")
    vendor.first_after = 0.45
    body = {"model": "claude-sonnet-4-5", "messages": [said("Hi")], "stream": True}
    reply = await api.post("/v1/chat/completions", body)
    assert reply.raw.startswith(b": still here\n\n: still here\n\ndata: {")
    assert reply.raw.endswith(b"data: [DONE]\n\n")


async def test_sandbox_keys_stay_on_this_machine(
    openai_at: OpenAI, vendor: Vendor, sandbox: str
) -> None:
    reply = await openai_at(api_key=sandbox).chat.completions.create(
        model=GPT, messages=[said('Say "here".')]
    )
    assert reply.choices[0].message.content == "here"
    assert not vendor.asked


@pytest.mark.parametrize("stream", [False, True])
async def test_a_hold_that_is_refused_late_sends_nothing(
    openai_at: OpenAI, vendor: Vendor, pool: Pool, stream: bool
) -> None:
    """The purse was ample a moment ago: the vendor was asked, its answer is not passed on. Then it
    is not asked again."""
    vendor.speaks("Hello")
    create = openai_at().chat.completions.create
    asked: Any = {"model": GPT, "messages": [said("Hi")], "max_tokens": 10}
    await create(**asked)
    await pool.execute("update account set available = 0")
    for _ in range(2):
        with pytest.raises(openai.APIStatusError) as found:
            await create(stream=stream, **asked)
        assert found.value.status_code == 402
    assert await pool.fetchval("select count(*) from chat_call") == 1
    assert len(vendor.asked) == 2


@pytest.mark.parametrize("stream", [False, True])
async def test_no_more_calls_are_made_than_the_purse_covers(
    api: Caller, new_caller: NewCaller, vendor: Vendor, pool: Pool, stream: bool
) -> None:
    vendor.speaks("Hello", usage={**USAGE, "prompt_tokens": 5, "completion_tokens": 1000})
    async with pool.acquire() as conn:
        project = await ensure_project(conn, "few")
    few = await new_caller(funds=5, project_id=project.id)
    body = {"model": GPT, "messages": [said("Hi")], "max_tokens": 2000, "stream": stream}
    replies = await asyncio.gather(
        *(few.post("/v1/chat/completions", body) for _ in range(60)),
        *(api.post("/v1/chat/completions", body) for _ in range(5)),
    )
    served = [one for one in replies if one.status == 200]
    refused = [one for one in replies if one.status == 402]
    assert len(served) + len(refused) == len(replies)
    assert all(one.status == 200 for one in replies[60:])
    # A hold is 1.4 credits and a call costs 0.7.
    assert 3 + 5 <= len(served) <= 7 + 5
    assert len(vendor.asked) == len(served)
    async with pool.acquire() as conn:
        assert await audit(conn) == []
    row = await pool.fetchrow(
        "select available, held from account where project_id = $1 and not sandbox", project.id
    )
    assert row is not None
    assert row["held"] == 0
    assert row["available"] >= 0
