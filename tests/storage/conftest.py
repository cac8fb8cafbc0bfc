"""A clock to set, stores of every kind, a really running file server, and assets to serve."""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import aiohttp
import pytest
import uvicorn
from moto.server import ThreadedMotoServer
from starlette.applications import Starlette

from genmux.ids import new_uuid
from genmux.storage import assets
from genmux.storage.assets import Asset
from genmux.storage.links import Links
from genmux.storage.names import asset_key
from genmux.storage.serve import file_routes
from genmux.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path
    from uuid import UUID

    from genmux.db.pool import Pool

SECRET = b"a secret of the test suite alone"


@dataclass
class SetClock:
    moment: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_days(self, days: float) -> None:
        self.moment += timedelta(days=days)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def links() -> Links:
    return Links(SECRET)


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_store(s3_endpoint: str) -> Store:
    bucket = f"bucket-{new_uuid().hex}"
    urllib.request.urlopen(  # a bucket is made by one unsigned PUT
        urllib.request.Request(f"{s3_endpoint}/{bucket}", method="PUT"), timeout=10
    ).close()
    return Store.open(
        f"s3://{bucket}/below/a/prefix",
        options={
            "endpoint": s3_endpoint,
            "access_key_id": "test",
            "secret_access_key": "test",
            "region": "us-east-1",
            "allow_http": "true",
        },
    )


@pytest.fixture
def local_store(tmp_path: Path) -> Store:
    return Store.open(str(tmp_path / "files"))


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest) -> Store:
    chosen: Store = request.getfixturevalue(f"{request.param}_store")
    return chosen


@dataclass
class Shelf:
    """Puts files into a store and its table, as the worker and the uploads do."""

    store: Store
    pool: Pool
    clock: SetClock

    async def put(
        self,
        content: bytes,
        name: str = "out.png",
        mime: str = "image/png",
        *,
        days: float = 14,
        task_id: UUID | None = None,
    ) -> Asset:
        now = self.clock.now()
        asset_id = new_uuid()
        asset = Asset(
            id=asset_id,
            project_id=new_uuid(),
            task_id=task_id,
            key=asset_key(asset_id, name, now),
            name=name,
            mime=mime,
            size=len(content),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        await self.store.put_stream(asset.key, chunks_of(content), mime)
        async with self.pool.acquire() as conn:
            await assets.insert_many(conn, [asset])
        return asset


async def chunks_of(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.fixture
def shelf(local_store: Store, pool: Pool, clock: SetClock) -> Shelf:
    return Shelf(local_store, pool, clock)


@dataclass
class FileServer:
    """The file routes behind a real HTTP server, and a client for them."""

    base: str
    client: aiohttp.ClientSession
    links: Links

    def link(self, asset: Asset, *, download: bool = False) -> str:
        return self.links.sign(asset.id, asset.name, asset.expires_at, download=download)

    async def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(method, self.base + path, headers=named) as response:
            return response, await response.read()


@pytest.fixture
async def server(shelf: Shelf, links: Links) -> AsyncIterator[FileServer]:
    app = Starlette(routes=list(file_routes(links, shelf.pool, shelf.store, shelf.clock)))
    async with running(app) as base, aiohttp.ClientSession() as client:
        yield FileServer(base, client, links)


@asynccontextmanager
async def running(app: Starlette) -> AsyncIterator[str]:
    """Runs an ASGI application on a free port of this machine; gives its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error", ws="none"))
    serving = asyncio.create_task(server.serve([listener]))  # the socket queues early requests
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()
