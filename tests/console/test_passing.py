"""Files on their way through the console: results in ranges, uploads as they come."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from genmux.console.sessions import COOKIE
from tests.console.conftest import Desk

BOUNDARY = "----boundary"


@pytest.fixture(scope="module")
def picture(desk: Desk) -> str:
    """The path of a result at the console."""
    body = {"model": "z-image", "input": {"prompt": "a kite", "aspect_ratio": "1:1"}}
    request = urllib.request.Request(
        f"{desk.api}/api/v1/jobs/createTask",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {desk.key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as reply:
        task_id = json.load(reply)["data"]["taskId"]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        task = desk.ask("GET", f"/tasks/{task_id}")
        if task["status"] == "succeeded":
            return str(task["files"][0]["url"]).removeprefix(desk.api)
        time.sleep(0.2)
    raise TimeoutError(task_id)


def send(desk: Desk, path: str, data: bytes | None = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    cookie = f"{COOKIE}={desk.cookies[COOKIE]}"
    request = urllib.request.Request(desk.url + path, data, {"Cookie": cookie, **named})
    return urllib.request.urlopen(request)


def test_a_result_comes_whole_and_in_parts(desk: Desk, picture: str) -> None:
    with send(desk, picture) as reply:
        whole = reply.read()
        assert reply.headers["content-type"] == "image/png"
        assert reply.headers["content-security-policy"].startswith("sandbox;")
    with send(desk, picture, Range="bytes=100-199") as reply:
        assert reply.status == 206
        assert reply.read() == whole[100:200]
        assert reply.headers["content-range"] == f"bytes 100-199/{len(whole)}"


def test_a_link_that_was_tampered_with_leads_nowhere(desk: Desk, picture: str) -> None:
    start, _, name = picture.rpartition("/")
    with pytest.raises(urllib.error.HTTPError) as refused:
        send(desk, f"{start[:-2]}xx/{name}")
    refused.value.close()
    assert refused.value.code in (403, 404)


def upload(desk: Desk, token: str) -> Any:
    lines = [f"--{BOUNDARY}", 'Content-Disposition: form-data; name="uploadPath"', "", "console"]
    lines += [f"--{BOUNDARY}", 'Content-Disposition: form-data; name="file"; filename="a.txt"']
    lines += ["Content-Type: text/plain", "", "hello", f"--{BOUNDARY}--", ""]
    headers = {"Content_Type": f"multipart/form-data; boundary={BOUNDARY}", "X_Genmux_Form": token}
    return send(desk, "/upload", "\r\n".join(lines).encode(), **headers)


def test_an_upload_needs_the_token_of_a_page(desk: Desk) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        upload(desk, "0" * 64)
    refused.value.close()
    assert refused.value.code == 403


def test_an_upload_becomes_a_file_of_the_api(desk: Desk) -> None:
    with upload(desk, desk.form_token) as reply:
        data = json.load(reply)["data"]
    assert data["fileSize"] == 5
    with urllib.request.urlopen(data["fileUrl"]) as reply:
        assert reply.read() == b"hello"
