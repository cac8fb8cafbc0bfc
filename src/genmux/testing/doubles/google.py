"""Google's services for models, played: pictures and speech at once, video after some polls.

Jobs are done at the poll that `polls` says. Words in a prompt make it misbehave: `forbidden` is
refused by the safety filters, `broken` fails.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import film, picture, tone

_PLACE = "projects/1/locations/us-central1/"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class GoogleDouble(Playing):
    def __init__(self, *, polls: int = 2) -> None:
        super().__init__()
        self.polls = polls
        self.jobs: dict[str, dict[str, Any]] = {}
        """what was asked, by the name that the job got; `asked_for` counts the polls"""
        self.cancelled: list[str] = []

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/v1/interactions", self._interact),
            web.get("/v1/interactions/{id}", self._interaction),
            web.post("/v1/interactions/{id}/cancel", self._cancel),
            web.get("/v1beta/files/{id}:download", self._file),
            web.get("/.well-known/jwks.json", self._keys),
            web.post("/{tail:.*}:generateContent", self._content),
            web.post("/{tail:.*}:predictLongRunning", self._film),
            web.post("/{tail:.*}:fetchPredictOperation", self._operation),
        )

    def knows(self, request: web.Request) -> bool:
        return request.headers.get("x-goog-api-key") == self.key

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith("/.well-known/")

    def stranger(self) -> web.Response:
        return self._no(400, "INVALID_ARGUMENT", "API key not valid.", reason="API_KEY_INVALID")

    def call(self, end: float, audience: str = "https://hook.test") -> dict[str, str]:
        """Headers of a call to a hook, with a signature that is good until `end` (since 1970)."""
        claims = {"iss": "https://accounts.test", "aud": audience, "exp": end}
        token = jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": "one"})
        return {"webhook-id": "msg_1", "webhook-timestamp": "0", "webhook-signature": token}

    @cached_property
    def _private(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    async def _keys(self, _request: web.Request) -> web.Response:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        return web.json_response({"keys": [{**public, "kid": "one", "alg": "RS256"}]})

    async def _content(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        text = asked["contents"][-1]["parts"][-1]["text"]
        if "forbidden" in text:
            return web.json_response({"candidates": [{"finishReason": "IMAGE_SAFETY"}]})
        config = asked["generationConfig"]
        spoken = "AUDIO" in config["responseModalities"]
        mime = "audio/L16;codec=pcm;rate=24000" if spoken else "image/png"
        data = tone() if spoken else picture(96, 96)
        part = {"inlineData": {"mimeType": mime, "data": _base64(data)}}
        kind = "AUDIO" if spoken else "IMAGE"
        return web.json_response(
            {
                "candidates": [
                    {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}
                ],
                "usageMetadata": {
                    "promptTokenCount": 10,
                    "candidatesTokenCount": 1290,
                    "candidatesTokensDetails": [{"modality": kind, "tokenCount": 1290}],
                    "totalTokenCount": 1300,
                },
            }
        )

    async def _film(self, request: web.Request) -> web.Response:
        model = request.path.rpartition("/")[2].partition(":")[0]
        name = f"{_PLACE}publishers/google/models/{model}/operations/{len(self.jobs)}"
        asked = self.seen[-1].json["instances"][0]
        self.jobs[name] = {"prompt": asked["prompt"], "asked_for": 0}
        return web.json_response({"name": name})

    async def _operation(self, _request: web.Request) -> web.Response:
        name = self.seen[-1].json["operationName"]
        job = self.jobs.get(name)
        if job is None:
            return self._no(404, "NOT_FOUND", "The operation was not found.")
        job["asked_for"] += 1
        if job["asked_for"] < self.polls:
            return web.json_response({"name": name, "done": False})
        return web.json_response({"name": name, "done": True, **_result(job["prompt"])})

    async def _interact(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        number = f"v1_{len(self.jobs)}"
        content = asked["input"][0]["content"]
        self.jobs[number] = {"prompt": content[-1]["text"], "asked_for": 0}
        return web.json_response(self._told(number, "in_progress"))

    async def _interaction(self, request: web.Request) -> web.Response:
        number = request.match_info["id"]
        job = self.jobs.get(number)
        if job is None:
            return self._no(400, "INVALID_ARGUMENT", "Invalid interaction name.")
        job["asked_for"] += 1
        if number in self.cancelled:
            return web.json_response(self._told(number, "cancelled"))
        if job["asked_for"] < self.polls:
            return web.json_response(self._told(number, "in_progress"))
        if "broken" in job["prompt"]:
            told = self._told(number, "failed")
            told["errors"] = [{"code": "internal", "message": "Something broke."}]
            return web.json_response(told)
        told = self._told(number, "completed")
        if "forbidden" in job["prompt"]:
            content = {"type": "text", "text": "I cannot make that video."}
        else:
            place = f"{self.url}/v1beta/files/{number}:download?alt=media"
            content = {"type": "video", "mime_type": "video/mp4", "uri": place}
        told["steps"] = [{"type": "model_output", "content": [content]}]
        return web.json_response(told)

    def _told(self, number: str, status: str) -> dict[str, Any]:
        moment = "2026-11-01T00:00:00Z"
        return {"id": number, "status": status, "created": moment, "updated": moment}

    async def _cancel(self, request: web.Request) -> web.Response:
        self.cancelled.append(request.match_info["id"])
        return web.json_response(self._told(request.match_info["id"], "cancelled"))

    async def _file(self, _request: web.Request) -> web.Response:
        return web.Response(body=film(), content_type="video/mp4")

    def _no(self, status: int, name: str, message: str, reason: str = "") -> web.Response:
        return web.json_response(body_of_no(status, name, message, reason=reason), status=status)


def body_of_no(status: int, name: str, message: str, **detail: str) -> dict[str, Any]:
    """An error as Google writes it; `reason` and `retryDelay` go into its details."""
    details = [{name: value} for name, value in detail.items() if value]
    return {"error": {"code": status, "status": name, "message": message, "details": details}}


def _result(prompt: str) -> dict[str, Any]:
    if "forbidden" in prompt:
        return {
            "response": {
                "raiMediaFilteredCount": 1,
                "raiMediaFilteredReasons": ["The video violates the usage guidelines."],
            }
        }
    if "broken" in prompt:
        return {"error": {"code": 13, "message": "Something broke."}}
    made = {"bytesBase64Encoded": _base64(film()), "mimeType": "video/mp4"}
    return {"response": {"videos": [made]}}
