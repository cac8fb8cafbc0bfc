"""Aleph: a given video changed, told in the union of two documented shapes."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import numpy as np
import orjson
import pytest

from genmux.catalogue.load import Catalogue
from genmux.engines.base import MediaFacts, MediaInput
from genmux.engines.sketch.film import FilmSpec, rate, write_film
from tests.dialects.studio import Studio
from tests.engines.sketch.seeing import distance, frames_at
from tests.server import Caller

GENERATE = "/api/v1/aleph/generate"
RECORD = "/api/v1/aleph/record-info?taskId="
BODY = {"prompt": "black and white", "videoUrl": "https://example.com/a.mp4"}


def _film(path: Path, seconds: float) -> None:
    """Colourful stripes that move, 320x240 at 12 frames a second, silent."""
    y, x = np.mgrid[0:240, 0:320]
    count = round(seconds * 12)

    def frame(number: int) -> np.ndarray:
        wave = 128 + 100 * np.sin((x + 6 * number) / 40)
        return np.stack([wave, wave / 2, 60 + y / 2], axis=2).astype(np.uint8)

    spec = FilmSpec(path, 320, 240, rate(12), count, "")
    write_film([spec], ((frame(n),) for n in range(count)), None, lambda _: None)


async def _served(studio: Studio, seconds: float) -> str:
    """A link to a film that this server takes; as a data URL, so that no other server is needed."""
    path = studio.folder / f"given-{seconds}.mp4"
    await asyncio.to_thread(_film, path, seconds)
    return "data:video/mp4;base64," + base64.b64encode(path.read_bytes()).decode()


@pytest.mark.covers(91, 94, 95, 96)
async def test_a_video_is_changed(studio: Studio) -> None:
    body = {**BODY, "videoUrl": await _served(studio, 1), "callBackUrl": studio.sink.url_for("/a")}
    task_id = await studio.start(GENERATE, body)
    running = (await studio.get(RECORD + task_id)).data
    assert running["successFlag"] in (0, 1)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["successFlag"], record["errorCode"], record["errorMessage"]) == (1, None, None)
    assert record["createTime"] <= record["completeTime"]
    assert orjson.loads(record["paramJson"])["prompt"] == "black and white"
    response = record["response"]
    assert response["taskId"] == task_id
    facts = await studio.facts(response["resultVideoUrl"])
    assert (facts.width, facts.height, facts.has_audio) == (960, 720, False)
    assert facts.seconds == pytest.approx(1, abs=0.1)
    path = await studio.download(response["resultVideoUrl"])
    (shown,) = await asyncio.to_thread(frames_at, path, 0)
    (given,) = await asyncio.to_thread(frames_at, studio.folder / "given-1.mp4", 0)
    assert np.ptp(shown, axis=2).mean() < 4
    small = shown[::3, ::3].mean(axis=2).ravel()
    assert np.corrcoef(small, given.mean(axis=2).ravel())[0, 1] > 0.7
    cover = await studio.facts(response["resultImageUrl"])
    assert (cover.kind, cover.width, cover.height) == ("image", 960, 720)
    (told,) = await studio.told("/a")
    assert (told["code"], told["msg"], told["taskId"]) == (200, "success", task_id)
    data = told["data"]
    assert data["taskId"] == data["task_id"] == task_id
    assert data["video_url"] == data["result_video_url"] == response["resultVideoUrl"]
    assert data["image_url"] == data["result_image_url"] == response["resultImageUrl"]
    assert len(data["video_id"]) == 36
    assert (await studio.get(f"/api/v1/aleph/record-detail?taskId={task_id}")).data == record


async def test_ratio_and_reference_count(studio: Studio) -> None:
    body = {**BODY, "videoUrl": await _served(studio, 0.5), "aspectRatio": "9:16"}
    shown = []
    for more in ({}, {"referenceImage": await studio.picture(64, 64)}):
        task_id = await studio.made(GENERATE, {**body, "prompt": "brighter", **more})
        url = (await studio.get(RECORD + task_id)).data["response"]["resultVideoUrl"]
        facts = await studio.facts(url)
        assert (facts.width, facts.height) == (720, 1280)
        shown += await asyncio.to_thread(frames_at, await studio.download(url), 0)
    assert distance(shown[0], shown[1]) > 5


@pytest.mark.parametrize(("given", "made"), [(3.0, 3.0), (8.0, 5.0)])
def test_five_seconds_are_the_most(catalogue: Catalogue, given: float, made: float) -> None:
    call = catalogue.call("aleph/generate")
    facts = MediaFacts("video", "video/mp4", 1000, 640, 360, given, 30.0, has_audio=True)
    source = MediaInput("videoUrl", 0, "source", "", "", facts)
    shape = call.shape(call.check(BODY), [source])
    assert (shape.seconds, shape.width, shape.height, shape.has_audio) == (made, 1280, 720, True)


@pytest.mark.covers(94)
async def test_an_unreachable_video_fails_later(studio: Studio) -> None:
    body = {
        "prompt": "a",
        "videoUrl": f"{studio.sink.url_for('/nothing')}.mp4",
        "callBackUrl": studio.sink.url_for("/f"),
    }
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["successFlag"], record["errorCode"], record["response"]) == (3, 400, None)
    assert "videoUrl" in record["errorMessage"]
    (told,) = await studio.told("/f")
    assert (told["code"], told["msg"]) == (400, record["errorMessage"])
    assert told["taskId"] == task_id
    assert told["data"] == {
        "task_id": task_id,
        "taskId": task_id,
        "video_id": "",
        "video_url": "",
        "image_url": "",
        "result_video_url": "",
        "result_image_url": "",
    }


@pytest.mark.covers(95)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, "prompt is required"),
        ({"videoUrl": None}, "videoUrl is required"),
        ({"videoUrl": "ftp://example.com/a.mp4"}, "videoUrl must be a URL"),
        ({"aspectRatio": "2:1"}, "aspectRatio must be one of"),
        ({"seed": "many"}, "seed must be"),
        ({"referenceImage": "nothing"}, "referenceImage must be a URL"),
        ({"uploadCn": "perhaps"}, "uploadCn must be"),
    ],
)
async def test_bad_input_names_field_and_limit(
    api: Caller, changes: dict[str, object], message: str
) -> None:
    body = {key: value for key, value in {**BODY, **changes}.items() if value is not None}
    reply = await api.post(GENERATE, body)
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


@pytest.mark.covers(96)
async def test_an_unknown_task(api: Caller) -> None:
    reply = await api.get(RECORD + "0" * 32)
    assert (reply.code, reply.msg, reply.data) == (422, "The record does not exist", None)
    assert (await api.get("/api/v1/aleph/record-info")).code == 400


async def test_price(api: Caller) -> None:
    before = (await api.get("/api/v1/chat/credit")).data
    task_id = (await api.post(GENERATE, BODY)).data["taskId"]
    assert before - (await api.get("/api/v1/chat/credit")).data == 110
    waiting = (await api.get(RECORD + task_id)).data
    assert (waiting["successFlag"], waiting["errorCode"]) == (0, None)
    assert (waiting["response"], waiting["completeTime"]) == (None, None)
