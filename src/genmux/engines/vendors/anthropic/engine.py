"""Anthropic makes no media; its account answers chat, see `genmux.chat.vendors`."""

from __future__ import annotations

from genmux.engines.base import Work
from genmux.engines.remote import Refused, Steps
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.vendor import Vendor


class Anthropic(Vendor):
    url = "https://api.anthropic.com"
    options = ()

    def submit(self, work: Work) -> Steps[None]:
        yield from ()
        raise Refused(f"{work.model}: this vendor makes no media.", "unsupported")

    def poll(self, work: Work, vendor_id: str) -> Steps[None]:
        yield from ()
        raise Refused(f"{work.model}: this vendor has no job {vendor_id:.40}.", "expired")


def open_engine(account: Account) -> Anthropic:
    return Anthropic(account)
