"""Grok Imagine by xAI's REST API: pictures come with the reply, a video is asked for."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import (
    Accepted,
    Finished,
    Made,
    Plan,
    Refused,
    Response,
    Steps,
    StillRunning,
    Why,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read, retry_after
from genmux.engines.vendors.vendor import Vendor
from genmux.engines.vendors.xai.failures import failure, why_of_sentence

_PATIENCE = 300.0
"""seconds that pictures may take"""
_PACE = 5.0
_LOCKED = 60.0
"""seconds between polls: usually, and where the account is at fault"""
_TICK = Decimal("1e-10")
"""US dollars; the unit that replies name the cost in"""
_CITED = re.compile(r"@image(\d+) ?")


class XAI(Vendor):
    package = "genmux.engines.vendors.xai"
    url = "https://api.x.ai/v1"
    options = ()

    def plan(self, work: Work) -> Plan:
        self._needs_words(work)
        return super().plan(work)

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        self._needs_words(work)
        body = {"model": self.offer(work).model, **self.mapped(work).body}
        pictures = _pictures(body)
        if work.shape.kind == "video":
            return (yield from self._video(body, pictures))
        return (yield from self._image(body, pictures))

    def _needs_words(self, work: Work) -> None:
        if not work.input.get("prompt"):
            raise Refused("prompt: this route needs one", "unsupported")

    def _image(self, body: dict[str, Any], pictures: Sequence[str]) -> Steps[Finished]:
        given = [{"url": one, "type": "image_url"} for one in pictures]
        body["prompt"] = _CITED.sub(r"image \1 ", body["prompt"])
        if len(given) == 1:
            body["image"] = given[0]
        elif given:
            body["images"] = given
        path = "images/edits" if given else "images/generations"
        reply = yield self.post(path, body, timeout=_PATIENCE)
        if reply.status >= 400:
            raise failure(reply)
        answer = read(reply)
        files = tuple(_made(answer.get("data") or ()))
        if not files:
            raise Refused("The vendor withheld every picture.", "moderation")
        return Finished(files, cost=_cost(answer))

    def _video(self, body: dict[str, Any], pictures: Sequence[str]) -> Steps[Accepted]:
        if len(pictures) == 1:
            body["image"] = {"url": pictures[0]}
            body.pop("aspect_ratio", None)  # that of the picture, which is the first frame
        elif pictures:
            body["reference_images"] = [{"url": one} for one in pictures]
            body["prompt"] = _CITED.sub(r"<IMAGE_\1> ", body["prompt"])
        reply = yield self.post("videos/generations", body)
        if reply.status >= 400:
            raise failure(reply)
        job = read(reply).get("request_id")
        if not job:
            raise Refused("The vendor took the job and did not say what it is called.", "unknown")
        return Accepted(str(job), _PACE)

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:  # noqa: ARG002
        reply = yield self.get(f"videos/{vendor_id}")
        if reply.status >= 400:
            return _not_through(reply)
        answer = read(reply)
        video = answer.get("video") or {}
        match answer.get("status"):
            case "failed":
                raise _failed(answer)
            case "expired":
                raise Refused("The vendor gave the job up.", "expired")
            case "done":
                return _film(video, answer)
            case None if video.get("url"):
                return _film(video, answer)
            case _:
                progress = answer.get("progress")
                share = progress / 100 if isinstance(progress, int | float) else None
                return StillRunning(_PACE, share)


def open_engine(account: Account) -> XAI:
    return XAI(account)


def _pictures(body: dict[str, Any]) -> list[str]:
    """Links or data URLs: those that were given, or that of an earlier task."""
    earlier = body.pop("picture", None)
    return body.pop("pictures", None) or ([earlier] if earlier else [])


def _made(data: Sequence[Mapping[str, Any]]) -> Iterator[Made]:
    """The pictures that passed the moderation; of the others only the place is there."""
    for one in data:
        if one.get("respect_moderation") is False:
            continue
        if one.get("b64_json"):
            yield Made(data=base64.b64decode(str(one["b64_json"]).rpartition("base64,")[2]))
        elif one.get("url"):
            yield Made(url=one["url"])


def _film(video: Mapping[str, Any], answer: Mapping[str, Any]) -> Finished:
    if video.get("respect_moderation") is False:
        raise Refused("The vendor withheld the video.", "moderation")
    if not video.get("url"):
        raise Refused("The vendor finished without a video.", "failed")
    return Finished((Made(url=video["url"]),), cost=_cost(answer))


def _failed(answer: Mapping[str, Any]) -> Refused:
    error = answer.get("error") or {}
    said = f"{error.get('code', '')} {error.get('message', '')}".strip()[:300]
    why: Why = "moderation" if why_of_sentence(said) == "moderation" else "failed"
    return Refused(f"The vendor could not make it: {said or 'no reason given'}", why)


def _cost(answer: Mapping[str, Any]) -> Decimal | None:
    ticks = (answer.get("usage") or {}).get("cost_in_usd_ticks")
    return None if ticks is None else Decimal(int(ticks)) * _TICK


def _not_through(reply: Response) -> StillRunning:
    """The job is there, whatever keeps us from asking for it; only a lost one is over."""
    if reply.status in (404, 410):
        raise Refused("The vendor does not know the job any more.", "expired")
    wait = _LOCKED if failure(reply).why in ("auth", "credit") else _PACE
    return StillRunning(retry_after(reply) or wait)
