"""Jobs in fal's queue: handed over, asked for, fetched, taken back.

The vendor's id of a job is the path that its replies name, `owner/app/requests/ID`: the app's own
path is longer, and only fal knows where the part that counts ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from genmux.clock import Clock, SystemClock
from genmux.engines.base import MediaInput, Work
from genmux.engines.remote import (
    Accepted,
    Finished,
    Made,
    Plan,
    Refused,
    Request,
    Response,
    Steps,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read, retry_after
from genmux.engines.vendors.fal.failures import (
    OWN_FAILURES,
    job_failure,
    named_failure,
    submit_failure,
)
from genmux.engines.vendors.fal.frames import frames_of
from genmux.engines.vendors.fal.prices import Prices, units_of
from genmux.engines.vendors.fal.results import files_of
from genmux.engines.vendors.fal.signature import (
    KEYS_KEPT,
    KEYS_TRUSTED,
    Keys,
    keys_of,
    signed,
)
from genmux.engines.vendors.mapping import Mapped
from genmux.engines.vendors.uploads import upload_refusal, with_links
from genmux.engines.vendors.vendor import Vendor

_REST = "https://rest.fal.ai"
_API = "https://api.fal.ai"
"""the addresses of uploads and keys, and of prices"""
_HOOKED = 30.0
"""seconds between polls of a job that will call us"""
_UPLOADS_KEPT = '{"expiration_duration_seconds": 86400}'
_UPLOAD_SECONDS = 600.0
_PACE: Mapping[str, float] = {"image": 2.0, "audio": 2.0, "object": 2.0, "video": 5.0}
_AGAIN = 10.0
_LOCKED = 60.0
"""seconds until a poll is repeated that did not get through; the second: because of the account"""


class Fal(Vendor):
    package = "genmux.engines.vendors.fal"
    url = "https://queue.fal.run"
    options = ("api_url", "keep_io", "priority", "rest_url")

    def __init__(self, account: Account, clock: Clock | None = None) -> None:
        super().__init__(account)
        self._clock = clock or SystemClock()
        self._keys = Keys()
        self._prices = Prices()
        self._api = account.address("api_url", _API)
        self._rest = account.address("rest_url", _REST)
        self._wishes = _wishes(account)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Key {self.account.key}"}

    def plan(self, work: Work) -> Plan:
        frames_of(work, self.offer(work).hints)
        return super().plan(work)

    def mapped(self, work: Work) -> Mapped:
        result = super().mapped(work)
        result.body |= frames_of(work, self.offer(work).hints)
        return result

    def submit(self, work: Work) -> Steps[Accepted]:
        self.plan(work)  # a route that will not do is found before files are uploaded
        work = yield from with_links(work, self._upload)
        path = self.offer(work).model
        if work.hook:
            path += "?" + urlencode({"fal_webhook": work.hook})
        reply = yield self.post(path, self.mapped(work).body, headers=self._wishes)
        if reply.status >= 400:
            raise submit_failure(reply)
        return Accepted(self._job(read(reply)), _pace(work))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        reply = yield self.get(f"{vendor_id}/status")
        if reply.status >= 400:
            return _not_through(reply)
        state = read(reply)
        if state.get("status") != "COMPLETED":
            return StillRunning(_pace(work))
        if state.get("error_type") in OWN_FAILURES:
            raise named_failure(str(state["error_type"]), str(state.get("error") or ""))
        reply = yield self.get(vendor_id)
        if reply.status >= 400:
            failure = job_failure(reply)
            if failure is None:
                return _not_through(reply)
            raise failure
        offer = self.offer(work)
        files = _files(work, offer.hints, read(reply))
        cost = yield from self._cost(offer.model, reply)
        return Finished(files, cost=cost)

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        # It answers 202, or 400 where the job is over; neither changes what a poll will say.
        yield Request("PUT", self.address(f"{vendor_id}/cancel"), self.headers())

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        now = self._clock.now().timestamp()
        age = now - self._keys.read_at
        if age < KEYS_KEPT and signed(self._keys.known, headers, body, now):
            return True
        # Keys are changed without notice; but no stranger makes us ask for them all the time.
        if age < KEYS_TRUSTED:
            return False
        reply = yield Request("GET", f"{self._rest}/.well-known/jwks.json")
        self._keys = Keys(keys_of(reply), now)
        return signed(self._keys.known, headers, body, now)

    def _cost(self, model: str, reply: Response) -> Steps[Decimal | None]:
        units = units_of(reply)
        if units is None:
            return None
        if self._prices.worth_asking(model, self._clock.now().timestamp()):
            query = urlencode({"endpoint_id": model})
            told = yield self.get(f"{self._api}/v1/models/pricing?{query}", timeout=10.0)
            self._prices.learn(model, told)
        price = self._prices.usd.get(model)
        return None if price is None else units * price

    def _upload(self, media: MediaInput) -> Steps[str]:
        wish = {"file_name": Path(media.path).name, "content_type": media.facts.mime}
        kept = {"X-Fal-Object-Lifecycle-Preference": _UPLOADS_KEPT, "Accept": "application/json"}
        place = f"{self._rest}/storage/upload/initiate?storage_type=gcs"
        reply = yield self.post(place, wish, headers=kept, commits=False)
        if reply.status >= 400:
            raise upload_refusal(reply)
        given = read(reply)
        mime = {"Content-Type": media.facts.mime}
        url = str(given.get("upload_url"))
        reply = yield Request("PUT", url, mime, file=media.path, timeout=_UPLOAD_SECONDS)
        if reply.status >= 400:
            raise upload_refusal(reply)
        return str(given.get("file_url"))

    def _job(self, reply: Mapping[str, Any]) -> str:
        ours = urlsplit(self._url).path.strip("/")
        for name, end in (("status_url", "/status"), ("cancel_url", "/cancel")):
            path = urlsplit(str(reply.get(name) or "")).path.strip("/")
            if path.endswith(end):
                return path.removesuffix(end).removeprefix(ours).strip("/")
        raise Refused("The vendor took the job and did not say where it is.", "unknown")


def open_engine(account: Account) -> Fal:
    return Fal(account)


def _wishes(account: Account) -> dict[str, str]:
    """What the operator chose for every job. Raises ValueError."""
    headers = {}
    if priority := account.choice("priority", ("low", "normal"), ""):
        headers["X-Fal-Queue-Priority"] = priority
    if kept := account.choice("keep_io", ("true", "false"), ""):
        headers["X-Fal-Store-IO"] = "1" if kept == "true" else "0"
    return headers


def _pace(work: Work) -> float:
    return _HOOKED if work.hook else _PACE[work.shape.kind]


def _not_through(reply: Response) -> StillRunning:
    """The job is there, whatever keeps us from asking for it; only a lost one is over."""
    if reply.status in (404, 410):
        raise Refused("The vendor does not know the job any more.", "expired")
    wait = _LOCKED if reply.status in (401, 402, 403) else _AGAIN
    return StillRunning(retry_after(reply) or wait)


def _files(work: Work, hints: Mapping[str, Any], reply: Mapping[str, Any]) -> tuple[Made, ...]:
    files = files_of(reply, hints.get("result", ""), work.shape.kind)
    if not files:
        raise Refused("The vendor finished without a result.", "failed")
    return files
