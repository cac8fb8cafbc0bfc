"""What commands print: aligned columns for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
project_option = click.option(
    "--project", default="default", show_default=True, metavar="NAME", help="Whose."
)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Columns as wide as their longest text; `empty` goes to standard error when there are none."""
    lines = [[_cell(value) for value in row] for row in rows]
    if not lines:
        click.echo(empty, err=True)
        return
    widths = [
        max(len(line[column]) for line in [list(headers), *lines]) for column in range(len(headers))
    ]
    for line in [[header.upper() for header in headers], *lines]:
        click.echo(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        )


def print_facts(facts: Mapping[str, object]) -> None:
    """One `name  value` line each; what is empty is left out."""
    shown = {name: _cell(value) for name, value in facts.items() if value not in (None, "", ())}
    width = max(map(len, shown), default=0)
    for name, text in shown.items():
        click.echo(f"{name.ljust(width)}  {text}")


def credits_text(amount: Decimal) -> str:
    """Exact and without needless zeros."""
    return f"{amount.normalize():f}" if amount else "0"


def moment_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, Decimal):
        return credits_text(value)
    if isinstance(value, UUID):
        return value.hex
    # A terminal must not be steered by text that came in from outside.
    return "".join(sign if sign.isprintable() else "·" for sign in str(value))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path | IPv4Network | IPv6Network):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
