"""Veo 3.1: videos, continuations and finer versions, with their records and callbacks."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import orjson
import pytest

from genmux.catalogue.load import Catalogue
from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.dialects.veo import record as veo_record
from genmux.engines.base import MediaFacts, MediaInput
from genmux.engines.sketch.film import FilmSpec, rate, write_film
from genmux.ids import TaskId, parse_hex
from genmux.projects.keys import NewKey
from genmux.projects.project import ensure_project
from genmux.storage.links import Links
from genmux.tasks.read import get
from genmux.tasks.states import State
from genmux.tasks.task import Task
from tests.dialects.conftest import NewCaller
from tests.dialects.studio import Studio, open_studio
from tests.engines.sketch.seeing import distance, fitted, frames_at
from tests.server import Caller, Reply

GENERATE = "/api/v1/veo/generate"
EXTEND = "/api/v1/veo/extend"
HD = "/api/v1/veo/get-1080p-video"
UHD = "/api/v1/veo/get-4k-video"
RECORD = "/api/v1/veo/record-info?taskId="
BODY = {"prompt": "a red kite over hills", "duration": 4, "model": "veo3_lite"}
LINK = "https://example.com/a.png"
NOBODY = "0" * 32


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


async def _credit(caller: Caller) -> float:
    return float((await caller.get("/api/v1/chat/credit")).data)


async def _shown(studio: Studio, url: str, *numbers: int) -> list[np.ndarray]:
    return await asyncio.to_thread(frames_at, await studio.download(url), *numbers)


async def _shorten(studio: Studio, task_id: str, size: tuple[int, int]) -> Path:
    """Puts a film of one second in the place of the task's result, so that what builds on it is
    quick to make; returns that film."""
    key = await studio.pool.fetchval(
        "select key from asset where task_id = $1 and name like '%.mp4'", parse_hex(task_id)
    )
    path = studio.folder / "data" / "files" / str(key)
    assert path.is_file()
    await asyncio.to_thread(_short_film, path, size)
    return path


def _short_film(path: Path, size: tuple[int, int]) -> None:
    """24 frames in which stripes move, with an even sound."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]

    def frame(number: int) -> np.ndarray:
        wave = 128 + 100 * np.sin((x + 3 * number) / 30)
        return np.stack([wave, wave / 2, 60 + y / 4], axis=2).astype(np.uint8)

    made = path.with_suffix(".short.mp4")
    write_film(
        [FilmSpec(made, *size, rate(24), 24, "")],
        ((frame(n),) for n in range(24)),
        [np.full((48_000, 2), 0.1, np.float32)],
        lambda _: None,
    )
    made.rename(path)


async def _polled(studio: Studio, task_id: str) -> Reply:
    """The reply of the 1080P call once it is no longer told to wait."""
    async with asyncio.timeout(120):
        while True:
            reply = await studio.get(f"{HD}?{urlencode({'taskId': task_id, 'index': ''})}")
            if reply.code != 400:
                return reply
            assert "processing" in reply.msg
            assert reply.data is None
            await asyncio.sleep(0.1)


@pytest.mark.covers(112, 113, 115, 116, 119)
async def test_a_video_and_its_continuation(studio: Studio, clock: MovingClock) -> None:
    body = {**BODY, "callBackUrl": studio.sink.url_for("/v")}
    task_id = await studio.start(GENERATE, body)
    running = (await studio.get(RECORD + task_id)).data
    assert running["successFlag"] in (0, 1)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["successFlag"], record["errorCode"], record["errorMessage"]) == (1, None, "")
    assert record["createTime"] < record["completeTime"]
    assert record["createTime"].endswith("Z")
    assert record["fallbackFlag"] is False
    assert orjson.loads(record["paramJson"])["model"] == "veo3_lite"
    response = record["response"]
    assert (response["taskId"], response["resolution"]) == (task_id, "720p")
    assert (response["originUrls"], response["fullResultUrls"]) == ([], [])
    (url,) = response["resultUrls"]
    facts = await studio.facts(url)
    assert (facts.width, facts.height, facts.has_audio) == (1280, 720, True)
    assert facts.fps == 24
    assert facts.seconds == pytest.approx(4, abs=0.1)
    (told,) = await studio.told("/v")
    assert (told["code"], told["taskId"]) == (200, task_id)
    data = told["data"]
    assert data["taskId"] == data["task_id"] == task_id
    assert data["promptJson"] == record["paramJson"]
    assert data["fallbackFlag"] is False
    assert data["info"] == {
        "resultUrls": [url],
        "originUrls": [],
        "resolution": "720p",
        "fullResultUrls": [],
    }

    film = await _shorten(studio, task_id, (320, 180))
    before = await _credit(studio.caller)
    more = {"taskId": task_id, "prompt": "pan right", "seeds": 12345}
    second = await studio.made(EXTEND, more)
    assert before - await _credit(studio.caller) == 60
    response = (await studio.get(RECORD + second)).data["response"]
    (added,), (whole,) = response["resultUrls"], response["fullResultUrls"]
    facts = await studio.facts(added)
    assert (facts.width, facts.height, facts.has_audio) == (320, 180, True)
    assert facts.seconds == pytest.approx(7, abs=0.1)
    facts = await studio.facts(whole)
    assert facts.has_audio
    assert facts.seconds == pytest.approx(8, abs=0.1)
    start, end = await asyncio.to_thread(frames_at, film, 0, -1)
    goes_on, stops = await _shown(studio, added, 0, -1)
    assert distance(end, goes_on) < 4
    assert distance(goes_on, stops) > 8
    shown = await _shown(studio, whole, 0, 23, 24, -1)
    apart = [distance(*pair) for pair in zip(shown, (start, end, goes_on, stops), strict=True)]
    assert max(apart) < 4

    third = await studio.made(EXTEND, {**more, "taskId": second, "model": "lite"})
    response = (await studio.get(RECORD + third)).data["response"]
    facts = await studio.facts(response["fullResultUrls"][0])
    assert facts.seconds == pytest.approx(15, abs=0.2)

    # a number beyond the one result does not lead to the whole video beside it
    reply = await studio.caller.post(UHD, {"taskId": second, "index": 1})
    assert (reply.code, "there is no number 1" in reply.msg) == (422, True)

    clock.ahead = timedelta(days=15)
    for reply in (
        await studio.caller.post(EXTEND, more),
        await studio.caller.post(UHD, {"taskId": task_id}),
        await studio.get(f"{HD}?taskId={task_id}"),
    ):
        assert (reply.code, reply.data) == (422, None)
        assert reply.msg.startswith("only records within 14 days are supported")


@pytest.mark.covers(114, 117, 118, 119)
async def test_finer_versions_are_made_once(studio: Studio) -> None:
    given_url = await studio.picture(180, 320)
    upright = {**BODY, "aspect_ratio": "Auto", "watermark": "Ocean", "imageUrls": [given_url]}
    task_id = await studio.made(GENERATE, upright)
    response = (await studio.get(RECORD + task_id)).data["response"]
    (url,) = response["resultUrls"]
    assert response["originUrls"] == [url]
    (start,) = await _shown(studio, url, 0)
    given = studio.folder / "given.png"
    given.write_bytes(base64.b64decode(given_url.partition(",")[2]))
    plain = fitted(given, (720, 1280))
    assert distance(start[:1100], plain[:1100]) < 6
    assert (np.abs(start - plain).max(axis=2) > 60)[1100:, 400:].sum() > 300
    film = await _shorten(studio, task_id, (180, 320))
    before = await _credit(studio.caller)

    at_once = await studio.get(f"{HD}?taskId={task_id}")
    assert (at_once.code, at_once.data) == (400, None)
    reply = await _polled(studio, task_id)
    assert (reply.code, list(reply.data)) == (200, ["resultUrl"])
    hyphens = "-".join((task_id[:8], task_id[8:12], task_id[12:16], task_id[16:20], task_id[20:]))
    assert (await studio.get(f"{HD}?taskId={hyphens}&index=0")).data == reply.data
    assert before - await _credit(studio.caller) == 5
    facts = await studio.facts(reply.data["resultUrl"])
    assert (facts.width, facts.height, facts.has_audio) == (1080, 1920, True)
    assert facts.seconds == pytest.approx(1, abs=0.05)
    fine = await _shown(studio, reply.data["resultUrl"], 0, 12, -1)
    coarse = await asyncio.to_thread(frames_at, film, 0, 12, -1)
    assert max(distance(a[3::6, 3::6], b) for a, b in zip(fine, coarse, strict=True)) < 6
    refused = await studio.caller.post(EXTEND, {"taskId": task_id, "prompt": "on"})
    assert (refused.code, "upgraded to 1080P" in refused.msg) == (422, True)

    asked = {"taskId": task_id, "callBackUrl": studio.sink.url_for("/4k")}
    reply = await studio.caller.post(UHD, asked)
    assert (reply.code, reply.data["resultUrls"], reply.data["imageUrls"]) == (200, None, None)
    uhd = reply.data["taskId"]
    assert uhd != task_id
    early = await studio.caller.post(UHD, asked)
    assert (early.code, "4k is processing" in early.msg) == (422, True)
    assert early.data == reply.data
    await studio.ended(uhd)
    record = (await studio.get(RECORD + uhd)).data
    assert (record["successFlag"], "fallbackFlag" in record) == (1, False)
    response = record["response"]
    assert response["resolution"] == "4k"
    (film,), (still,) = response["resultUrls"], response["imageUrls"]
    facts, picture = await studio.facts(film), await studio.facts(still)
    assert (facts.width, facts.height, facts.has_audio) == (2160, 3840, True)
    assert (picture.kind, picture.width, picture.height) == ("image", 2160, 3840)
    (told,) = await studio.told("/4k")
    assert (told["code"], told["msg"]) == (200, "4K Video generated successfully.")
    assert told["taskId"] == uhd
    assert told["data"] == {
        "taskId": uhd,
        "task_id": uhd,
        "info": {"resultUrls": [film], "imageUrls": [still]},
        "result_urls": [film],
        "media_ids": response["mediaIds"],
        "image_urls": [still],
        "creditsConsumed": 120,
    }
    late = await studio.caller.post(UHD, asked)
    assert (late.code, late.data) == (
        200,
        {"taskId": uhd, "resultUrls": [film], "imageUrls": [still]},
    )
    assert before - await _credit(studio.caller) == 125
    assert len(await studio.told("/4k")) == 1


@pytest.mark.covers(113, 119)
async def test_a_failure_and_what_builds_on_it(studio: Studio) -> None:
    gone = f"{studio.sink.url_for('/nothing')}.png"
    body = {**BODY, "imageUrls": [gone], "callBackUrl": studio.sink.url_for("/f")}
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["successFlag"], record["errorCode"], record["response"]) == (2, 400, None)
    assert "imageUrls" in record["errorMessage"]
    (told,) = await studio.told("/f")
    assert (told["code"], told["msg"], told["taskId"]) == (400, record["errorMessage"], task_id)
    data = told["data"]
    assert (data["taskId"], data["task_id"], data["info"]) == (task_id, task_id, None)
    for reply in (
        await studio.caller.post(EXTEND, {"taskId": task_id, "prompt": "on"}),
        await studio.caller.post(UHD, {"taskId": task_id}),
        await studio.get(f"{HD}?taskId={task_id}"),
    ):
        assert (reply.code, reply.data) == (422, None)
        assert reply.msg.startswith("record status is not success")


async def _task(pool: Pool, task_id: str) -> Task:
    known = parse_hex(task_id)
    assert known is not None
    async with pool.acquire() as conn:
        task = await get(conn, TaskId(known))
    assert task is not None
    return task


async def test_kinds_of_failure(api: Caller, pool: Pool) -> None:
    created = (await api.post(GENERATE, BODY)).data["taskId"]
    waiting, links = await _task(pool, created), Links(b"0" * 32)
    for fail_code, flag, told in (
        ("422", 2, 400),
        ("451", 2, 400),
        ("500", 2, 500),
        ("501", 3, 501),
        (None, 2, 500),
    ):
        failed = dataclasses.replace(
            waiting,
            state=State.FAILED,
            fail_code=fail_code,
            fail_msg="no",
            finished_at=waiting.created_at,
        )
        record = veo_record.record(failed, links)
        assert (record["successFlag"], record["errorCode"]) == (flag, told)
        body = orjson.loads(veo_record.callback(failed, Decimal(1), links))
        assert (body["code"], body["msg"], body["data"]["info"]) == (told, "no", None)
        finer = dataclasses.replace(failed, model=veo_record.UHD)
        body = orjson.loads(veo_record.callback(finer, Decimal(1), links))
        assert (body["code"], body["data"]["result_urls"]) == (500, None)
        assert body["data"]["task_id"] == created


@pytest.mark.covers(117)
async def test_a_failed_upgrade_is_told_and_then_made_anew(api: Caller, pool: Pool) -> None:
    parent = (await api.post(GENERATE, BODY)).data["taskId"]
    await _succeed(pool, parent)
    asked = f"{HD}?taskId={parent}"
    before = await _credit(api)
    await api.call("HEAD", asked)
    assert before == await _credit(api)
    assert (await api.get(asked)).code == 400
    assert before - await _credit(api) == 5
    await _fail(pool, veo_record.HD, "now()")
    reply = await api.get(asked)
    assert (reply.code, reply.msg) == (500, "it broke")
    await _fail(pool, veo_record.HD, "now() - interval '2 minutes'")
    assert (await api.get(asked)).code == 400
    count = "select count(*) from task where model = $1"
    assert await pool.fetchval(count, veo_record.HD) == 2


async def _succeed(pool: Pool, task_id: str) -> None:
    """As if it had a result of one file."""
    file = "0190a0b0c0d0700080000000000000ff"
    entry = {"id": file, "name": "a.mp4", "mime": "video/mp4", "size": 1, "role": "result"}
    result = {"files": [{**entry, "expires": 4_000_000_000}], "extra": {}}
    await pool.execute(
        "update task set state = 'succeeded', result = $2, finished_at = now() where id = $1",
        parse_hex(task_id),
        orjson.dumps(result).decode(),
    )
    await pool.execute(
        "insert into asset (id, project_id, task_id, key, name, mime, size, facts, expires_at) "
        "select $2, project_id, id, 'k', 'a.mp4', 'video/mp4', 1, '{}', now() + interval '9 days' "
        "from task where id = $1",
        parse_hex(task_id),
        parse_hex(file),
    )


async def _fail(pool: Pool, model: str, moment: str) -> None:
    await pool.execute(
        f"update task set state = 'failed', fail_code = '501', fail_msg = 'it broke', "
        f"finished_at = {moment} where model = $1",
        model,
    )


async def test_many_who_ask_at_once_start_and_pay_one_upgrade(api: Caller, pool: Pool) -> None:
    parent = (await api.post(GENERATE, BODY)).data["taskId"]
    await _succeed(pool, parent)
    before = await _credit(api)
    asked = f"{HD}?taskId={parent}"
    replies = await asyncio.gather(*(api.get(asked) for _ in range(8)))
    assert {reply.code for reply in replies} == {400}
    larger = await asyncio.gather(*(api.post(UHD, {"taskId": parent}) for _ in range(8)))
    assert sorted(reply.code for reply in larger) == [200] + [422] * 7
    assert len({reply.data["taskId"] for reply in larger}) == 1
    assert before - await _credit(api) == 125


@pytest.mark.covers(115)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, "prompt is required"),
        ({"model": "veo2"}, "model must be one of"),
        ({"duration": 5}, "duration must be one of 4, 6, 8"),
        ({"resolution": "8k"}, "resolution must be one of 720p, 1080p, 4k"),
        ({"aspectRatio": "1:1"}, "aspectRatio must be one of"),
        ({"aspect_ratio": "1:1"}, "aspectRatio must be one of"),
        ({"generationType": "VIDEO_2_VIDEO"}, "generationType must be one of"),
        ({"imageUrls": [LINK] * 4}, "imageUrls"),
        (
            {"generationType": "TEXT_2_VIDEO", "imageUrls": [LINK]},
            "imageUrls cannot be used when generationType is TEXT_2_VIDEO",
        ),
        ({"generationType": "FIRST_AND_LAST_FRAMES_2_VIDEO"}, "imageUrls must hold 1 or 2 links"),
        (
            {"generationType": "FIRST_AND_LAST_FRAMES_2_VIDEO", "imageUrls": [LINK] * 3},
            "imageUrls must hold 1 or 2 links",
        ),
        ({"generationType": "REFERENCE_2_VIDEO", "duration": 8}, "imageUrls must hold 1 to 3"),
        (
            {"generationType": "REFERENCE_2_VIDEO", "imageUrls": [LINK]},
            "duration must be 8 when generationType is REFERENCE_2_VIDEO",
        ),
        (
            {"imageUrls": [LINK] * 3, "duration": 8, "model": "veo3"},
            "model must be veo3_fast or veo3_lite when generationType is REFERENCE_2_VIDEO",
        ),
    ],
)
async def test_bad_input_names_field_and_limit(
    api: Caller, changes: dict[str, Any], message: str
) -> None:
    body = {key: value for key, value in {**BODY, **changes}.items() if value is not None}
    reply = await api.post(GENERATE, body)
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


@pytest.mark.covers(116, 117, 118)
@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (EXTEND, {"prompt": "on"}, "taskId is required"),
        (EXTEND, {"taskId": NOBODY}, "prompt is required"),
        (EXTEND, {"taskId": NOBODY, "prompt": "on"}, "record is null"),
        (EXTEND, {"taskId": NOBODY, "prompt": "on", "seeds": 9999}, "seeds must be"),
        (EXTEND, {"taskId": NOBODY, "prompt": "on", "seeds": 100_000}, "seeds must be"),
        (EXTEND, {"taskId": NOBODY, "prompt": "on", "model": "veo3"}, "model must be one of"),
        (UHD, {}, "taskId is required"),
        (UHD, {"taskId": NOBODY}, "record is null"),
        (UHD, {"taskId": NOBODY, "index": -1}, "index must be"),
        (HD, {}, "taskId is required"),
        (HD, {"taskId": NOBODY}, "record is null"),
        (HD, {"taskId": NOBODY, "index": "first"}, "index must be"),
    ],
)
async def test_continuations_and_finer_versions_are_checked(
    api: Caller, path: str, body: dict[str, Any], message: str
) -> None:
    get_it = path == HD
    reply = await (api.get(f"{path}?{urlencode(body)}") if get_it else api.post(path, body))
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


async def test_foreign_tasks_do_not_exist(api: Caller, new_caller: NewCaller, pool: Pool) -> None:
    created = (await api.post(GENERATE, BODY)).data["taskId"]
    await _succeed(pool, created)
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(NewKey(), project_id=other.id)
    for reply in (
        await stranger.post(EXTEND, {"taskId": created, "prompt": "on"}),
        await stranger.post(UHD, {"taskId": created}),
        await stranger.get(f"{HD}?taskId={created}"),
    ):
        assert (reply.code, reply.msg) == (422, "record is null (taskId: there is no such task)")
    reply = await stranger.get(RECORD + created)
    assert (reply.code, reply.data) == (422, None)
    finer = (await api.post(UHD, {"taskId": created})).data["taskId"]
    await _succeed_state_only(pool, finer)
    again = await api.post(EXTEND, {"taskId": finer, "prompt": "on"})
    assert (again.code, again.msg.startswith("record is null")) == (422, True)


async def _succeed_state_only(pool: Pool, task_id: str) -> None:
    await pool.execute(
        """update task set state = 'succeeded', result = '{"files": [], "extra": {}}' """
        "where id = $1",
        parse_hex(task_id),
    )


@pytest.mark.covers(119)
async def test_an_unknown_task(api: Caller) -> None:
    reply = await api.get(RECORD + NOBODY)
    told = f"Record not found for taskId: {NOBODY}"
    assert (reply.code, reply.msg, reply.data) == (422, told, None)
    assert (await api.get("/api/v1/veo/record-info")).code == 400


TEXT, FRAMES, REFERENCE = "TEXT_2_VIDEO", "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"


@pytest.mark.parametrize(
    ("kind", "links", "roles"),
    [
        (TEXT, 0, []),
        (FRAMES, 1, ["first_frame"]),
        (FRAMES, 2, ["first_frame", "last_frame"]),
        (REFERENCE, 3, ["reference"] * 3),
    ],
)
def test_the_number_of_pictures_says_what_they_are_for(
    catalogue: Catalogue, kind: str, links: int, roles: list[str]
) -> None:
    call = catalogue.call("veo/generate")
    checked = call.check({"prompt": "a", "imageUrls": [LINK] * links})
    assert checked["generationType"] == kind
    assert [ref.role for ref in call.media_refs(checked)] == roles
    stated = call.check({"prompt": "a", "imageUrls": [LINK], "generationType": REFERENCE})
    assert [ref.role for ref in call.media_refs(stated)] == ["reference"]


@pytest.mark.parametrize(("side", "size"), [((640, 480), (1280, 720)), ((300, 480), (720, 1280))])
def test_auto_is_the_nearer_ratio(
    catalogue: Catalogue, side: tuple[int, int], size: tuple[int, int]
) -> None:
    call = catalogue.call("veo/generate")
    checked = call.check({"prompt": "a", "imageUrls": [LINK], "aspectRatio": "Auto"})
    facts = MediaFacts("image", "image/png", 1000, *side)
    shape = call.shape(checked, [MediaInput("imageUrls", 0, "first_frame", "", "", facts)])
    assert (shape.width, shape.height) == size
    assert (shape.seconds, shape.fps, shape.has_audio) == (8, 24, True)


PRICES = {
    "veo3": {"720p": 250, "1080p": 255, "4k": 370},
    "veo3_fast": {"720p": 60, "1080p": 65, "4k": 180},
    "veo3_lite": {"720p": 30, "1080p": 35, "4k": 150},
}


def test_prices(catalogue: Catalogue) -> None:
    """As published, with the odd one: a lite 4k video from frames."""
    call = catalogue.call("veo/generate")
    for model, prices in PRICES.items():
        for resolution, price in prices.items():
            for kind, links in ((TEXT, 0), (FRAMES, 1), (REFERENCE, 1)):
                if kind == REFERENCE and model == "veo3":
                    continue
                asked = {
                    "prompt": "a",
                    "model": model,
                    "resolution": resolution,
                    "generationType": kind,
                    "imageUrls": [LINK] * links,
                }
                odd = (model, resolution, kind) == ("veo3_lite", "4k", FRAMES)
                assert call.hold(call.check(asked)) == (30 if odd else price), asked
    more = catalogue.call("veo/extend")
    for model, price in (("lite", 30), ("fast", 60), ("quality", 250)):
        assert more.hold(more.check({"taskId": NOBODY, "prompt": "a", "model": model})) == price


async def test_the_default_is_charged(api: Caller) -> None:
    before = await _credit(api)
    task_id = (await api.post(GENERATE, {"prompt": "a", "duration": "8"})).data["taskId"]
    assert before - await _credit(api) == 60
    waiting = (await api.get(RECORD + task_id)).data
    assert (waiting["successFlag"], waiting["errorCode"], waiting["response"]) == (0, None, None)
