"""Lyrics, and the codes that mean other things there."""

from __future__ import annotations

import pytest

from genmux.settings import Settings, load_settings
from tests.dialects.conftest import NewCaller
from tests.dialects.studio import Studio
from tests.dialects.suno.band import LYRICS
from tests.server import Caller

GENERATE = "/api/v1/lyrics"
RECORD = "/api/v1/lyrics/record-info?taskId="


@pytest.mark.covers(143, 144, 145)
async def test_variants_are_recorded_and_told_once(studio: Studio) -> None:
    body = {"prompt": "a kite", "callBackUrl": studio.sink.url_for("/words")}
    task_id = await studio.made(GENERATE, body)
    record = (await studio.get(RECORD + task_id)).data
    assert record["status"] == "SUCCESS"
    variants = record["response"]["data"]
    assert [one["text"] for one in variants] == [LYRICS, LYRICS]
    assert {one["status"] for one in variants} == {"complete"}
    assert "errorMessage" in variants[0]
    (told,) = await studio.told("/words")
    assert told["data"]["callbackType"] == "complete"
    assert told["data"]["data"][0]["title"] == variants[0]["title"]
    assert "error_message" in told["data"]["data"][0]


async def test_a_failure(studio: Studio) -> None:
    body = {"prompt": "break", "callBackUrl": studio.sink.url_for("/words")}
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["status"], record["response"]) == ("GENERATE_LYRICS_FAILED", None)
    (told,) = await studio.told("/words")
    assert (told["code"], told["data"]["data"]) == (501, None)


async def test_a_prompt_that_is_too_long_is_413(api: Caller) -> None:
    reply = await api.post(GENERATE, {"prompt": "x" * 201})
    assert reply.code == 413
    assert "at most 200 characters" in reply.msg
    assert (await api.post(GENERATE, {})).code == 422


async def test_missing_credits_are_429(new_caller: NewCaller) -> None:
    poor = await new_caller(funds=0)
    assert (await poor.post(GENERATE, {"prompt": "a"})).code == 429


class TestPace:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        flags = {"data.dir": str(settings.data.dir), "limits.creates": 1}
        return load_settings(file=None, environ={}, flags=flags)

    async def test_the_pace_limit_is_405(self, api: Caller) -> None:
        assert (await api.post(GENERATE, {"prompt": "a"})).code == 200
        reply = await api.post(GENERATE, {"prompt": "a"})
        assert reply.code == 405
        assert reply.headers.get("retry-after")
