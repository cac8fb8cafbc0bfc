"""GET and HEAD of stored files behind signed links. Statuses are plain HTTP here, no envelope.

Link and asset row decide everything; the store is touched only for the bytes.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from genmux.db.pool import retried
from genmux.errors import Unavailable
from genmux.storage import assets
from genmux.storage.names import content_disposition
from genmux.storage.ranges import UnsatisfiableError, parse_range
from genmux.storage.slow import slowed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from genmux.clock import Clock
    from genmux.db.pool import Pool
    from genmux.storage.assets import Asset
    from genmux.storage.links import Links, LinkTarget
    from genmux.storage.store import Store

log = logging.getLogger(__name__)

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified"
    ),
    # Pages that isolate themselves may embed the files too; the link itself is the permission.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    **_CORS,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}
_SHOWN = frozenset({"text/plain", "application/json"})
_SCRIPTABLE = ("html", "xml", "javascript", "ecmascript", "svg")


def file_routes(links: Links, assets_pool: Pool, store: Store, clock: Clock) -> list[Route]:
    """The routes that serve files; everything that they need comes in here."""

    async def serve(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        now = clock.now()
        target = links.check(request.path_params["token"], request.path_params["name"], now)
        if target is None:
            return _problem(403, "This link is not valid.")
        if target.expired:
            return _problem(410, f"This link expired at {_iso(target.expires_at)}.")
        try:
            asset = await retried(assets_pool, lambda conn: assets.get(conn, target.asset_id))
        except Unavailable as error:
            return _problem(error.status, error.message)
        if asset is None:
            return _problem(404, "There is no such file.")
        if asset.deleted_at is not None or asset.expires_at <= now:
            return _problem(410, f"This file expired at {_iso(asset.expires_at)}.")
        return await _answer(request, asset, target, store, now)

    return [Route("/files/{token}/{name}", serve, methods=["GET", "HEAD", "OPTIONS"])]


async def _answer(
    request: Request, asset: Asset, target: LinkTarget, store: Store, now: datetime
) -> Response:
    headers = _headers(asset, target, now, download=_asks_download(request))
    if _unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    # RFC 9110 defines Range for GET alone; a HEAD tells about the whole file.
    if request.method == "HEAD":
        return Response(headers=headers | {"Content-Length": str(asset.size)})
    start, end, status = 0, asset.size, 200
    try:
        part = parse_range(_applicable_range(request, headers), asset.size)
    except UnsatisfiableError:
        limits = {"Content-Range": f"bytes */{asset.size}", "Accept-Ranges": "bytes"}
        return _problem(416, f"The file has {asset.size} bytes.", limits)
    if part is not None:
        (start, end), status = part, 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{asset.size}"
    headers["Content-Length"] = str(end - start)
    chunks = store.stream(asset.key, start, end)
    try:
        first = await anext(chunks, b"")
    except FileNotFoundError:
        log.warning("asset %s has no file in the store", asset.id)
        return _problem(404, "The file is not in the store any more.")
    body = _joined(first, chunks)
    rate = asset.facts.get("bytes_per_second")
    return StreamingResponse(slowed(body, rate) if rate else body, status, headers)


def _headers(asset: Asset, target: LinkTarget, now: datetime, *, download: bool) -> dict[str, str]:
    mime, shown = _presented(asset.mime)
    left = int((min(asset.expires_at, target.expires_at) - now).total_seconds())
    return {
        **_CORS,
        "Content-Type": mime,
        "Content-Disposition": content_disposition(target.name, attachment=download or not shown),
        "Accept-Ranges": "bytes",
        "ETag": f'"{asset.version}"',
        "Last-Modified": format_datetime(asset.created_at.astimezone(UTC), usegmt=True),
        "Cache-Control": (
            "private, no-cache"
            if asset.facts.get("replaceable")
            else f"private, max-age={max(0, left)}, immutable"
        ),
    }


def _presented(mime: str) -> tuple[str, bool]:
    """The Content-Type to send and whether a browser may show it in place.

    What could run script on this origin is sent as plain bytes; unknown types are downloads.
    """
    kind = mime.partition(";")[0].strip().lower()
    if any(word in kind for word in _SCRIPTABLE):
        return "application/octet-stream", False
    shown = kind in _SHOWN or kind.partition("/")[0] in {"image", "video", "audio"}
    return f"{kind}; charset=utf-8" if kind == "text/plain" else kind, shown


def _asks_download(request: Request) -> bool:
    return request.query_params.get("download", "").lower() in {"1", "true", "yes"}


def _unchanged(request: Request, headers: dict[str, str]) -> bool:
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or headers["ETag"] in known
    since = request.headers.get("if-modified-since")
    return since is not None and _at(headers["Last-Modified"]) <= _at(since)


def _applicable_range(request: Request, headers: dict[str, str]) -> str | None:
    """The Range header, unless If-Range names another version of the file."""
    condition = request.headers.get("if-range")
    if condition is not None and condition not in {headers["ETag"], headers["Last-Modified"]}:
        return None
    return request.headers.get("range")


def _at(http_date: str) -> float:
    try:
        return parsedate_to_datetime(http_date).timestamp()
    except ValueError:
        return float("-inf")


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    del first  # a slow client would keep it in memory for as long as it reads
    async for chunk in rest:
        yield chunk


def _problem(status: int, msg: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        {"code": status, "msg": msg},
        status,
        headers=_CORS | {"Cache-Control": "no-store"} | (headers or {}),
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
