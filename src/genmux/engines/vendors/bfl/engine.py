"""Tasks at Black Forest Labs: handed over, then asked for where the reply says.

The vendor's id of a task is the address to ask at, which is in one of its regions, and behind a
`#` the credits that it took; the part behind `#` is not sent.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Accepted, Finished, Made, Refused, Response, Steps, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read, refusal, retry_after
from genmux.engines.vendors.vendor import Vendor

_HOOKED = 30.0
"""seconds between polls of a task that will call us"""
_PACE = 2.0
_AGAIN = 10.0
_LOCKED = 60.0
"""seconds until a poll is repeated that did not get through; the second: because of the account"""
_REGIONS = ("eu", "us")
_CREDIT = Decimal("0.01")
"""US dollars"""
_LARGEST = 2048 * 2048
_STEP = 16
"""pixels of a picture in all, and what its sides are multiples of"""


class BlackForestLabs(Vendor):
    package = "genmux.engines.vendors.bfl"
    url = "https://api.bfl.ai"
    options = ("region",)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        region = account.choice("region", _REGIONS, "")
        if region and not account.url:
            self._url = f"https://api.{region}.bfl.ai"

    def headers(self) -> dict[str, str]:
        return {"x-key": self.account.key}

    def submit(self, work: Work) -> Steps[Accepted]:
        body = _written(self.mapped(work).body)
        if work.hook:
            body["webhook_url"] = work.hook
            if self.account.hook_secret:
                body["webhook_secret"] = self.account.hook_secret
        reply = yield self.post(f"v1/{self.offer(work).model}", body)
        told = read(reply)
        where = told.get("polling_url")
        if not where:
            # Whoever gives a hook may get no address; then the task is asked for by its id.
            if not told.get("id"):
                raise Refused("The vendor took the job and did not say which it is.", "unknown")
            where = self.address(f"v1/get_result?id={told['id']}")
        took = told.get("cost")
        price = f"#{took}" if isinstance(took, int | float) else ""
        return Accepted(f"{where}{price}", _pace(work))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        where, _, took = vendor_id.partition("#")
        reply = yield self.get(where)
        if reply.status >= 400:
            return _not_through(reply)
        state = read(reply)
        match state.get("status"):
            case "Ready":
                cost = Decimal(took) * _CREDIT if took else None
                return Finished(_files(state), cost=cost)
            case "Request Moderated" | "Content Moderated":
                raise Refused(f"The vendor's moderation refused it.{_reasons(state)}", "moderation")
            case "Task not found":
                raise Refused("The vendor does not know the job any more.", "expired")
            case "Error" | "Failed":
                raise _failure(state)
        return StillRunning(_pace(work), _progress(state))

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        yield from ()
        secret = self.account.hook_secret
        if not secret:
            return True  # the address is known to nobody else
        ours = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        theirs = headers.get("x-bfl-signature", "")
        return hmac.compare_digest(f"sha256={ours}".encode(), theirs.encode())


def open_engine(account: Account) -> BlackForestLabs:
    return BlackForestLabs(account)


def _written(body: dict[str, Any]) -> dict[str, Any]:
    """As this vendor wants it: pictures as links or bare base64, sizes that it can make."""
    for name, value in body.items():
        if isinstance(value, str) and value.startswith("data:"):
            body[name] = value.partition(",")[2]
    if {"width", "height"} <= body.keys():
        body["width"], body["height"] = _fitting(body["width"], body["height"])
    return body


def _fitting(width: int, height: int) -> tuple[int, int]:
    """The largest size of about that ratio which has no more pixels than are allowed."""
    share = min(1.0, math.sqrt(_LARGEST / (width * height)))
    return int(width * share) // _STEP * _STEP, int(height * share) // _STEP * _STEP


def _pace(work: Work) -> float:
    return _HOOKED if work.hook else _PACE


def _not_through(reply: Response) -> StillRunning:
    """The job is there, whatever keeps us from asking for it; only a lost one is over."""
    if reply.status in (404, 410):
        raise Refused("The vendor does not know the job any more.", "expired")
    if reply.status in (400, 422):
        raise refusal(reply, "failed")
    wait = _LOCKED if reply.status in (401, 402, 403) else _AGAIN
    return StillRunning(retry_after(reply) or wait)


def _progress(state: Mapping[str, Any]) -> float | None:
    share = state.get("progress")
    return float(share) if isinstance(share, int | float) and 0 <= share <= 1 else None


def _files(state: Mapping[str, Any]) -> tuple[Made, ...]:
    result = state.get("result")
    sample = result.get("sample") if isinstance(result, Mapping) else None
    if not isinstance(sample, str) or not sample:
        raise Refused("The vendor finished without a result.", "failed")
    return (Made(url=sample),)


def _reasons(state: Mapping[str, Any]) -> str:
    details = state.get("details")
    reasons = details.get("Moderation Reasons") if isinstance(details, Mapping) else None
    return f" It names: {', '.join(map(str, reasons))}." if isinstance(reasons, list) else ""


def _failure(state: Mapping[str, Any]) -> Refused:
    told = str(state.get("message") or state.get("error") or state.get("details") or "")[:300]
    flagged = state.get("error") == "content_policy_violation"
    text = f"The vendor could not make it: {told or 'no reason given'}"
    return Refused(text, "moderation" if flagged else "failed")
