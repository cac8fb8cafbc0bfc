"""The names that rules, prices and shapes may ask for, and the small tests they ask with.

A test stands behind a field name: `"5"` (equals), `["5", "10"]` (one of), or a table of
`given`, `not`, `min`, `max`, `min_items`, `max_items`, `max_length`, which must all hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from genmux.catalogue.source import plain

if TYPE_CHECKING:
    from genmux.catalogue.source import Table

Number = int | float | Decimal


def is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def same(one: object, other: object) -> bool:
    """Equality that keeps true and 1 apart."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def empty(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, list | dict) and not value)


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one value; None stands for absent."""

    any_of: tuple[Any, ...] | None = None
    none_of: tuple[Any, ...] = ()
    given: bool | None = None
    least: Number | None = None
    most: Number | None = None
    fewest_items: int | None = None
    most_items: int | None = None
    most_characters: int | None = None

    def holds(self, value: Any, *, given: bool) -> bool:
        if self.given is not None and given != self.given:
            return False
        if self.any_of is not None and not any(same(value, one) for one in self.any_of):
            return False
        if any(same(value, one) for one in self.none_of):
            return False
        if self.least is not None and not (is_number(value) and value >= self.least):
            return False
        if self.most is not None and not (is_number(value) and value <= self.most):
            return False
        if self.most_characters is not None and len(str(value or "")) > self.most_characters:
            return False
        items = len(value) if isinstance(value, list) else 0
        if self.fewest_items is not None and items < self.fewest_items:
            return False
        return self.most_items is None or items <= self.most_items

    def schema(self, *, is_list: bool) -> dict[str, Any]:
        """The same test as JSON Schema for a value that is there."""
        parts: dict[str, Any] = {}
        if self.any_of is not None:
            parts = {"const": self.any_of[0]} if len(self.any_of) == 1 else {"enum": [*self.any_of]}
        if self.none_of:
            parts["not"] = {"enum": [*self.none_of]}
        if self.least is not None:
            parts["minimum"] = self.least
        if self.most is not None:
            parts["maximum"] = self.most
        if self.given and is_list:
            parts["minItems"] = 1
        if self.fewest_items is not None:
            parts["minItems"] = self.fewest_items
        if self.most_items is not None:
            parts["maxItems"] = self.most_items
        if self.most_characters is not None:
            parts["maxLength"] = self.most_characters
        return parts


Tests = Mapping[str, Test]


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of a list pass some tests, under a name of its own."""

    of: str
    where: Tests


class Scope:
    """Looks values up by name: input fields, counts, and facts that the caller adds."""

    __slots__ = ("_counts", "_facts", "given", "values")

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        given: frozenset[str] | None = None,
        counts: Mapping[str, Count] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.values = values
        self.given = given
        self._counts = counts or {}
        self._facts = facts or {}

    def with_facts(self, facts: Mapping[str, Any]) -> Scope:
        return Scope(self.values, given=self.given, counts=self._counts, facts=facts)

    def value(self, name: str) -> Any:
        if name in self._facts:
            return self._facts[name]
        if name in self._counts:
            count = self._counts[name]
            items = self.values.get(count.of) or []
            return sum(1 for item in items if Scope(item).passes(count.where))
        return self.values.get(name)

    def is_given(self, name: str) -> bool:
        """Sent by the caller and not empty. Without a record of that: present and not empty."""
        if self.given is not None and name not in self._facts and name not in self._counts:
            return name in self.given
        return not empty(self.value(name))

    def passes(self, tests: Tests) -> bool:
        return all(
            test.holds(self.value(name), given=self.is_given(name)) for name, test in tests.items()
        )

    def each(self, path: str) -> list[tuple[str, Any]]:
        """Values under a path such as `speakers[].speaker_id`, each with its exact place."""
        found: list[tuple[str, Any]] = [("", self.values)]
        for part in path.split("."):
            name, many = part.removesuffix("[]"), part.endswith("[]")
            step: list[tuple[str, Any]] = []
            for place, holder in found:
                value = holder.get(name) if isinstance(holder, Mapping) else None
                at = f"{place}.{name}" if place else name
                if many:
                    items = value if isinstance(value, list) else []
                    step += [(f"{at}[{n}]", item) for n, item in enumerate(items)]
                elif value is not None:
                    step.append((at, value))
            found = step
        return found


_TEST_KEYS = ("given", "not", "min", "max", "min_items", "max_items", "max_length")


def read_test(table: Table, key: str) -> Test:
    value = table.data[key]
    if isinstance(value, dict):
        test = table.table(key)
        assert test is not None
        test.only(_TEST_KEYS)
        denied = value.get("not", [])
        return Test(
            none_of=tuple(plain(denied if isinstance(denied, list) else [denied])),
            given=test.flag("given") if "given" in test else None,
            least=test.number("min"),
            most=test.number("max"),
            fewest_items=test.whole("min_items"),
            most_items=test.whole("max_items"),
            most_characters=test.whole("max_length"),
        )
    return Test(any_of=tuple(plain(value if isinstance(value, list) else [value])))


def read_tests(table: Table | None) -> dict[str, Test]:
    """All conditions of a `when`, `need`, `forbid` or `where` table; absent = none."""
    return {} if table is None else {key: read_test(table, key) for key in table.data}
