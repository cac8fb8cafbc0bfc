"""Cross-field rules of one model: which of them is broken, and how JSON Schema would say them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from genmux.catalogue.forms import (
    Broken,
    Exclusive,
    Forbid,
    Form,
    Limit,
    Need,
    RequireOne,
    Requires,
    SameSize,
    Setting,
)
from genmux.catalogue.scope import Count, Scope, Tests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from genmux.catalogue.field import Field


@dataclass(frozen=True, slots=True)
class Rule:
    form: Form
    when: Tests = field(default_factory=dict)
    each: str = ""
    """a list whose items are looked at one by one, with their own fields"""
    message: str = ""

    def broken(self, scope: Scope) -> Broken | None:
        if not self.each:
            return self._broken(scope, "")
        for number, item in enumerate(scope.value(self.each) or []):
            found = self._broken(Scope(item), f"{self.each}[{number}].")
            if found is not None:
                return found
        return None

    def _broken(self, scope: Scope, place: str) -> Broken | None:
        form = self.form
        if isinstance(form, Setting | Limit | SameSize) or not scope.passes(self.when):
            return None
        found = form.broken(scope)
        if found is None:
            return None
        return Broken(place + found.field, self.message or place + found.message)


@dataclass(frozen=True, slots=True)
class Ruleset:
    rules: tuple[Rule, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)

    def settle(self, values: dict[str, Any], given: frozenset[str]) -> None:
        """Applies the `set` rules in place."""
        for rule in self.rules:
            if isinstance(rule.form, Setting):
                scope = Scope(values, given=given, counts=self.counts)
                if scope.passes(rule.when):
                    rule.form.apply(values)

    def broken(self, values: Mapping[str, Any], given: frozenset[str]) -> Broken | None:
        """The first rule that does not hold."""
        scope = Scope(values, given=given, counts=self.counts)
        for rule in self.rules:
            if (found := rule.broken(scope)) is not None:
                return found
        return None

    def media_limits(self, scope: Scope, name: str) -> dict[str, Any]:
        """Limits that hold for a field's files under these values, beyond the field's own."""
        found: dict[str, Any] = {}
        for rule in self.rules:
            if isinstance(rule.form, Limit) and scope.passes(rule.when):
                found |= dict(rule.form.changes).get(name, {})
        return found

    def same_size(self, scope: Scope) -> Iterator[SameSize]:
        """The pairs of pictures that must match under these values."""
        for rule in self.rules:
            if isinstance(rule.form, SameSize) and scope.passes(rule.when):
                yield rule.form

    def schema(self, fields: tuple[Field, ...]) -> dict[str, Any]:
        """The rules that JSON Schema can say, as `allOf`."""
        by_name = {one.name: one for one in fields}
        parts = [part for rule in self.rules for part in _rule_schema(rule, by_name, self.counts)]
        return {"allOf": parts} if parts else {}


def _rule_schema(
    rule: Rule, fields: Mapping[str, Field], counts: Mapping[str, Count]
) -> list[dict[str, Any]]:
    asked = [*rule.when, *(rule.form.tests if isinstance(rule.form, Need | Forbid) else ())]
    if rule.each or any(name in counts for name in asked):
        return []
    demands = _demands(rule.form, fields)
    if not rule.when or not demands:
        return demands
    condition = _condition(rule.when, fields)
    return [{"if": condition, "then": one} for one in demands]


def _demands(form: Form, fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    if isinstance(form, RequireOne):
        return [{"anyOf": [{"required": [name]} for name in form.names]}]
    if isinstance(form, Requires):
        return [{"dependentRequired": {name: list(others) for name, others in form.needs}}]
    if isinstance(form, Exclusive):
        return [
            {"not": {"required": [one, other]}}
            for group, rest in combinations(form.groups, 2)
            for one in group
            for other in rest
        ]
    if isinstance(form, Need):
        return [_condition(form.tests, fields, absent_passes=True)]
    if isinstance(form, Forbid):
        return [{"not": _condition({name: test}, fields)} for name, test in form.tests.items()]
    return []


def _condition(
    tests: Tests, fields: Mapping[str, Field], *, absent_passes: bool = False
) -> dict[str, Any]:
    """Tests as one schema. An absent field counts as its default."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    absent: list[dict[str, Any]] = []
    for name, test in tests.items():
        declared = fields[name]
        if test.given is False:
            absent.append({"not": {"required": [name]}})
            continue
        properties[name] = test.schema(is_list=declared.is_list)
        default = declared.default
        passes_idle = not test.given and test.holds(default, given=default is not None)
        if not (passes_idle or (absent_passes and default is None and not test.given)):
            required.append(name)
    found: dict[str, Any] = {}
    if properties:
        found["properties"] = properties
    if required:
        found["required"] = required
    if absent:
        found["allOf"] = absent
    return found
