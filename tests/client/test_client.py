"""The client against a scripted server: what it sends, how it waits, what it makes of errors."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from genmux.client import ClientError, GenmuxClient, ModelInfo, TaskFailed, TaskTimeout
from tests.client.script import Script, record, script

__all__ = ["script"]

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

KEY = "sk-gmx-live-x"


@pytest.fixture
async def client(script: Script) -> AsyncIterator[GenmuxClient]:
    async with GenmuxClient(script.url, KEY, patience=5) as client:
        yield client


def names(folder: Path) -> list[str]:
    return [item.name for item in folder.iterdir()]


async def test_create_sends_what_the_api_wants(script: Script, client: GenmuxClient) -> None:
    script.add({"taskId": "t1", "recordId": "t1"})
    task_id = await client.create(
        "m", {"prompt": "x"}, callback_url="http://me/", idempotency_key="k"
    )
    assert task_id == "t1"
    ((request, body),) = script.requests
    assert (request.method, request.path) == ("POST", "/api/v1/jobs/createTask")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert request.headers["Idempotency-Key"] == "k"
    assert body == {"model": "m", "input": {"prompt": "x"}, "callBackUrl": "http://me/"}


async def test_a_refusal_carries_code_and_message(script: Script, client: GenmuxClient) -> None:
    script.add(code=402, msg="Credits insufficient")
    with pytest.raises(ClientError) as caught:
        await client.create("m", {})
    assert (caught.value.code, caught.value.message) == (402, "Credits insufficient")


async def test_a_busy_server_is_asked_again(script: Script, client: GenmuxClient) -> None:
    script.add(code=429, msg="slow down")
    script.add(code=455, msg="maintenance")
    script.add({"taskId": "t1"})
    assert await client.create("m", {}) == "t1"


async def test_patience_ends(script: Script, client: GenmuxClient) -> None:
    script.add(code=429, msg="slow down", **{"Retry-After": "60"})
    with pytest.raises(ClientError, match="slow down"):
        await client.create("m", {})
    assert len(script.requests) == 1


async def test_a_server_that_speaks_something_else(script: Script, client: GenmuxClient) -> None:
    script.replies.append(web.Response(text="<html>", status=502))
    with pytest.raises(ClientError, match="HTTP 502") as caught:
        await client.credit()
    assert caught.value.code == 502


async def test_a_server_that_is_not_there(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with GenmuxClient(url, KEY, patience=0) as client:
        with pytest.raises(ClientError, match="cannot be reached"):
            await client.credit()


async def test_waiting_reports_and_ends_with_the_result(
    script: Script, client: GenmuxClient
) -> None:
    script.add(record("waiting"))
    script.add(record("generating", progress=40))
    result = {"resultUrls": ["http://x/1.png"]}
    script.add(record("success", resultJson=json.dumps(result), creditsConsumed=0.8))
    seen: list[tuple[str, int]] = []
    done = await client.wait("t1", lambda task: seen.append((task.state, task.progress)))
    assert seen == [("waiting", 0), ("generating", 40), ("success", 100)]
    assert done.result_urls == ("http://x/1.png",)
    assert done.result == result
    assert done.credits == Decimal("0.8")


async def test_a_failed_task_raises_its_reason(script: Script, client: GenmuxClient) -> None:
    script.add(record("fail", failCode="501", failMsg="no such voice"))
    with pytest.raises(TaskFailed) as caught:
        await client.wait("t1")
    assert (caught.value.code, caught.value.message) == (501, "no such voice")


async def test_waiting_has_an_end(script: Script, client: GenmuxClient) -> None:
    script.add(record("waiting"))
    with pytest.raises(TaskTimeout):
        await client.wait("t1", timeout=0)


async def test_credit_is_exact(script: Script, client: GenmuxClient) -> None:
    script.add(5916.25)
    assert await client.credit() == Decimal("5916.25")


async def test_models_may_leave_out_what_they_like(script: Script, client: GenmuxClient) -> None:
    script.add({"total": 1, "models": [{"model": "m", "taskType": ["Chat"], "pricingDesc": None}]})
    assert await client.models() == [ModelInfo("m", "m", "", ("Chat",), "")]


@pytest.mark.parametrize(
    ("disposition", "path", "name"),
    [
        ('attachment; filename="a.png"', "/files/x", "a.png"),
        (None, "/files/b%20c.mp4", "b c.mp4"),
        ('attachment; filename="../../.bashrc"', "/files/x", "_.._.bashrc"),
        (None, "/", "result"),
    ],
)
async def test_a_download_is_named_but_stays_in_its_folder(
    script: Script,
    client: GenmuxClient,
    tmp_path: Path,
    disposition: str | None,
    path: str,
    name: str,
) -> None:
    headers = {"Content-Disposition": disposition} if disposition else {}
    script.replies.append(web.Response(body=b"content", headers=headers))
    saved = await client.download(f"{script.url}{path}?signature=s", tmp_path)
    assert saved == tmp_path / name
    assert saved.read_bytes() == b"content"
    assert names(tmp_path) == [name]


async def test_a_stem_keeps_the_ending(
    script: Script, client: GenmuxClient, tmp_path: Path
) -> None:
    script.replies.append(web.Response(body=b"x"))
    assert (await client.download(f"{script.url}/f/a.mp3", tmp_path, stem="m-1")).name == "m-1.mp3"


async def test_a_download_does_not_show_the_key(
    script: Script, client: GenmuxClient, tmp_path: Path
) -> None:
    script.replies.append(web.Response(body=b"x"))
    await client.download(f"{script.url}/f/a.png", tmp_path / "b.png")
    ((request, _),) = script.requests
    assert "Authorization" not in request.headers


async def test_a_link_that_has_expired(
    script: Script, client: GenmuxClient, tmp_path: Path
) -> None:
    script.replies.append(web.Response(status=410))
    with pytest.raises(ClientError, match="cannot be downloaded") as caught:
        await client.download(f"{script.url}/f/a.png?signature=secret", tmp_path)
    assert caught.value.code == 410
    assert "secret" not in caught.value.message
    assert names(tmp_path) == []


async def test_a_task_can_be_taken_back(script: Script, client: GenmuxClient) -> None:
    script.add({"taskId": "t1"})
    await client.cancel("t1")
    ((request, _),) = script.requests
    assert (request.method, request.path) == ("POST", "/genmux/v1/tasks/t1/cancel")


async def test_calls_of_a_dedicated_family(script: Script, client: GenmuxClient) -> None:
    script.add({"taskId": "t1"})
    script.add({"status": "SUCCESS"})
    assert await client.post("/api/v1/generate", {"prompt": "x"}) == {"taskId": "t1"}
    found = await client.get("/api/v1/generate/record-info?taskId=t1")
    assert found == {"status": "SUCCESS"}
    (created, body), (read, _) = script.requests
    assert (created.path, body) == ("/api/v1/generate", {"prompt": "x"})
    assert read.path_qs == "/api/v1/generate/record-info?taskId=t1"
