"""Bodies that are passed on, in every dialect: what is learned on the way, and what goes wrong."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from genmux.db.pool import Pool
from genmux.ledger.audit import audit
from genmux.settings import Settings, load_settings
from tests.chat.wires.doubles import DOUBLES, Script, Studio, running_double
from tests.server import Caller

MODEL = "gemini-3-pro"
USER: Any = [{"role": "user", "content": "Hi"}]
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "openai-chat": ("/v1/chat/completions", {"messages": USER}),
    "openai-responses": ("/v1/responses", {"input": "Hi"}),
    "anthropic": ("/v1/messages", {"messages": USER, "max_tokens": 3000}),
    "gemini": (
        f"/v1beta/models/{MODEL}:streamGenerateContent",
        {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
    ),
}
LONG = Script(("word ",) * 200)


@pytest.fixture
async def studios() -> AsyncIterator[dict[str, Studio]]:
    async with AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(running_double(name)) for name in DOUBLES}


@pytest.fixture
async def second() -> AsyncIterator[Studio]:
    async with running_double("openai-chat") as studio:
        yield studio


@pytest.fixture
def settings(
    tmp_path: Path, studios: dict[str, Studio], second: Studio, wires: tuple[str, ...]
) -> Settings:
    routes = [
        {"models": "*", "wire": name, "url": studios[name].base, "model": "real-name"}
        for name in wires
    ]
    routes.append({"models": "*", "url": second.base, "model": "second"})
    flags: dict[str, Any] = {"data.dir": str(tmp_path), "chat.routes": routes, "chat.calls": 0}
    flags |= {"chat.stall_seconds": 5, "chat.keep_contents_of": ["default"]}
    return load_settings(file=None, environ={}, flags=flags)


@pytest.fixture(params=list(DOUBLES))
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def wires(dialect: str) -> tuple[str, ...]:
    return (dialect,)


@pytest.fixture
def studio(studios: dict[str, Studio], dialect: str) -> Studio:
    return studios[dialect]


def body_of(dialect: str, **more: Any) -> tuple[str, dict[str, Any]]:
    path, body = ASKED[dialect]
    named = {} if dialect == "gemini" else {"model": MODEL, "stream": True}
    return path, {**named, **body, **more}


async def only_call(pool: Pool, state: str) -> Any:
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


async def test_what_is_not_known_here_goes_on_and_comes_back(
    api: Caller, studio: Studio, pool: Pool, dialect: str
) -> None:
    studio.scripts = [Script(("Hel", "lo"))]
    path, body = body_of(dialect, odd_field={"a": [1]})
    reply = await api.post(path, body)
    assert reply.status == 200
    assert studio.asked[0].body["odd_field"] == {"a": [1]}
    assert b"real-name" not in reply.raw
    assert reply.raw.count(MODEL.encode()) >= 1
    assert reply.raw.count(b"credits_consumed") == 1
    kept = orjson.loads((await only_call(pool, "done"))["contents"])
    assert "Hel" in kept["reply"]


async def test_a_vendor_that_fails_before_its_first_words_is_replaced(
    api: Caller, studio: Studio, second: Studio, pool: Pool, dialect: str
) -> None:
    """Also where events came before: none of them was sent."""
    studio.scripts, second.scripts = [LONG], [Script(("Second",))]
    error = orjson.dumps(studio.double.error(503, "Overloaded"))
    studio.breaks_after = {"anthropic": 2, "openai-responses": 2}.get(dialect, 0)
    studio.breaks = b"data: " + error + b"\n\n"
    path, body = body_of(dialect)
    reply = await api.post(path, body)
    assert b"Second" in reply.raw
    assert b"Overloaded" not in reply.raw
    assert len(studio.asked) == len(second.asked) == 1
    assert second.asked[0].body["model"] == "second"
    assert (await only_call(pool, "done"))["charged"] > 0


async def test_an_error_in_the_middle_ends_the_stream_with_an_error(
    api: Caller, studio: Studio, second: Studio, pool: Pool, dialect: str
) -> None:
    studio.scripts, studio.breaks_after = [LONG], 60
    error = orjson.dumps(studio.double.error(503, "Overloaded"))
    studio.breaks = b"data: " + error + b"\n\n"
    path, body = body_of(dialect)
    reply = await api.post(path, body)
    last = reply.raw.strip().removesuffix(b"data: [DONE]").strip().rpartition(b"data: ")[2]
    told = orjson.loads(last)
    told = told.get("response", told)
    assert "Overloaded" in told["error"]["message"]
    assert not second.asked
    row = await only_call(pool, "failed")
    assert row["estimated"]
    assert 30 <= row["output_tokens"] <= 120


@pytest.mark.parametrize(
    "breaks", [b"", b'data: {"choices":[{"del', b"data: {"], ids=["quietly", "within", "at once"]
)
async def test_a_stream_that_ends_too_early_tells_so(
    api: Caller, studio: Studio, pool: Pool, dialect: str, breaks: bytes
) -> None:
    """Also where the connection is closed in good order, as proxies do."""
    studio.scripts, studio.breaks_after, studio.pause = [LONG], 60, 0.001
    studio.breaks = breaks
    path, body = body_of(dialect)
    reply = await api.post(path, body)
    assert b"word " in reply.raw
    last = reply.raw.strip().removesuffix(b"data: [DONE]").strip().rpartition(b"data: ")[2]
    told = orjson.loads(last)
    assert told.get("response", told)["error"]["message"]
    row = await only_call(pool, "failed")
    assert row["estimated"]
    assert 30 <= row["output_tokens"] <= 120


async def test_a_stream_with_nothing_in_it_is_no_answer(
    api: Caller, studio: Studio, second: Studio, dialect: str
) -> None:
    studio.scripts, second.scripts = [LONG], [Script(("Second",))]
    studio.breaks_after = 0
    path, body = body_of(dialect)
    reply = await api.post(path, body)
    assert b"Second" in reply.raw


async def test_a_client_that_leaves_pays_what_was_used(
    api: Caller, studio: Studio, pool: Pool, dialect: str
) -> None:
    """Input that the vendor has told of counts as it told it."""
    studio.scripts, studio.pause = [LONG], 0.005
    path, body = body_of(dialect)
    headers = {"Authorization": f"Bearer {api._key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(api.url + path, json=body, headers=headers) as reply,
    ):
        for _ in range(30):
            await reply.content.readuntil(b"word ")
    async with asyncio.timeout(5):
        await studio.left.wait()
    row = await only_call(pool, "cut")
    assert row["estimated"]
    assert 25 <= row["output_tokens"] <= 200
    told = dialect in ("anthropic", "gemini")
    assert (row["input_tokens"], row["cached_tokens"]) == (100, 60) if told else (5, 0)
    assert row["charged"] > 0


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses"])
async def test_a_stream_that_counts_nothing_is_counted_here(
    api: Caller, studio: Studio, pool: Pool, dialect: str
) -> None:
    """The other two vendors always count."""
    studio.scripts = [Script(("word ",) * 100, counted=False)]
    path, body = body_of(dialect)
    reply = await api.post(path, body)
    assert reply.raw.count(b"credits_consumed") == 1
    row = await only_call(pool, "done")
    assert row["estimated"]
    assert 90 <= row["output_tokens"] <= 200


async def test_an_answer_in_one_piece_of_an_unknown_form_is_no_answer(
    api: Caller, studio: Studio, pool: Pool, dialect: str
) -> None:
    class Odd:
        name = dialect

        def whole(self, _script: Script) -> dict[str, Any]:
            return {"choices": [7], "candidates": [7], "content": 7, "output": 7}

    studio.double = Odd()  # type: ignore[assignment]  # it is only asked for this
    studio.scripts = [LONG]
    path, body = body_of(dialect, stream=False)
    reply = await api.post(path.replace("streamG", "g"), body)
    if dialect in ("openai-chat", "gemini"):
        assert reply.status == 502
        assert (await only_call(pool, "failed"))["charged"] == 0
    else:  # strange, but with what counts in place
        assert reply.status == 200


class TestAnthropic:
    """What this dialect and this vendor have of their own."""

    @pytest.fixture
    def dialect(self) -> str:
        return "anthropic"

    async def test_headers_of_the_client_go_on(self, api: Caller, studio: Studio) -> None:
        studio.scripts = [Script(("Hi",))]
        path, body = body_of("anthropic")
        await api.post(path, body, anthropic_beta="a-beta-1", anthropic_version="2023-06-01")
        headers = studio.asked[0].headers
        assert headers["anthropic-beta"] == "a-beta-1"
        assert headers["anthropic-version"] == "2023-06-01"

    async def test_the_flag_of_this_api_is_said_in_the_words_of_the_vendor(
        self, api: Caller, studio: Studio
    ) -> None:
        studio.scripts = [Script(("Hi",))]
        path, body = body_of("anthropic", thinkingFlag=True)
        body.pop("max_tokens")
        await api.post(path, body)
        sent = studio.asked[0].body
        assert "thinkingFlag" not in sent
        assert sent["thinking"]["type"] == "enabled"
        assert sent["max_tokens"] == 8192  # what the model writes as a rule

    async def test_thoughts_of_another_vendor_stay_here(self, api: Caller, studio: Studio) -> None:
        studio.scripts = [Script(("Hi",))]
        thought = {"type": "thinking", "thinking": "Hm.", "signature": "genmux.gemini.c2ln"}
        said = [thought, {"type": "text", "text": "Hi"}]
        talk = [*USER, {"role": "assistant", "content": said}, *USER]
        path, body = body_of("anthropic", messages=talk)
        await api.post(path, body)
        assert studio.asked[0].body["messages"][1]["content"] == [{"type": "text", "text": "Hi"}]


class TestMixed:
    """Two routes of which each speaks another dialect: each is asked in its own."""

    @pytest.fixture
    def dialect(self) -> str:
        return "openai-chat"

    @pytest.fixture
    def wires(self) -> tuple[str, ...]:
        return ("gemini", "anthropic")

    async def test_the_client_s_dialect_decides_nothing_about_the_order(
        self, api: Caller, studios: dict[str, Studio]
    ) -> None:
        studios["gemini"].status = 503
        studios["anthropic"].scripts = [Script(("Hi",))]
        path, body = body_of("anthropic", odd_field=1)
        reply = await api.post(path, body)
        assert b'"Hi"' in reply.raw
        assert "odd_field" not in studios["gemini"].asked[0].body
        assert studios["anthropic"].asked[0].body["odd_field"] == 1

    async def test_a_signature_finds_its_way_through_bytes(
        self, api: Caller, studios: dict[str, Studio]
    ) -> None:
        """Gemini's clients know signatures as bytes only."""
        signed = base64.b64encode(b"genmux.anthropic.c2ln").decode()
        part = {"text": "Hm.", "thought": True, "thoughtSignature": signed}
        contents = [
            {"role": "user", "parts": [{"text": "Hi"}]},
            {"role": "model", "parts": [part, {"text": "Hello"}]},
            {"role": "user", "parts": [{"text": "More"}]},
        ]
        studios["gemini"].status = 503
        studios["anthropic"].scripts = [Script(("Hi",))]
        path, body = body_of("gemini", contents=contents)
        await api.post(path, body)
        assert signed not in str(studios["gemini"].asked[0].body)
        assert studios["anthropic"].asked[0].body["messages"][1]["content"][0] == {
            "type": "thinking",
            "thinking": "Hm.",
            "signature": "c2ln",
        }
