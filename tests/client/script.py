"""A scripted server for tests of whatever talks to one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Script:
    """A server that gives prepared replies, one after the other, and keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: list[web.Response] = []
        self.requests: list[tuple[web.Request, Any]] = []
        self.url = ""

    def add(self, data: Any = None, code: int = 200, msg: str = "success", **headers: str) -> None:
        body = {"code": code, "msg": msg, "data": data}
        self.replies.append(web.json_response(body, headers=headers))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.requests.append((request, json.loads(body) if body else None))
        return self.replies.pop(0)


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    script = Script()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.answer)
    async with TestServer(app) as server:
        script.url = str(server.make_url("")).rstrip("/")
        yield script


def record(state: str, **more: Any) -> dict[str, Any]:
    return {"taskId": "t1", "model": "m", "state": state, "resultJson": "", **more}
