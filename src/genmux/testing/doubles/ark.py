"""BytePlus ModelArk, played: pictures at once, films after `steps` looks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, web

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import film, picture

_TASKS = "/api/v3/contents/generations/tasks"
_CREATED = 1790000000


@dataclass(slots=True)
class Task:
    """A film to be made. `status` is the vendor's word for how it ends."""

    id: str
    asked: dict[str, Any]
    status: str = "succeeded"
    code: str = ""
    looks: int = 0


class ArkDouble(Playing):
    """`ends` holds how the next tasks end, by status and, for `failed`, the code of the error."""

    def __init__(self, *, steps: int = 2) -> None:
        super().__init__()
        self.steps = steps
        self.tasks: dict[str, Task] = {}
        self.ends: list[tuple[str, str]] = []
        self._numbers = itertools.count(1)

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/api/v3/images/generations", self._images),
            web.post(_TASKS, self._create),
            web.get(f"{_TASKS}/{{id}}", self._task),
            web.delete(f"{_TASKS}/{{id}}", self._delete),
            web.get("/files/{name}", self._file),
        )

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith("/files/")

    def stranger(self) -> web.Response:
        return web.json_response(problem("AuthenticationError", "Wrong key"), status=401)

    async def call_back(self, task_id: str) -> int:
        """Tells the hook of a task how it stands; the status that the hook answered."""
        task = self.tasks[task_id]
        url = task.asked["callback_url"]
        async with ClientSession() as session, session.post(url, json=self._told(task)) as reply:
            return reply.status

    async def _images(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        options = asked.get("sequential_image_generation_options") or {}
        several = asked.get("sequential_image_generation") == "auto"
        count = options.get("max_images", 1) if several else 1
        data = [self._image(asked, number) for number in range(count)]
        if asked.get("layer_decomposition"):
            data = [{**self._image(asked, 0), "z_index": 0}, self._layer(asked)]
        usage = {"generated_images": len(data), "output_tokens": 4096, "total_tokens": 4096}
        body = {"model": asked["model"], "created": _CREATED, "data": data, "usage": usage}
        return web.json_response(body)

    def _image(self, asked: dict[str, Any], number: int) -> dict[str, Any]:
        return {"url": f"{self.url}/files/{number}.png", "size": asked.get("size", "")}

    def _layer(self, asked: dict[str, Any]) -> dict[str, Any]:
        box = {"absolute": [4, 4, 20, 20], "normalized": [62, 83, 312, 416]}
        place = {"z_index": 1, "bounding_box": box, "name": "kite", "description": "A red kite"}
        return {**self._image(asked, 1), **place}

    async def _create(self, _request: web.Request) -> web.Response:
        task = Task(f"cgt-{next(self._numbers):06d}", self.seen[-1].json)
        if self.ends:
            task.status, task.code = self.ends.pop(0)
        self.tasks[task.id] = task
        return web.json_response({"id": task.id})

    async def _task(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.match_info["id"])
        if task is None:
            return web.json_response(problem("ResourceNotFound", "No such task"), status=404)
        task.looks += 1
        return web.json_response(self._told(task))

    def _told(self, task: Task) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": task.id,
            "model": task.asked["model"],
            "created_at": _CREATED,
            "updated_at": _CREATED + task.looks,
            "error": None,
        }
        if task.looks <= self.steps:
            return {**told, "status": "queued" if task.looks <= 1 else "running"}
        if task.status == "failed":
            error = {"code": task.code, "message": "It did not work out"}
            return {**told, "status": "failed", "error": error}
        if task.status != "succeeded":
            return {**told, "status": task.status}
        content = {"video_url": f"{self.url}/files/film.mp4"}
        if task.asked.get("return_last_frame"):
            content["last_frame_url"] = f"{self.url}/files/last.png"
        usage = {"completion_tokens": 100_000, "total_tokens": 100_000}
        return {**told, "status": "succeeded", "content": content, "usage": usage, "seed": 7}

    async def _delete(self, request: web.Request) -> web.Response:
        task = self.tasks.get(request.match_info["id"])
        if task is not None and task.status != "cancelled" and task.looks > 1:
            return web.json_response(problem("InvalidAction", "It is running"), status=409)
        if task is not None:
            task.status, task.looks = "cancelled", self.steps
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["name"].endswith(".mp4"):
            return web.Response(body=film(), content_type="video/mp4")
        return web.Response(body=picture(), content_type="image/png")


def problem(code: str, message: str) -> dict[str, Any]:
    """An error as the API words it."""
    return {"error": {"code": code, "message": message, "param": "", "type": "BadRequest"}}
