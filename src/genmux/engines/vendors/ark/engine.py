"""Ark's API: pictures in one request, films as tasks that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Made, Plan, Refused, Steps, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import job_id, read
from genmux.engines.vendors.ark.failures import failure, job_failure
from genmux.engines.vendors.mapping import Mapped, mapped
from genmux.engines.vendors.offer import Offer
from genmux.engines.vendors.sizes import Limits, fitted
from genmux.engines.vendors.vendor import Vendor

_INTERNATIONAL, _BEIJING = "international", "beijing"
_URLS = {
    _INTERNATIONAL: "https://ark.ap-southeast.bytepluses.com",
    _BEIJING: "https://ark.cn-beijing.volces.com",
}
_TASKS = "api/v3/contents/generations/tasks"
_PATIENCE = 600.0
"""seconds; several pictures in 4K take minutes"""
_PACE = 5.0
_PACE_WITH_HOOK = 30.0
_MILLION = 1_000_000
_DETAILS = ("name", "description", "z_index", "bounding_box")


class Ark(Vendor):
    package = "genmux.engines.vendors.ark"
    options = ("region",)

    def __init__(self, account: Account) -> None:
        self._region = account.choice("region", _URLS, _INTERNATIONAL)
        self.url = _URLS[self._region]
        super().__init__(account)

    def offers(self, model: str) -> bool:
        offer = self.all_offers.get(model)
        return offer is not None and bool(self._name(offer))

    def plan(self, work: Work) -> Plan:
        offer = self.offer(work)
        _check_films(work)
        plan = super().plan(work)
        body = self._sized(offer, mapped(offer, work, files=False))
        cost = plan.cost if plan.cost is not None else _cost(offer, _expected(work))
        return replace(plan, model=self._name(offer), notes=tuple(body.notes), cost=cost)

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        offer = self.offer(work)
        _check_films(work)
        body = self._sized(offer, self.mapped(work)).body
        if work.shape.kind == "image":
            return (yield from self._pictures(offer, body))
        return (yield from self._film(offer, body, work.hook))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        reply = yield self.get(f"{_TASKS}/{quote(vendor_id, safe='')}")
        if reply.status == 404:
            raise Refused("The vendor does not know the job any more.", "expired")
        if reply.status >= 400:
            raise failure(reply)
        task = read(reply)
        match task.get("status"):
            case "succeeded":
                return _finished(task, self.offer(work))
            case "failed":
                raise job_failure(task.get("error") or {})
            case "cancelled":
                raise Refused("The job was cancelled at the vendor.", "failed")
            case "expired":
                raise Refused("The vendor did not get to the job in time.", "failed")
            case _:
                return StillRunning(_PACE_WITH_HOOK if work.hook else _PACE)

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        """Only jobs that still wait can be taken back; what the others answer does not matter."""
        request = self.get(f"{_TASKS}/{quote(vendor_id, safe='')}")
        yield replace(request, method="DELETE")

    def _name(self, offer: Offer) -> str:
        if self._region == _INTERNATIONAL:
            return offer.model
        return str(offer.hints.get(_BEIJING, ""))

    def _sized(self, offer: Offer, given: Mapped) -> Mapped:
        least, most = offer.hints.get("least"), offer.hints.get("most")
        size = given.body.get("size")
        if least and most and size:
            fit = fitted(size, Limits(least, most))
            if fit != size:
                given.notes.append(f"the picture has {fit} pixels: {size} is not made there")
            given.body["size"] = fit
        return given

    def _pictures(self, offer: Offer, body: Mapping[str, Any]) -> Steps[Finished]:
        whole = {"model": self._name(offer), **body}
        reply = yield self.post("api/v3/images/generations", whole, timeout=_PATIENCE)
        if reply.status >= 400:
            raise failure(reply)
        answer = read(reply)
        items = answer.get("data") or ()
        files = tuple(_picture(item) for item in items if item.get("url"))
        if not files:
            errors = [item["error"] for item in items if item.get("error")]
            raise job_failure(errors[0] if errors else answer.get("error") or {})
        return Finished(files)

    def _film(self, offer: Offer, body: dict[str, Any], hook: str) -> Steps[Accepted]:
        content = list(_content(body.pop("prompt", ""), body.pop("media", {})))
        whole = {"model": self._name(offer), "content": content, **body}
        if hook:
            whole["callback_url"] = hook
        reply = yield self.post(_TASKS, whole)
        if reply.status >= 400:
            raise failure(reply)
        return Accepted(job_id(read(reply)), _PACE_WITH_HOOK if hook else _PACE)


def open_engine(account: Account) -> Ark:
    return Ark(account)


def _content(prompt: str, media: Mapping[str, str | list[str]]) -> Iterator[dict[str, Any]]:
    if prompt:
        yield {"type": "text", "text": prompt}
    for role, urls in media.items():
        kind = role.rpartition("_")[2]
        kind = kind if kind in ("video", "audio") else "image"
        for url in urls if isinstance(urls, list) else [urls]:
            yield {"type": f"{kind}_url", f"{kind}_url": {"url": url}, "role": role}


def _check_films(work: Work) -> None:
    """Pictures and sounds may be sent as data, films only as links."""
    for media in work.media:
        if media.facts.kind == "video" and not media.url:
            raise Refused(f"{media.field}: the vendor cannot fetch this file", "unsupported")


def _picture(item: Mapping[str, Any]) -> Made:
    detail = {name: item[name] for name in _DETAILS if item.get(name) is not None}
    return Made(url=str(item["url"]), detail=detail)


def _finished(task: Mapping[str, Any], offer: Offer) -> Finished:
    content = task.get("content") or {}
    if not content.get("video_url"):
        raise Refused("The vendor keeps the result no longer.", "expired")
    files = [Made(url=content["video_url"])]
    if content.get("last_frame_url"):
        files.append(Made(url=content["last_frame_url"], role="last_frame"))
    used = (task.get("usage") or {}).get("completion_tokens") or 0
    return Finished(tuple(files), cost=_cost(offer, Decimal(used)))


def _cost(offer: Offer, tokens: Decimal) -> Decimal | None:
    usd = offer.hints.get("tokens")
    return Decimal(str(usd)) * tokens / _MILLION if usd and tokens else None


def _expected(work: Work) -> Decimal:
    """Tokens by the vendor's formula; what reference films add is not known before."""
    shape = work.shape
    pixels = shape.width * shape.height
    return Decimal(pixels) * Decimal(str(shape.fps)) * Decimal(str(shape.seconds)) / 1024
