"""Tables as files that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from genmux.dialects.console.values import query_choice

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wants_csv(request: Request) -> bool:
    return query_choice(request, "format", ("csv", "json")) == "csv"


def csv_reply(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return Response(
        text.getvalue().encode("utf-8-sig", "replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    # A text that a spreadsheet would take for a formula could act on whoever opens the file.
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
