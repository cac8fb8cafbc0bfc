"""What a request costs, in exact credits: the first `[[price]]` row whose `when` holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from genmux.catalogue.pick import by_role
from genmux.catalogue.scope import Scope, Tests
from genmux.errors import InvalidInput

if TYPE_CHECKING:
    from genmux.catalogue.inputs import MediaRef
    from genmux.catalogue.names import Names
    from genmux.catalogue.source import Table
    from genmux.engines.base import MediaInput, Shape

FACTS = ("has_video_input", "has_image", "source_resolution", "result_class")
"""names that a price may ask for beside the fields"""

USD_PER_CREDIT = Decimal("0.005")
_UNIT = re.compile(r"(?:(\d+) )?(request|image|video|upscale|second|megapixel|character)s?")
_TENTH = Decimal("0.1")
_MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Price:
    """One row: so many credits for `amount` units."""

    credits: Decimal
    unit: str
    amount: int = 1
    when: Tests = field(default_factory=dict)
    of: str = ""
    """what is measured instead of the result: a role (seconds) or a path of texts (characters)"""
    decided: bool = False
    """our own figure, by analogy; the provider publishes none"""

    def units(
        self, scope: Scope, media: Sequence[MediaInput], shape: Shape, assumed: Mapping[str, Any]
    ) -> Decimal:
        if self.unit == "image" and self.amount > 1:
            return (Decimal(shape.count) / self.amount).to_integral_value(ROUND_CEILING)
        if self.unit in ("image", "video"):
            return Decimal(shape.count)
        if self.unit == "second":
            return self._seconds(media, shape, assumed)
        if self.unit == "megapixel":
            return Decimal(shape.width * shape.height * shape.count) / 1_000_000
        if self.unit == "character":
            characters = sum(len(str(text)) for _, text in scope.each(self.of))
            return Decimal(characters) / self.amount
        return Decimal(1)

    def _seconds(
        self, media: Sequence[MediaInput], shape: Shape, assumed: Mapping[str, Any]
    ) -> Decimal:
        """Measured lengths are billed by tenths of a second, so that padding costs nothing."""
        length: Any = shape.seconds
        if self.of:
            files = by_role(media, [self.of])
            length = sum(item.facts.seconds for item in files) if files else assumed["seconds"]
        return Decimal(str(length)).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PriceList:
    rows: tuple[Price, ...]
    assumed: Mapping[str, Any] = field(default_factory=dict)

    asks_facts: bool = False
    """whether any row depends on more than the input fields"""

    def charge(
        self,
        scope: Scope,
        refs: Sequence[MediaRef],
        media: Sequence[MediaInput],
        shape: Shape,
    ) -> Decimal:
        facts = self._facts(refs, media, shape) if self.asks_facts else {}
        row = self.row(scope.with_facts(facts))
        if row is None:
            raise InvalidInput("input asks for a combination that has no price", field="input")
        units = row.units(scope, media, shape, self.assumed)
        return (row.credits * units).quantize(_MILLIONTH, ROUND_HALF_UP).normalize() + 0

    def row(self, scope: Scope) -> Price | None:
        """The first row that fits the fields and facts of a scope."""
        return next((row for row in self.rows if scope.passes(row.when)), None)

    def _facts(
        self, refs: Sequence[MediaRef], media: Sequence[MediaInput], shape: Shape
    ) -> dict[str, Any]:
        """Facts that a price may depend on; what only the files tell is assumed until they do."""
        origin = next(iter(by_role(media, ["parent", "source"])), None)
        source = str(self.assumed.get("source_resolution", "720p"))
        if origin is not None and origin.facts.width:
            short = min(origin.facts.width, origin.facts.height)
            source = "480p" if short <= 480 else "720p"
        longest = max(shape.width, shape.height)
        return {
            "has_video_input": any("video" in ref.kinds for ref in refs),
            "has_image": any("image" in ref.kinds for ref in refs),
            "source_resolution": source,
            "result_class": "2K" if longest <= 2048 else "4K" if longest <= 4096 else "8K",
        }


def read_prices(root: Table, names: Names, assumed: Mapping[str, Any]) -> PriceList:
    rows = tuple(_read_row(table, names, assumed) for table in root.tables("price"))
    if not rows:
        root.fail("a model needs at least one [[price]] row")
    asked = {name for row in rows for name in row.when}
    return PriceList(rows, assumed, asks_facts=not asked.isdisjoint(FACTS))


def _read_row(table: Table, names: Names, assumed: Mapping[str, Any]) -> Price:
    table.only(("when", "credits", "per", "of", "decided"))
    found = _UNIT.fullmatch(table.text("per"))
    if found is None:
        table.fail(
            "per must be request, image, video, upscale, second, megapixel or characters", "per"
        )
    cost = table.data.get("credits")
    if isinstance(cost, bool) or not isinstance(cost, int | Decimal) or cost < 0:
        table.fail("credits must be a number from 0 up", "credits")
    unit, of = found.group(2), table.text("of", "")
    if unit == "character":
        names.check_path(table, of, "of")
    if unit == "second" and of and "seconds" not in assumed:
        table.fail("a price per second of a file needs [hold] seconds", "of")
    return Price(
        credits=Decimal(cost),
        unit=unit,
        amount=int(found.group(1) or 1),
        when=names.tests(table, "when"),
        of=of,
        decided=table.flag("decided"),
    )
