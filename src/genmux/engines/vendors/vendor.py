"""What the vendors' engines have in common: an account, its offers, and the plan for a work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import orjson

from genmux.engines.base import Work
from genmux.engines.remote import Plan, Refused, Request, Steps
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.mapping import Mapped, cost_of, fitting, mapped
from genmux.engines.vendors.offer import Offer, read_offers


class Vendor:
    """Subclasses name their package and the vendor's address, and add `submit` and `poll`."""

    package = ""
    """where `routes/` is; empty for a vendor that has every model under its own name"""
    url = ""
    """the vendor's own address, without a slash at the end"""
    repeatable = False
    options: Collection[str] | None = None
    """those that an account here may have; None = not looked at"""

    def __init__(self, account: Account) -> None:
        """Raises ValueError for options that cannot be."""
        if self.options is not None:
            account.check_options(self.options)
        self.account = account
        self.name = account.name
        self._url = (account.url or self.url).rstrip("/")
        self._offers = _offers(self.package) if self.package else {}

    @property
    def all_offers(self) -> Mapping[str, Offer]:
        return self._offers

    def offers(self, model: str) -> bool:
        return model in self._offers

    def offer(self, work: Work) -> Offer:
        """That for this input. Raises Refused where there is none."""
        offer = self._offers.get(work.model)
        if offer is None:
            raise Refused("There is no such model at this vendor.", "unsupported")
        return fitting(offer, work.input)

    def plan(self, work: Work) -> Plan:
        offer = self.offer(work)
        notes = mapped(offer, work, files=False).notes
        return Plan(offer.model, tuple(notes), cost_of(offer, work))

    def mapped(self, work: Work) -> Mapped:
        return mapped(self.offer(work), work)

    def headers(self) -> dict[str, str]:
        """Those of every request; most vendors take the key as a bearer token."""
        return {"Authorization": f"Bearer {self.account.key}"}

    def get(self, path: str, *, timeout: float = 60.0) -> Request:
        return Request("GET", self.address(path), self.headers(), timeout=timeout)

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        commits: bool = True,
    ) -> Request:
        """A request with a JSON body."""
        return Request(
            "POST",
            self.address(path),
            {"Content-Type": "application/json", **self.headers(), **(headers or {})},
            orjson.dumps(body),
            timeout=timeout,
            commits=commits,
        )

    def address(self, path: str) -> str:
        return path if "://" in path else f"{self._url}/{path.lstrip('/')}"

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:  # noqa: ARG002
        """Most vendors cannot take a job back."""
        yield from ()

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:  # noqa: ARG002
        """Vendors that do not sign their calls are known by the address alone, which they got
        from us and nobody else can guess."""
        yield from ()
        return True


@cache
def _offers(package: str) -> Mapping[str, Offer]:
    return read_offers(package)
