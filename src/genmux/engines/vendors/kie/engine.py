"""Another server that speaks the KIE API, as an engine: every model and family that it has."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import orjson

from genmux.engines.base import Work
from genmux.engines.remote import (
    Accepted,
    Finished,
    Plan,
    Refused,
    Request,
    Response,
    Steps,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.kie import asking, codes, pace
from genmux.engines.vendors.kie.calls import Call, call_of
from genmux.engines.vendors.kie.songs import credits_of
from genmux.engines.vendors.vendor import Vendor

_UPLOADS = "https://kieai.redpandaai.co"
_NOBODY = "https://nobody.invalid/"
"""for calls that insist on an address where nobody can reach this server"""
_CREDIT_USD = "0.005"
_AT_ONCE_SECONDS = 120.0
_DRAFTS = "sketch"
"""what another Genmux calls its built-in engine"""
_HELD_BEFORE = (400, 409, 422)
"""codes that come with the id of a job that is there already"""
_OLDEST = 300
"""seconds"""


class Kie(Vendor):
    url = "https://api.kie.ai"

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        options = account.options
        self.repeatable = options.get("idempotent", "").lower() == "true"
        self._credit = Decimal(options.get("credit_usd", _CREDIT_USD))
        uploads = options.get("upload_url") or (account.url or _UPLOADS)
        self._uploads = asking.Uploads(
            f"{uploads.rstrip('/')}/api/file-stream-upload", self.headers()
        )

    def offers(self, model: str) -> bool:  # noqa: ARG002
        """The catalogue is that of this API."""
        return True

    def plan(self, work: Work) -> Plan:
        """The price is the catalogue's: its credits are this API's."""
        named = asking.unknown_to(work, self.name)
        if named:
            raise Refused(
                f"{named}: the earlier task was made by another engine, so this route does not "
                "know it",
                "unsupported",
            )
        cost = None if work.credits is None else work.credits * self._credit
        return Plan(work.model, asking.notes_of(work), cost)

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        call = call_of(work)
        body = yield from asking.body_of(work, self.name, self._uploads)
        reply = yield self._create(call, work, body)
        told = codes.envelope(reply)
        data = told.get("data")
        data = data if isinstance(data, Mapping) else {}
        if call.method == "GET":
            return self._finer(call, reply, data, work, str(body.get("taskId")))
        held = told["code"] in _HELD_BEFORE and bool(data.get("taskId"))
        if told["code"] != codes.OK and not held:
            raise codes.refusal(reply, call.codes)
        if call.at_once:
            return self._paid(_ended(call.read(data, work)), data)
        if not data.get("taskId"):
            raise Refused("The vendor took the job and named no id for it.", "unknown")
        return Accepted(str(data["taskId"]), pace.first(work))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        call = call_of(work)
        reply = yield self.get(_query(call.record, {"taskId": vendor_id, **_index(call, work)}))
        told = codes.envelope(reply)
        data = told.get("data")
        if call.method == "GET":
            found = self._finer(call, reply, data if isinstance(data, Mapping) else {}, work, "")
            return StillRunning(pace.PATIENT) if isinstance(found, Accepted) else found
        if told["code"] != codes.OK:
            raise _no_record(reply)
        if not isinstance(data, Mapping):
            raise Refused("The vendor no longer knows this job.", "expired")
        step = call.read(data, work)
        if isinstance(step, StillRunning):
            return step
        step = self._paid(step, data)
        return (yield from self._looked_up(step, vendor_id)) if self.repeatable else step

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:
        """Only a Genmux can; that it had ended before is no matter."""
        if self.repeatable and call_of(work).method == "POST":
            yield self.post(f"genmux/v1/tasks/{vendor_id}/cancel", {}, commits=False)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        if not self.account.hook_secret:
            return (yield from super().genuine(headers, body))
        yield from ()
        return _signed(self.account.hook_secret, headers, body)

    def _create(self, call: Call, work: Work, body: Mapping[str, Any]) -> Request:
        named = {"Idempotency-Key": work.task_id}
        if call.method == "GET":
            asked = self.get(_query(call.create, body))
            return replace(asked, headers={**asked.headers, **named}, commits=True)
        address = work.hook or (_NOBODY if call.must_tell else "")
        told = {call.callback: address} if address and call.callback else {}
        whole = {"model": work.model, "input": body} if call.is_market else body
        seconds = _AT_ONCE_SECONDS if call.at_once else 60.0
        return self.post(call.create, {**whole, **told}, headers=named, timeout=seconds)

    def _finer(
        self, call: Call, reply: Response, data: Mapping[str, Any], work: Work, parent: str
    ) -> Accepted | Finished:
        """Asked for the 1080p version: it comes, or is not there yet, or the vendor refuses."""
        code = codes.envelope(reply)["code"]
        if code == codes.OK and data.get("resultUrl"):
            return _ended(call.read(data, work))
        if code in (codes.OK, codes.NOT_YET):
            return Accepted(parent, pace.PATIENT)
        raise codes.refusal(reply, call.codes)

    def _paid(self, step: Finished, data: Mapping[str, Any]) -> Finished:
        taken = credits_of(data)
        return step if taken is None else replace(step, cost=taken * self._credit)

    def _looked_up(self, step: Finished, vendor_id: str) -> Steps[Finished]:
        """What another Genmux took for it, and whether it was a draft."""
        reply = yield self.get(f"genmux/v1/tasks/{vendor_id}")
        try:
            data = codes.envelope(reply).get("data")
        except Refused:
            return step
        if not isinstance(data, Mapping):
            return step
        if data.get("engine") == _DRAFTS:
            step = replace(step, source_type="algorithmicMedia")
        return self._paid(step, data)


def open_engine(account: Account) -> Kie:
    return Kie(account)


def _ended(step: StillRunning | Finished) -> Finished:
    assert isinstance(step, Finished), "calls that answer at once have no running state"
    return step


def _index(call: Call, work: Work) -> dict[str, Any]:
    if call.method == "GET" and work.input.get("index"):
        return {"index": work.input["index"]}
    return {}


def _query(path: str, values: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(values)}"


def _no_record(reply: Response) -> Refused:
    """A record that could not be read: for now, or because it is gone."""
    error = codes.refusal(reply)
    if error.why == "input":
        return Refused(f"The vendor no longer knows this job: {error.message}", "expired")
    return error


def _signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """The provider signs the job's id and the moment, not the body."""
    given = {name.lower(): value for name, value in headers.items()}
    moment, name = given.get("x-webhook-timestamp", ""), _job_in(body)
    if not name or not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    if abs(time.time() - int(moment)) > _OLDEST:
        return False
    wanted = base64.b64encode(
        hmac.digest(secret.encode(), f"{name}.{moment}".encode("utf-8", "replace"), hashlib.sha256)
    )
    return any(
        hmac.compare_digest(wanted, given[header].encode("utf-8", "replace"))
        for header in ("x-webhook-signature", "x-webhook-signature-previous")
        if header in given
    )


def _job_in(body: bytes) -> str:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(content, dict):
        return ""
    data = content.get("data")
    inner = data if isinstance(data, dict) else {}
    for found in (inner.get("task_id"), inner.get("taskId"), content.get("taskId")):
        if isinstance(found, str) and found:
            return found
    return ""
