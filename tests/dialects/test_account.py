"""Remaining credits and download links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from genmux.app import open_links
from genmux.db.pool import Pool
from genmux.ids import new_uuid
from genmux.projects.project import Project, ensure_project
from genmux.storage.assets import Asset, insert_many
from tests.server import Caller

PATH = "/api/v1/common/download-url"


async def stored(pool: Pool, project: Project, *, days: float = 1) -> str:
    now = datetime.now(UTC)
    asset = Asset(
        id=new_uuid(),
        project_id=project.id,
        task_id=None,
        key=f"x/{new_uuid().hex}.png",
        name="picture.png",
        mime="image/png",
        size=3,
        facts={},
        created_at=now,
        expires_at=now + timedelta(days=days),
        deleted_at=None,
    )
    async with pool.acquire() as conn:
        await insert_many(conn, [asset])
    return (await open_links(pool)).sign(asset.id, asset.name, now + timedelta(days=1))


@pytest.mark.covers(163, 165)
async def test_credits_are_a_bare_number(api: Caller) -> None:
    reply = await api.get("/api/v1/chat/credit")
    assert reply.json == {"code": 200, "msg": "success", "data": 1000}


@pytest.mark.covers(163, 166)
async def test_a_download_link_lives_20_minutes(api: Caller, pool: Pool, project: Project) -> None:
    path = await stored(pool, project)
    url = (await api.post(PATH, {"url": api.url + path})).data
    assert url.startswith(api.url)
    assert url.endswith("/picture.png?download=1")
    links = await open_links(pool)
    target = links.verify(url, datetime.now(UTC))
    assert target is not None
    left = target.expires_at - datetime.now(UTC)
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)


@pytest.mark.covers(166)
@pytest.mark.parametrize(
    "url", ["https://example.com/a.png", "x", 5, ["x"], "/files/forged.1.x/a.png"]
)
async def test_a_foreign_url_is_wrong(api: Caller, url: object) -> None:
    reply = await api.post(PATH, {"url": url})
    assert reply.json == {"code": 422, "msg": "url is wrong", "data": None}


@pytest.mark.parametrize(
    "before", ["", "//evil.example", "javascript://x", "https://a:b@evil.example/x"]
)
async def test_a_download_link_leads_here_whatever_the_host(
    api: Caller, pool: Pool, project: Project, before: str
) -> None:
    path = await stored(pool, project)
    assert (await api.post(PATH, {"url": before + path})).data.startswith(api.url + "/files/")


async def test_a_missing_url(api: Caller) -> None:
    reply = await api.post(PATH, {})
    assert (reply.code, reply.msg) == (422, "url is required")


async def test_another_projects_file_is_foreign(api: Caller, pool: Pool) -> None:
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    path = await stored(pool, other)
    assert (await api.post(PATH, {"url": api.url + path})).msg == "url is wrong"


async def test_an_expired_file_has_no_link(api: Caller, pool: Pool, project: Project) -> None:
    path = await stored(pool, project, days=-1)
    reply = await api.post(PATH, {"url": api.url + path})
    assert reply.code == 422
    assert "expired" in reply.msg
