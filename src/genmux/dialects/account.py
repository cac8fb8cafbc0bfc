"""Account helpers: remaining credits, and a short-lived download link for a result."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.http import Api
from genmux.errors import InvalidInput
from genmux.projects.caller import Caller
from genmux.storage import assets


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
        now = api.clock.now()
        target = api.links.verify(url, now) if isinstance(url, str) else None
        if target is None:
            raise InvalidInput("url is wrong", field="url")
        async with api.pool.acquire() as conn:
            asset = await assets.get(conn, target.asset_id)
        if asset is None or asset.project_id != caller.project_id:
            raise InvalidInput("url is wrong", field="url")
        if asset.deleted_at is not None or asset.expires_at <= now:
            raise InvalidInput("url is wrong: this file has expired", field="url")
        minutes = timedelta(minutes=api.settings.storage.download_link_minutes)
        until = min(now + minutes, asset.expires_at)
        path = api.links.sign(asset.id, asset.name, until, download=True)
        # Never on the host of the given URL: only its path is proven to be ours.
        return api.reply(api.base_url(request) + path)

    return [
        Route("/api/v1/chat/credit", api.endpoint(credit), methods=["GET"]),
        Route("/api/v1/common/download-url", api.endpoint(download_url), methods=["POST"]),
    ]
