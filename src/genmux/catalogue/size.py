"""Pixel sizes by name: `sizes.toml` says what a family's `720p` or `2K` is for each ratio."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genmux.catalogue.source import Table

Size = tuple[int, int]
_RATIO = re.compile(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")
_NAMED = {"landscape": 16 / 9, "portrait": 9 / 16, "square": 1.0}


def ratio_of(name: str) -> float | None:
    """Width divided by height of `16:9`, `landscape`, `portrait_4_3`; None for `auto` and such."""
    if found := _RATIO.fullmatch(name):
        return float(found.group(1)) / float(found.group(2))
    if name in _NAMED:
        return _NAMED[name]
    kind, *numbers = name.split("_")
    if kind in ("landscape", "portrait") and len(numbers) == 2:
        one, other = sorted(int(number) for number in numbers)
        return other / one if kind == "landscape" else one / other
    return 1.0 if kind == "square" else None


@dataclass(frozen=True, slots=True)
class Scale:
    """One row of a size table. Exact sizes win; else one of short, long or area gives the sides."""

    exact: Mapping[str, Size] = field(default_factory=dict)
    short: int | None = None
    long: int | None = None
    area: int | None = None
    long_max: int | None = None
    align: int = 2
    ratios: tuple[float, float] = (0.1, 10.0)
    """the narrowest and the widest ratio that this family returns"""

    def by_name(self, name: str) -> Size | None:
        """The size for a ratio's name; None for a name that is no ratio, such as `auto`."""
        if name in self.exact:
            return self.exact[name]
        ratio = ratio_of(name)
        return None if ratio is None else self.by_ratio(ratio)

    def by_ratio(self, ratio: float) -> Size:
        ratio = min(max(ratio, self.ratios[0]), self.ratios[1])
        if self.short is not None:
            sides = (self.short * max(ratio, 1.0), self.short * max(1 / ratio, 1.0))
        elif self.long is not None:
            sides = (self.long * min(ratio, 1.0), self.long * min(1 / ratio, 1.0))
        elif self.area is not None:
            sides = (math.sqrt(self.area * ratio), math.sqrt(self.area / ratio))
        else:
            return min(self.exact.values(), key=lambda s: abs(math.log(s[0] / s[1] / ratio)))
        if self.long_max is not None and max(sides) > self.long_max:
            factor = self.long_max / max(sides)
            sides = (sides[0] * factor, sides[1] * factor)
        return aligned(sides[0], self.align), aligned(sides[1], self.align)


SizeTable = Mapping[str, Scale]


def aligned(value: float, step: int) -> int:
    """The nearest multiple of `step`, at least one step."""
    return max(step, math.floor(value / step + 0.5) * step)


_KEYS = ("short", "long", "area", "long_max", "align", "ratios")


def read_sizes(root: Table) -> dict[str, SizeTable]:
    """All tables of a `sizes.toml`: `[family."720p"]` is one row."""
    found: dict[str, SizeTable] = {}
    for family in root.data:
        rows = root.table(family)
        assert rows is not None
        found[family] = {name: _read_scale(rows, name) for name in rows.data}
    return found


def _read_scale(rows: Table, name: str) -> Scale:
    table = rows.table(name)
    assert table is not None
    exact: dict[str, Size] = {}
    for key, value in table.data.items():
        if key in _KEYS:
            continue
        if ratio_of(key) is None:
            table.only(_KEYS)
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(isinstance(side, int) and side > 0 for side in value)
        ):
            table.fail("a size is written [width, height]", key)
        exact[key] = (value[0], value[1])
    ways = [table.whole(key) for key in ("short", "long", "area")]
    if sum(way is not None for way in ways) > 1 or not (exact or any(ways)):
        table.fail("a row of sizes needs exact sizes, or one of short, long and area")
    low, high = table.data.get("ratios", (0.1, 10.0))
    return Scale(
        exact=exact,
        short=ways[0],
        long=ways[1],
        area=ways[2],
        long_max=table.whole("long_max"),
        align=table.whole("align") or 2,
        ratios=(float(low), float(high)),
    )
