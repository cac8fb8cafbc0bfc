"""Moments, lengths of time and sizes as people read them."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from genmux.console.words import Words

_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
_UNITS = ("B", "KB", "MB", "GB", "TB")


def moment(milliseconds: float | None, way: str = "short") -> str:
    """Markup for a moment, in UTC until the script of all pages puts it into the time of whoever
    looks. `way`: short (the time alone for today), full, or day. A dash for none."""
    if milliseconds is None:
        return "–"
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    text = at.strftime("%Y-%m-%d" if way == "day" else "%Y-%m-%d %H:%M")
    return (
        f'<time datetime="{at.isoformat(timespec="milliseconds")}" data-ms="{milliseconds:.0f}" '
        f'data-way="{way}">{text}</time>'
    )


def length(words: Words, milliseconds: float | None) -> str:
    """`850 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`; a dash for none."""
    if milliseconds is None:
        return "–"
    if milliseconds < _SECOND:
        return words("moments.ms", n=round(milliseconds))
    if milliseconds < _MINUTE:
        return words("moments.s", n=f"{milliseconds / _SECOND:.1f}".removesuffix(".0"))
    for large, small, bound in (("min", "s", _HOUR), ("h", "min", _DAY), ("d", "h", None)):
        if bound is None or milliseconds < bound:
            unit = {"min": _MINUTE, "h": _HOUR, "d": _DAY}[large]
            part = {"s": _SECOND, "min": _MINUTE, "h": _HOUR}[small]
            whole, rest = divmod(int(milliseconds), unit)
            text = words(f"moments.{large}", n=whole)
            return f"{text} {words(f'moments.{small}', n=rest // part)}" if rest >= part else text
    raise AssertionError


def size(count: float | None) -> str:
    """Bytes, in steps of 1000: `1.4 MB`."""
    if count is None:
        return "–"
    value = float(count)
    for unit in _UNITS:
        if value < 1000 or unit == _UNITS[-1]:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError


def share(part: float | None) -> str:
    """A part of 1 as per cent, never rounded up to all; a dash for none."""
    if part is None:
        return "–"
    return f"{math.floor(part * 1000 + 1e-6) / 10:.1f}".removesuffix(".0") + " %"


def prose(text: str) -> str:
    """A text as markup, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def told(value: Any) -> str:
    """A value of the API in a line: numbers and texts as they are, lists by comma."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(told(one) for one in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {told(one)}" for key, one in value.items()) or "–"
    return str(value)
