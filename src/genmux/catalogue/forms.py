"""The forms that a cross-field rule can take. Each class is one form, read by `rule_read`.

`given` = sent by the caller and not empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from genmux.catalogue.rule_text import either, listing, say
from genmux.catalogue.scope import Scope, Tests, empty, same

if TYPE_CHECKING:
    from collections.abc import Mapping

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """The field to blame and a sentence that names it and the limit."""

    field: str
    message: str


class Demand(Protocol):
    """What a rule asks of the values."""

    def broken(self, scope: Scope) -> Broken | None:
        """None when the demand is met."""


@dataclass(frozen=True, slots=True)
class Need:
    """`need = {field = test}`: a field that is there passes; `given = true` asks for it to be."""

    tests: Tests
    when: str = ""

    def broken(self, scope: Scope) -> Broken | None:
        for name, test in self.tests.items():
            given, value = scope.is_given(name), scope.value(name)
            if test.given and not given:
                return Broken(name, f"{name} is required{self.when}")
            if value is not None and not test.holds(value, given=given):
                return Broken(name, f"{name} {say(test)}{self.when}")
        return None


@dataclass(frozen=True, slots=True)
class Forbid:
    """`forbid = {field = test}`: the tests must not hold for any of the fields."""

    tests: Tests
    when: str = ""

    def broken(self, scope: Scope) -> Broken | None:
        for name, test in self.tests.items():
            if scope.value(name) is None or not test.holds(
                scope.value(name), given=scope.is_given(name)
            ):
                continue
            if test.given:
                return Broken(name, f"{name} cannot be used{self.when}")
            return Broken(name, f"{name} must not be {listing(test.any_of or ())}{self.when}")
        return None


@dataclass(frozen=True, slots=True)
class Only:
    """`fields = [...]` with `only = {...}`: these fields have a use only where the tests hold."""

    names: tuple[str, ...]
    tests: Tests
    idle: Mapping[str, Any]
    """defaults of the fields: sending a form's idle defaults is no offence"""
    text: str = ""

    def broken(self, scope: Scope) -> Broken | None:
        if scope.passes(self.tests):
            return None
        for name in self.names:
            value = scope.value(name)
            idle = value is False or same(value, self.idle.get(name))
            if scope.is_given(name) and not idle:
                return Broken(name, f"{name} is only for requests where {self.text}")
        return None


@dataclass(frozen=True, slots=True)
class Exclusive:
    """`exclusive = [...]`: at most one of the fields, or of the groups of fields, is given."""

    groups: Groups

    def broken(self, scope: Scope) -> Broken | None:
        found = [
            given[0] for group in self.groups if (given := [n for n in group if scope.is_given(n)])
        ]
        if len(found) < 2:
            return None
        return Broken(found[1], f"{found[1]} cannot be combined with {found[0]}")


@dataclass(frozen=True, slots=True)
class RequireOne:
    """`require_one = [...]`: at least one is given."""

    names: tuple[str, ...]

    def broken(self, scope: Scope) -> Broken | None:
        if any(scope.is_given(name) for name in self.names):
            return None
        return Broken(self.names[0], f"one of {either(self.names)} is required")


@dataclass(frozen=True, slots=True)
class Requires:
    """`requires = {field = [...]}`: a given field needs the others given too."""

    needs: tuple[tuple[str, tuple[str, ...]], ...]

    def broken(self, scope: Scope) -> Broken | None:
        for name, others in self.needs:
            if not scope.is_given(name):
                continue
            for other in others:
                if not scope.is_given(other):
                    return Broken(other, f"{other} is required when {name} is given")
        return None


@dataclass(frozen=True, slots=True)
class AtMost:
    """`at_most = {sum = {field = weight}, max = n}`: items of lists, given fields, and counts."""

    weights: tuple[tuple[str, int], ...]
    limit: int

    def broken(self, scope: Scope) -> Broken | None:
        total = sum(weight * self._amount(scope, name) for name, weight in self.weights)
        if total <= self.limit:
            return None
        terms = [f"{w} x {name}" if w != 1 else name for name, w in self.weights]
        what = f"{' + '.join(terms)} together are" if len(terms) > 1 else f"{terms[0]} are"
        blamed = next((n for n, _ in self.weights if scope.is_given(n)), self.weights[0][0])
        return Broken(blamed, f"{what} at most {self.limit} (got {total})")

    @staticmethod
    def _amount(scope: Scope, name: str) -> int:
        value = scope.value(name)
        if isinstance(value, list):
            return len(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return int(not empty(value))


@dataclass(frozen=True, slots=True)
class SameLength:
    """`same_length = [a, b]`: both lists have equally many items."""

    names: tuple[str, ...]

    def broken(self, scope: Scope) -> Broken | None:
        first, *others = [len(scope.value(name) or []) for name in self.names]
        if all(other == first for other in others):
            return None
        rest = either(self.names[1:])
        return Broken(
            self.names[0],
            f"{self.names[0]} must have as many items as {rest} (got {first} and {others[0]})",
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """`set = {field = value}`: not a demand; fills or corrects a field before all others look.

    `{from = "field"}` copies.
    """

    values: tuple[tuple[str, Any], ...]

    def apply(self, values: dict[str, Any]) -> None:
        for name, value in self.values:
            values[name] = values.get(value["from"]) if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Limit:
    """`limit = {field = {max_seconds = 210}}`: other limits for that field's files; with `role`
    they all play that part."""

    changes: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class SameSize:
    """`same_size = [a, b]`: the pictures have equal pixel sizes; checked once they are fetched."""

    names: tuple[str, ...]


Form = Demand | Setting | Limit | SameSize
