"""Values that an `[output]` table takes from the input or from the fetched files.

A pick is a constant, or a table with one source: `is`, `field`, `sum`, `span` or `media`; a list of
such tables with `when` is tried in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from genmux.catalogue.scope import Scope, Tests, is_number
from genmux.catalogue.source import Table, plain

if TYPE_CHECKING:
    from genmux.catalogue.names import Names
    from genmux.engines.base import MediaFacts, MediaInput

Read = Callable[["MediaFacts"], Any]
"""takes one property of a file; None when the file has none"""


@dataclass(frozen=True, slots=True)
class Pick:
    """One case. The result is None when its source is absent."""

    when: Tests = field(default_factory=dict)
    const: Any = None
    source: str = ""
    """a field"""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    over: str = ""
    """a field that the value is divided by"""
    sum: str = ""
    span: tuple[str, str] = ("", "")
    """two paths whose difference counts"""
    media: tuple[str, ...] = ()
    """roles of files, the first file found counts"""
    most: int | float | None = None

    def resolve(self, scope: Scope, media: Sequence[MediaInput], read: Read) -> Any:
        found = self._find(scope, media, read)
        if self.most is not None and is_number(found):
            return min(found, self.most)
        return found

    def _find(self, scope: Scope, media: Sequence[MediaInput], read: Read) -> Any:
        if self.media:
            return next(
                (value for item in by_role(media, self.media) if (value := read(item.facts))), None
            )
        if self.sum:
            values = [value for _, value in scope.each(self.sum) if is_number(value)]
            return sum(values) if values else None
        if self.span[0]:
            ends = [next(iter(scope.each(path)), ("", None))[1] for path in self.span]
            start, end = number(ends[0]), number(ends[1])
            return None if start is None or end is None else end - start
        if not self.source:
            return self.const
        value = scope.value(self.source)
        if self.mapping:
            value = self.mapping.get(str(value))
        if self.over:
            top, below = number(value), number(scope.value(self.over))
            return top / below if top is not None and below else None
        return value


@dataclass(frozen=True, slots=True)
class Picks:
    cases: tuple[Pick, ...] = ()

    def resolve(self, scope: Scope, media: Sequence[MediaInput], read: Read) -> Any:
        """The first case whose tests hold; its source may still be absent (None)."""
        for case in self.cases:
            if scope.passes(case.when):
                return case.resolve(scope, media, read)
        return None


NO_PICKS = Picks()


def by_role(media: Sequence[MediaInput], roles: Iterable[str]) -> list[MediaInput]:
    """Files with one of the roles, in the order of the roles."""
    return [item for role in roles for item in media if item.role == role]


def number(value: Any) -> float | int | None:
    """A number, or a text that is one; None for anything else."""
    if is_number(value):
        return value  # type: ignore[no-any-return]  # is_number just said so
    if isinstance(value, str):
        try:
            found = float(value)
        except ValueError:
            return None
        return int(found) if found.is_integer() else found
    return None


_KEYS = ("when", "is", "field", "map", "over", "sum", "span", "media", "max")


def read_picks(table: Table, key: str, names: Names) -> Picks:
    """The picks under a key; absent = no cases."""
    if key not in table:
        return Picks()
    value = table.data[key]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return Picks(tuple(_read_pick(one, names) for one in table.tables(key)))
    if isinstance(value, dict):
        inner = table.table(key)
        assert inner is not None
        return Picks((_read_pick(inner, names),))
    return Picks((Pick(const=plain(value)),))


def _read_pick(table: Table, names: Names) -> Pick:
    table.only(_KEYS)
    stated = [key for key in ("is", "field", "sum", "span", "media") if key in table]
    if len(stated) != 1:
        table.fail("a pick needs exactly one of is, field, sum, span and media")
    names.check(table, [*table.texts("field"), *table.texts("over")], stated[0])
    span = table.texts("span")
    for path in (*span, *table.texts("sum")):
        names.check_path(table, path, stated[0])
    mapping = table.table("map")
    return Pick(
        when=names.tests(table, "when"),
        const=plain(table.data.get("is")),
        source=table.text("field", ""),
        mapping=plain(mapping.data) if mapping is not None else {},
        over=table.text("over", ""),
        sum=table.text("sum", ""),
        span=(span[0], span[1]) if len(span) == 2 else ("", ""),
        media=table.texts("media"),
        most=table.number("max"),
    )
