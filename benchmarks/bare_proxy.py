"""What a proxy costs that does nothing: the same server and the same client, each piece passed on.

No key is checked, no body is read, nothing is counted or held; no honest gateway on this server
and client can answer sooner.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route


@asynccontextmanager
async def bare_proxy(vendor: str) -> AsyncIterator[Starlette]:
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=2_000),
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
    )

    async def forward(request: Request) -> StreamingResponse:
        headers = {"Content-Type": "application/json"}
        body = await request.body()
        reply = await session.post(vendor + request.url.path, data=body, headers=headers)
        return StreamingResponse(
            reply.content.iter_any(), reply.status, media_type=reply.content_type
        )

    try:
        yield Starlette(routes=[Route("/v1/chat/completions", forward, methods=["POST"])])
    finally:
        await session.close()
