"""Another server of this API as a double: jobs of the Market, uploads, results, and gates that
hold requests back, so that a test can look at (or kill) who is waiting for them."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from genmux.testing.doubles import samples
from genmux.testing.doubles.playing import Playing

Gate = Literal["input", "submit", "result"]
GATES: tuple[Gate, ...] = ("input", "submit", "result")
_OPEN = ("/results/", "/inputs/", "/uploads/")


@dataclass(slots=True)
class Job:
    """One job; `key` is its Idempotency-Key, `cancelled` what was asked for."""

    id: str
    key: str
    model: str
    input: Any
    hook: str
    done: bool = False
    cancelled: bool = False
    failure: tuple[str, str] | None = None
    """code and message, where it has failed"""


class KieDouble(Playing):
    """Jobs run until `finish`; with `prompt` they are done at once.

    With `idempotent` the same Idempotency-Key names the same job, as at a Genmux. `began` is how
    many seconds ago its records say that jobs were created: that sets the pace of polling.
    """

    def __init__(
        self, *, idempotent: bool = True, prompt: bool = False, began: float = 0.0
    ) -> None:
        super().__init__()
        self.jobs: dict[str, Job] = {}
        self.submits: Counter[str] = Counter()
        """by Idempotency-Key, how often it came"""
        self.held: Counter[Gate] = Counter()
        """by gate, who waits at it now"""
        self._idempotent = idempotent
        self._prompt = prompt
        self._began = began
        self._gates = {name: asyncio.Event() for name in GATES}
        self._by_key: dict[str, Job] = {}
        self._numbers = itertools.count(1)
        for name in GATES:
            self.open(name)

    def open(self, gate: Gate) -> None:
        self._gates[gate].set()

    def close(self, gate: Gate) -> None:
        self._gates[gate].clear()

    def finish(self) -> None:
        """Everything that runs is done, and what comes later is done at once."""
        self._prompt = True
        for job in self.jobs.values():
            job.done = True

    @property
    def input_url(self) -> str:
        """A picture for requests that need one."""
        return f"{self.url}/inputs/picture.png"

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith(_OPEN)

    def stranger(self) -> web.Response:
        return _reply(401, "You do not have access permissions")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/v1/jobs/createTask", self._create),
            web.get("/api/v1/jobs/recordInfo", self._record),
            web.post("/api/file-stream-upload", self._upload),
            web.get("/genmux/v1/tasks/{id}", self._shown),
            web.post("/genmux/v1/tasks/{id}/cancel", self._cancel),
            web.get("/results/{name}", self._result),
            web.get("/inputs/{name}", self._input),
        ]

    async def _pass(self, gate: Gate) -> None:
        self.held[gate] += 1
        try:
            await self._gates[gate].wait()
        finally:
            self.held[gate] -= 1

    async def _create(self, request: web.Request) -> web.Response:
        body, key = await request.json(), request.headers.get("Idempotency-Key", "")
        self.submits[key] += 1
        job = self._by_key.get(key) if self._idempotent and key else None
        if job is None:
            job = Job(
                f"{next(self._numbers):032x}",
                key,
                body["model"],
                body["input"],
                body.get("callBackUrl", ""),
                done=self._prompt,
            )
            self.jobs[job.id] = self._by_key[key] = job
        await self._pass("submit")
        return _reply(200, data={"taskId": job.id, "recordId": job.id})

    async def _record(self, request: web.Request) -> web.Response:
        job = self.jobs.get(request.query.get("taskId", ""))
        if job is None:
            return _reply(422, "recordInfo is null")
        state, result = "generating", ""
        if job.failure:
            state = "fail"
        elif job.done:
            state = "success"
            result = json.dumps({"resultUrls": [f"{self.url}/results/{job.id}.png"]})
        code, message = job.failure or (None, None)
        return _reply(
            200,
            data={
                "taskId": job.id,
                "model": job.model,
                "state": state,
                "resultJson": result,
                "failCode": code,
                "failMsg": message,
                "createTime": int((time.time() - self._began) * 1000),
                "creditsConsumed": 2,
            },
        )

    async def _shown(self, request: web.Request) -> web.Response:
        job = self.jobs.get(request.match_info["id"])
        if job is None:
            return _reply(404, "Task not found")
        return _reply(200, data={"taskId": job.id, "engine": "double", "creditsConsumed": 2})

    async def _cancel(self, request: web.Request) -> web.Response:
        job = self.jobs.get(request.match_info["id"])
        if job is None:
            return _reply(404, "Task not found")
        job.cancelled = True
        return await self._shown(request)

    async def _upload(self, _request: web.Request) -> web.Response:
        fields = {part.name: part.body for part in self.seen[-1].parts}
        path, name = (fields[field].decode().strip() for field in ("uploadPath", "fileName"))
        data = {"fileName": name, "downloadUrl": f"{self.url}/uploads/{path}/{name}"}
        return web.json_response(
            {"success": True, "code": 200, "msg": "File uploaded successfully", "data": data}
        )

    async def _input(self, _request: web.Request) -> web.Response:
        await self._pass("input")
        return web.Response(body=samples.picture(), content_type="image/png")

    async def _result(self, request: web.Request) -> web.Response:
        await self._pass("result")
        if request.match_info["name"].removesuffix(".png") not in self.jobs:
            raise web.HTTPNotFound
        return web.Response(body=samples.picture(), content_type="image/png")


def _reply(code: int, message: str = "success", data: Any = None) -> web.Response:
    return web.json_response({"code": code, "msg": message, "data": data})
