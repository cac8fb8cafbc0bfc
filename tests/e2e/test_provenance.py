"""Content credentials from a request to the downloaded file, over several tasks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from PIL import Image

from genmux.app import open_worker
from genmux.db.pool import Pool
from genmux.media.credentials import TASK_LABEL, CredentialsError, Found, Signer, read
from genmux.media.signing_key import BadIdentity, make_identity
from genmux.settings import load_settings
from tests.dialects.studio import Studio, open_studio

CREATE = "/api/v1/jobs/createTask"
PICTURE = {"model": "z-image", "input": {"prompt": "a red boat", "aspect_ratio": "1:1"}}


@pytest.fixture
async def rooms(pool: Pool, database: str, tmp_path: Path) -> AsyncIterator[Any]:
    """Opens a studio with changed settings."""
    async with AsyncExitStack() as stack:

        async def room(changes: Mapping[str, Any] | None = None) -> Studio:
            studio = open_studio(database, pool, tmp_path, changes=changes)
            return await stack.enter_async_context(studio)

        yield room


async def link(studio: Studio, body: dict[str, Any]) -> str:
    record = await studio.ended(await studio.made(CREATE, body))
    (url,) = orjson.loads(record["resultJson"])["resultUrls"]
    return str(url)


async def file(studio: Studio, body: dict[str, Any]) -> Path:
    path = await studio.download(await link(studio, body))
    return path.rename(path.with_stem(f"{path.stem}-{len(list(path.parent.iterdir()))}"))


def edit(url: str) -> dict[str, Any]:
    wish = {"prompt": "make it blue", "image_urls": [url]}
    return {"model": "google/nano-banana-edit", "input": wish}


def found(path: Path) -> Found:
    credentials = read(path)
    assert credentials is not None
    return credentials


def pixels(path: Path) -> bytes:
    with Image.open(path) as picture:
        return picture.tobytes()


def models(of: Found) -> list[str]:
    """That were asked for, over all manifests of the file."""
    return sorted(
        assertion["data"]["model"]
        for manifest in of.store["manifests"].values()
        for assertion in manifest["assertions"]
        if assertion["label"] == TASK_LABEL
    )


async def test_an_edit_and_an_upscale_keep_where_the_picture_comes_from(rooms: Any) -> None:
    studio: Studio = await rooms()
    first = await link(studio, PICTURE)
    edited = await link(studio, edit(first))
    body = {"model": "recraft/crisp-upscale", "input": {"image": edited}}
    credentials = found(await file(studio, body))
    assert credentials.intact
    assert models(credentials) == ["google/nano-banana-edit", "recraft/crisp-upscale", "z-image"]
    (parent,) = credentials.manifest["ingredients"]
    assert (parent["relationship"], parent["title"]) == ("parentOf", "image[0]")
    assert "/files/" not in json.dumps(credentials.store), "links are nobody's business"


async def test_equal_requests_give_equal_bytes_with_their_credentials(rooms: Any) -> None:
    studio: Studio = await rooms()
    first, second = await link(studio, PICTURE), await link(studio, PICTURE)
    assert first != second
    one, two = await file(studio, edit(first)), await file(studio, edit(second))
    assert one.read_bytes() == two.read_bytes()
    assert found(one).intact


async def test_projects_share_no_credentials(rooms: Any) -> None:
    studio: Studio = await rooms()
    one = await file(studio, PICTURE)
    studio.caller = await studio.stranger()
    two = await file(studio, PICTURE)
    assert one.read_bytes() != two.read_bytes()
    assert pixels(one) == pixels(two)


async def test_without_credentials_equal_requests_give_equal_bytes(rooms: Any) -> None:
    studio: Studio = await rooms({"provenance.enabled": False})
    one, two = await file(studio, PICTURE), await file(studio, PICTURE)
    assert one.read_bytes() == two.read_bytes()
    assert read(one) is None


async def test_a_result_that_cannot_be_signed_is_delivered_and_noted(
    rooms: Any, monkeypatch: pytest.MonkeyPatch, pool: Pool
) -> None:
    def fail(*_: object) -> None:
        raise CredentialsError("no ink")

    studio: Studio = await rooms()
    monkeypatch.setattr(Signer, "sign", fail)
    assert read(await file(studio, PICTURE)) is None
    assert await pool.fetchval("select facts ->> 'unsigned' from asset") == "no ink"
    result = orjson.loads(await pool.fetchval("select result from task"))
    assert result["files"][0]["unsigned"] == "no ink"


async def test_a_key_that_cannot_be_read_is_named_at_the_start(
    database: str, tmp_path: Path
) -> None:
    (tmp_path / "chain.pem").write_text(make_identity(datetime.now(UTC)).certificates)
    flags = {
        "data.dir": str(tmp_path / "data"),
        "worker.renderers": 1,
        "provenance.certificate": str(tmp_path / "chain.pem"),
        "provenance.key": str(tmp_path / "nowhere.pem"),
    }
    settings = load_settings(file=None, environ={}, flags=flags)
    with pytest.raises(BadIdentity, match=r"^provenance.key: .*nowhere.pem: No such file"):
        async with open_worker(settings, database):
            pass
