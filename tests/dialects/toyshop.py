"""A vendor's server for the toy vendor: jobs with states that a test sets, and pictures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image


@dataclass
class ToyShop:
    """`ready` lets jobs end; `status` is what new ones are answered with."""

    url: str = ""
    status: int = 200
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    jobs: list[str] = field(default_factory=list)
    """the task of each job, in order"""
    hooks: list[str] = field(default_factory=list)
    polls: int = 0
    cancelled: list[str] = field(default_factory=list)
    dropped: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        if self.status != 200:
            return web.Response(status=self.status)
        self.jobs.append(request.headers["X-Task"])
        self.hooks.append(request.headers["X-Hook"])
        return web.Response(text=f"v-{len(self.jobs)}")

    async def tell(self, _request: web.Request) -> web.Response:
        self.polls += 1
        return web.Response(text=f"done {self.url}/file" if self.ready.is_set() else "0.5")

    async def drop(self, request: web.Request) -> web.Response:
        self.cancelled.append(request.path)
        self.dropped.set()
        return web.Response()

    async def file(self, _request: web.Request) -> web.Response:
        image = BytesIO()
        Image.fromarray(np.full((8, 8, 3), 90, np.uint8)).save(image, "PNG")
        return web.Response(body=image.getvalue(), content_type="image/png")


@asynccontextmanager
async def open_toyshop() -> AsyncIterator[ToyShop]:
    shop = ToyShop()
    app = web.Application()
    app.router.add_post("/jobs", shop.take)
    app.router.add_get("/jobs/{id}", shop.tell)
    app.router.add_delete("/jobs/{id}", shop.drop)
    app.router.add_get("/file", shop.file)
    async with TestServer(app) as server:
        shop.url = str(server.make_url("")).rstrip("/")
        yield shop
