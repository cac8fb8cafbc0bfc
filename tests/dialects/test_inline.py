"""Small files inside the request: stored at once, never part of the task's row."""

from __future__ import annotations

import base64
import io

import orjson
from PIL import Image

from genmux.db.pool import Pool
from tests.server import Caller

MODEL = "recraft/crisp-upscale"


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def data_url(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


async def test_a_data_url_becomes_a_link_to_the_same_bytes(api: Caller, pool: Pool) -> None:
    reply = await api.create(MODEL, {"image": data_url(picture())})
    assert reply.code == 200
    record = (await api.record(reply.data["taskId"])).data
    link = orjson.loads(orjson.loads(record["param"])["input"])["image"]
    assert link.startswith(f"{api.url}/files/")
    assert link.endswith("/inline.png")
    served = await api.get(link.removeprefix(api.url))
    assert served.raw == picture()
    assert served.headers["content-type"] == "image/png"
    assert "base64" not in str(await pool.fetchval("select request || input from task"))


async def test_the_same_file_twice_is_stored_once(api: Caller, pool: Pool) -> None:
    url = data_url(picture())
    reply = await api.create(
        "seedream/4.5-edit",
        {
            "prompt": "both",
            "image_urls": [url, url],
            "aspect_ratio": "1:1",
            "quality": "basic",
        },
    )
    assert reply.code == 200, reply.msg
    assert await pool.fetchval("select count(*) from asset") == 1


async def test_broken_base64_is_named(api: Caller, pool: Pool) -> None:
    reply = await api.create(MODEL, {"image": "data:image/png;base64,???"})
    assert reply.code == 422
    assert "image" in reply.msg
    assert "base64" in reply.msg
    assert await pool.fetchval("select count(*) from asset") == 0


async def test_nothing_is_stored_for_a_refused_request(api: Caller, pool: Pool) -> None:
    reply = await api.create(MODEL, {"image": data_url(picture()), "other": 1, "prompt": "x"})
    assert reply.code == 200
    reply = await api.create("qwen/image-edit", {"image_url": data_url(picture())})
    assert (reply.code, reply.msg) == (422, "prompt is required")
    assert await pool.fetchval("select count(*) from asset") == 1


async def test_a_text_that_only_begins_like_one_stays(api: Caller) -> None:
    reply = await api.create("z-image", {"prompt": "data: a chart", "aspect_ratio": "1:1"})
    record = (await api.record(reply.data["taskId"])).data
    assert "data: a chart" in record["param"]
