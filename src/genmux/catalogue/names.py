"""Which names the rules, prices and shapes of one model may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from genmux.catalogue.scope import Tests, read_tests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from genmux.catalogue.field import Field
    from genmux.catalogue.source import Table


class Names:
    """The fields of a model, and extra names such as counts and facts. Unknown ones are refused."""

    def __init__(self, fields: Iterable[Field], extra: Iterable[str] = ()) -> None:
        self.fields = {one.name: one for one in fields}
        self.extra = set(extra)

    def check(self, table: Table, names: Iterable[str], key: str) -> None:
        for name in names:
            if name not in self.fields and name not in self.extra:
                table.fail(f"{key} names {name!r}, which is not a field of this model", key)

    def check_path(self, table: Table, path: str, key: str) -> None:
        fields: Mapping[str, Field] = self.fields
        for part in path.split("."):
            name = part.removesuffix("[]")
            if name not in fields:
                table.fail(f"{key} names {path!r}, which is not a field of this model", key)
            inner = fields[name].items if part.endswith("[]") else None
            fields = {one.name: one for one in inner.fields} if inner else {}

    def tests(self, table: Table, key: str) -> Tests:
        found = read_tests(table.table(key))
        self.check(table, found, key)
        for name, test in found.items():
            self._check_values(table, name, test.any_of or test.none_of, key)
        return found

    def _check_values(self, table: Table, name: str, values: tuple[Any, ...], key: str) -> None:
        declared = self.fields.get(name)
        if declared is None or not declared.choices:
            return
        for value in values:
            if value not in declared.choices:
                table.fail(f"{key}: {name} is never {value!r}", key)
