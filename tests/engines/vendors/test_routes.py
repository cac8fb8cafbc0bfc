"""Every route of every vendor: its model exists, and no field of a request is dropped silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from genmux.catalogue.load import load_catalogue
from genmux.engines.remote import Refused
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.find import find, kinds
from genmux.engines.vendors.offer import Offer
from genmux.engines.vendors.vendor import Vendor

from .works import work_of

WORKED_OUT = {"$width", "$height", "$size", "$seconds", "$count", "$format", "$seed"}


def vendors() -> list[Vendor]:
    opened = [find(kind)(Account("one", kind, "key")) for kind in kinds()]
    return [one for one in opened if isinstance(one, Vendor)]


def routes() -> list[tuple[str, Offer]]:
    return [(one.account.kind, offer) for one in vendors() for offer in one.all_offers.values()]


@pytest.mark.parametrize(
    ("kind", "offer"), [pytest.param(*one, id=f"{one[0]}:{one[1].id}") for one in routes()]
)
def test_a_route_names_every_field(kind: str, offer: Offer, tmp_path: Path) -> None:
    model = load_catalogue(()).of_task(offer.id)
    assert model is not None, "there is no such model in the catalogue"
    fields = {field.name for field in model.fields}
    assert not fields - set(offer.send), (
        "these are neither sent, dropped with a reason, nor refused"
    )
    assert not set(offer.send) - fields - WORKED_OUT, "the model has no such fields"
    through = {rule.via for rule in offer.send.values() if rule.via}
    assert through <= set(offer.send) & WORKED_OUT, "a value goes via one that is not sent"
    assert offer.source.startswith("https://")
    # `smallest` is what a route asks for that does not take the smallest request of the model.
    least = offer.hints.get("smallest", {})
    work = work_of(offer.id, tmp_path, vendor_id="v-1", engine="one", **least)
    engine = find(kind)(Account("one", kind, "key"))
    try:
        plan = engine.plan(work)
    except Refused as error:
        pytest.fail(f"the smallest request is refused: {error.message}")
    assert plan.model
