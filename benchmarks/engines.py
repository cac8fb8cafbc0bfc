"""Vendors that cost nothing, so that what is measured is Genmux."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from genmux.engines.base import (
    Accepted,
    Finished,
    RemoteEngine,
    Rendered,
    Report,
    Request,
    Response,
    StillRunning,
    Work,
)
from genmux.engines.registry import Engines


class Idle:
    """Stands where the renderers expect an engine; nothing is rendered in a benchmark."""

    name = "idle"

    def render(self, work: Work, report: Report) -> Rendered:
        raise NotImplementedError(f"{work.model} was not to be rendered")


class Instant:
    """Is done at once, without a request and without files."""

    name = "vendor"

    def submit(self, work: Work) -> Generator[Request, Response, Accepted | Finished]:
        yield from ()
        return Finished(urls=(), extra={"model": work.model})

    def poll(
        self, work: Work, vendor_id: str
    ) -> Generator[Request, Response, StillRunning | Finished]:
        yield from ()
        return Finished(urls=(), extra={"model": work.model, "job": vendor_id})


@dataclass
class Patient:
    """Takes every job and never finishes; asks `url` as an engine asks its vendor."""

    url: str
    every: float
    """seconds between two polls of one task"""
    name: str = "vendor"

    def submit(self, work: Work) -> Generator[Request, Response, Accepted | Finished]:
        yield Request("POST", f"{self.url}/jobs", body=work.model.encode())
        return Accepted(work.task_id, self.every)

    def poll(
        self, work: Work, vendor_id: str
    ) -> Generator[Request, Response, StillRunning | Finished]:
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
        default=vendor.name,
    )
