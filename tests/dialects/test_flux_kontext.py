"""Flux Kontext: words or a picture in, one picture out, in the family's own record and callback."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genmux.catalogue.load import Catalogue
from tests.dialects.studio import Studio
from tests.server import Caller

GENERATE = "/api/v1/flux/kontext/generate"
RECORD = "/api/v1/flux/kontext/record-info?taskId="


@pytest.mark.covers(40, 41, 42, 43)
async def test_a_picture_from_words(studio: Studio) -> None:
    body = {"prompt": "a red kite", "aspectRatio": "1:1", "callBackUrl": studio.sink.url_for("/k")}
    task_id = await studio.start(GENERATE, body)
    running = (await studio.get(RECORD + task_id)).data
    assert running["successFlag"] in (0, 1)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert record["successFlag"] == 1
    assert record["errorCode"] is None
    assert record["createTime"] < record["completeTime"]
    assert record["createTime"].endswith("Z")
    facts = await studio.facts(record["response"]["resultImageUrl"])
    assert (facts.kind, facts.width, facts.height) == ("image", 1024, 1024)
    (told,) = await studio.told("/k")
    assert told == {
        "code": 200,
        "msg": "success",
        "taskId": task_id,
        "data": {"taskId": task_id, "task_id": task_id, "info": record["response"]},
    }


async def test_an_edit_keeps_the_ratio_of_the_picture(studio: Studio) -> None:
    body = {"prompt": "make it blue", "inputImage": await studio.picture(320, 240)}
    task_id = await studio.made(GENERATE, body)
    record = (await studio.get(RECORD + task_id)).data
    facts = await studio.facts(record["response"]["resultImageUrl"])
    assert facts.width / facts.height == pytest.approx(4 / 3, rel=0.02)
    assert "data:" not in record["paramJson"]


@pytest.mark.covers(40, 42)
async def test_the_watermark_stands_at_the_lower_right(studio: Studio) -> None:
    picture = await studio.picture(256, 256)
    made = []
    for more in ({}, {"watermark": ""}, {"watermark": "Kite & Co", "uploadCn": True}):
        body = {"prompt": "make it blue", "inputImage": picture, "outputFormat": "png", **more}
        task_id = await studio.made(GENERATE, body)
        record = (await studio.get(RECORD + task_id)).data
        path = await studio.download(record["response"]["resultImageUrl"])
        made.append(np.asarray(Image.open(path).convert("RGB"), np.int16))
    plain, empty, signed = made
    height, width, _ = plain.shape
    written = np.abs(signed - plain).max(axis=2) > 60
    rows, columns = np.nonzero(written)
    assert len(rows) > 100
    assert rows.min() > height * 0.85
    assert columns.min() > width * 0.6
    assert (np.abs(empty - plain).max(axis=2) <= 60).all()


@pytest.mark.covers(40, 42)
@pytest.mark.parametrize(
    ("ratio", "size"),
    [("21:9", (1568, 672)), ("9:16", (768, 1360)), ("16:21", (896, 1168))],
)
def test_sizes(catalogue: Catalogue, ratio: str, size: tuple[int, int]) -> None:
    call = catalogue.call("flux-kontext/generate")
    shape = call.shape(call.check({"prompt": "a", "aspectRatio": ratio}))
    assert (shape.width, shape.height, shape.format) == (*size, "jpeg")


async def test_a_failure_is_told_with_empty_links(studio: Studio) -> None:
    studio.sink.always(404, "/gone.png")
    gone = studio.sink.url_for("/gone.png")
    body = {"prompt": "a", "inputImage": gone, "callBackUrl": studio.sink.url_for("/k")}
    task_id = await studio.start(GENERATE, body)
    assert (await studio.ended(task_id))["state"] == "fail"
    record = (await studio.get(RECORD + task_id)).data
    assert record["successFlag"] == 3
    assert record["errorCode"] == 400
    assert "inputImage" in record["errorMessage"]
    assert record["response"] is None
    (told,) = await studio.told("/k")
    assert told["code"] == record["errorCode"]
    assert told["data"]["info"] == {"originImageUrl": "", "resultImageUrl": ""}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, "prompt is required"),
        ({"model": "flux-kontext-mini"}, "model"),
        ({"aspectRatio": "5:1"}, "aspectRatio"),
        ({"outputFormat": "gif"}, "outputFormat"),
        ({"safetyTolerance": 7}, "safetyTolerance must be between 0 and 6"),
        (
            {"safetyTolerance": 3, "inputImage": "https://example.com/a.png"},
            "safetyTolerance must be 0 to 2 when inputImage is given",
        ),
    ],
)
async def test_bad_input_names_field_and_limit(
    api: Caller, changes: dict[str, object], message: str
) -> None:
    body = {"prompt": "a", **changes}
    reply = await api.post(GENERATE, {key: value for key, value in body.items() if value})
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


async def test_an_unknown_task(api: Caller) -> None:
    reply = await api.get(RECORD + "0" * 32)
    assert (reply.code, reply.msg, reply.data) == (422, "The record does not exist", None)
    assert (await api.get("/api/v1/flux/kontext/record-info")).code == 400


@pytest.mark.parametrize(("model", "price"), [("flux-kontext-pro", 5), ("flux-kontext-max", 10)])
async def test_prices(api: Caller, model: str, price: int) -> None:
    before = (await api.get("/api/v1/chat/credit")).data
    assert (await api.post(GENERATE, {"prompt": "a", "model": model})).code == 200
    assert before - (await api.get("/api/v1/chat/credit")).data == price
