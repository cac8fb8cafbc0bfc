"""Pictures by OpenAI's Images API: one request, answered with the pictures themselves."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import FilePart, Finished, Made, Refused, Request, Steps, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read
from genmux.engines.vendors.openai.failures import failure
from genmux.engines.vendors.vendor import Vendor

_PATIENCE = 600.0
"""seconds; a large picture in high quality takes minutes"""
_MILLION = 1_000_000


class OpenAI(Vendor):
    package = "genmux.engines.vendors.openai"
    url = "https://api.openai.com/v1"
    options = ("organization", "project")

    def headers(self) -> dict[str, str]:
        headers = super().headers()
        for option, name in (
            ("organization", "OpenAI-Organization"),
            ("project", "OpenAI-Project"),
        ):
            if option in self.account.options:
                headers[name] = self.account.options[option]
        return headers

    def submit(self, work: Work) -> Steps[Finished]:
        offer = self.offer(work)
        body = {"model": offer.model, **self.mapped(work).body}
        if "image" in body:
            reply = yield self._form("images/edits", body)
        else:
            reply = yield self.post("images/generations", body, timeout=_PATIENCE)
        if reply.status >= 400:
            raise failure(reply)
        answer = read(reply)
        files = tuple(_pictures(answer.get("data") or ()))
        if not files:
            raise Refused("The vendor finished without a picture.", "failed")
        return Finished(files, cost=_cost(answer.get("usage"), offer.hints.get("tokens")))

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:  # noqa: ARG002
        """Nothing is ever left to ask for: what `submit` did not bring is lost."""
        yield from ()
        raise Refused("The vendor does not know the job any more.", "expired")

    def _form(self, path: str, body: Mapping[str, Any]) -> Request:
        return Request(
            "POST",
            self.address(path),
            self.headers(),
            form=tuple(_parts(body)),
            timeout=_PATIENCE,
            commits=True,
        )


def open_engine(account: Account) -> OpenAI:
    return OpenAI(account)


def _parts(body: Mapping[str, Any]) -> Iterator[tuple[str, str | FilePart]]:
    for name, value in body.items():
        if isinstance(value, list):
            yield from ((f"{name}[]", one) for one in value)
        else:
            yield name, value if isinstance(value, FilePart) else str(value)


def _pictures(data: Any) -> Iterator[Made]:
    for one in data:
        if one.get("b64_json"):
            yield Made(data=base64.b64decode(one["b64_json"]))
        elif one.get("url"):
            # Other servers that speak this API hand out addresses.
            yield Made(url=one["url"])


def _cost(usage: Any, prices: Mapping[str, Any] | None) -> Decimal | None:
    """US dollars for the tokens that the reply counts; `prices` are for a million each."""
    if not prices or not isinstance(usage, Mapping):
        return None
    coming = usage.get("input_tokens_details") or {}
    going = usage.get("output_tokens_details") or {"image_tokens": usage.get("output_tokens", 0)}
    counts = {
        "text_in": coming.get("text_tokens", 0),
        "image_in": coming.get("image_tokens", 0),
        "text_out": going.get("text_tokens", 0),
        "image_out": going.get("image_tokens", 0),
    }
    each = (Decimal(str(prices[name])) * int(count) for name, count in counts.items())
    return sum(each, Decimal(0)) / _MILLION
