"""Stored results as links that a client can open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request

from genmux.dialects.http import Api
from genmux.errors import InvalidInput
from genmux.projects.caller import Caller
from genmux.storage import assets
from genmux.storage.assets import Asset
from genmux.storage.links import Links


def file_urls(files: Sequence[Mapping[str, Any]], base_url: str, links: Links) -> list[str]:
    """One signed URL for each file of a result, see `worker.storing` for their form."""
    return [
        base_url
        + links.sign(
            UUID(hex=file["id"]), file["name"], datetime.fromtimestamp(file["expires"], UTC)
        )
        for file in files
    ]


def fill_links(value: Any, urls: Sequence[str]) -> Any:
    """Replaces every `{"$file": n}` inside `value` by the n-th URL."""
    if isinstance(value, Mapping):
        if set(value) == {"$file"}:
            return urls[value["$file"]]
        return {name: fill_links(item, urls) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill_links(item, urls) for item in value]
    return value


async def file_behind(api: Api, caller: Caller, url: object) -> Asset:
    """The stored file of this project that one of our links leads to.

    Raises InvalidInput for whatever else it is given, and once the file has expired.
    """
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
    return asset


def download_link(api: Api, request: Request, asset: Asset) -> str:
    """A link that saves the file under its name and soon ends."""
    minutes = timedelta(minutes=api.settings.storage.download_link_minutes)
    until = min(api.clock.now() + minutes, asset.expires_at)
    # Never on the host of a given URL: only its path is proven to be ours.
    return api.base_url(request) + api.links.sign(asset.id, asset.name, until, download=True)
