"""Account helpers: remaining credits, and a short-lived download link for a result."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.http import Api
from genmux.dialects.links import download_link, file_behind
from genmux.errors import InvalidInput
from genmux.projects.caller import Caller


def routes(api: Api) -> list[Route]:
    async def credit(_request: Request, caller: Caller) -> Response:
        available = await api.pool.fetchval(
            "select available from account where project_id = $1 and sandbox = $2",
            caller.project_id,
            caller.sandbox,
        )
        return api.reply(available)

    async def download_url(request: Request, caller: Caller) -> Response:
        url = (await api.body(request)).get("url")
        if url is None or url == "":
            raise InvalidInput("url is required", field="url")
        asset = await file_behind(api, caller, url)
        return api.reply(download_link(api, request, asset))

    return [
        Route("/api/v1/chat/credit", api.endpoint(credit), methods=["GET"]),
        Route("/api/v1/common/download-url", api.endpoint(download_url), methods=["POST"]),
    ]
