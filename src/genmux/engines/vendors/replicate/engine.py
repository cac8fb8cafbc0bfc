"""Predictions at Replicate: made, asked for, cancelled.

A model is `owner/name`, which always runs its newest version, or `owner/name:version`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from genmux.clock import Clock, SystemClock
from genmux.engines.base import MediaInput, Work
from genmux.engines.remote import (
    Accepted,
    Finished,
    Made,
    Refused,
    Request,
    Response,
    Steps,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read, retry_after
from genmux.engines.vendors.mapping import file_part
from genmux.engines.vendors.replicate.failures import prediction_failure, submit_failure
from genmux.engines.vendors.replicate.signature import signed
from genmux.engines.vendors.uploads import upload_refusal, with_links
from genmux.engines.vendors.vendor import Vendor

_HOOKED = 30.0
"""seconds between polls of a job that will call us"""
_PACE: Mapping[str, float] = {"image": 2.0, "audio": 2.0, "object": 2.0, "video": 5.0}
_AGAIN = 10.0
_LOCKED = 60.0
"""seconds until a poll is repeated that did not get through; the second: because of the account"""
_UPLOAD_SECONDS = 600.0
_SHARE = re.compile(r"^\s*(\d+)%\s*\|.+?\|\s*\d+/\d+", re.MULTILINE)
"""a line of a progress bar in the log"""
_DURATION = re.compile(r"(?=\d)(\d+h)?(\d+m)?(\d+s?)?")


class Replicate(Vendor):
    package = "genmux.engines.vendors.replicate"
    url = "https://api.replicate.com"
    options = ("cancel_after",)

    def __init__(self, account: Account, clock: Clock | None = None) -> None:
        super().__init__(account)
        self._clock = clock or SystemClock()
        self._secret = account.hook_secret
        self._wishes = _wishes(account)

    def submit(self, work: Work) -> Steps[Accepted]:
        self.plan(work)  # a route that will not do is found before files are uploaded
        work = yield from with_links(work, self._upload)
        body: dict[str, Any] = {"input": self.mapped(work).body}
        name, _, version = self.offer(work).model.partition(":")
        path = f"v1/models/{name}/predictions"
        if version:
            path, body["version"] = "v1/predictions", version
        if work.hook:
            body |= {"webhook": work.hook, "webhook_events_filter": ["completed"]}
        reply = yield self.post(path, body, headers=self._wishes)
        if reply.status >= 400:
            raise submit_failure(reply)
        made = read(reply).get("id")
        if not made:
            raise Refused("The vendor took the job and did not say which it is.", "unknown")
        return Accepted(str(made), _pace(work))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        reply = yield self.get(f"v1/predictions/{vendor_id}")
        if reply.status >= 400:
            return _not_through(reply)
        state = read(reply)
        match state.get("status"):
            case "succeeded":
                return Finished(_files(state))
            case "failed" | "canceled" | "aborted":
                raise prediction_failure(state)
        return StillRunning(_pace(work), _progress(state))

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        yield Request("POST", self.address(f"v1/predictions/{vendor_id}/cancel"), self.headers())

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        now = self._clock.now().timestamp()
        if not self._secret:
            reply = yield self.get("v1/webhooks/default/secret")
            if reply.status >= 400:
                return False
            self._secret = str(read(reply).get("key", ""))
        return signed(self._secret, headers, body, now)

    def _upload(self, media: MediaInput) -> Steps[str]:
        reply = yield Request(
            "POST",
            self.address("v1/files"),
            self.headers(),
            form=(("content", file_part(media)),),
            timeout=_UPLOAD_SECONDS,
        )
        if reply.status >= 400:
            raise upload_refusal(reply)
        return str(read(reply)["urls"]["get"])


def open_engine(account: Account) -> Replicate:
    return Replicate(account)


def _wishes(account: Account) -> dict[str, str]:
    """What the operator chose for every job. Raises ValueError."""
    longest = account.options.get("cancel_after", "")
    if longest and not _DURATION.fullmatch(longest):
        raise ValueError(f"cancel_after must be a time like 90s, 30m or 1h30m, not {longest}")
    return {"Cancel-After": longest} if longest else {}


def _pace(work: Work) -> float:
    return _HOOKED if work.hook else _PACE[work.shape.kind]


def _not_through(reply: Response) -> StillRunning:
    """The job is there, whatever keeps us from asking for it; only a lost one is over."""
    if reply.status in (404, 410):
        raise Refused("The vendor does not know the job any more.", "expired")
    wait = _LOCKED if reply.status in (401, 402, 403) else _AGAIN
    return StillRunning(retry_after(reply) or wait)


def _progress(state: Mapping[str, Any]) -> float | None:
    shares = _SHARE.findall(str(state.get("logs") or ""))
    return int(shares[-1]) / 100 if shares else None


def _files(state: Mapping[str, Any]) -> tuple[Made, ...]:
    output = state.get("output")
    if not output and state.get("data_removed"):
        raise Refused("The vendor has deleted the result already.", "expired")
    named = output if isinstance(output, list) else [output]
    urls = [url for url in named if isinstance(url, str) and "://" in url]
    if not urls or len(urls) < len(named):
        raise Refused("The vendor finished without a result.", "failed")
    return tuple(Made(url=url) for url in urls)
