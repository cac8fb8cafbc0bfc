"""What the tests of Google's models share."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import Work
from genmux.engines.remote import Finished, Refused, Response
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.google import open_engine
from genmux.engines.vendors.google.engine import Google
from tests.engines.vendors.works import reply, run, work_of

GEMINI = "https://generativelanguage.googleapis.com/v1"
CLOUD = "aiplatform.googleapis.com/v1beta1"
PLACE = "projects/1/locations/us-central1/publishers/google/models/veo-3.1-generate-001"
OPERATION = f"{PLACE}/operations/op-1"
JOB = "v1/interactions/v1_abc"
LINKS = ["https://files.test/one.png", "https://files.test/two.png"]


def engine(**options: str) -> Google:
    return open_engine(Account("mine", "google", "AIza-secret", options=options))


def cloud(**options: str) -> Google:
    return engine(service="cloud", **options)


def made(data: bytes = b"one", mime: str = "image/png", **more: Any) -> dict[str, Any]:
    part = {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}}
    return {"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}], **more}


def done_with(work: Work, body: dict[str, Any]) -> Finished:
    done, _ = run(engine().submit(work), reply(body))
    assert isinstance(done, Finished)
    return done


def refused(work: Work, answer: Response) -> Refused:
    with pytest.raises(Refused) as caught:
        run(engine().submit(work), answer)
    return caught.value


def polled(mine: Google, tmp_path: Path, job: str, answer: Response) -> Any:
    state, (request,) = run(mine.poll(work_of("google/nano-banana", tmp_path), job), answer)
    assert not request.commits
    return state
