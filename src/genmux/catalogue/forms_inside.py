"""Forms of rules that look inside lists and texts. See `forms` for those between whole fields."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from genmux.catalogue.forms import Broken
from genmux.catalogue.rule_text import items, listing
from genmux.catalogue.scope import Scope, is_number

if TYPE_CHECKING:
    import re


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
            return f"{place} cites {shown}, but {self.items} has {items(amount)}"
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
class Weigh:
    """`weigh = {text, mark, as, max}`: each citation counts as so many characters of the text."""

    texts: tuple[str, ...]
    mark: re.Pattern[str]
    weight: int
    limit: int

    def broken(self, scope: Scope) -> Broken | None:
        for path in self.texts:
            for place, text in scope.each(path):
                length = len(self.mark.sub("x" * self.weight, str(text)))
                if length > self.limit:
                    return Broken(
                        place,
                        f"{place} is longer than {self.limit} characters, with {self.weight} for"
                        f" each cited name (got {length})",
                    )
        return None
