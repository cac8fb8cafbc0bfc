"""Runway, played: every request starts a task, which is done after `steps` looks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import film, picture, sound

_CREATED = "2026-11-01T12:00:00.000Z"
_VERSION = "2024-11-06"
_ENDS = {"text_to_image": "png", "sound_effect": "mp3", "voice_isolation": "mp3"}


@dataclass(slots=True)
class Task:
    """What was asked for at the endpoint `path`. `code` is why it fails, where it does."""

    id: str
    path: str
    asked: dict[str, Any]
    status: str = "SUCCEEDED"
    code: str = ""
    looks: int = 0


class RunwayDouble(Playing):
    """`ends` holds how the next tasks end; `stored` what was uploaded, by the name of the file."""

    def __init__(self, *, steps: int = 2) -> None:
        super().__init__()
        self.steps = steps
        self.tasks: dict[str, Task] = {}
        self.ends: list[tuple[str, str]] = []
        self.stored: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/v1/uploads", self._upload),
            web.post("/store", self._store),
            web.get("/v1/tasks/{id}", self._task),
            web.delete("/v1/tasks/{id}", self._delete),
            web.post("/v1/{path}", self._create),
            web.get("/files/{name}", self._file),
        )

    def knows(self, request: web.Request) -> bool:
        return super().knows(request) and request.headers.get("X-Runway-Version") == _VERSION

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith(("/files/", "/store"))

    def stranger(self) -> web.Response:
        return web.json_response({"error": "Incorrect hostname or API key"}, status=401)

    async def _create(self, request: web.Request) -> web.Response:
        number = next(self._numbers)
        task = Task(
            f"00000000-0000-4000-8000-{number:012d}",
            request.match_info["path"],
            self.seen[-1].json,
        )
        if self.ends:
            task.status, task.code = self.ends.pop(0)
        self.tasks[task.id] = task
        return web.json_response({"id": task.id, "estimatedCost": {"credits": 60}})

    async def _task(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.match_info["id"])
        if task is None:
            return web.json_response({"error": "Task not found"}, status=404)
        task.looks += 1
        return web.json_response({"id": task.id, "createdAt": _CREATED, **self._state(task)})

    def _state(self, task: Task) -> dict[str, Any]:
        if task.looks <= self.steps:
            expected = {"estimatedCost": {"credits": 60}}
            if task.looks <= 1:
                return {"status": "PENDING", **expected}
            return {"status": "RUNNING", "progress": 0.5, **expected}
        if task.status == "FAILED":
            said = {"failure": "It did not work out", "failureCode": task.code}
            return {"status": "FAILED", "cost": {"credits": 0}, **said}
        if task.status == "CANCELLED":
            return {"status": "CANCELLED", "cost": {"credits": 0}}
        end = _ENDS.get(task.path, "mp4")
        output = [f"{self.url}/files/{task.id}.{end}"]
        return {"status": task.status, "output": output, "cost": {"credits": 60}}

    async def _delete(self, request: web.Request) -> web.Response:
        self.tasks.pop(request.match_info["id"], None)
        return web.Response(status=204)

    async def _upload(self, _request: web.Request) -> web.Response:
        name = self.seen[-1].json["filename"]
        fields = {"key": name, "policy": "cG9saWN5", "x-amz-signature": "c2ln"}
        body = {"uploadUrl": f"{self.url}/store", "fields": fields, "runwayUri": f"runway://{name}"}
        return web.json_response(body)

    async def _store(self, _request: web.Request) -> web.Response:
        parts = {part.name: part.body for part in self.seen[-1].parts}
        self.stored[parts["key"].decode()] = parts["file"]
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.Response:
        match request.match_info["name"].rpartition(".")[2]:
            case "png":
                return web.Response(body=picture(), content_type="image/png")
            case "mp3":
                return web.Response(body=sound(), content_type="audio/mpeg")
            case _:
                return web.Response(body=film(), content_type="video/mp4")
