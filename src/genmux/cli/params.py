"""What may be typed for an amount, a moment, an id."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import click

from genmux.ids import parse_hex

_SPAN = re.compile(r"(\d{1,6})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Credits(click.ParamType[Decimal]):
    name = "credits"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            amount = value if isinstance(value, Decimal) else Decimal(value)
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            self.fail(f"{value!r} is not a number of credits", param, ctx)
        return amount


class Moment(click.ParamType[datetime]):
    """A span from now (30d, 12h) or a date, with or without time; UTC when it names no zone."""

    name = "when"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        span = _SPAN.fullmatch(value)
        if span is not None:
            return datetime.now(UTC) + timedelta(**{_UNITS[span[2]]: int(span[1])})
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"{value!r} is neither a span such as 30d or 12h nor a date such as 2030-01-31",
                param,
                ctx,
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class HexId(click.ParamType[UUID]):
    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        found = parse_hex(str(value).replace("-", ""))
        if found is None:
            self.fail(f"{value!r} is not an id of 32 hex digits", param, ctx)
        return found


CREDITS = Credits()
MOMENT = Moment()
HEX_ID = HexId()
