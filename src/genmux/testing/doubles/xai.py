"""xAI's REST API for pictures and video, played.

A video is done at the poll that `polls` says. Words in a prompt make it misbehave: `forbidden` is
withheld by the moderation, `broken` fails, `forgotten` expires.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import film, picture

_CENT = 100_000_000
"""in the unit that costs are told in"""


class XAIDouble(Playing):
    base = "/v1"

    def __init__(self, *, polls: int = 2) -> None:
        super().__init__()
        self.polls = polls
        self.jobs: dict[str, dict[str, Any]] = {}
        """what was asked, by id; `asked_for` counts the polls"""

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/v1/images/generations", self._images),
            web.post("/v1/images/edits", self._images),
            web.post("/v1/videos/generations", self._start),
            web.get("/v1/videos/{id}", self._state),
            web.get("/files/{name}", self._file),
        )

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith("/files/")

    def stranger(self) -> web.Response:
        return web.json_response(body_of_no("Incorrect API key provided: wr***ng."), status=400)

    async def _images(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        count = int(asked.get("n", 1))
        if "forbidden" in asked["prompt"]:
            data: list[dict[str, Any]] = [{"url": "", "respect_moderation": False}] * count
        else:
            made = base64.b64encode(picture(96, 96, "JPEG")).decode()
            plain = asked.get("response_format") == "b64_json"
            place = f"{self.url.removesuffix(self.base)}/files/one.jpg"
            data = [{"b64_json": made} if plain else {"url": place}] * count
        return web.json_response(
            {
                "created": 1790000000,
                "data": data,
                "usage": {"cost_in_usd_ticks": 2 * _CENT * count},
            }
        )

    async def _start(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        number = f"job-{len(self.jobs)}"
        self.jobs[number] = {**asked, "asked_for": 0}
        return web.json_response({"request_id": number})

    async def _state(self, request: web.Request) -> web.Response:
        job = self.jobs.get(request.match_info["id"])
        if job is None:
            return web.json_response(body_of_no("The request was not found."), status=404)
        job["asked_for"] += 1
        if job["asked_for"] < self.polls:
            return web.json_response({"status": "pending", "progress": 50}, status=202)
        prompt = job["prompt"]
        if "broken" in prompt:
            error = {"code": "internal_error", "message": "Something broke."}
            return web.json_response({"status": "failed", "error": error})
        if "forgotten" in prompt:
            return web.json_response({"status": "expired"})
        allowed = "forbidden" not in prompt
        place = f"{self.url.removesuffix(self.base)}/files/one.mp4" if allowed else ""
        return web.json_response(
            {
                "status": "done",
                "model": job["model"],
                "video": {
                    "url": place,
                    "duration": job.get("duration", 8),
                    "respect_moderation": allowed,
                },
                "usage": {"cost_in_usd_ticks": 5 * _CENT * job.get("duration", 8)},
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["name"].endswith(".mp4"):
            return web.Response(body=film(), content_type="video/mp4")
        return web.Response(body=picture(96, 96, "JPEG"), content_type="image/jpeg")


def body_of_no(sentence: str) -> dict[str, str]:
    """An error as xAI writes it."""
    return {"code": "Client specified an invalid argument", "error": sentence}
