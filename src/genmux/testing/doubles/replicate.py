"""Replicate's predictions as its documentation describes them, with files and signed calls."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, web

from genmux.testing.doubles import samples
from genmux.testing.doubles.playing import Playing

_FILES: Mapping[str, tuple[str, Any]] = {
    "png": ("image/png", samples.picture),
    "mp4": ("video/mp4", samples.film),
}
_OVER = ("succeeded", "failed", "canceled")
_AT = "2026-11-01T10:00:00.000000Z"


@dataclass(slots=True)
class Prediction:
    """`outcome` is what it will have as output, or an error."""

    id: str
    model: str
    version: str
    input: Any
    hook: str
    outcome: Any
    error: str = ""
    status: str = "starting"
    logs: str = ""
    looks: int = 0
    removed: bool = False


class ReplicateDouble(Playing):
    """Predictions start when first asked for, run then, and are over after `steps` looks.

    `outputs` and `errors` hold by model what its predictions end with; all others end with a film
    of the double's.
    """

    secret = "whsec_" + base64.b64encode(b"the secret of the double").decode()

    def __init__(self, *, steps: int = 2) -> None:
        super().__init__()
        self.steps = steps
        self.predictions: dict[str, Prediction] = {}
        self.outputs: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.uploads: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v1/models/{owner}/{name}/predictions", self._create),
            web.post("/v1/predictions", self._create),
            web.get("/v1/predictions/{id}", self._get),
            web.post("/v1/predictions/{id}/cancel", self._cancel),
            web.post("/v1/files", self._upload),
            web.get("/v1/webhooks/default/secret", self._secret),
            web.get("/files/{number}.{end}", self._file),
        ]

    def stranger(self) -> web.Response:
        told = "You did not pass a valid authentication token"
        problem = {"title": "Unauthenticated", "detail": told, "status": 401}
        return web.json_response(problem, status=401)

    def open_to_all(self, request: web.Request) -> bool:
        return request.path.startswith("/files/")

    async def call_back(self, prediction: Prediction) -> int:
        """Tells the hook of a prediction how it stands; the status that the hook answered."""
        body = json.dumps(self._told(prediction)).encode()
        async with (
            ClientSession() as session,
            session.post(prediction.hook, data=body, headers=self.signature(body)) as reply,
        ):
            return reply.status

    def signature(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """The headers of a call with this body at that time (seconds since 1970)."""
        identity = f"msg_{next(self._numbers)}"
        stamp = str(int(time.time() if at is None else at))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        message = f"{identity}.{stamp}.".encode() + body
        code = base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
        return {
            "webhook-id": identity,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{code}",
            "Content-Type": "application/json",
        }

    async def _create(self, request: web.Request) -> web.Response:
        body = await request.json()
        named = request.match_info.get("name")
        model = f"{request.match_info['owner']}/{named}" if named else "someone/something"
        number = next(self._numbers)
        prediction = Prediction(
            id=f"rm0cr{number:021d}",
            model=model,
            version=body.get("version", "hidden"),
            input=body["input"],
            hook=body.get("webhook", ""),
            outcome=self.outputs.get(model, f"{self.url}/files/{number}.mp4"),
            error=self.errors.get(model, ""),
        )
        self.predictions[prediction.id] = prediction
        return web.json_response(self._told(prediction), status=201)

    def _told(self, prediction: Prediction) -> dict[str, Any]:
        at = f"{self.url}/v1/predictions/{prediction.id}"
        over = prediction.status in _OVER
        kept = prediction.status == "succeeded" and not prediction.removed
        return {
            "id": prediction.id,
            "model": prediction.model,
            "version": prediction.version,
            "input": prediction.input,
            "logs": prediction.logs,
            "output": prediction.outcome if kept else None,
            "data_removed": prediction.removed,
            "error": prediction.error if prediction.status == "failed" else None,
            "source": "api",
            "status": prediction.status,
            "created_at": _AT,
            "started_at": None if prediction.status == "starting" else _AT,
            "completed_at": _AT if over else None,
            "metrics": {"predict_time": 1.5} if over else {},
            "urls": {"get": at, "cancel": f"{at}/cancel"},
        }

    def _found(self, request: web.Request) -> Prediction | None:
        return self.predictions.get(request.match_info["id"])

    async def _get(self, request: web.Request) -> web.Response:
        prediction = self._found(request)
        if prediction is None:
            return _lost()
        prediction.looks += 1
        if prediction.status not in _OVER and prediction.looks > 1:
            prediction.status = "processing"
            prediction.logs = " 50%|█████     | 2/4 [00:01<00:01]"
        if prediction.status not in _OVER and prediction.looks > self.steps:
            prediction.status = "failed" if prediction.error else "succeeded"
        return web.json_response(self._told(prediction))

    async def _cancel(self, request: web.Request) -> web.Response:
        prediction = self._found(request)
        if prediction is None:
            return _lost()
        if prediction.status not in _OVER:
            prediction.status = "canceled"
        return web.json_response(self._told(prediction))

    async def _upload(self, request: web.Request) -> web.Response:  # noqa: ARG002
        part = self.seen[-1].parts[0]
        number = f"file{next(self._numbers)}"
        place = f"{self.url}/v1/files/{number}"
        self.uploads[place] = part.body
        file = {
            "id": number,
            "name": part.file,
            "content_type": part.mime,
            "size": len(part.body),
            "etag": hashlib.md5(part.body, usedforsecurity=False).hexdigest(),
            "checksums": {"sha256": hashlib.sha256(part.body).hexdigest()},
            "metadata": {},
            "created_at": _AT,
            "expires_at": _AT,
            "urls": {"get": place},
        }
        return web.json_response(file, status=201)

    async def _secret(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response({"key": self.secret})

    async def _file(self, request: web.Request) -> web.Response:
        mime, make = _FILES[request.match_info["end"]]
        return web.Response(body=make(), content_type=mime)


def _lost() -> web.Response:
    problem = {"title": "Not found", "detail": "The requested resource could not be found."}
    return web.json_response({**problem, "status": 404}, status=404)
