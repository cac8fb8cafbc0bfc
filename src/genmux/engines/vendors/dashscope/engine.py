"""Model Studio's API: pictures in one request, films as tasks that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from genmux.engines.base import Work
from genmux.engines.remote import (
    Accepted,
    FilePart,
    Finished,
    Made,
    Plan,
    Refused,
    Request,
    Steps,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import job_id, read
from genmux.engines.vendors.dashscope.failures import failure, job_failure
from genmux.engines.vendors.dashscope.upload import uploaded
from genmux.engines.vendors.links import linked
from genmux.engines.vendors.mapping import Mapped, mapped
from genmux.engines.vendors.offer import Offer
from genmux.engines.vendors.sizes import Limits, fitted, nearest, sides
from genmux.engines.vendors.vendor import Vendor

_URLS = {
    "singapore": "https://dashscope-intl.aliyuncs.com",
    "beijing": "https://dashscope.aliyuncs.com",
}
_SERVICES = "api/v1/services/aigc"
_PICTURES = f"{_SERVICES}/multimodal-generation/generation"
_FILMS = f"{_SERVICES}/video-generation/video-synthesis"
_PATIENCE = 600.0
"""seconds; a series of pictures takes minutes"""
_PACE = 5.0
_OURS = "oss://"
"""how links to uploads begin; the vendor follows them only when told to"""


class DashScope(Vendor):
    package = "genmux.engines.vendors.dashscope"
    options = ("region", "workspace")

    def __init__(self, account: Account) -> None:
        region = account.choice("region", _URLS, "singapore")
        self.url = _URLS[region]
        super().__init__(account)

    def headers(self) -> dict[str, str]:
        headers = super().headers()
        if "workspace" in self.account.options:
            headers["X-DashScope-WorkSpace"] = self.account.options["workspace"]
        return headers

    def plan(self, work: Work) -> Plan:
        offer = self.offer(work)
        notes = _sized(offer, mapped(offer, work, files=False)).notes
        return replace(super().plan(work), notes=tuple(notes))

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        offer = self.offer(work)
        body = _sized(offer, self.mapped(work)).body

        def bring(part: FilePart) -> Steps[str]:
            return uploaded(self._certificate(offer.model), part)

        body = yield from linked(body, work, bring)
        extra = {"X-DashScope-OssResourceResolve": "enable"} if _uploads(body) else {}
        if offer.hints.get("call") == "picture":
            return (yield from self._pictures(offer.model, body, extra))
        return (yield from self._film(offer.model, body, extra))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:  # noqa: ARG002
        reply = yield self.get(f"api/v1/tasks/{quote(vendor_id, safe='')}")
        if reply.status == 404:
            raise Refused("The vendor does not know the job any more.", "expired")
        if reply.status >= 400:
            raise failure(reply)
        output = read(reply).get("output") or {}
        match output.get("task_status"):
            case "SUCCEEDED":
                return _finished(output)
            case "FAILED":
                raise job_failure(output)
            case "CANCELED":
                raise Refused("The job was cancelled at the vendor.", "failed")
            case "UNKNOWN":
                raise Refused("The vendor does not know the job any more.", "expired")
            case _:
                return StillRunning(_PACE)

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        """Only jobs that still wait can be taken back; what the others answer does not matter."""
        path = f"api/v1/tasks/{quote(vendor_id, safe='')}/cancel"
        yield replace(self.get(path), method="POST")

    def _certificate(self, model: str) -> Request:
        return self.get(f"api/v1/uploads?action=getPolicy&model={quote(model, safe='')}")

    def _pictures(
        self, model: str, body: Mapping[str, Any], extra: Mapping[str, str]
    ) -> Steps[Finished]:
        content = [*({"image": url} for url in body.get("images", ())), {"text": body["text"]}]
        whole = {
            "model": model,
            "input": {"messages": [{"role": "user", "content": content}]},
            "parameters": body.get("parameters", {}),
        }
        reply = yield self.post(_PICTURES, whole, headers=extra, timeout=_PATIENCE)
        if reply.status >= 400:
            raise failure(reply)
        answer = read(reply)
        files = tuple(Made(url=url) for url in _pictures_of(answer.get("output") or {}))
        if not files:
            raise job_failure(answer)
        return Finished(files)

    def _film(
        self, model: str, body: Mapping[str, Any], extra: Mapping[str, str]
    ) -> Steps[Accepted]:
        given = dict(body.get("input", {}))
        media = list(_media(body.get("media", {}), body.get("voice", "")))
        if media:
            given["media"] = media
        whole = {"model": model, "input": given, "parameters": body.get("parameters", {})}
        headers = {"X-DashScope-Async": "enable", **extra}
        reply = yield self.post(_FILMS, whole, headers=headers)
        if reply.status >= 400:
            raise failure(reply)
        output = read(reply).get("output") or {}
        if output.get("task_status") == "FAILED":
            raise job_failure(output)
        return Accepted(job_id(output, "task_id"), _PACE)


def open_engine(account: Account) -> DashScope:
    return DashScope(account)


def _sized(offer: Offer, given: Mapped) -> Mapped:
    """The size as the vendor writes it, and one that it makes."""
    parameters = given.body.get("parameters", {})
    size = parameters.get("size", "")
    if "x" not in size:
        return given
    made = offer.hints.get("sizes")
    if made:
        fit = nearest(size, made)
    else:
        fit = fitted(size, Limits(offer.hints["least"], offer.hints["most"]))
    wide, high = sides(fit)
    if sides(size) != (wide, high):
        given.notes.append(f"the result has {wide}x{high} pixels: {size} is not made there")
    parameters["size"] = f"{wide}*{high}"
    return given


def _media(given: Mapping[str, str | list[str]], voice: str) -> Iterator[dict[str, str]]:
    """The voice goes with the first reference, whose it is."""
    for kind, urls in given.items():
        for url in urls if isinstance(urls, list) else [urls]:
            item = {"type": kind, "url": url}
            if voice and kind.startswith("reference_"):
                item["reference_voice"] = voice
                voice = ""
            yield item


def _uploads(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_uploads, value.values()))
    if isinstance(value, list):
        return any(map(_uploads, value))
    return isinstance(value, str) and value.startswith(_OURS)


def _pictures_of(output: Mapping[str, Any]) -> Iterator[str]:
    for choice in output.get("choices") or ():
        for part in (choice.get("message") or {}).get("content") or ():
            if part.get("image"):
                yield str(part["image"])


def _finished(output: Mapping[str, Any]) -> Finished:
    if not output.get("video_url"):
        raise Refused("The vendor keeps the result no longer.", "expired")
    return Finished((Made(url=str(output["video_url"])),))
