from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.ledger import entry
from genmux.ledger.entry import Kind

amounts = st.decimals(min_value=0, max_value=10_000, places=6)


@given(amounts, amounts)
def test_a_hold_and_its_adjustment_only_move_credits(held: Decimal, price: Decimal) -> None:
    for change in (entry.hold(held), entry.adjust(price - held)):
        assert change.available + change.held == 0


@given(amounts, amounts, st.data())
def test_what_leaves_a_purse_over_a_whole_life_is_the_charge(
    held: Decimal, price: Decimal, data: st.DataObject
) -> None:
    charge = data.draw(st.decimals(min_value=0, max_value=price, places=6))
    life = [entry.hold(held), entry.adjust(price - held), entry.end(price, charge)]
    assert sum(change.held for change in life) == 0
    assert sum(change.available for change in life) == -charge
    assert life[-1].kind is (Kind.SETTLE if charge else Kind.RELEASE)


@pytest.mark.parametrize("charge", ["-0.000001", "5.000001"])
def test_a_charge_outside_the_hold_is_refused(charge: str) -> None:
    with pytest.raises(ValueError, match="does not fit a hold of 5"):
        entry.end(Decimal(5), Decimal(charge))
