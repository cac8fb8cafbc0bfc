"""Amounts, moments and ids as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import click
import pytest

from genmux.cli.params import CREDITS, HEX_ID, MOMENT


def test_a_span_counts_from_now() -> None:
    before = datetime.now(UTC)
    moment = MOMENT.convert("90m", None, None)
    assert before + timedelta(minutes=90) <= moment <= datetime.now(UTC) + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2030-01-31", datetime(2030, 1, 31, tzinfo=UTC)),
        ("2030-01-31T12:00+02:00", datetime(2030, 1, 31, 10, tzinfo=UTC)),
    ],
)
def test_a_date(text: str, moment: datetime) -> None:
    assert MOMENT.convert(text, None, None) == moment


def test_an_amount_is_exact() -> None:
    assert CREDITS.convert("0.1", None, None) == Decimal("0.1")


def test_an_id_may_have_hyphens() -> None:
    text = "0190c2a6-f1d2-7b3c-8f6e-5d4c3b2a1908"
    assert str(HEX_ID.convert(text, None, None)) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [(CREDITS, "much"), (CREDITS, "nan"), (MOMENT, "soon"), (MOMENT, "5y"), (HEX_ID, "12")],
)
def test_what_is_refused(kind: click.ParamType[object], text: str) -> None:
    with pytest.raises(click.BadParameter):
        kind.convert(text, None, None)
