"""Another server that speaks the KIE API, as an engine: every model and family that it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

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
from genmux.engines.vendors.kie import asking, codes, finer, pace
from genmux.engines.vendors.kie.calls import Call, call_of
from genmux.engines.vendors.kie.signature import signed
from genmux.engines.vendors.kie.songs import credits_of
from genmux.engines.vendors.vendor import Vendor

_UPLOADS = "https://kieai.redpandaai.co"
_NOBODY = "https://nobody.invalid/"
"""for calls that insist on an address where nobody can reach this server"""
_CREDIT_USD = "0.005"
_LOOKS = "8"
"""a second; the provider refuses more than 10"""
_AT_ONCE_SECONDS = 120.0
_DRAFTS = "sketch"
"""what another Genmux calls its built-in engine"""
_THERE = (400, 409, 422)
"""codes that come with the id of a job that is there already"""
_NAMED = re.compile(r"already exists: task ([0-9a-f]{32})$")
"""how a Genmux names it"""


class Kie(Vendor):
    url = "https://api.kie.ai"
    options = ("credit_usd", "idempotent", "looks_per_second", "upload_url")

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        options = account.options
        self.repeatable = account.choice("idempotent", ("true", "false"), "false") == "true"
        self._credit = _number(options, "credit_usd", _CREDIT_USD)
        most = _number(options, "looks_per_second", "0" if self.repeatable else _LOOKS)
        self._looks = pace.Looks(float(most))
        uploads = account.address("upload_url", account.url or _UPLOADS)
        self._uploads = asking.Uploads(f"{uploads}/api/file-stream-upload", self.headers())

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
        data = _data(told)
        if call.finer:
            return self._finer(reply, data, work, str(body.get("taskId")))
        job = _job(told, data)
        there = bool(job) and told["code"] in _THERE and not call.at_once
        if told["code"] != codes.OK and not there:
            raise codes.refusal(reply, call.codes)
        if call.at_once:
            return self._paid(_ended(call.read(data, work)), data)
        if not job:
            raise Refused("The vendor took the job and named no id for it.", "unknown")
        return Accepted(job, pace.first(work))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        call = call_of(work)
        if vendor_id.startswith(finer.AGAIN):
            return (yield from self._asked_again(call, work, vendor_id.removeprefix(finer.AGAIN)))
        reply = yield self.get(_query(call.record, {"taskId": vendor_id}))
        told = codes.envelope(reply)
        if told["code"] != codes.OK:
            raise _no_record(reply)
        if not isinstance(told.get("data"), Mapping):
            raise Refused("The vendor no longer knows this job.", "expired")
        data = _data(told)
        step = call.read(data, work)
        if isinstance(step, StillRunning):
            return replace(step, poll_after=self._looks.stretched(step.poll_after))
        step = self._paid(step, data)
        return (yield from self._looked_up(step, vendor_id)) if self.repeatable else step

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        """Only a Genmux can; that it had ended before is no matter."""
        if self.repeatable and not vendor_id.startswith(finer.AGAIN):
            yield self.post(f"genmux/v1/tasks/{vendor_id}/cancel", {}, commits=False)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        if not self.account.hook_secret:
            return (yield from super().genuine(headers, body))
        yield from ()
        return signed(self.account.hook_secret, headers, body)

    def _create(self, call: Call, work: Work, body: Mapping[str, Any]) -> Request:
        address = work.hook or (_NOBODY if call.must_tell else "")
        told = {call.callback: address} if address and call.callback else {}
        whole = {"model": work.model, "input": body} if call.is_market else body
        asked = self._ask(call, {**whole, **told})
        headers = {**asked.headers, "Idempotency-Key": work.task_id}
        return replace(asked, headers=headers, commits=True)

    def _ask(self, call: Call, body: Mapping[str, Any]) -> Request:
        if call.method == "GET":
            return self.get(_query(call.create, body))
        seconds = _AT_ONCE_SECONDS if call.at_once else 60.0
        return self.post(call.create, body, timeout=seconds, commits=False)

    def _finer(
        self, reply: Response, data: Mapping[str, Any], work: Work, film: str
    ) -> Accepted | Finished:
        made = finer.found(reply, data, asked_before=False)
        if made is not None:
            return made
        job = finer.own_job(data, film)
        if job:
            return Accepted(job, pace.first(work))
        return Accepted(f"{finer.AGAIN}{film}", pace.PATIENT)

    def _asked_again(self, call: Call, work: Work, film: str) -> Steps[StillRunning | Finished]:
        index = work.input.get("index")
        reply = yield self._ask(call, {"taskId": film, **({"index": index} if index else {})})
        made = finer.found(reply, _data(codes.envelope(reply)), asked_before=True)
        return made or StillRunning(pace.PATIENT)

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


def _number(options: Mapping[str, str], name: str, usual: str) -> Decimal:
    """Raises ValueError, naming the option."""
    try:
        return Decimal(options.get(name, usual))
    except InvalidOperation as error:
        raise ValueError(f"{name} must be a number") from error


def _data(told: Mapping[str, Any]) -> Mapping[str, Any]:
    data = told.get("data")
    return data if isinstance(data, Mapping) else {}


def _job(told: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """The id of the job that a reply is about; empty where it names none."""
    named = _NAMED.search(codes.message_of(told))
    return str(data.get("taskId") or (named[1] if named else ""))


def _ended(step: StillRunning | Finished) -> Finished:
    assert isinstance(step, Finished), "calls that answer at once have no running state"
    return step


def _query(path: str, values: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(values)}"


def _no_record(reply: Response) -> Refused:
    """A record that could not be read: for now, or because it is gone."""
    error = codes.refusal(reply)
    if error.why == "input":
        return Refused(f"The vendor no longer knows this job: {error.message}", "expired")
    return error
