"""Files on their way through: results to the browser, uploads from it. Nothing is kept here."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from genmux.console.house import House

_PASSED = (
    "accept-ranges",
    "cache-control",
    "content-disposition",
    "content-length",
    "content-range",
    "content-type",
    "etag",
    "last-modified",
)
_ASKED = ("range", "if-none-match", "if-range", "if-modified-since")
_CHUNK = 256 * 1024
_UPLOAD_PATH = "/api/file-stream-upload"


def routes(house: House) -> list[Route]:
    return [
        Route("/files/{rest:path}", _Passing(house).show, methods=["GET"]),
        Route("/upload", _Passing(house).take, methods=["POST"]),
    ]


class _Passing:
    def __init__(self, house: House) -> None:
        self._house = house

    async def show(self, request: Request) -> Response:
        """One file of the API; its link is signed, so it carries its own right."""
        if self._house.sessions.of(request) is None:
            return PlainTextResponse("", 401)
        raw = request.scope.get("raw_path", b"").partition(b"?")[0].decode("ascii", "replace")
        query = request.url.query
        headers = {name: value for name in _ASKED if (value := request.headers.get(name))}
        try:
            reply = await self._house.http.get(
                f"{self._house.api_url}{raw}" + (f"?{query}" if query else ""),
                headers=headers,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError):
            return PlainTextResponse("", 502)
        passed = {name: value for name in _PASSED if (value := reply.headers.get(name))}
        # Whatever a file claims to be, it is shown as media or saved; a page it never becomes.
        passed["content-security-policy"] = "sandbox; default-src 'none'; media-src 'self'"
        return StreamingResponse(
            reply.content.iter_chunked(_CHUNK),
            status_code=reply.status,
            headers=passed,
            background=BackgroundTask(_closed, reply),
        )

    async def take(self, request: Request) -> Response:
        """A multipart upload, handed on as it comes; the API's limits are the ones that count."""
        session = self._house.sessions.of(request)
        token = request.headers.get("x-genmux-form", "")
        if session is None or not self._house.sessions.may_post(session, token):
            return JSONResponse({"success": False, "msg": ""}, 403)
        api = self._house.api(
            request, token=session.token, project=session.project, sandbox=session.sandbox
        )
        headers = {**api.headers, "Content-Type": request.headers.get("content-type", "")}
        if length := request.headers.get("content-length"):
            headers["Content-Length"] = length
        try:
            async with self._house.http.post(
                api.full(_UPLOAD_PATH), data=_arriving(request), headers=headers
            ) as reply:
                return Response(await reply.read(), reply.status, media_type="application/json")
        except (aiohttp.ClientError, TimeoutError) as error:
            return JSONResponse({"success": False, "msg": str(error)}, 502)


async def _arriving(request: Request) -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        if chunk:
            yield chunk


async def _closed(reply: aiohttp.ClientResponse) -> None:
    reply.close()
