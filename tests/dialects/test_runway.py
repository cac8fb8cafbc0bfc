"""Runway: a video from words or a picture, its continuation, records and callbacks."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from genmux.catalogue.load import Catalogue
from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.dialects import runway
from genmux.ids import TaskId, parse_hex
from genmux.projects.keys import NewKey
from genmux.projects.project import ensure_project
from genmux.storage.links import Links
from genmux.tasks.read import get
from genmux.tasks.states import Phase, State
from genmux.tasks.task import Task
from tests.dialects.conftest import NewCaller
from tests.dialects.studio import Studio, open_studio
from tests.engines.sketch.seeing import distance, fitted, frames_at
from tests.engines.sketch.seeing import picture as pixels
from tests.server import Caller

GENERATE = "/api/v1/runway/generate"
EXTEND = "/api/v1/runway/extend"
RECORD = "/api/v1/runway/record-detail?taskId="
BODY = {"prompt": "a red kite", "duration": 5, "quality": "720p", "aspectRatio": "1:1"}


class MovingClock:
    """The real time, and days that a test lets pass."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
async def studio(
    database: str, pool: Pool, tmp_path: Path, clock: MovingClock
) -> AsyncIterator[Studio]:
    async with open_studio(database, pool, tmp_path, clock=clock) as studio:
        yield studio


@pytest.mark.covers(91, 92, 93, 97, 98, 99)
async def test_a_video_and_its_continuation(studio: Studio, clock: MovingClock) -> None:
    told_at = studio.sink.url_for("/r")
    body = {**BODY, "duration": "5", "waterMark": "My Studio", "callBackUrl": told_at}
    task_id = await studio.made(GENERATE, body)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["state"], record["parentTaskId"]) == ("success", "")
    assert (record["failCode"], record["failMsg"], record["expireFlag"]) == (0, "", 0)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", record["generateTime"])
    assert record["generateParam"] == {
        "prompt": "a red kite",
        "imageUrl": "",
        "expandPrompt": False,
    }
    video = record["videoInfo"]
    assert video["taskId"] == task_id
    facts = await studio.facts(video["videoUrl"])
    assert (facts.kind, facts.width, facts.height, facts.has_audio) == ("video", 720, 720, False)
    assert facts.seconds == pytest.approx(5, abs=0.1)
    cover = await studio.facts(video["imageUrl"])
    assert (cover.kind, cover.mime, cover.width, cover.height) == ("image", "image/jpeg", 720, 720)
    (told,) = await studio.told("/r")
    assert (told["code"], told["taskId"]) == (200, task_id)
    assert told["data"] == {
        "task_id": task_id,
        "taskId": task_id,
        "video_id": video["videoId"],
        "video_url": video["videoUrl"],
        "image_url": video["imageUrl"],
    }

    more = {"taskId": task_id, "prompt": "it rises", "quality": "720p", "callBackUrl": told_at}
    second = await studio.made(EXTEND, more)
    record = (await studio.get(RECORD + second)).data
    assert record["parentTaskId"] == task_id
    added = record["videoInfo"]["videoUrl"]
    facts = await studio.facts(added)
    assert (facts.width, facts.height) == (720, 720)
    assert facts.seconds == pytest.approx(5, abs=0.1)
    (end,) = await asyncio.to_thread(frames_at, await studio.download(video["videoUrl"]), -1)
    goes_on, stops = await asyncio.to_thread(frames_at, await studio.download(added), 0, -1)
    assert distance(end, goes_on) < 4
    assert distance(goes_on, stops) > 8
    assert (await studio.told("/r", 2))[1]["data"]["video_url"] == added

    clock.ahead = timedelta(days=15)
    assert (await studio.get(RECORD + task_id)).data["expireFlag"] == 1
    refused = await studio.caller.post(EXTEND, more)
    assert (refused.code, refused.data) == (422, None)
    assert refused.msg == "taskId: the result of that task has expired"


async def test_a_picture_gives_start_and_ratio_and_the_text_is_drawn(studio: Studio) -> None:
    picture = await studio.picture(320, 240)
    body = {**BODY, "imageUrl": picture, "aspectRatio": "9:16", "waterMark": "Ocean Films"}
    task_id = await studio.made(GENERATE, body)
    record = (await studio.get(RECORD + task_id)).data
    assert record["generateParam"]["imageUrl"].startswith("http")
    given = studio.folder / "given.png"
    given.write_bytes(base64.b64decode(picture.partition(",")[2]))
    plain = fitted(given, (960, 720))
    shown = pixels(await studio.download(record["videoInfo"]["imageUrl"]))
    assert shown.shape == plain.shape
    changed = np.abs(plain - shown).max(axis=2) > 60
    assert changed.sum() > 500
    assert not changed[:600].any()
    assert not changed[:, :600].any()
    assert distance(plain[:600], shown[:600]) < 4


@pytest.mark.covers(92, 93)
async def test_failures_are_told_with_empty_fields(studio: Studio) -> None:
    gone = f"{studio.sink.url_for('/nothing')}.png"
    body = {**BODY, "imageUrl": gone, "callBackUrl": studio.sink.url_for("/f")}
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["state"], record["failCode"]) == ("fail", 400)
    assert "imageUrl" in record["failMsg"]
    assert (record["videoInfo"], record["expireFlag"]) == (None, 0)
    (told,) = await studio.told("/f")
    assert (told["code"], told["msg"]) == (400, record["failMsg"])
    assert told["taskId"] == task_id
    assert told["data"] == {
        "task_id": task_id,
        "taskId": task_id,
        "video_id": "",
        "video_url": "",
        "image_url": "",
    }
    more = {"taskId": task_id, "prompt": "on", "quality": "720p"}
    refused = await studio.caller.post(EXTEND, more)
    assert refused.code == 422
    assert refused.msg == "taskId must name a successful task; this one is failed"


async def _waiting(api: Caller, pool: Pool) -> Task:
    task_id = parse_hex((await api.post(GENERATE, BODY)).data["taskId"])
    assert task_id is not None
    async with pool.acquire() as conn:
        task = await get(conn, TaskId(task_id))
    assert task is not None
    return task


async def test_states_in_their_words(api: Caller, pool: Pool) -> None:
    waiting, links = await _waiting(api, pool), Links(b"0" * 32)
    for state, phase, word in (
        (State.QUEUED, Phase.NONE, "wait"),
        (State.RUNNING, Phase.NONE, "queueing"),
        (State.RUNNING, Phase.FETCHING, "queueing"),
        (State.RUNNING, Phase.RENDERING, "generating"),
        (State.RUNNING, Phase.STORING, "generating"),
        (State.CANCELLED, Phase.NONE, "fail"),
    ):
        task = dataclasses.replace(waiting, state=state, phase=phase)
        assert runway.record(task, links, task.created_at)["state"] == word


async def test_a_continuation_that_fails_on_the_way(api: Caller, pool: Pool) -> None:
    waiting, links = await _waiting(api, pool), Links(b"0" * 32)
    for fail_code, told in (("402", 400), ("451", 400), ("501", 500), (None, 500)):
        failed = dataclasses.replace(
            waiting,
            model="runway/extend",
            state=State.FAILED,
            fail_code=fail_code,
            fail_msg="no",
        )
        body = orjson.loads(runway.callback(failed, Decimal(1), links))
        assert (body["code"], body["msg"]) == (told, "no")
        assert [body["data"][name] for name in ("video_id", "video_url", "image_url")] == [""] * 3


@pytest.mark.covers(97)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, "prompt is required"),
        ({"prompt": "x" * 1801}, "prompt is longer than 1800 characters"),
        ({"duration": None}, "duration is required"),
        ({"duration": 7}, "duration must be one of 5, 10"),
        ({"quality": None}, "quality is required"),
        ({"quality": "4k"}, "quality must be one of 720p, 1080p"),
        ({"quality": "1080p", "duration": 10}, "duration must be 5 when quality is 1080p"),
        ({"aspectRatio": None}, "aspectRatio is required when imageUrl is not given"),
        ({"aspectRatio": "21:9"}, "aspectRatio must be one of"),
        ({"imageUrl": "ftp://example.com/a.png"}, "imageUrl must be a URL"),
        ({"callBackUrl": "http://10.0.0.1/x"}, "callBackUrl"),
    ],
)
async def test_bad_input_names_field_and_limit(
    api: Caller, changes: dict[str, Any], message: str
) -> None:
    body = {key: value for key, value in {**BODY, **changes}.items() if value is not None}
    reply = await api.post(GENERATE, body)
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


@pytest.mark.covers(99)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"taskId": None}, "taskId is required"),
        ({"taskId": "0" * 32}, "taskId: there is no such task"),
        ({"prompt": None}, "prompt is required"),
        ({"quality": None}, "quality is required"),
        ({"quality": "480p"}, "quality must be one of 720p, 1080p"),
        ({}, "taskId must name a successful task; this one is queued"),
    ],
)
async def test_continuations_are_checked(
    api: Caller, changes: dict[str, Any], message: str
) -> None:
    parent = (await api.post(GENERATE, BODY)).data["taskId"]
    body = {"taskId": parent, "prompt": "on", "quality": "720p", **changes}
    reply = await api.post(EXTEND, {key: value for key, value in body.items() if value is not None})
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


@pytest.mark.covers(98)
async def test_unknown_tasks_read_as_null(api: Caller, new_caller: NewCaller, pool: Pool) -> None:
    reply = await api.get(RECORD + "0" * 32)
    assert (reply.code, reply.msg, reply.data) == (200, "success", None)
    assert (await api.get("/api/v1/runway/record-detail")).code == 400
    created = (await api.post(GENERATE, BODY)).data["taskId"]
    hyphens = "-".join((created[:8], created[8:12], created[12:16], created[16:20], created[20:]))
    assert (await api.get(RECORD + hyphens)).data["state"] == "wait"
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(NewKey(), project_id=other.id)
    assert (await stranger.get(RECORD + created)).data is None
    more = {"taskId": created, "prompt": "on", "quality": "720p"}
    assert (await stranger.post(EXTEND, more)).msg == "taskId: there is no such task"


@pytest.mark.parametrize("picture", [{}, {"imageUrl": "https://example.com/a.png"}])
@pytest.mark.parametrize(
    ("duration", "quality", "price"), [(5, "720p", 12), (10, "720p", 30), (5, "1080p", 30)]
)
def test_prices(
    catalogue: Catalogue, picture: dict[str, str], duration: int, quality: str, price: int
) -> None:
    call = catalogue.call("runway/generate")
    asked = {**BODY, **picture, "duration": duration, "quality": quality}
    assert call.hold(call.check(asked)) == price
    more = catalogue.call("runway/extend")
    asked = {"taskId": "0" * 32, "prompt": "on", "quality": quality}
    assert more.hold(more.check(asked)) == {"720p": 12, "1080p": 30}[quality]


async def test_the_price_is_held(api: Caller) -> None:
    before = (await api.get("/api/v1/chat/credit")).data
    assert (await api.post(GENERATE, BODY)).code == 200
    assert before - (await api.get("/api/v1/chat/credit")).data == 12
