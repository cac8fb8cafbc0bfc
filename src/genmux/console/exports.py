"""Tables of the API as files: passed through, so that the browser needs no token."""

from __future__ import annotations

from urllib.parse import urlencode

import aiohttp
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from genmux.console.house import House

_TABLES = {
    "ledger": ("/ledger", ("kind", "from", "to")),
    "spend": ("/spend", ("by", "from", "to")),
    "health": ("/health", ("by", "hours", "all")),
}
"""each with the parameters that are handed on"""
_CHUNK = 64 * 1024


def routes(house: House) -> list[Route]:
    async def save(request: Request) -> Response:
        session = house.sessions.of(request)
        known = _TABLES.get(request.path_params["name"])
        if session is None or known is None:
            return PlainTextResponse("", 401 if session is None else 404)
        path, names = known
        api = house.api(
            request, token=session.token, project=session.project, sandbox=session.sandbox
        )
        given = {name: value for name in names if (value := request.query_params.get(name))}
        query = urlencode({**given, "format": "csv"})
        try:
            reply = await house.http.get(f"{api.full(path)}?{query}", headers=api.headers)
        except (aiohttp.ClientError, TimeoutError):
            return PlainTextResponse("", 502)
        kind = reply.headers.get("content-type", "")
        if not kind.startswith("text/csv"):
            text = await reply.text()
            return PlainTextResponse(text, reply.status if reply.status >= 400 else 403)
        headers = {"Content-Disposition": reply.headers.get("content-disposition", "attachment")}

        async def close() -> None:
            reply.close()

        return StreamingResponse(
            reply.content.iter_chunked(_CHUNK),
            media_type=kind,
            headers=headers,
            background=BackgroundTask(close),
        )

    return [Route("/export/{name}.csv", save, methods=["GET"])]
