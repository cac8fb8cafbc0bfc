"""Alibaba Cloud Model Studio, played: pictures at once, films after `steps` looks, a store."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import film, picture

_AIGC = "/api/v1/services/aigc"


@dataclass(slots=True)
class Task:
    """A film to be made. `status` and `code` are the vendor's words for how it ends."""

    id: str
    asked: dict[str, Any]
    status: str = "SUCCEEDED"
    code: str = ""
    looks: int = 0


class DashScopeDouble(Playing):
    """`ends` holds how the next tasks end; `stored` what was uploaded, by key."""

    def __init__(self, *, steps: int = 2) -> None:
        super().__init__()
        self.steps = steps
        self.tasks: dict[str, Task] = {}
        self.ends: list[tuple[str, str]] = []
        self.stored: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post(f"{_AIGC}/multimodal-generation/generation", self._pictures),
            web.post(f"{_AIGC}/video-generation/video-synthesis", self._create),
            web.get("/api/v1/tasks/{id}", self._task),
            web.post("/api/v1/tasks/{id}/cancel", self._cancel),
            web.get("/api/v1/uploads", self._certificate),
            web.post("/store", self._store),
            web.get("/files/{name}", self._file),
        )

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith(("/files/", "/store"))

    def stranger(self) -> web.Response:
        return web.json_response(problem("InvalidApiKey", "Invalid API-key provided."), status=401)

    async def _pictures(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        count = asked.get("parameters", {}).get("n", 1)
        choices = [
            {
                "finish_reason": "stop",
                "message": {
                    "role": "assistant",
                    "content": [{"image": f"{self.url}/files/{number}.png", "type": "image"}],
                },
            }
            for number in range(count)
        ]
        usage = {"image_count": count, "input_tokens": 0, "output_tokens": 0}
        body = {"output": {"choices": choices, "finished": True}, "usage": usage}
        return web.json_response({**body, "request_id": "r-1"})

    async def _create(self, request: web.Request) -> web.Response:
        if request.headers.get("X-DashScope-Async") != "enable":
            said = problem("AccessDenied", "current user api does not support synchronous calls.")
            return web.json_response(said, status=403)
        task = Task(f"task-{next(self._numbers):06d}", self.seen[-1].json)
        if self.ends:
            task.status, task.code = self.ends.pop(0)
        self.tasks[task.id] = task
        output = {"task_id": task.id, "task_status": "PENDING"}
        return web.json_response({"output": output, "request_id": "r-1"})

    async def _task(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.match_info["id"])
        if task is None:
            output = {"task_id": request.match_info["id"], "task_status": "UNKNOWN"}
            return web.json_response({"output": output, "request_id": "r-1"})
        task.looks += 1
        output = {"task_id": task.id, **self._state(task)}
        body: dict[str, Any] = {"output": output, "request_id": "r-1"}
        if output["task_status"] == "SUCCEEDED":
            body["usage"] = {"video_count": 1, "duration": 5, "video_ratio": "1280*720"}
        return web.json_response(body)

    def _state(self, task: Task) -> dict[str, str]:
        if task.looks <= self.steps:
            return {"task_status": "PENDING" if task.looks <= 1 else "RUNNING"}
        if task.status == "FAILED":
            return {"task_status": "FAILED", "code": task.code, "message": "It did not work out"}
        if task.status == "SUCCEEDED":
            return {"task_status": "SUCCEEDED", "video_url": f"{self.url}/files/film.mp4"}
        return {"task_status": task.status}

    async def _cancel(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.match_info["id"])
        if task is None or (task.status != "CANCELED" and task.looks > 1):
            return web.json_response(problem("UnsupportedOperation", "Not pending."), status=400)
        task.status, task.looks = "CANCELED", self.steps
        return web.json_response({"request_id": "r-1"})

    async def _certificate(self, _request: web.Request) -> web.Response:
        data = {
            "policy": "cG9saWN5",
            "signature": "c2lnbmF0dXJl",
            "upload_dir": f"instant/{next(self._numbers):06d}",
            "upload_host": f"{self.url}/store",
            "expire_in_seconds": 300,
            "max_file_size_mb": 100,
            "capacity_limit_mb": 999999999,
            "oss_access_key_id": "an-id",
            "x_oss_object_acl": "private",
            "x_oss_forbid_overwrite": "true",
        }
        return web.json_response({"data": data, "request_id": "r-1"})

    async def _store(self, _request: web.Request) -> web.Response:
        parts = {part.name: part.body for part in self.seen[-1].parts}
        self.stored[parts["key"].decode()] = parts["file"]
        return web.Response()

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["name"].endswith(".mp4"):
            return web.Response(body=film(), content_type="video/mp4")
        return web.Response(body=picture(), content_type="image/png")


def problem(code: str, message: str) -> dict[str, Any]:
    """An error as the API words it."""
    return {"code": code, "message": message, "request_id": "r-1"}
