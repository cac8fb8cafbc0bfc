"""The tasks of Black Forest Labs as their documentation describes them, with signed calls."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from genmux.testing.doubles import samples
from genmux.testing.doubles.playing import Playing


@dataclass(slots=True)
class Task:
    """`end` is the status that it will have, `details` what goes with a bad one."""

    id: str
    model: str
    input: Any
    hook: str
    secret: str
    end: str
    details: Any = None
    looks: int = 0
    extra: dict[str, Any] = field(default_factory=dict)


class BflDouble(Playing):
    """Tasks are pending for `steps` looks and end in `end` then, `Ready` or a bad status.

    With `cost` credits the reply to a submit says what it took.
    """

    def __init__(self, *, steps: int = 1) -> None:
        super().__init__()
        self.steps = steps
        self.end = "Ready"
        self.details: Any = None
        self.cost: float | None = None
        self.tasks: dict[str, Task] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/get_result", self._result),
            web.post("/v1/{model}", self._submit),
            web.get("/files/{number}.png", self._file),
        ]

    def knows(self, request: web.Request) -> bool:
        return request.headers.get("x-key") == self.key

    def stranger(self) -> web.Response:
        return web.json_response({"detail": "Not authenticated - Invalid x-key"}, status=403)

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith("/files/")

    async def call_back(self, task: Task) -> int:
        """Tells the hook of a task that it is over; the status that the hook answered."""
        body = json.dumps(self._told(task)).encode()
        headers = signature(task.secret, body) if task.secret else {}
        async with (
            ClientSession() as session,
            session.post(task.hook, data=body, headers=headers) as reply,
        ):
            return reply.status

    async def _submit(self, request: web.Request) -> web.Response:
        body = await request.json()
        number = next(self._numbers)
        task = Task(
            id=f"00000000-0000-4000-8000-{number:012d}",
            model=request.match_info["model"],
            input=body,
            hook=body.get("webhook_url", ""),
            secret=body.get("webhook_secret", ""),
            end=self.end,
            details=self.details,
        )
        self.tasks[task.id] = task
        told: dict[str, Any] = {
            "id": task.id,
            "polling_url": f"{self.url}/v1/get_result?id={task.id}",
        }
        if self.cost is not None:
            told |= {"cost": self.cost, "input_mp": 0.0, "output_mp": 1.0}
        return web.json_response(told)

    def _told(self, task: Task) -> dict[str, Any]:
        told = {"id": task.id, "status": task.end, "progress": None, "details": task.details}
        if task.end != "Ready":
            return {**told, "result": None, **task.extra}
        number = int(task.id.rpartition("-")[2])
        result = {
            "sample": f"{self.url}/files/{number}.png",
            "prompt": task.input.get("prompt"),
            "seed": 1,
            "start_time": 1.0,
            "end_time": 2.0,
            "duration": 1.0,
        }
        return {**told, "result": result, "progress": 1.0}

    async def _result(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.query.get("id", ""))
        if task is None:
            lost = {"id": request.query.get("id", ""), "status": "Task not found", "result": None}
            return web.json_response(lost)
        task.looks += 1
        if task.looks <= self.steps:
            pending = {"id": task.id, "status": "Pending", "result": None, "progress": 0.25}
            return web.json_response(pending)
        return web.json_response(self._told(task))

    async def _file(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.Response(body=samples.picture(), content_type="image/png")


def signature(secret: str, body: bytes) -> dict[str, str]:
    """The headers of a call with this body."""
    code = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-BFL-Signature": f"sha256={code}", "Content-Type": "application/json"}
