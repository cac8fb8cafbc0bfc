"""Charts as SVG of our own: columns over days, bars in tables. The table beside says the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from genmux.console.visit import amount


@dataclass(frozen=True, slots=True)
class Column:
    """`tip` is what is said of it under the pointer."""

    label: str
    value: float
    tip: str


def columns(items: Sequence[Column], label: str) -> str:
    """Columns from zero up to a round number; `label` is what a reader hears instead."""
    top = round_up(max((one.value for one in items), default=0.0))
    bars = "".join(_column(n, one, top) for n, one in enumerate(items))
    lines = "".join(
        f'<line x1="0" x2="{len(items)}" y1="{y}" y2="{y}" vector-effect="non-scaling-stroke"/>'
        for y in (0, 50, 100)
    )
    scale = "".join(f"<span>{escape(amount(top * part))}</span>" for part in (1, 0.5, 0))
    first, last = (items[0].label, items[-1].label) if items else ("", "")
    return (
        f'<figure class="chart"><figcaption class="small soft" data-tip-place></figcaption>'
        f'<div class="chart-area"><div class="chart-scale" aria-hidden="true">{scale}</div>'
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {max(1, len(items))} 100" '
        f'preserveAspectRatio="none"><g class="lines">{lines}</g>{bars}</svg></div>'
        f'<div class="chart-ends" aria-hidden="true"><span>{escape(first)}</span>'
        f"<span>{escape(last)}</span></div></figure>"
    )


def _column(number: int, one: Column, top: float) -> str:
    high = one.value / top * 100 if top else 0.0
    high = max(high, 1.0) if one.value > 0 else 0.0
    return (
        f'<g data-tip="{escape(one.tip)}"><rect class="hit" x="{number}" y="0" width="1" '
        f'height="100"/><rect class="bar" x="{number + 0.14:.2f}" width="0.72" '
        f'y="{100 - high:.2f}" height="{high:.2f}"/></g>'
    )


def round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, … that is not smaller; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * 0.999999)


def bar(part: float, tone: str = "") -> str:
    """A bar of `part` of 1, for a cell whose number stands beside it."""
    width = min(100.0, max(0.0, part * 100))
    return (
        f'<span class="bar-of {tone}" aria-hidden="true"><span style="width:{width:.1f}%"></span>'
        "</span>"
    )


def span_bar(middle: float, high: float, most: float) -> str:
    """Two lengths in one bar: the middle one solid, the high one behind it."""
    if not most:
        return bar(0)
    return (
        '<span class="bar-of span" aria-hidden="true">'
        f'<span class="behind" style="width:{high / most * 100:.1f}%"></span>'
        f'<span style="width:{middle / most * 100:.1f}%"></span></span>'
    )


def tile(name: str, value: str, note: str = "", tone: str = "") -> str:
    """One number that counts, with what it is. `value` is markup."""
    more = f'<span class="small soft">{escape(note)}</span>' if note else ""
    return (
        f'<div class="tile {tone}"><dt>{escape(name)}</dt><dd><b class="number">{value}</b>{more}'
        "</dd></div>"
    )


def tiles(items: Sequence[str]) -> str:
    return f'<dl class="tiles">{"".join(items)}</dl>'
