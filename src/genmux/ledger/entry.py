"""The lines of the ledger: what each moment does to the two halves of an account.

Amounts are credits as exact decimals. `available` is free to spend, `held` is promised to
unfinished tasks; what leaves both halves is spent.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    GRANT = "grant"
    HOLD = "hold"
    ADJUST = "adjust"
    SETTLE = "settle"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    available: Decimal
    held: Decimal


def hold(amount: Decimal) -> Change:
    return Change(Kind.HOLD, -amount, amount)


def adjust(difference: Decimal) -> Change:
    """`difference` is the new hold less the old one."""
    return Change(Kind.ADJUST, -difference, difference)


def end(held: Decimal, charge: Decimal) -> Change:
    """Settles a charge out of a hold, or releases the hold when nothing is charged."""
    if not 0 <= charge <= held:
        raise ValueError(f"a charge of {charge} does not fit a hold of {held}")
    kind = Kind.SETTLE if charge else Kind.RELEASE
    return Change(kind, held - charge, -held)
