"""File upload: a file in base64, as a multipart stream, or named by URL becomes a signed link.

The provider serves these on a host of their own; here they are on every address of the server.
The family has an envelope with `success`, words of its own, and of the error codes 400, 401, 405
and 500; ours are 403, for people whose role is too low, and 413, for what is over a limit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from genmux.dialects.http import BODY_SECONDS, UNAUTHORIZED, Api
from genmux.errors import (
    Forbidden,
    GenmuxError,
    InvalidInput,
    MalformedBody,
    TooLarge,
    Unauthorized,
    Unfetchable,
)
from genmux.ids import new_uuid
from genmux.projects.caller import Caller
from genmux.storage.assets import Asset
from genmux.storage.data_url import decode, is_data_url
from genmux.storage.multipart import FileForm
from genmux.storage.names import safe_name
from genmux.storage.sink import BLOCK
from genmux.storage.upload_names import missing, random_name, upload_name, upload_path
from genmux.storage.uploads import LINKS_END, Received, Uploads

_MEGABYTE = 1024 * 1024
_NOT_BASE64 = "Base64 decoding failed: Invalid Base64 format"
_URL_SAFE = str.maketrans("-_", "+/")
_WRONG_METHOD = {"success": False, "code": 405, "msg": "Method not allowed: use POST"}


def routes(api: Api) -> list[Route]:
    uploading = _Uploading(api)
    handlers = {
        "/api/file-base64-upload": uploading.base64,
        "/api/file-stream-upload": uploading.stream,
        "/api/file-url-upload": uploading.url,
    }
    served = [
        Route(path, api.endpoint(handler, uploading.refuse), methods=["POST"])
        for path, handler in handlers.items()
    ]
    # Without methods a route takes all that the one before it leaves.
    return [*served, *(Route(path, _WrongMethod()) for path in handlers)]


class _WrongMethod:
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A new one each time: what wraps the server adds headers to it.
        await JSONResponse(_WRONG_METHOD, 405, headers={"allow": "POST"})(scope, receive, send)


class _Uploading:
    def __init__(self, api: Api) -> None:
        self._api = api
        keep = timedelta(days=api.settings.storage.upload_days)
        self._uploads = Uploads(api.pool, api.store, api.clock, keep)

    async def base64(self, request: Request, caller: Caller) -> Response:
        body = await self._api.body(request)
        path, name = upload_path(body.get("uploadPath")), upload_name(body.get("fileName"))
        most = self._api.settings.server.max_body_mb * _MEGABYTE
        content = await asyncio.to_thread(_decoded, body.get("base64Data"), most)
        async with self._uploads.received(_pieces(content), name or "") as file:
            return await self._named(request, caller, file, path, name, name or "")

    async def stream(self, request: Request, caller: Caller) -> Response:
        coding = request.headers.get("content-encoding", "identity")
        if coding.lower() != "identity":
            raise MalformedBody(f"Content-Encoding {coding:.40} is not taken: send plain multipart")
        most = self._api.settings.storage.upload_max_mb * _MEGABYTE
        form = FileForm(request.headers.get("content-type", ""), _arriving(request), most)
        await form.reach_file()
        if "uploadPath" in form.fields:  # no need to take a large file first
            upload_path(form.fields["uploadPath"])
        original = safe_name(form.filename, default="")
        async with self._uploads.received(form.content(), original) as file:
            await form.rest()
            path = upload_path(form.fields.get("uploadPath"))
            name = upload_name(form.fields.get("fileName"))
            return await self._named(request, caller, file, path, name, original)

    async def url(self, request: Request, caller: Caller) -> Response:
        body = await self._api.body(request)
        path, name = upload_path(body.get("uploadPath")), upload_name(body.get("fileName"))
        url = body.get("fileUrl")
        if url is None or url == "":
            raise missing("fileUrl")
        if not isinstance(url, str):
            raise InvalidInput("Invalid parameter: fileUrl is not a text", field="fileUrl")
        limits = self._api.settings.storage
        to = self._api.work_folder / new_uuid().hex
        try:
            await self._api.fetcher.fetch(
                url,
                to,
                max_bytes=limits.upload_url_max_mb * _MEGABYTE,
                accepts=(),
                field="fileUrl",
                timeout=limits.upload_url_seconds,
            )
            original = _name_in(url)
            async with self._uploads.received(_read(to), original) as file:
                return await self._named(request, caller, file, path, name, original)
        finally:
            await asyncio.to_thread(to.unlink, missing_ok=True)

    def refuse(self, error: GenmuxError) -> Response:
        """The family's envelope of an error, with the nearest code that it knows."""
        code, message = 500, error.message
        if isinstance(error, InvalidInput | MalformedBody | Unfetchable):
            code = 400
        elif isinstance(error, TooLarge | Forbidden):
            code = error.code
        elif isinstance(error, Unauthorized):
            code = 401
            refused = message != UNAUTHORIZED and message.removeprefix("Unauthorized – ")
            message = f"Authentication failed: {refused or 'Invalid API Key'}"
        status = 200
        if self._api.settings.server.honest_status:
            status = error.status if code == 500 else code
        return JSONResponse({"success": False, "code": code, "msg": message}, status)

    async def _named(
        self,
        request: Request,
        caller: Caller,
        file: Received,
        path: str,
        name: str | None,
        original: str,
    ) -> Response:
        name = name or random_name(file.mime, original, self._api.clock.now())
        asset = await self._uploads.name(file, caller.project_id, path, name)
        link = self._api.base_url(request) + self._api.links.sign(asset.id, name, LINKS_END)
        folder = f"kieai/{caller.project_id.hex}"
        return JSONResponse(
            {
                "success": True,
                "code": 200,
                "msg": "File uploaded successfully",
                "data": _shown(asset, folder, path, original or name, link),
            }
        )


def _shown(asset: Asset, folder: str, path: str, original: str, link: str) -> dict[str, Any]:
    """The union of what recorded replies and both documents hold."""
    return {
        "success": True,
        "fileId": asset.id.hex,
        "fileName": asset.name,
        "originalName": original,
        "filePath": "/".join(part for part in (folder, path, asset.name) if part),
        "uploadPath": path,
        "fileUrl": link,
        "downloadUrl": link,
        "fileSize": asset.size,
        "mimeType": asset.mime,
        "uploadedAt": _iso(asset.created_at),
        "uploadTime": _iso(asset.created_at),
        "expiresAt": _iso(asset.expires_at),
    }


async def _arriving(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes. Raises MalformedBody when it stands still."""
    chunks = request.stream()
    while True:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                chunk = await anext(chunks, None)
        except TimeoutError as error:
            raise MalformedBody(
                f"The body is not complete: nothing came for {BODY_SECONDS:g} seconds"
            ) from error
        if chunk is None:
            return
        if chunk:
            yield chunk


def _decoded(text: Any, most: int) -> bytes:
    """Raw base64 or a data URL, of either alphabet, with or without padding and whitespace."""
    if text is None or text == "":
        raise missing("base64Data")
    if not isinstance(text, str):
        raise InvalidInput(_NOT_BASE64, field="base64Data")
    text = text.strip()
    if is_data_url(text):
        text = text.partition(",")[2]
    try:
        return decode(f"data:;base64,{text.translate(_URL_SAFE)}", most, "base64Data")
    except InvalidInput as error:
        raise InvalidInput(_NOT_BASE64, field="base64Data") from error


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), BLOCK):
        yield content[start : start + BLOCK]


async def _read(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while block := await asyncio.to_thread(file.read, BLOCK):
            yield block


def _name_in(url: str) -> str:
    """What a URL calls its file, as far as a name can be read from it."""
    try:
        return safe_name(unquote(urlsplit(url).path.rpartition("/")[2]), default="")
    except ValueError:
        return ""


def _iso(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
