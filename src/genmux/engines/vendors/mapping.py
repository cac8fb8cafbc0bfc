"""A request of ours as a vendor wants it, by the rules of an offer.

Beside the fields of the input, rules may name what the catalogue worked out: `$width`, `$height`,
`$size` (1024x768), `$seconds`, `$count`, `$format` of the result, and `$seed`.
"""

from __future__ import annotations

import base64
import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

from genmux.engines.base import MediaInput, Work
from genmux.engines.remote import FilePart, Refused
from genmux.engines.vendors.offer import Cost, Offer, Rule

_NOTHING: tuple[Any, ...] = (None, "", [], {})
_MEGAPIXEL = 1_000_000


@dataclass(slots=True)
class Mapped:
    """`body` as JSON values, with FilePart for files; `notes` say what has no effect there."""

    body: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def mapped(offer: Offer, work: Work, *, files: bool = True) -> Mapped:
    """The body for a work. Without `files` none is read: for a look at what would be sent.

    Raises Refused `unsupported`, naming the field.
    """
    result = Mapped(copy.deepcopy(dict(offer.fixed)))
    values = {**_worked_out(work), **work.input}
    reader = _Reader(work, files)
    for name, rule in offer.send.items():
        if name in values and values[name] not in _NOTHING:
            _one(result, name, rule, values[name], reader)
    return result


def fitting(offer: Offer, given: Mapping[str, Any]) -> Offer:
    """The offer's own case for this input, or the offer itself."""
    for case in offer.cases:
        if all(_fits(given.get(name), wanted) for name, wanted in case.when.items()):
            return case.offer
    return offer


def _fits(value: Any, wanted: tuple[str, ...] | tuple[int, int]) -> bool:
    if isinstance(wanted[0], int):
        least, most = wanted
        return least <= _items(value) <= int(most)
    return str(value) in wanted


def cost_of(offer: Offer, work: Work) -> Decimal | None:
    """US dollars by the offer's prices; None where none of them fits."""
    for cost in offer.costs:
        if all(str(work.input.get(name, "")) in wanted for name, wanted in cost.when.items()):
            units = _units(cost, work)
            if cost.step:
                units = (units / cost.step).to_integral_value(ROUND_CEILING)
            return cost.usd * units + _for_given(cost, work.input)
    return None


def _for_given(cost: Cost, given: Mapping[str, Any]) -> Decimal:
    return sum((usd * _items(given.get(name)) for name, usd in cost.given.items()), Decimal(0))


def _items(value: Any) -> int:
    if value in _NOTHING:
        return 0
    return len(value) if isinstance(value, list) else 1


def _units(cost: Cost, work: Work) -> Decimal:
    shape = work.shape
    match cost.per:
        case "result":
            return Decimal(shape.count)
        case "second":
            return Decimal(str(shape.seconds)) * shape.count
        case "megapixel":
            return Decimal(shape.width * shape.height * shape.count) / _MEGAPIXEL
        case "thousand_characters":
            return Decimal(sum(map(len, _texts(work.input)))) / 1000
        case "million_film_tokens":
            frames = Decimal(str(shape.fps)) * Decimal(str(shape.seconds)) * shape.count
            return shape.width * shape.height * frames / 1024 / 1_000_000
        case _:
            return Decimal(1)


def _texts(value: Any) -> Iterable[str]:
    """What is to be spoken: every text that is no link."""
    if isinstance(value, str):
        if "://" not in value:
            yield value
    elif isinstance(value, Mapping):
        for name in ("text", "prompt", "dialogue"):
            if name in value:
                yield from _texts(value[name])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _worked_out(work: Work) -> dict[str, Any]:
    shape = work.shape
    return {
        "$width": shape.width or None,
        "$height": shape.height or None,
        "$size": f"{shape.width}x{shape.height}" if shape.width else None,
        "$seconds": shape.seconds or None,
        "$count": shape.count,
        "$format": shape.format,
        "$seed": work.seed % 2**31,
    }


def _one(result: Mapped, name: str, rule: Rule, value: Any, reader: _Reader) -> None:
    if value in rule.omit:
        return
    if rule.refuse and value not in rule.idle:
        raise Refused(f"{name}: {rule.refuse}", "unsupported")
    if rule.drop and value not in rule.idle:
        result.notes.append(f"{name} has no effect: {rule.drop}")
    if rule.spread:
        _spread(result, name, rule, value, reader)
    elif rule.via:
        _written(name, rule, value, result, reader)  # `values` may refuse it
    elif rule.to:
        _put(result.body, rule.to, _written(name, rule, value, result, reader))


def _spread(result: Mapped, name: str, rule: Rule, value: Any, reader: _Reader) -> None:
    items = value if isinstance(value, list) else [value]
    if len(items) > len(rule.spread):
        raise Refused(f"{name}: this route takes at most {len(rule.spread)}", "unsupported")
    for number, (one, to) in enumerate(zip(items, rule.spread, strict=False)):
        _put(result.body, to, _item(f"{name}[]", rule, one, number, result, reader))


def _written(name: str, rule: Rule, value: Any, result: Mapped, reader: _Reader) -> Any:
    if rule.pick is not None and isinstance(value, list):
        value = value[min(rule.pick, len(value) - 1)]
        index = rule.pick
    else:
        index = 0
    if isinstance(value, list):
        return [
            _item(f"{name}[]", rule, one, number, result, reader)
            for number, one in enumerate(value)
        ]
    one = _item(name, rule, value, index, result, reader)
    return [one] if rule.wrap else one


def _item(name: str, rule: Rule, value: Any, index: int, result: Mapped, reader: _Reader) -> Any:
    if rule.each and isinstance(value, Mapping):
        inner = Mapped()
        for key, one in rule.each.items():
            if value.get(key) not in _NOTHING:
                _one(inner, key, one, value[key], reader.inside(name))
        result.notes += [f"{name}: {note}" for note in inner.notes]
        return inner.body
    if rule.values is not None:
        key = str(value).lower() if isinstance(value, bool) else str(value)
        if key not in rule.values:
            known = ", ".join(rule.values)
            raise Refused(f"{name}: this route takes {known}, not {key:.60}", "unsupported")
        return rule.values[key]
    match rule.form:
        case "":
            return value
        case "text":
            return str(value)
        case "whole":
            return round(float(value))
        case "number":
            return float(value)
        case "parent":
            return reader.parent(name)
        case _:
            return reader.file(name.removesuffix("[]"), index, rule.form, value)


def _put(body: dict[str, Any], to: str, value: Any) -> None:
    *path, last = to.split(".")
    for name in path:
        body = body.setdefault(name, {})
    if isinstance(body.get(last), list) and isinstance(value, list):
        body[last] = [*body[last], *value]
    else:
        body[last] = value


class _Reader:
    """Files and earlier tasks of a work, by field."""

    def __init__(self, work: Work, files: bool, prefix: str = "") -> None:
        self._work = work
        self._files = files
        self._prefix = prefix
        self._taken: dict[str, int] = {}

    def inside(self, prefix: str) -> _Reader:
        reader = _Reader(self._work, self._files, f"{prefix}.")
        reader._taken = self._taken  # objects in a list share their count
        return reader

    def file(self, name: str, index: int, form: str, url: Any) -> Any:
        name = f"{self._prefix}{name}"
        if self._prefix:
            index = self._taken.get(name, 0)
            self._taken[name] = index + 1
        if not self._files:
            return str(url)
        media = self._media(name, index)
        match form:
            case "link":
                return media.url or data_url(media)
            case "data":
                return data_url(media)
            case "base64":
                return base64.b64encode(Path(media.path).read_bytes()).decode()
            case _:
                return file_part(media)

    def _media(self, name: str, index: int) -> MediaInput:
        of_field = [media for media in self._work.media if media.field == name]
        for media in of_field:
            if media.index == index:
                return media
        if index == 0 and len(of_field) == 1:
            return of_field[0]  # of an earlier task, numbered as that task numbered it
        raise Refused(f"{name}: the file is not at hand", "unsupported")

    def parent(self, name: str) -> str:
        parent = self._work.parents.get(name)
        if not self._files:
            return ""
        if parent is None or not parent.vendor_id:
            raise Refused(
                f"{name}: the earlier task was made by another engine, so this route does not "
                "know it",
                "unsupported",
            )
        return parent.vendor_id


def data_url(media: MediaInput) -> str:
    data = base64.b64encode(Path(media.path).read_bytes()).decode()
    return f"data:{media.facts.mime};base64,{data}"


def file_part(media: MediaInput) -> FilePart:
    name = f"{media.field.rpartition('.')[2].removesuffix('[]')}-{media.index}"
    return FilePart(media.path, f"{name}.{media.facts.mime.rpartition('/')[2]}", media.facts.mime)
