"""fal's queue as its documentation describes it: submit, status, result, cancel, signed calls."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from genmux.testing.doubles import samples
from genmux.testing.doubles.playing import Failure, Playing

USER = "usr_double"
_KEYS = "/.well-known/jwks.json"
_FILES: Mapping[str, tuple[str, Any]] = {
    "png": ("image/png", samples.picture),
    "mp4": ("video/mp4", samples.film),
}


@dataclass(slots=True)
class Job:
    """One request in the queue. `app` is owner and name, without the rest of the model's path."""

    id: str
    app: str
    model: str
    input: Any
    hook: str
    outcome: Failure
    looks: int = 0
    error: str = ""
    error_type: str = ""
    """of fal's own failures; those of models are in `outcome`"""


class FalDouble(Playing):
    """Jobs are in the queue when first asked for, in progress then, done after `steps` looks.

    `results` holds by model what its jobs end with, all others end with files of the double's;
    `prices` has US dollars of a unit.
    """

    def __init__(self, *, steps: int = 2) -> None:
        super().__init__()
        self.steps = steps
        self.jobs: dict[str, Job] = {}
        self.results: dict[str, Failure] = {}
        self.uploads: dict[str, bytes] = {}
        self.prices: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._secret = Ed25519PrivateKey.generate()

    def routes(self) -> list[web.RouteDef]:
        job = "/{owner}/{name}/requests/{id}"
        return [
            web.get(_KEYS, self._key_set),
            web.get("/files/{number}.{end}", self._file),
            web.get("/v1/models/pricing", self._pricing),
            web.post("/storage/upload/initiate", self._initiate),
            web.put("/uploads/{name}", self._uploaded),
            web.get(f"{job}/status", self._status),
            web.put(f"{job}/cancel", self._cancel),
            web.get(job, self._outcome),
            web.get(f"{job}/response", self._outcome),
            web.post("/{owner}/{name}{rest:.*}", self._submit),
        ]

    def knows(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Key {self.key}"

    def stranger(self) -> web.Response:
        return web.json_response({"detail": "Cannot access application"}, status=401)

    def open_to_all(self, request: web.Request) -> bool:
        return request.path == _KEYS or request.path.startswith(("/files/", "/uploads/"))

    def end(self, model: str, body: Any, status: int = 200, **headers: str) -> None:
        """Ends that model's jobs so."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.results[model] = Failure(status, body, named)

    def refuse(self, model: str, kind: str, status: int = 422) -> None:
        """Ends that model's jobs with an error of that type."""
        error = {
            "loc": ["body", "prompt"],
            "msg": "The content could not be processed.",
            "type": kind,
            "url": f"https://docs.fal.ai/errors#{kind}",
            "input": "",
        }
        self.end(model, {"detail": [error]}, status, X_Fal_Retryable="false")

    async def call_back(self, job: Job) -> int:
        """Tells the hook of a job that it is over; the status that the hook answered."""
        good = job.outcome.status < 400
        body = json.dumps(
            {
                "request_id": job.id,
                "gateway_request_id": job.id,
                "status": "OK" if good else "ERROR",
                "payload": job.outcome.body,
                "error": None if good else f"Unexpected status code: {job.outcome.status}",
            }
        ).encode()
        async with (
            ClientSession() as session,
            session.post(job.hook, data=body, headers=self.signature(job.id, body)) as reply,
        ):
            return reply.status

    def signature(self, request_id: str, body: bytes, at: float | None = None) -> dict[str, str]:
        """The headers of a call with this body at that time (seconds since 1970)."""
        stamp = str(int(time.time() if at is None else at))
        message = "\n".join([request_id, USER, stamp, hashlib.sha256(body).hexdigest()])
        return {
            "X-Fal-Webhook-Request-Id": request_id,
            "X-Fal-Webhook-User-Id": USER,
            "X-Fal-Webhook-Timestamp": stamp,
            "X-Fal-Webhook-Signature": self._secret.sign(message.encode()).hex(),
            "Content-Type": "application/json",
        }

    def key_set(self) -> dict[str, Any]:
        raw = self._secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        point = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        return {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": point}]}

    def change_keys(self) -> None:
        self._secret = Ed25519PrivateKey.generate()

    async def _key_set(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response(self.key_set())

    async def _file(self, request: web.Request) -> web.Response:
        mime, make = _FILES[request.match_info["end"]]
        return web.Response(body=make(), content_type=mime)

    async def _pricing(self, request: web.Request) -> web.Response:
        model = request.query["endpoint_id"]
        price = {"endpoint_id": model, "unit": "image", "currency": "USD"}
        known = [{**price, "unit_price": self.prices[model]}] if model in self.prices else []
        return web.json_response({"prices": known, "next_cursor": None, "has_more": False})

    async def _initiate(self, request: web.Request) -> web.Response:
        name = f"{next(self._numbers)}-{(await request.json())['file_name']}"
        place = f"{self.url}/uploads/{name}"
        return web.json_response({"upload_url": f"{place}?signed=1", "file_url": place})

    async def _uploaded(self, request: web.Request) -> web.Response:
        self.uploads[str(request.url.with_query(None))] = await request.read()
        return web.Response()

    async def _submit(self, request: web.Request) -> web.Response:
        app = f"{request.match_info['owner']}/{request.match_info['name']}"
        model = app + request.match_info["rest"]
        number = next(self._numbers)
        job = Job(
            id=f"00000000-0000-4000-8000-{number:012d}",
            app=app,
            model=model,
            input=await request.json(),
            hook=request.query.get("fal_webhook", ""),
            outcome=self.results.get(model, self._files(number)),
        )
        self.jobs[job.id] = job
        return web.json_response({"status": "IN_QUEUE", "queue_position": 0, **self._places(job)})

    def _files(self, number: int) -> Failure:
        at = f"{self.url}/files/{number}"
        picture = {"url": f"{at}.png", "content_type": "image/png"}
        film = {"url": f"{at}.mp4", "content_type": "video/mp4"}
        return Failure(200, {"images": [picture], "image": picture, "video": film, "seed": 1})

    def _places(self, job: Job) -> dict[str, str]:
        at = f"{self.url}/{job.app}/requests/{job.id}"
        return {
            "request_id": job.id,
            "response_url": f"{at}/response",
            "status_url": f"{at}/status",
            "cancel_url": f"{at}/cancel",
        }

    def _job(self, request: web.Request) -> Job | None:
        job = self.jobs.get(request.match_info["id"])
        app = f"{request.match_info['owner']}/{request.match_info['name']}"
        return job if job is not None and job.app == app else None

    async def _status(self, request: web.Request) -> web.Response:
        job = self._job(request)
        if job is None:
            return _lost()
        job.looks += 1
        places = {"logs": None, **self._places(job)}
        if job.error_type or job.looks > self.steps:
            over: dict[str, Any] = {"status": "COMPLETED", "metrics": {"inference_time": 1.5}}
            if job.error_type:
                over |= {"error": job.error, "error_type": job.error_type}
            return web.json_response({**over, **places})
        if job.looks == 1:
            queued = {"status": "IN_QUEUE", "queue_position": 0}
            return web.json_response({**queued, **places}, status=202)
        return web.json_response({"status": "IN_PROGRESS", **places}, status=202)

    async def _outcome(self, request: web.Request) -> web.Response:
        job = self._job(request)
        if job is None:
            return _lost()
        say = job.outcome
        return web.json_response(say.body, status=say.status, headers=say.headers)

    async def _cancel(self, request: web.Request) -> web.Response:
        job = self._job(request)
        if job is None:
            return web.json_response({"status": "NOT_FOUND"}, status=404)
        if job.looks > self.steps:
            return web.json_response({"status": "ALREADY_COMPLETED"}, status=400)
        job.error, job.error_type = "The request was cancelled by the client", "client_cancelled"
        return web.json_response({"status": "CANCELLATION_REQUESTED"}, status=202)


def _lost() -> web.Response:
    return web.json_response({"detail": "Request not found"}, status=404)
