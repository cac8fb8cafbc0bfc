"""The three upload endpoints as a client meets them."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import psutil
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from genmux.app import open_worker
from genmux.catalogue.load import Catalogue
from genmux.db.pool import Pool
from genmux.projects.keys import NewKey
from genmux.projects.project import Project, ensure_project
from genmux.settings import Settings, load_settings
from tests.dialects.conftest import NewCaller
from tests.dialects.test_inline import picture
from tests.server import Caller, Reply, running_api

BASE64, STREAM, URL = "/api/file-base64-upload", "/api/file-stream-upload", "/api/file-url-upload"
BOUNDARY = "----a-boundary"
PART_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
MEGABYTE = 1024 * 1024
KEYS = {
    "success": bool, "fileId": str, "fileName": str, "originalName": str, "filePath": str,
    "uploadPath": str, "fileUrl": str, "downloadUrl": str, "fileSize": int, "mimeType": str,
    "uploadedAt": str, "uploadTime": str, "expiresAt": str,
}  # fmt: skip


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    named = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def send(api: Caller, *parts: bytes, **headers: str) -> Reply:
    body = io.BytesIO(form(*parts))
    return await api.post(STREAM, body, Content_Type=PART_TYPE, **headers)


async def send_base64(api: Caller, content: bytes = b"hello", **more: Any) -> Reply:
    return await api.post(BASE64, {"base64Data": encoded(content), "uploadPath": "", **more})


async def read(api: Caller, url: str) -> bytes:
    reply = await api.get(urlsplit(url).path)
    assert reply.status == 200, reply.raw
    return reply.raw


def refused(reply: Reply, code: int, msg: str) -> None:
    assert (reply.status, reply.json) == (200, {"success": False, "code": code, "msg": msg})


def stored(settings: Settings) -> list[Path]:
    """Everything in the folder of the store, half-written files too."""
    return [path for path in (settings.data.dir / "files").rglob("*") if path.is_file()]


@pytest.fixture
async def web_server() -> AsyncIterator[str]:
    async def serve(request: web.Request) -> web.Response:
        if request.path == "/large":
            return web.Response(body=bytes(2 * MEGABYTE))
        if request.path == "/missing":
            return web.Response(status=404)
        return web.Response(body=picture(), content_type="text/plain")

    app = web.Application()
    app.router.add_get("/{any:.*}", serve)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/")).rstrip("/")


# What comes back


async def test_a_stream_upload_and_its_reply(api: Caller, project: Project) -> None:
    reply = await send(
        api,
        part("uploadPath", b"images/me"),
        part("fileName", b"face.png"),
        part("file", picture(), "IMG_1.png"),
    )
    assert (reply.status, reply.code, reply.msg) == (200, 200, "File uploaded successfully")
    assert set(reply.json) == {"success", "code", "msg", "data"}
    assert reply.json["success"] is True
    data = reply.data
    assert {name: type(value) for name, value in data.items()} == KEYS
    assert data["fileName"] == "face.png"
    assert data["originalName"] == "IMG_1.png"
    assert data["filePath"] == f"kieai/{project.id.hex}/images/me/face.png"
    assert data["uploadPath"] == "images/me"
    assert data["fileSize"] == len(picture())
    assert data["mimeType"] == "image/png"
    assert data["fileUrl"] == data["downloadUrl"]
    assert data["downloadUrl"].startswith(api.url + "/files/")
    assert data["downloadUrl"].endswith("/face.png")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", data["uploadedAt"])
    begun, ended = (datetime.fromisoformat(data[key]) for key in ("uploadedAt", "expiresAt"))
    assert ended - begun == timedelta(days=3)
    assert await read(api, data["downloadUrl"]) == picture()


async def test_a_file_may_come_before_its_fields(api: Caller) -> None:
    reply = await send(
        api,
        part("file", picture(), "a.png"),
        part("fileName", b"late.png"),
        part("uploadPath", b"x"),
    )
    assert (reply.data["fileName"], reply.data["uploadPath"]) == ("late.png", "x")


async def test_links_begin_where_the_client_sent_the_file(api: Caller) -> None:
    reply = await send(api, part("uploadPath", b""), part("file", b"x"), Host="files.example:81")
    assert reply.data["fileUrl"].startswith("http://files.example:81/files/")


async def test_links_begin_with_the_public_url_where_one_is_set(
    database: str, catalogue: Catalogue, new_caller: NewCaller, settings: Settings
) -> None:
    flags = {"data.dir": str(settings.data.dir), "server.public_url": "https://media.example"}
    chosen = load_settings(file=None, environ={}, flags=flags)
    caller = await new_caller()
    async with running_api(chosen, database, catalogue=catalogue) as url:
        caller.url = url
        data = (await send_base64(caller)).data
        assert data["fileUrl"].startswith("https://media.example/files/")


async def test_a_nameless_file_gets_a_name(api: Caller) -> None:
    for more in ({}, {"fileName": None}, {"fileName": ""}):
        reply = await send_base64(api, picture(), **more)
        assert re.fullmatch(r"\d{13}-[0-9a-f]{10}\.png", reply.data["fileName"])
        assert reply.data["originalName"] == reply.data["fileName"]


async def test_a_file_that_bytes_do_not_tell_keeps_the_ending_of_its_own_name(api: Caller) -> None:
    reply = await send(api, part("uploadPath", b""), part("file", b"a,b\n1,2\n", "table.csv"))
    assert reply.data["fileName"].endswith(".csv")
    assert reply.data["mimeType"] == "text/plain"


async def test_uploads_cost_nothing(api: Caller) -> None:
    await send_base64(api)
    assert (await api.get("/api/v1/chat/credit")).data == 1000


# Base64


async def test_base64_in_all_its_dresses(api: Caller) -> None:
    for text in (
        "aGVsbG8/Pz8+Pg==",
        "aGVsbG8/Pz8+Pg",
        "aGVsbG8_Pz8-Pg==",
        " aGVs\r\nbG8/ Pz8+\tPg== \n",
        "data:image/png;base64,aGVsbG8/Pz8+Pg==",
        "DATA:;BASE64,aGVsbG8/Pz8+Pg==",
        "data:text/plain;charset=utf-8;base64,aGVsbG8/Pz8+Pg==",
    ):
        reply = await api.post(BASE64, {"base64Data": text, "uploadPath": "p"})
        assert await read(api, reply.data["fileUrl"]) == b"hello???>>", text


async def test_what_is_no_base64(api: Caller, pool: Pool) -> None:
    for text in ("a", "hello!", "data:image/png,hello", "aGVs=bG8=", "\ud800", 5, ["x"]):
        # orjson would not send half a surrogate pair
        body = json.dumps({"base64Data": text, "uploadPath": ""}).encode()
        reply = await api.post(BASE64, body)
        if text == "\ud800":
            assert (reply.code, reply.json["success"]) == (400, False)
        else:
            refused(reply, 400, "Base64 decoding failed: Invalid Base64 format")
    assert await pool.fetchval("select count(*) from asset") == 0


async def test_a_base64_body_has_the_limit_of_every_body(api: Caller) -> None:
    body = b'{"base64Data": "' + bytes(20 * MEGABYTE)
    reply = await api.call("POST", BASE64, io.BytesIO(body))
    refused(reply, 413, "The request body is larger than 20 MB.")


# Requests that cannot be


async def test_what_is_required(api: Caller) -> None:
    given = {"base64Data": "aGk=", "fileUrl": "https://example.com/a.png"}
    for path, name in ((BASE64, "base64Data"), (URL, "fileUrl")):
        for body in (given, given | {"uploadPath": None}):
            refused(await api.post(path, body), 400, "Missing required parameter: uploadPath")
        for lacking in ({}, {name: None}, {name: ""}):
            reply = await api.post(path, {"uploadPath": "", **lacking})
            refused(reply, 400, f"Missing required parameter: {name}")


async def test_a_stream_without_upload_path_leaves_nothing(
    api: Caller, settings: Settings, pool: Pool
) -> None:
    reply = await send(api, part("file", picture(), "a.png"))
    refused(reply, 400, "Missing required parameter: uploadPath")
    assert stored(settings) == []
    assert await pool.fetchval("select count(*) from asset") == 0


async def test_a_body_that_is_no_json_object(api: Caller) -> None:
    for path in (BASE64, URL):
        for body in (b"", b"{", b"[]", b'"x"'):
            reply = await api.post(path, body)
            assert (reply.status, reply.code, reply.json["success"]) == (200, 400, False)


async def test_broken_forms_leave_nothing(api: Caller, settings: Settings) -> None:
    whole = form(part("uploadPath", b"x"), part("file", bytes(200_000), "a.bin"))
    reply = await api.post(STREAM, whole[:-200], Content_Type=PART_TYPE)
    refused(reply, 400, "The multipart body ends before its closing boundary")
    reply = await api.post(STREAM, whole, Content_Type="application/json")
    refused(reply, 400, "The body must be multipart/form-data with a boundary")
    reply = await send(api, part("uploadPath", b""), part("file", b"x"), part("file", b"y"))
    refused(reply, 400, "Only one file can be uploaded per request")
    reply = await send(api, part("uploadPath", b""), part("file", b"", "a.png"))
    refused(reply, 400, "The uploaded file is empty")
    assert stored(settings) == []


async def test_paths_and_names_that_lead_elsewhere(api: Caller, pool: Pool) -> None:
    reply = await send_base64(api, uploadPath="a/../../b")
    refused(reply, 400, "Invalid parameter: uploadPath has a folder that is only dots or spaces")
    reply = await send_base64(api, fileName="../a.png")
    refused(reply, 400, "Invalid parameter: fileName has a slash; folders go into uploadPath")
    reply = await send(
        api, part("uploadPath", b"a\x00"), part("file", b"x"), part("fileName", b"b\\c")
    )
    refused(reply, 400, "Invalid parameter: uploadPath has a character that cannot be seen")
    assert await pool.fetchval("select count(*) from asset") == 0


async def test_what_the_senders_machine_calls_it_only_gives_the_last_word(
    api: Caller,
) -> None:
    for filename in ["../../x.png", "C:\\\\fake\\\\x.png", "/etc/x.png"]:
        reply = await send(api, part("uploadPath", b""), part("file", b"x", filename))
        assert reply.data["originalName"] == "x.png"


async def test_slashes_around_a_path_are_forgiven(api: Caller, project: Project) -> None:
    reply = await send_base64(api, uploadPath="/a//b/", fileName="ä ö.txt")
    assert reply.data["filePath"] == f"kieai/{project.id.hex}/a/b/ä ö.txt"
    assert await read(api, reply.data["fileUrl"]) == b"hello"


async def test_a_wrong_key_and_a_wrong_method(api: Caller) -> None:
    stranger = api.with_key("sk-gmx-live-nobody")
    for path in (BASE64, STREAM, URL):
        refused(await stranger.post(path, {}), 401, "Authentication failed: Invalid API Key")
        for method in ("GET", "PUT", "DELETE"):
            reply = await api.call(method, path)
            assert (reply.status, reply.code, reply.json["success"]) == (405, 405, False)
            assert reply.headers["allow"] == "POST"


async def test_replies_to_pages_are_all_alike(api: Caller) -> None:
    page = {"Origin": "https://page.example", "Cookie": "a=b"}
    replies = [await api.call("PUT", STREAM, headers=page) for _ in range(3)]
    assert replies[0].headers["access-control-allow-origin"] in ("*", page["Origin"])
    for reply in replies:
        known = {name: value for name, value in reply.headers.items() if name != "date"}
        assert known == {k: v for k, v in replies[0].headers.items() if k != "date"}


async def test_a_key_is_held_to_its_addresses(new_caller: NewCaller) -> None:
    caller = await new_caller(NewKey(networks=("10.0.0.0/8",)))
    msg = "Authentication failed: This API key may not be used from 127.0.0.1."
    refused(await send_base64(caller), 401, msg)


async def test_honest_statuses(
    database: str, catalogue: Catalogue, new_caller: NewCaller, settings: Settings
) -> None:
    flags = {"data.dir": str(settings.data.dir), "server.honest_status": True}
    chosen = load_settings(file=None, environ={}, flags=flags)
    caller = await new_caller()
    async with running_api(chosen, database, catalogue=catalogue) as url:
        caller.url = url
        assert (await caller.post(URL, {"uploadPath": ""})).status == 400
        assert (await caller.with_key("x").post(URL, {})).status == 401
        blocked = {"uploadPath": "", "fileUrl": "http://127.0.0.1/"}
        assert (await caller.post(URL, blocked)).status == 400


# By URL


async def test_a_file_is_fetched(api: Caller, settings: Settings, web_server: str) -> None:
    reply = await api.post(URL, {"fileUrl": f"{web_server}/a%20b.jpg?x=1", "uploadPath": "in"})
    assert reply.code == 200, reply.msg
    assert (reply.data["mimeType"], reply.data["originalName"]) == ("image/png", "a b.jpg")
    assert reply.data["fileName"].endswith(".png")
    assert await read(api, reply.data["fileUrl"]) == picture()
    assert [path for path in (settings.data.dir / "work").rglob("*") if path.is_file()] == []


async def test_a_url_that_cannot_be_read(api: Caller) -> None:
    for url, msg in (
        ("http://10.1.2.3/a.png", "fileUrl: the host is not a public internet address"),
        ("http://127.0.0.1:1/a.png", "fileUrl: the server could not be reached"),
        ("ftp://example.com/a.png", "fileUrl: not an absolute http or https URL"),
        ("a.png", "fileUrl: not an absolute http or https URL"),
    ):
        refused(await api.post(URL, {"fileUrl": url, "uploadPath": ""}), 400, msg)


async def test_an_answer_that_is_no_file(api: Caller, web_server: str) -> None:
    reply = await api.post(URL, {"fileUrl": f"{web_server}/missing", "uploadPath": ""})
    refused(reply, 400, "fileUrl: the server answered HTTP 404")
    reply = await api.post(URL, {"fileUrl": 7, "uploadPath": ""})
    refused(reply, 400, "Invalid parameter: fileUrl is not a text")


async def test_limits_are_settings(
    database: str,
    catalogue: Catalogue,
    new_caller: NewCaller,
    settings: Settings,
    web_server: str,
) -> None:
    flags = {"data.dir": str(settings.data.dir), "network.allow": ["127.0.0.0/8"]}
    limits = {"storage.upload_url_max_mb": 1, "storage.upload_max_mb": 1}
    chosen = load_settings(file=None, environ={}, flags=flags | limits)
    caller = await new_caller()
    async with running_api(chosen, database, catalogue=catalogue) as url:
        caller.url = url
        reply = await caller.post(URL, {"fileUrl": f"{web_server}/large", "uploadPath": ""})
        refused(reply, 413, "fileUrl: the file is larger than 1 MB")
        reply = await send(caller, part("uploadPath", b""), part("file", bytes(3 * MEGABYTE)))
        refused(reply, 413, "The file is larger than 1 MB")
        reply = await send(caller, part("uploadPath", b""), part("file", bytes(MEGABYTE + 1)))
        refused(reply, 413, "The file is larger than 1 MB")
        reply = await send(caller, part("uploadPath", b""), part("file", bytes(MEGABYTE)))
        assert reply.code == 200
    assert len(stored(settings)) == 1


async def test_a_link_of_our_own_is_copied_without_network(api: Caller) -> None:
    own = urlsplit((await send_base64(api, picture())).data["fileUrl"]).path
    reply = await api.post(URL, {"fileUrl": f"https://gone.invalid{own}", "uploadPath": "copy"})
    assert reply.code == 200, reply.msg
    assert await read(api, reply.data["fileUrl"]) == picture()


# Over and over


async def test_the_same_name_again_keeps_the_link_and_shows_the_new_bytes(api: Caller) -> None:
    first = (await send_base64(api, b"first", uploadPath="a", fileName="x.txt")).data
    before = await api.get(urlsplit(first["fileUrl"]).path)
    second = (await send_base64(api, picture(), uploadPath="a", fileName="x.txt")).data
    assert second["fileUrl"] == first["fileUrl"]
    assert second["mimeType"] == "image/png"
    after = await api.get(urlsplit(first["fileUrl"]).path)
    assert (before.raw, after.raw) == (b"first", picture())
    assert after.headers["etag"] != before.headers["etag"]
    assert "no-cache" in after.headers["cache-control"]
    elsewhere = (await send_base64(api, b"third", uploadPath="b", fileName="x.txt")).data
    assert elsewhere["fileUrl"] != first["fileUrl"]
    assert await read(api, first["fileUrl"]) == picture()


async def test_projects_do_not_write_over_each_other(
    api: Caller, new_caller: NewCaller, pool: Pool
) -> None:
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    mine = (await send_base64(api, b"mine", fileName="x.txt")).data
    theirs = (await send_base64(stranger, b"theirs", fileName="x.txt")).data
    assert await read(api, mine["fileUrl"]) == b"mine"
    assert await read(api, theirs["fileUrl"]) == b"theirs"


async def test_many_at_once_end_with_one_of_them(api: Caller) -> None:
    contents = [bytes([65 + number]) * (1000 + number) for number in range(8)]
    replies = await asyncio.gather(
        *(send_base64(api, content, fileName="x.txt") for content in contents)
    )
    assert len({reply.data["fileUrl"] for reply in replies}) == 1
    assert await read(api, replies[0].data["fileUrl"]) in contents


# What links are good for


async def test_an_upload_is_an_input_without_any_network(
    database: str, catalogue: Catalogue, new_caller: NewCaller, settings: Settings
) -> None:
    """The link's host is the name that a client used, which leads nowhere from here."""
    flags = {"data.dir": str(settings.data.dir), "worker.renderers": 1}
    alone = load_settings(file=None, environ={}, flags=flags)
    stop = asyncio.Event()
    caller = await new_caller()
    async with (
        running_api(alone, database, catalogue=catalogue) as caller.url,
        open_worker(alone, database) as worker,
    ):
        working = asyncio.ensure_future(worker(stop))
        file = part("file", picture(), "a.png")
        reply = await send(caller, part("uploadPath", b""), file, Host="nowhere.invalid")
        link = reply.data["fileUrl"]
        assert link.startswith("http://nowhere.invalid/")
        created = await caller.create("recraft/crisp-upscale", {"image": link})
        assert created.code == 200, created.msg
        async with asyncio.timeout(60):
            while True:
                record = (await caller.record(created.data["taskId"])).data
                if record["state"] in ("success", "fail"):
                    break
                await asyncio.sleep(0.05)
        stop.set()
        await working
    assert record["state"] == "success", record["failMsg"]


async def test_an_upload_has_a_download_link_too(
    api: Caller, new_caller: NewCaller, pool: Pool
) -> None:
    link = (await send_base64(api, picture(), fileName="x.png")).data["fileUrl"]
    reply = await api.post("/api/v1/common/download-url", {"url": link})
    assert reply.data.endswith("/x.png?download=1")
    assert await read(api, reply.data) == picture()
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    reply = await stranger.post("/api/v1/common/download-url", {"url": link})
    assert (reply.code, reply.msg) == (422, "url is wrong")


# Long files, and senders that go away


async def test_a_sender_that_goes_away_leaves_nothing(
    api: Caller, settings: Settings, pool: Pool
) -> None:
    parts = urlsplit(api.url)
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    begun = part("uploadPath", b"x") + part("file", bytes(20 * MEGABYTE), "a.bin")
    head = (
        f"POST {STREAM} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api._key}\r\n"
        f"Content-Type: {PART_TYPE}\r\nContent-Length: {100 * MEGABYTE}\r\n\r\n"
    )
    writer.write(head.encode() + begun[: 18 * MEGABYTE])
    await writer.drain()
    async with asyncio.timeout(10):
        while not stored(settings):  # noqa: ASYNC110  nobody tells when the first part is written
            await asyncio.sleep(0.01)
        writer.transport.abort()
        while stored(settings):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await pool.fetchval("select count(*) from asset") == 0


async def test_a_sender_that_falls_silent_is_let_go(
    api: Caller, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genmux.dialects.uploads.BODY_SECONDS", 0.2)

    async def slowly() -> AsyncIterator[bytes]:
        yield part("uploadPath", b"x") + part("file", bytes(20_000), "a.bin")[:10_000]
        await asyncio.sleep(5)

    async with (
        aiohttp.ClientSession() as session,
        session.post(
            api.url + STREAM,
            data=slowly(),
            headers={"Authorization": f"Bearer {api._key}", "Content-Type": PART_TYPE},
        ) as reply,
    ):
        assert (await reply.json())["code"] == 400
    assert stored(settings) == []


async def test_a_long_stream_takes_little_memory(api: Caller, settings: Settings) -> None:
    """Sender and server are both in this process."""
    size, block = 160 * MEGABYTE, bytes(64 * 1024)
    process = psutil.Process()
    most = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal most
        yield part("uploadPath", b"long")
        yield part("file", b"", "a.bin")[:-2]
        for _ in range(0, size, len(block)):
            most = max(most, process.memory_info().rss)
            yield block
        yield b"\r\n" + form()

    await send_base64(api)  # everything that is loaded once is loaded
    before = process.memory_info().rss
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            api.url + STREAM,
            data=body(),
            headers={"Authorization": f"Bearer {api._key}", "Content-Type": PART_TYPE},
        ) as reply,
    ):
        data = (await reply.json())["data"]
    assert data["fileSize"] == size
    assert most - before < 50 * MEGABYTE
