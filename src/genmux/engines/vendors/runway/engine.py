"""Runway's API: every request starts a task, which is asked for until it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
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
from genmux.engines.vendors.links import before_the_job, linked
from genmux.engines.vendors.mapping import mapped
from genmux.engines.vendors.runway.body import shaped
from genmux.engines.vendors.runway.failures import failure, task_failure
from genmux.engines.vendors.vendor import Vendor

_VERSION = "2024-11-06"
_PACE = 6.0
"""seconds; the vendor asks not to be asked more often than every five"""
_UPLOAD_PATIENCE = 600.0
_USD_PER_CREDIT = Decimal("0.01")


class Runway(Vendor):
    package = "genmux.engines.vendors.runway"
    url = "https://api.dev.runwayml.com"
    options = ()

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "X-Runway-Version": _VERSION}

    def plan(self, work: Work) -> Plan:
        offer = self.offer(work)
        notes = shaped(offer, mapped(offer, work, files=False)).notes
        return replace(super().plan(work), notes=tuple(notes))

    def submit(self, work: Work) -> Steps[Accepted]:
        offer = self.offer(work)
        body = shaped(offer, self.mapped(work)).body
        body = yield from linked(body, work, self._upload)
        reply = yield self.post(f"v1/{offer.hints['path']}", {"model": offer.model, **body})
        if reply.status >= 400:
            raise failure(reply)
        return Accepted(job_id(read(reply)), _PACE)

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:  # noqa: ARG002
        reply = yield self.get(f"v1/tasks/{quote(vendor_id, safe='')}")
        if reply.status == 404:
            raise Refused("The vendor does not know the job any more.", "expired")
        if reply.status >= 400:
            raise failure(reply)
        task = read(reply)
        match task.get("status"):
            case "SUCCEEDED":
                return _finished(task)
            case "FAILED":
                raise task_failure(task)
            case "CANCELLED":
                raise Refused("The job was cancelled at the vendor.", "failed")
            case "RUNNING":
                return StillRunning(_PACE, task.get("progress"))
            case _:
                return StillRunning(_PACE)

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        yield replace(self.get(f"v1/tasks/{quote(vendor_id, safe='')}"), method="DELETE")

    def _upload(self, part: FilePart) -> Steps[str]:
        asked = {"filename": part.name, "type": "ephemeral"}
        reply = yield self.post("v1/uploads", asked, commits=False)
        if reply.status >= 400:
            raise before_the_job(failure(reply))
        given = read(reply)
        fields: Mapping[str, Any] = given.get("fields") or {}
        form: list[tuple[str, str | FilePart]] = [
            (name, str(value)) for name, value in fields.items()
        ]
        form.append(("file", part))
        stored = yield Request(
            "POST", str(given["uploadUrl"]), form=tuple(form), timeout=_UPLOAD_PATIENCE
        )
        if stored.status >= 400:
            raise before_the_job(failure(stored))
        return str(given["runwayUri"])


def open_engine(account: Account) -> Runway:
    return Runway(account)


def _finished(task: Mapping[str, Any]) -> Finished:
    files = tuple(Made(url=str(url)) for url in task.get("output") or ())
    if not files:
        raise Refused("The vendor keeps the result no longer.", "expired")
    paid = (task.get("cost") or {}).get("credits")
    cost = Decimal(str(paid)) * _USD_PER_CREDIT if paid is not None else None
    return Finished(files, cost=cost)
