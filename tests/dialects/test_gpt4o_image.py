"""4o image: words, pictures or a mask in, up to four pictures out, and links to save them."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from genmux.app import open_links
from genmux.catalogue.load import Catalogue
from genmux.db.pool import Pool
from genmux.engines.base import MediaFacts, MediaInput
from genmux.errors import GenmuxError, TooLarge
from genmux.projects.project import ensure_project
from tests.dialects.conftest import NewCaller
from tests.dialects.studio import Studio
from tests.server import Caller

GENERATE = "/api/v1/gpt4o-image/generate"
RECORD = "/api/v1/gpt4o-image/record-info?taskId="
DOWNLOAD = "/api/v1/gpt4o-image/download-url"
LINK = "https://example.com/a.png"
NO_RECORD = {"code": 422, "msg": "record is null", "data": None}


def data_url(pixels: np.ndarray) -> str:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@pytest.mark.covers(35, 36, 37, 38)
async def test_two_pictures_from_words(studio: Studio) -> None:
    body = {
        "prompt": "a red kite over hills",
        "size": "3:2",
        "nVariants": 2,
        "isEnhance": True,
        "enableFallback": True,
        "fallbackModel": "FLUX_MAX",
        "uploadCn": False,
        "callBackUrl": studio.sink.url_for("/o"),
    }
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    urls = record["response"]["resultUrls"]
    assert record["response"]["result_urls"] == urls
    assert (record["successFlag"], record["status"], record["progress"]) == (1, "SUCCESS", "1.00")
    assert (record["errorCode"], record["errorMessage"]) == (None, "")
    assert isinstance(record["createTime"], int)
    assert record["createTime"] <= record["completeTime"]
    assert '"nVariants":2' in record["paramJson"]
    assert len(urls) == 2
    pictures = [await studio.download(url) for url in urls]
    for url in urls:
        facts = await studio.facts(url)
        assert (facts.kind, facts.width, facts.height) == ("image", 1536, 1024)
    assert pictures[0].read_bytes() != pictures[1].read_bytes()
    (told,) = await studio.told("/o")
    assert told == {
        "code": 200,
        "msg": "success",
        "taskId": task_id,
        "data": {"taskId": task_id, "task_id": task_id, "info": {"result_urls": urls}},
    }


@pytest.mark.covers(38)
async def test_progress_is_a_text_that_only_grows(studio: Studio) -> None:
    body = {"prompt": "a boat on the sea", "size": "1:1", "nVariants": 4}
    task_id = await studio.start(GENERATE, body)
    seen: list[dict[str, Any]] = []
    while not seen or seen[-1]["successFlag"] == 0:
        seen.append((await studio.get(RECORD + task_id)).data)
        await asyncio.sleep(0.02)
    shares = [record["progress"] for record in seen]
    assert shares[0] == "0.00"
    assert shares[-1] == "1.00"
    assert shares == sorted(shares)
    assert all(len(share) == 4 for share in shares)
    running = [record for record in seen if record["successFlag"] == 0]
    assert running
    for record in running:
        assert record["status"] == "GENERATING"
        assert record["response"] is record["completeTime"] is record["errorCode"] is None
        assert float(record["progress"]) < 1
    assert len(seen[-1]["response"]["resultUrls"]) == 4


@pytest.mark.covers(35, 37)
async def test_a_mask_keeps_every_pixel_that_it_leaves_white(studio: Studio) -> None:
    ramp = np.tile(np.linspace(40, 215, 1024, dtype=np.uint8), (1024, 1))
    source = np.stack([ramp, ramp[::-1], ramp.T], axis=2)
    mask = np.full((1024, 1024, 3), 255, np.uint8)
    mask[200:600, 300:700] = 0
    body = {
        "prompt": "make it bright red",
        "size": "1:1",
        "filesUrl": [data_url(source)],
        "maskUrl": data_url(mask),
    }
    task_id = await studio.made(GENERATE, body)
    record = (await studio.get(RECORD + task_id)).data
    (url,) = record["response"]["resultUrls"]
    made = np.asarray(Image.open(await studio.download(url)).convert("RGB"))
    black = mask[..., 0] == 0
    assert (made[~black] == source[~black]).all()
    assert (made[black] != source[black]).any(axis=1).mean() > 0.95
    assert "data:" not in record["paramJson"]


async def test_a_mask_of_another_size_names_both_sizes(studio: Studio) -> None:
    body = {
        "prompt": "make it red",
        "size": "1:1",
        "filesUrl": [await studio.picture(64, 48)],
        "maskUrl": await studio.picture(48, 64),
        "callBackUrl": studio.sink.url_for("/o"),
    }
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert record["successFlag"] == 2
    assert record["status"] == "CREATE_TASK_FAILED"
    assert record["errorCode"] == 400
    assert record["errorMessage"] == (
        "maskUrl must have the pixel size of filesUrl, 64 x 48 (got 48 x 64)"
    )
    (told,) = await studio.told("/o")
    assert (told["code"], told["data"]["info"]) == (400, None)


async def test_the_older_field_gives_the_same_picture(studio: Studio) -> None:
    picture = await studio.picture(96, 96)
    made = []
    for files in ({"fileUrl": picture}, {"filesUrl": [picture], "fileUrl": picture}):
        task_id = await studio.made(GENERATE, {"size": "1:1", **files})
        (url,) = (await studio.get(RECORD + task_id)).data["response"]["resultUrls"]
        with Image.open(await studio.download(url)) as image:
            assert image.size == (1024, 1024)
            made.append(np.asarray(image.convert("RGB"), np.int16))
    assert np.abs(made[0] - made[1]).mean() < 12


@pytest.mark.covers(36, 38)
async def test_an_input_out_of_reach_is_told_as_451(studio: Studio) -> None:
    studio.sink.always(404, "/gone.png")
    gone = studio.sink.url_for("/gone.png")
    body = {"size": "1:1", "filesUrl": [gone], "callBackUrl": studio.sink.url_for("/o")}
    task_id = await studio.start(GENERATE, body)
    await studio.ended(task_id)
    record = (await studio.get(RECORD + task_id)).data
    assert (record["successFlag"], record["errorCode"]) == (2, 451)
    assert record["status"] == "CREATE_TASK_FAILED"
    assert record["response"] is None
    assert record["progress"] != "1.00"
    assert "filesUrl" in record["errorMessage"]
    (told,) = await studio.told("/o")
    assert told == {
        "code": 451,
        "msg": record["errorMessage"],
        "taskId": task_id,
        "data": {"taskId": task_id, "task_id": task_id, "info": None},
    }


@pytest.mark.parametrize(("fail", "code"), [("400", 400), ("501", 500), (None, 500), ("408", 500)])
async def test_a_failure_has_one_of_the_documented_codes(
    api: Caller, pool: Pool, fail: str | None, code: int
) -> None:
    task_id = (await api.post(GENERATE, {"prompt": "a", "size": "1:1"})).data["taskId"]
    await pool.execute(
        "update task set state = 'failed', finished_at = now(), fail_code = $2, fail_msg = 'no' "
        "where id = $1::uuid",
        task_id,
        fail,
    )
    record = (await api.get(RECORD + task_id)).data
    assert (record["errorCode"], record["errorMessage"]) == (code, "no")
    assert (record["successFlag"], record["status"]) == (2, "GENERATE_FAILED")


@pytest.mark.covers(37)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": None}, "size is required"),
        ({"size": "16:9"}, "size must be one of 1:1, 3:2, 2:3"),
        ({"prompt": None}, "prompt or filesUrl is required"),
        ({"prompt": ""}, "prompt or filesUrl is required"),
        ({"filesUrl": [LINK] * 6}, "filesUrl takes at most 5 items (got 6)"),
        ({"filesUrl": ["ftp://a/b"]}, "filesUrl[0] must be a URL"),
        ({"nVariants": 3}, "nVariants must be one of 1, 2, 4 (got 3)"),
        ({"fallbackModel": "OTHER"}, "fallbackModel must be one of FLUX_MAX, GPT_IMAGE_1"),
        ({"maskUrl": LINK}, "maskUrl needs exactly 1 picture in filesUrl (got none)"),
        (
            {"maskUrl": LINK, "filesUrl": [LINK, LINK]},
            "maskUrl needs exactly 1 picture in filesUrl (got more)",
        ),
        ({"callBackUrl": "nowhere"}, "callBackUrl"),
    ],
)
async def test_bad_input_names_field_and_limit(
    api: Caller, changes: dict[str, object], message: str
) -> None:
    body = {"prompt": "a", "size": "1:1", **changes}
    reply = await api.post(GENERATE, {name: one for name, one in body.items() if one is not None})
    assert (reply.code, reply.data) == (422, None)
    assert message in reply.msg


@pytest.mark.parametrize(
    ("mime", "size", "refusal"),
    [
        ("image/jpeg", 26_214_400, None),
        ("image/png", 10, None),
        ("image/webp", 10, None),
        ("image/gif", 10, "filesUrl[0] must be image/jpeg, image/png, image/webp"),
        ("image/png", 26_214_401, "filesUrl[0] is larger than 25 MB"),
    ],
)
def test_types_and_size_of_pictures(
    catalogue: Catalogue, mime: str, size: int, refusal: str | None
) -> None:
    call = catalogue.call("gpt4o-image/generate")
    values = call.check({"size": "1:1", "filesUrl": [LINK]})
    facts = MediaFacts("image", mime, size, 64, 64)
    media = [MediaInput("filesUrl", 0, "source", "", "", facts)]
    if refusal is None:
        call.check_media(values, media)
        return
    with pytest.raises(GenmuxError) as error:
        call.check_media(values, media)
    assert refusal in error.value.message
    assert isinstance(error.value, TooLarge) == (size > 26_214_400)


@pytest.mark.covers(37)
@pytest.mark.parametrize(("variants", "price"), [(None, 6), (1, 6), (2, 12), ("4", 24)])
async def test_prices(api: Caller, variants: object, price: int) -> None:
    before = (await api.get("/api/v1/chat/credit")).data
    body = {"prompt": "a", "size": "1:1"} | ({"nVariants": variants} if variants else {})
    assert (await api.post(GENERATE, body)).code == 200
    assert before - (await api.get("/api/v1/chat/credit")).data == price


@pytest.mark.covers(38)
async def test_an_unknown_task(api: Caller) -> None:
    reply = await api.get(RECORD + "0" * 32)
    assert reply.json == {"code": 422, "msg": "The record does not exist", "data": None}
    assert (await api.get("/api/v1/gpt4o-image/record-info")).code == 400


@pytest.mark.covers(35, 39)
async def test_a_link_to_save_a_picture(studio: Studio, pool: Pool) -> None:
    task_id = await studio.made(GENERATE, {"prompt": "a kite", "size": "1:1"})
    other_id = await studio.made(GENERATE, {"prompt": "a boat", "size": "1:1"})
    (url,) = (await studio.get(RECORD + task_id)).data["response"]["resultUrls"]
    (other,) = (await studio.get(RECORD + other_id)).data["response"]["resultUrls"]
    post = studio.caller.post
    saved = (await post(DOWNLOAD, {"taskId": task_id, "url": url})).data
    target = (await open_links(pool)).verify(saved, datetime.now(UTC))
    assert target is not None
    left = target.expires_at - datetime.now(UTC)
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)
    async with studio.session.get(saved) as reply:
        assert reply.status == 200
        assert reply.headers["content-disposition"].startswith("attachment")
    with_hyphens = f"{task_id[:8]}-{task_id[8:12]}-{task_id[12:16]}-{task_id[16:20]}-{task_id[20:]}"
    assert (await post(DOWNLOAD, {"taskId": with_hyphens, "url": url})).code == 200
    for wrong in (LINK, other, "x", 5, url.replace(".png", ".jpg")):
        assert (await post(DOWNLOAD, {"taskId": task_id, "url": wrong})).json == NO_RECORD
    assert (await post(DOWNLOAD, {"taskId": "0" * 32, "url": url})).json == NO_RECORD
    await pool.execute("update asset set expires_at = now() - interval '1 second'")
    assert (await post(DOWNLOAD, {"taskId": task_id, "url": url})).json == NO_RECORD


@pytest.mark.covers(39)
async def test_no_link_before_there_is_a_picture(api: Caller) -> None:
    task_id = (await api.post(GENERATE, {"prompt": "a", "size": "1:1"})).data["taskId"]
    assert (await api.post(DOWNLOAD, {"taskId": task_id, "url": LINK})).json == NO_RECORD
    for name in ("taskId", "url"):
        body = {"taskId": task_id, "url": LINK} | {name: ""}
        reply = await api.post(DOWNLOAD, body)
        assert (reply.code, reply.msg) == (422, f"{name} is required")


@pytest.mark.covers(38, 39)
async def test_another_projects_task_does_not_exist(
    api: Caller, new_caller: NewCaller, pool: Pool
) -> None:
    task_id = (await api.post(GENERATE, {"prompt": "a", "size": "1:1"})).data["taskId"]
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    assert (await stranger.get(RECORD + task_id)).msg == "The record does not exist"
    assert (await stranger.post(DOWNLOAD, {"taskId": task_id, "url": LINK})).json == NO_RECORD
