"""Every request that a route lets through is one that the vendor takes, by the facts we have."""

from __future__ import annotations

from pathlib import Path

import pytest

from genmux.engines.vendors.account import Account
from genmux.engines.vendors.fal import open_engine
from genmux.engines.vendors.offer import Offer
from tests.engines.vendors.typed import read_inputs
from tests.engines.vendors.variations import check_bodies, same_files

ENGINE = open_engine(Account("one", "fal", "key"))
INPUTS = read_inputs(__file__)


@pytest.mark.parametrize(
    "offer", [pytest.param(one, id=one.id) for one in ENGINE.all_offers.values()]
)
def test_the_body_is_of_the_vendors_type(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same_files(tmp_path, monkeypatch)
    check_bodies(ENGINE, offer, INPUTS, tmp_path)
