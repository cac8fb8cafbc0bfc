"""Google's two services for models: the Gemini API, and the one of Google Cloud.

What is asked and answered is the same at both; addresses differ, and not every model is at each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from genmux.clock import Clock, SystemClock
from genmux.engines.base import Work
from genmux.engines.remote import (
    Accepted,
    Finished,
    Plan,
    Refused,
    Response,
    Steps,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read, retry_after
from genmux.engines.vendors.google import films, omni
from genmux.engines.vendors.google.content import answered, question
from genmux.engines.vendors.google.failures import failure
from genmux.engines.vendors.google.hooks import FRESH, JWKS, Keys, keys_of, signed
from genmux.engines.vendors.google.speech import voices
from genmux.engines.vendors.offer import Offer
from genmux.engines.vendors.vendor import Vendor

_PATIENCE = 600.0
"""seconds that a picture or a speech may take"""
_CLOUD = "cloud"
_BOTH = ("gemini", _CLOUD)
_PACE = 10.0
_HOOKED = 30.0
_LOCKED = 60.0
"""seconds between polls: usually, of a job that will call us, and where the account is at fault"""
_JOBS = "v1/interactions"
_LOCATION = re.compile(r"[a-z0-9-]+")


class Google(Vendor):
    package = "genmux.engines.vendors.google"
    url = "https://generativelanguage.googleapis.com"
    options = ("location", "project", "service")

    def __init__(self, account: Account, clock: Clock | None = None) -> None:
        super().__init__(account)
        self._clock = clock or SystemClock()
        self._keys = Keys()
        self._service = account.choice("service", _BOTH, "gemini")
        location = account.options.get("location", "global")
        if not _LOCATION.fullmatch(location):
            raise ValueError(f"location must be a name like us-central1, not {location}")
        self._place = _place(account.options)
        if self._service == _CLOUD and not account.url:
            host = "" if location == "global" else f"{location}-"
            self._url = f"https://{host}aiplatform.googleapis.com"
        self._offers = {
            name: offer
            for name, offer in self._offers.items()
            if self._service in offer.hints.get("at", _BOTH)
        }

    def headers(self) -> dict[str, str]:
        return {"x-goog-api-key": self.account.key}

    def offer(self, work: Work) -> Offer:
        offer = super().offer(work)
        named = offer.hints.get("cloud_model") if self._service == _CLOUD else None
        return replace(offer, model=named) if named else offer

    def plan(self, work: Work) -> Plan:
        if "speakers" in work.input:
            voices(work.input["speakers"])  # which may be too many
        return super().plan(work)

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        match self.offer(work).hints.get("by"):
            case "film":
                return (yield from self._film(work))
            case "omni":
                return (yield from self._interaction(work))
            case _:
                return (yield from self._content(work))

    def _content(self, work: Work) -> Steps[Finished]:
        offer = self.offer(work)
        body = question(self.mapped(work).body)
        path = self._method(offer.model, "generateContent")
        reply = yield self.post(path, body, timeout=_PATIENCE)
        if reply.status >= 400:
            raise failure(reply)
        return answered(work, read(reply), offer.hints.get("tokens"))

    def _film(self, work: Work) -> Steps[Accepted]:
        path = self._method(self.offer(work).model, "predictLongRunning")
        reply = yield self.post(path, films.instance(self.mapped(work).body))
        if reply.status >= 400:
            raise failure(reply)
        return Accepted(_named(read(reply).get("name")), _PACE)

    def _interaction(self, work: Work) -> Steps[Accepted]:
        model = self.offer(work).model
        body = omni.interaction(model, self.mapped(work).body, work)
        reply = yield self.post(_JOBS, body)
        if reply.status >= 400:
            raise failure(reply)
        return Accepted(f"{_JOBS}/{_named(read(reply).get('id'))}", _pace(work))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        done: Finished | None
        if vendor_id.startswith(_JOBS):
            reply = yield self.get(f"{vendor_id}?stream=false")
            if reply.status >= 400:
                return _not_through(reply)
            done = omni.outcome(read(reply), {f"{self._url}/": self.headers()})
        else:
            path = f"v1beta1/{films.resource(vendor_id)}:fetchPredictOperation"
            reply = yield self.post(path, {"operationName": vendor_id}, commits=False)
            if reply.status >= 400:
                return _not_through(reply)
            done = films.outcome(read(reply))
        return done or StillRunning(_pace(work))

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        if vendor_id.startswith(_JOBS):
            yield self.post(f"{vendor_id}/cancel", {}, commits=False)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:  # noqa: ARG002
        token = headers.get("webhook-signature", "")
        now = self._clock.now().timestamp()
        if signed(self._keys, token, now):
            return True
        # Keys change now and then, but are not read again at every stranger's wish.
        if now - self._keys.read_at < FRESH:
            return False
        reply = yield self.get(JWKS)
        self._keys = Keys(keys_of(reply), now)
        return signed(self._keys, token, now)

    def _method(self, model: str, method: str) -> str:
        if self._service == _CLOUD:
            return f"v1beta1/{self._place}publishers/google/models/{model}:{method}"
        return f"v1/models/{model}:{method}"


def open_engine(account: Account) -> Google:
    return Google(account)


def _place(options: Mapping[str, str]) -> str:
    if "project" not in options:
        return ""
    return f"projects/{options['project']}/locations/{options.get('location', 'global')}/"


def _named(name: object) -> str:
    if not name:
        raise Refused("The vendor took the job and did not say what it is called.", "unknown")
    return str(name)


def _pace(work: Work) -> float:
    return _HOOKED if work.hook else _PACE


def _not_through(reply: Response) -> StillRunning:
    """The job is there, whatever keeps us from asking for it; only a lost one is over."""
    if omni.gone(reply):
        raise Refused("The vendor does not know the job any more.", "expired")
    wait = _LOCKED if reply.status in (401, 402, 403) else _PACE
    return StillRunning(retry_after(reply) or wait)
