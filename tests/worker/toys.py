# ruff: noqa: ARG002  # the protocols hand over more than a toy needs
"""Engines that do what the input says, and a catalogue of one toy model."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from genmux.engines.base import (
    EngineFailure,
    Rendered,
    RenderedFile,
    Report,
    Shape,
    Stage,
    Work,
)
from genmux.engines.remote import (
    Accepted,
    Finished,
    Made,
    Plan,
    Refused,
    Request,
    Steps,
    StillRunning,
    Why,
)
from genmux.engines.vendors.account import Account

PLACE = "tests.worker.toys:ToyEngine"


def work(folder: Path, do: str = "make", **given: Any) -> Work:
    return Work(
        task_id="1" * 32,
        model="toy/model",
        title="Toy",
        task="text-to-image",
        input={"do": do, **given},
        media=(),
        shape=Shape("image"),
        seed=1,
        out_dir=str(folder),
    )


async def until(done: Callable[[], bool]) -> None:
    """Returns when that holds; for what happens in other processes and sends no event."""
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _file(path: Path) -> RenderedFile:
    return RenderedFile(str(path), path.name, "text/plain", detail={"title": path.stem})


class ToyEngine:
    name = "toy"

    def render(self, work: Work, report: Report) -> Rendered:
        act = getattr(self, f"_{work.input['do']}")
        act(work, report)
        path = Path(work.out_dir) / "toy.txt"
        path.write_text(f"made by {os.getpid()}")
        early = sorted(Path(work.out_dir).glob("first*"))
        return Rendered((*map(_file, early), _file(path)), {"pid": os.getpid()})

    def _make(self, work: Work, report: Report) -> None:
        report(0.25)
        report(0.75)

    def _stages(self, work: Work, report: Report) -> None:
        """Two parts before the end; dies once between them where `seen` says so."""
        first = Path(work.out_dir) / "first.txt"
        first.write_text("first")
        report(Stage("words", Rendered((), {"words": "la la"})))
        report(Stage("first", Rendered((_file(first),), {"words": "la la"})))
        if "gate" in work.input:
            self._wait_for(work, report)
        if "seen" in work.input:
            self._die_once(work, report)

    def _refuse(self, work: Work, report: Report) -> None:
        raise EngineFailure("size: at most 3", code="422")

    def _break(self, work: Work, report: Report) -> None:
        raise ZeroDivisionError("a bug")

    def _noise(self, work: Work, report: Report) -> None:
        sys.stdout.write("hello from Python\n")
        sys.stdout.flush()
        os.write(1, b"\x00\x00\x00\x05hello from C\n")
        sys.stdout.write("x" * 100_000)

    def _die(self, work: Work, report: Report) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def _die_once(self, work: Work, report: Report) -> None:
        seen = Path(work.input["seen"])
        if not seen.exists():
            seen.touch()
            self._die(work, report)

    def _hang(self, work: Work, report: Report) -> None:
        Path(work.input["pid"]).write_text(str(os.getpid()))
        report(0.5)
        time.sleep(600)

    def _wait_for(self, work: Work, report: Report) -> None:
        """Until somebody makes the file that the input names."""
        report(0.5)
        while not Path(work.input["gate"]).exists():
            time.sleep(0.01)


@dataclass
class ToyVendor:
    """Speaks to `url`: POST /jobs hands over, GET /jobs/<id> asks, DELETE takes back.

    What a status of POST /jobs means is in `whys`; `cannot` refuses before anything is sent.
    """

    url: str
    name: str = "vendor"
    repeatable: bool = False
    cannot: str = ""
    cost: Decimal | None = None
    model: str = "toy/model"
    poll_after: float = 0.0
    account: Account | None = None

    def offers(self, model: str) -> bool:
        return model == self.model

    def plan(self, work: Work) -> Plan:
        if self.cannot:
            raise Refused(self.cannot, "unsupported")
        return Plan("toy-1", ("size has no effect: it has one",), self.cost)

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        headers = {"X-Task": work.task_id, "X-Hook": work.hook}
        reply = yield Request("POST", f"{self.url}/jobs", headers, b"{}", timeout=5, commits=True)
        if reply.status != 200:
            wait = reply.headers.get("retry-after")
            raise Refused(
                f"The vendor answered {reply.status}.",
                _WHYS[reply.status],
                retry_after=None if wait is None else float(wait),
            )
        if reply.body.startswith(b"done "):
            return Finished((Made(reply.body[5:].decode()),))
        return Accepted(reply.body.decode(), self.poll_after)

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        reply = yield Request("GET", f"{self.url}/jobs/{vendor_id}", timeout=5)
        if reply.status != 200:
            raise Refused(f"The vendor answered {reply.status}.", _WHYS[reply.status])
        if reply.body.startswith(b"done "):
            return Finished((Made(reply.body[5:].decode()),))
        if reply.body.startswith(b"stage "):
            _, stage, url = reply.body.decode().split()
            return StillRunning(self.poll_after, 0.5, stage, (Made(url, name="first.txt"),))
        return StillRunning(self.poll_after, progress=float(reply.body))

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:
        yield Request("DELETE", f"{self.url}/jobs/{vendor_id}", timeout=5)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        yield from ()
        return headers.get("x-toy") != "forged"


_WHYS: Mapping[int, Why] = {
    400: "moderation",
    401: "auth",
    402: "credit",
    418: "failed",
    422: "input",
    429: "rate",
    500: "unknown",
    503: "busy",
}


@dataclass
class ToyModel:
    id: str = "toy/model"
    title: str = "Toy"
    task: str = "text-to-image"
    sketch: Mapping[str, Any] = field(default_factory=dict)

    def media_refs(self, values: Mapping[str, Any]) -> list[Any]:
        return []

    def parent_refs(self, values: Mapping[str, Any]) -> list[Any]:
        return []

    def check_media(self, values: Mapping[str, Any], media: Sequence[Any]) -> None:
        """Nothing to check."""

    def shape(self, values: Mapping[str, Any], media: Sequence[Any] = ()) -> Shape:
        return Shape("image")

    def charge(self, values: Mapping[str, Any], media: Sequence[Any], shape: Shape) -> Decimal:
        return Decimal(values.get("price", "1"))
