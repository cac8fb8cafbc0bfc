"""Values out of bodies and queries, each refused by its name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.requests import Request

from genmux.errors import InvalidInput, NotFound
from genmux.ids import parse_hex

MOST = 100
_USUAL = 50
_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""what ids, which begin with their moment, and sums of days can hold"""


def text(body: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Raises InvalidInput where there is none and no default."""
    value = body.get(name)
    if default is not None and value in (None, ""):
        return default
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(f"{name} must be text", field=name)
    return value.strip()


def flag(body: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInput(f"{name} must be true or false", field=name)
    return value


def amount(body: Mapping[str, Any], name: str) -> Decimal | None:
    """Credits, or None where nothing is given."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(f"{name} must be a number of credits", field=name)
    return Decimal(str(value))


def moment(body: Mapping[str, Any], name: str) -> datetime | None:
    """Milliseconds since 1970."""
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{name} must be milliseconds since 1970", field=name)
    return _from_ms(value, name)


def path_id(request: Request, name: str) -> UUID:
    """An id in the path; what is none belongs to nothing."""
    value = parse_hex(request.path_params[name])
    if value is None:
        raise NotFound
    return value


def query_id(request: Request, name: str) -> UUID | None:
    given = request.query_params.get(name)
    if not given:
        return None
    value = parse_hex(given)
    if value is None:
        raise InvalidInput(f"{name} must be an id of 32 hex digits", field=name)
    return value


def query_number(request: Request, name: str, usual: int, most: int) -> int:
    given = request.query_params.get(name)
    if not given:
        return usual
    if not (given.isascii() and given.isdigit() and len(given) < 10 and 1 <= int(given) <= most):
        raise InvalidInput(f"{name} must be a whole number from 1 to {most}", field=name)
    return int(given)


def limit(request: Request) -> int:
    return query_number(request, "limit", _USUAL, MOST)


def query_flag(request: Request, name: str) -> bool | None:
    given = request.query_params.get(name)
    if not given:
        return None
    if given.lower() not in ("true", "false"):
        raise InvalidInput(f"{name} must be true or false", field=name)
    return given.lower() == "true"


def query_choice(request: Request, name: str, choices: tuple[str, ...]) -> str | None:
    given = request.query_params.get(name) or None
    if given is not None and given not in choices:
        raise InvalidInput(f"{name} must be one of {', '.join(choices)}", field=name)
    return given


def query_day(request: Request, name: str) -> date | None:
    given = request.query_params.get(name)
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise InvalidInput(f"{name} must be a date such as 2026-03-31", field=name) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise InvalidInput(f"{name} is too far away", field=name)
    return day


def query_moment(request: Request, name: str, *, end: bool = False) -> datetime | None:
    """Milliseconds since 1970, or a date: its beginning, or with `end` the next one's."""
    given = request.query_params.get(name)
    if not given:
        return None
    if given.isascii() and given.isdigit() and len(given) < 16:
        return _from_ms(int(given), name)
    day = query_day(request, name)
    assert day is not None
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return begin + timedelta(days=1) if end else begin


def query_text(request: Request, name: str, most: int = 200) -> str | None:
    given = request.query_params.get(name) or None
    if given is not None and (len(given) > most or not given.isprintable()):
        raise InvalidInput(f"{name} must be at most {most} printable characters", field=name)
    return given


def _from_ms(value: int, name: str) -> datetime:
    try:
        found = datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise InvalidInput(f"{name} is too far away", field=name)
    return found
