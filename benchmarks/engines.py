"""Vendors that cost nothing, so that what is measured is Genmux."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.registry import Engines
from genmux.engines.remote import (
    Accepted,
    Finished,
    Plan,
    RemoteEngine,
    Request,
    Steps,
    StillRunning,
)


class Idle:
    """Stands where the renderers expect an engine; nothing is rendered in a benchmark."""

    name = "idle"

    def render(self, work: Work, report: Report) -> Rendered:
        raise NotImplementedError(f"{work.model} was not to be rendered")


class _Vendor:
    """Has every model and does nothing else."""

    name = "vendor"
    repeatable = False

    def offers(self, model: str) -> bool:
        return bool(model)

    def plan(self, work: Work) -> Plan:
        return Plan(work.model)

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        yield from ()

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:  # noqa: ARG002
        yield from ()
        return True


class Instant(_Vendor):
    """Is done at once, without a request and without files."""

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        yield from ()
        return Finished((), {"model": work.model})

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        yield from ()
        return Finished((), {"model": work.model, "job": vendor_id})


@dataclass
class Patient(_Vendor):
    """Takes every job and never finishes; asks `url` as an engine asks its vendor."""

    url: str
    every: float
    """seconds between two polls of one task"""

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        yield Request("POST", f"{self.url}/jobs", body=work.model.encode(), commits=True)
        return Accepted(work.task_id, self.every)

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        yield Request("GET", f"{self.url}/jobs/{vendor_id}/{work.model}")
        return StillRunning(self.every, 0.5)


def engines(name: str) -> Engines:
    """`instant`, or `patient URL SECONDS`; empty = as the product has them."""
    words = name.split()
    if not words:
        return Engines()
    vendor: RemoteEngine = (
        Instant() if words[0] == "instant" else Patient(words[1], float(words[2]))
    )
    return Engines(
        local=f"{Idle.__module__}:{Idle.__name__}",
        remote={vendor.name: vendor},
    )
