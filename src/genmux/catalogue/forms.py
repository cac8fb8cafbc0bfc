"""The forms that a cross-field rule can take. Each class is one form, read by `rule_read`.

`given` = sent by the caller and not empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from genmux.catalogue.rule_text import either, listing, say
from genmux.catalogue.scope import Scope, Tests, empty, is_number, same

if TYPE_CHECKING:
    import re
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
class Unique:
    """`unique = "list[].field"`: no value appears twice."""

    path: str

    def broken(self, scope: Scope) -> Broken | None:
        seen: list[Any] = []
        for place, value in scope.each(self.path):
            if value in seen:
                return Broken(place, f"{place} must be unique, {listing((value,))} appears twice")
            seen.append(value)
        return None


@dataclass(frozen=True, slots=True)
class Among:
    """`among = {values = path, of = path}`: every value appears in the other place."""

    values: str
    of: str

    def broken(self, scope: Scope) -> Broken | None:
        known = [value for _, value in scope.each(self.of)]
        for place, value in scope.each(self.values):
            if value not in known:
                return Broken(place, f"{place} must be one of {self.of} (got {listing((value,))})")
        return None


@dataclass(frozen=True, slots=True)
class Total:
    """`total = {of = path, max = n}`: a sum, of lengths where the values are texts."""

    of: str
    limit: int | float | str
    """a number, or the name of the field that holds it"""

    def broken(self, scope: Scope) -> Broken | None:
        found = [value for _, value in scope.each(self.of)]
        texts = any(isinstance(value, str) for value in found)
        amounts = (Decimal(len(v) if isinstance(v, str) else str(v)) for v in found)
        total = sum(amounts, Decimal(0))
        named = isinstance(self.limit, str)
        limit = scope.value(str(self.limit)) if named else self.limit
        if limit is None or total <= Decimal(str(limit)):
            return None
        unit = " characters" if texts else ""
        source = f", the value of {self.limit}" if named else ""
        field_name = self.of.split("[")[0].split(".")[0]
        return Broken(
            field_name,
            f"{self.of} together must not exceed {limit}{unit}{source} (got {total.normalize():f})",
        )


@dataclass(frozen=True, slots=True)
class Span:
    """`span = {from = a, to = b, min, max}`: how far apart two numbers are.

    `text = field` takes both from one text such as "3.5,5.5". A span of zero or less is refused.
    """

    start: str = ""
    end: str = ""
    text: str = ""
    least: int | float = 0
    most: int | float | None = None
    unit: str = ""

    def broken(self, scope: Scope) -> Broken | None:
        name = self.text or self.end
        ends = self._ends(scope)
        if ends is None:
            return None
        length = ends[1] - ends[0]
        if length <= 0:
            return Broken(name, f"{name} must end later than it starts")
        low, high = Decimal(str(self.least)), Decimal(str(self.most or "Infinity"))
        if low <= length <= high:
            return None
        limit = f"at most {self.most}" if not self.least else f"{self.least} to {self.most}"
        got = f"{length.normalize():f}"
        where = "span" if self.text else "lie after the start by"
        return Broken(name, f"{name} must {where} {limit}{self.unit} (got {got})")

    def _ends(self, scope: Scope) -> tuple[Decimal, Decimal] | None:
        if self.text:
            parts = str(scope.value(self.text) or "").split(",")
            return (Decimal(parts[0]), Decimal(parts[1])) if len(parts) == 2 else None
        start, end = scope.value(self.start), scope.value(self.end)
        if not is_number(start) or not is_number(end):
            return None
        return Decimal(str(start)), Decimal(str(end))


@dataclass(frozen=True, slots=True)
class Cites:
    """`cites = {text, mark, names | items}`: what a prompt refers to must exist.

    `mark` is a regular expression with one group. With `names` the group must be one of the names
    under that path, with `items` it is a number from 1 to the length of that list. Nothing is
    demanded while the list is empty.
    """

    texts: tuple[str, ...]
    mark: re.Pattern[str]
    names: str = ""
    items: str = ""

    def broken(self, scope: Scope) -> Broken | None:
        known = {str(value).removeprefix("@") for _, value in scope.each(self.names or self.items)}
        amount = len(scope.value(self.items) or []) if self.items else len(known)
        if not amount:
            return None
        for path in self.texts:
            for place, text in scope.each(path):
                for found in self.mark.finditer(str(text)):
                    cited = found.group(1)
                    fits = 1 <= int(cited) <= amount if self.items else cited in known
                    if not fits:
                        return Broken(place, self._message(place, found.group(0), amount))
        return None

    def _message(self, place: str, cited: str, amount: int) -> str:
        shown = listing((cited.strip(),))
        if self.items:
            return f"{place} cites {shown}, but {self.items} has {amount} items"
        return f"{place} cites {shown}, which is not among {self.names}"


@dataclass(frozen=True, slots=True)
class Cited:
    """`cited = {text, mark, names, needs}`: a citation of a known name needs another field."""

    texts: tuple[str, ...]
    mark: re.Pattern[str]
    names: str
    needs: str

    def broken(self, scope: Scope) -> Broken | None:
        known = {str(value).removeprefix("@") for _, value in scope.each(self.names)}
        if scope.is_given(self.needs):
            return None
        for path in self.texts:
            for place, text in scope.each(path):
                if any(found.group(1) in known for found in self.mark.finditer(str(text))):
                    return Broken(
                        self.needs, f"{self.needs} is required when {place} cites an element"
                    )
        return None


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
    """`limit = {field = {max_seconds = 210}}`: other limits for that field's files."""

    changes: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class SameSize:
    """`same_size = [a, b]`: the pictures have equal pixel sizes; checked once they are fetched."""

    names: tuple[str, ...]


Form = Demand | Setting | Limit | SameSize
