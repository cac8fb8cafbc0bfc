"""File upload: three ways in, one link out."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.conformance.checks import fits
from tests.conformance.client import Client, Reply

BASE64 = "/api/file-base64-upload"
STREAM = "/api/file-stream-upload"
URL = "/api/file-url-upload"
# The smallest PNG: one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BOUNDARY = "a-boundary-that-is-in-no-file"


def posted(client: Client, path: str, body: dict[str, Any]) -> Reply:
    return client.upload(path, json.dumps(body).encode())


def form(values: dict[str, str], file: bytes) -> bytes:
    """The fields and then the file, as multipart/form-data."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in values.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="pixel.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    )
    return "".join([*parts, head]).encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()


def streamed(client: Client, values: dict[str, str]) -> Reply:
    return client.upload(STREAM, form(values, PIXEL), f"multipart/form-data; boundary={BOUNDARY}")


def check(client: Client, reply: Reply, name: str, content: bytes) -> None:
    assert reply.json["success"] is True
    data = reply.data
    fits(data, {"fileName": str, "filePath": str, "downloadUrl": str, "uploadedAt": str})
    assert data["fileName"] == name
    assert data["filePath"].endswith(f"conformance/{name}")
    assert data["fileSize"] == len(content)
    assert data["mimeType"] == "image/png"
    file = client.download(data["downloadUrl"])
    assert (file.status, file.raw) == (200, content)


@pytest.mark.covers(159, 160)
@pytest.mark.parametrize("before", ["", "data:image/png;base64,"], ids=["raw", "data URL"])
def test_base64(client: Client, before: str) -> None:
    text = before + base64.b64encode(PIXEL).decode()
    values = {"base64Data": text, "uploadPath": "conformance", "fileName": "base64.png"}
    check(client, posted(client, BASE64, values), "base64.png", PIXEL)


@pytest.mark.covers(159, 161)
def test_a_stream(client: Client) -> None:
    values = {"uploadPath": "conformance", "fileName": "stream.png"}
    check(client, streamed(client, values), "stream.png", PIXEL)


@pytest.mark.covers(159, 162)
def test_a_url(client: Client, picture: str) -> None:
    values = {"fileUrl": picture, "uploadPath": "conformance", "fileName": "url.png"}
    content = client.download(picture).raw
    check(client, posted(client, URL, values), "url.png", content)


@pytest.mark.covers(159)
def test_a_file_without_a_name_gets_one(client: Client) -> None:
    values = {"base64Data": base64.b64encode(PIXEL).decode(), "uploadPath": "conformance"}
    first, second = (posted(client, BASE64, values).data["fileName"] for _ in range(2))
    assert first != second


@pytest.mark.covers(160, 162)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (BASE64, {"uploadPath": "conformance"}),
        (BASE64, {"uploadPath": "conformance", "base64Data": "§"}),
        (URL, {"uploadPath": "conformance"}),
        (URL, {"uploadPath": "conformance", "fileUrl": "no-url"}),
    ],
    ids=["no data", "no base64", "no url", "wrong url"],
)
def test_a_wrong_request(client: Client, path: str, body: dict[str, Any]) -> None:
    reply = posted(client, path, body)
    assert reply.code in (400, 422, 500)
    assert reply.json["success"] is False
    assert reply.msg


@pytest.mark.covers(159)
def test_an_upload_needs_a_key(client: Client) -> None:
    reply = streamed(client.with_key("no-such-key"), {"uploadPath": "conformance"})
    assert (reply.code, reply.json["success"]) == (401, False)
