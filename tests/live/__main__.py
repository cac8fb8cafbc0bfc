"""Makes the cheapest thing of a vendor with a real key, and records the exchange without secrets.

    FAL_KEY=... make live VENDOR=fal [MODEL=google/nano-banana] [CAP=0.10]

The key comes from the environment variable GENMUX_LIVE_KEY. Nothing is sent for which the price is
not known or over CAP, in US dollars. The exchange goes to `live/<vendor>/<model>.json`, which git
ignores; look at it before you show it to anybody.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp

from genmux.engines.base import EngineFailure, Work
from genmux.engines.remote import Accepted, Finished, RemoteEngine, Request, Response, Steps
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.find import find
from genmux.worker.remote import play
from tests.engines.vendors.works import catalogue, work_of

_PATIENCE = 900.0
_SHOWN = 20_000
_SECRET_HEADERS = frozenset({"authorization", "x-api-key", "xi-api-key", "x-key", "x-goog-api-key"})


class Recorder:
    """Notes what goes out and what comes back; the key and everything like it is covered."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.exchanges: list[dict[str, Any]] = []

    def steps(self, steps: Steps[Any]) -> Steps[Any]:
        """The same steps, written down on the way."""
        try:
            request = next(steps)
            while True:
                reply = yield request
                self._note(request, reply)
                request = steps.send(reply)
        except StopIteration as stop:
            return stop.value

    def _note(self, request: Request, reply: Response) -> None:
        self.exchanges.append(
            {
                "request": {
                    "method": request.method,
                    "url": self._covered(request.url),
                    "headers": self._headers(request.headers),
                    "body": self._text(request.body),
                    "form": [
                        (name, part if isinstance(part, str) else "a file")
                        for name, part in request.form
                    ],
                },
                "reply": {
                    "status": reply.status,
                    "headers": self._headers(reply.headers),
                    "body": self._text(reply.body),
                },
            }
        )

    def _headers(self, headers: Any) -> dict[str, str]:
        return {
            name: "•••"
            if name.lower() in _SECRET_HEADERS or "cookie" in name.lower()
            else self._covered(text)
            for name, text in headers.items()
        }

    def _text(self, raw: bytes) -> str:
        try:
            return self._covered(raw[:_SHOWN].decode())
        except UnicodeDecodeError:
            return f"{len(raw)} bytes: {base64.b64encode(raw[:30]).decode()}..."

    def _covered(self, text: str) -> str:
        return text.replace(self._key, "•••") if self._key else text


async def _made(engine: RemoteEngine, work: Work, recorder: Recorder) -> Finished:
    async with aiohttp.ClientSession() as session:
        taken = await play(session, recorder.steps(engine.submit(work)), heavy=True)
        until = time.monotonic() + _PATIENCE
        while isinstance(taken, Accepted):
            vendor_id, pause = taken.vendor_id, taken.poll_after
            while time.monotonic() < until:
                await asyncio.sleep(pause)
                step = await play(session, recorder.steps(engine.poll(work, vendor_id)))
                if isinstance(step, Finished):
                    return step
                pause = step.poll_after
            raise SystemExit(f"no result after {_PATIENCE:g} s; the job there is {vendor_id}")
        finished: Finished = taken
        return finished


def _cheapest(engine: RemoteEngine, folder: Path, wanted: str) -> tuple[Work, Decimal]:
    """The smallest request of the model that is asked for, or of the cheapest one."""
    found = []
    for model in (*catalogue(), *catalogue().calls):
        if engine.offers(model.id) and wanted in ("", model.id):
            work = work_of(model.id, folder, public=False)
            if work.parents:
                continue
            cost = engine.plan(work).cost
            if cost is not None:
                found.append((cost, model.id, work))
    if not found:
        raise SystemExit(
            f"there is no such model whose price is known{': ' + wanted * bool(wanted)}"
        )
    cost, _, work = min(found, key=lambda one: (one[0], one[1]))
    return work, cost


def main(kind: str, wanted: str, cap: Decimal) -> None:
    key = os.environ.get("GENMUX_LIVE_KEY", "")
    if not key:
        raise SystemExit("put the vendor's key into GENMUX_LIVE_KEY")
    engine = find(kind)(Account(kind, kind, key, url=os.environ.get("GENMUX_LIVE_URL", "")))
    recorder = Recorder(key)
    with tempfile.TemporaryDirectory() as folder:
        work, cost = _cheapest(engine, Path(folder), wanted)
        print(f"{kind}: {work.model} for {cost:f} USD")
        if cost > cap:
            raise SystemExit(f"over the cap of {cap:f} USD; set CAP to allow it")
        try:
            finished = asyncio.run(_made(engine, work, recorder))
            print(f"made {len(finished.files)} files: {[one.url[:80] for one in finished.files]}")
        except EngineFailure as error:
            print(f"refused: {error.message}")
        finally:
            to = Path("live") / kind / f"{work.model.replace('/', '_')}.json"
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(json.dumps(recorder.exchanges, indent=2, ensure_ascii=False))
            print(f"exchange: {to}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Decimal(sys.argv[3]))
