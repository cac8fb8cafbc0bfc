"""Every value of every parameter that gives a result its form, read from the `[output]` tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from math import prod
from typing import Any

from genmux.catalogue.entry import Model
from genmux.catalogue.field import Field
from genmux.catalogue.pick import Picks, number
from genmux.errors import InvalidInput

LINKS = {
    "image": "https://files.test/one.png",
    "video": "https://files.test/one.mp4",
    "audio": "https://files.test/one.mp3",
    "task": "0123456789abcdef0123456789abcdef",
}
ABSENT = object()
_MOST_COMBINATIONS = 400
_PATTERNS = {
    r"^\d+(\.\d+)?:\d+(\.\d+)?$": ("16:9", "9:16", "23:10"),
    "^([3-9]|1[0-5])$": tuple(str(seconds) for seconds in range(3, 16)),
}


def shape_fields(model: Model) -> list[Field]:
    """The parameters that size, count, seconds, frame rate, sound and format follow from."""
    output = model.output
    names: list[str] = []
    for case in output.sizes:
        names += [*case.when, case.scale, case.factor, *case.ratio]
    for picks in (
        output.count,
        output.seconds,
        output.fps,
        output.sound,
        output.format,
        output.last_frame,
    ):
        names += _asked(picks)
    counted = {name: count.of for name, count in model.rules.counts.items()}
    wanted = {counted.get(name, name).partition("[")[0].partition(".")[0] for name in names}
    return [field for field in model.fields if field.name in wanted]


def _asked(picks: Picks) -> list[str]:
    names = []
    for pick in picks.cases:
        names += [*pick.when, pick.source, pick.over, pick.sum, *pick.span]
    return names


def variants(model: Model) -> list[dict[str, Any]]:
    """Checked inputs: the example with each value, each pair of values, and where these are few
    all combinations. What the model's own rules refuse is left out; a value that they refuse
    beside the example's others is tried with up to three other parameters changed."""
    base = model.example(LINKS)
    options = options_of(model)
    found = _Found(model, list(options))
    for change in _changes(options):
        found.add(base | change)
    for name, value in found.missing(options):
        for others in _company(model, name):
            raw = base | others | {name: value}
            if found.add(raw):
                for other, values in options.items():
                    for one in values if other != name else ():
                        found.add(raw | {other: one})
                break
    return found.inputs


def options_of(model: Model) -> dict[str, list[Any]]:
    """The values to try of each parameter that gives the result its form."""
    base = model.example(LINKS)
    return {field.name: values_of(field, base.get(field.name)) for field in shape_fields(model)}


class _Found:
    """Inputs that the model accepts, each form once."""

    def __init__(self, model: Model, names: list[str]) -> None:
        self.inputs: list[dict[str, Any]] = []
        self._model = model
        self._names = names
        self._seen: set[str] = set()

    def add(self, raw: Mapping[str, Any]) -> bool:
        """Whether the model accepts these values."""
        try:
            values = self._model.check({k: v for k, v in raw.items() if v is not ABSENT})
        except InvalidInput:
            return False
        key = repr([values.get(name) for name in self._names])
        if key not in self._seen:
            self._seen.add(key)
            self.inputs.append(values)
        return True

    def missing(self, options: Mapping[str, list[Any]]) -> list[tuple[str, Any]]:
        return [
            (name, value)
            for name, values in options.items()
            for value in values
            if value is not ABSENT and not any(taken(i.get(name), value) for i in self.inputs)
        ]


def taken(checked: Any, sent: Any) -> bool:
    """Whether a checked value is the one sent; `5` and `"5"` mean the same."""
    return bool(checked == sent) or str(checked) == str(sent)


def _changes(options: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    yield {}
    names = list(options)
    if prod(len(values) for values in options.values()) <= _MOST_COMBINATIONS:
        for row in product(*options.values()):
            yield dict(zip(names, row, strict=True))
        return
    for name in names:
        yield from ({name: value} for value in options[name])
    for one, other in combinations(names, 2):
        yield from ({one: a, other: b} for a in options[one] for b in options[other])


def _company(model: Model, name: str) -> Iterator[dict[str, Any]]:
    """Up to three changes of other parameters, few first."""
    base = model.example(LINKS)
    pool = [
        (field.name, value)
        for field in model.fields
        if field.name != name and not (field.types[0] == "string" and field.media is None)
        for value in values_of(field, base.get(field.name))[-4:]
    ]
    for size in (1, 2, 3):
        for some in combinations(pool, size):
            if len({key for key, _ in some}) == size:
                yield dict(some)


def values_of(field: Field, example: Any) -> list[Any]:
    """All choices; of a range its ends, its middle and the example's; of links none, one, most."""
    absent = [] if field.required else [ABSENT]
    if field.choices:
        return [*field.choices, *absent]
    if field.types[0] == "boolean":
        return [True, False, *absent]
    if field.media is not None:
        return [*_links(field), *([] if field.is_list and field.min_items else absent)]
    if field.items is not None and field.items.fields:
        return [
            [_item(field.items, number) for number in range(min(2, field.max_items or 2))],
            *absent,
        ]
    if field.is_list or field.fields:
        return [example if example is not None else ABSENT]
    if field.types[0] in ("integer", "number") or number(example) is not None:
        return [*_numbers(field, example), *absent]
    if field.pattern in _PATTERNS:
        return [*_PATTERNS[field.pattern], *absent]
    return [example if example is not None else "text", *absent]


def _item(field: Field, number: int) -> dict[str, Any]:
    """The required parts of a list's item that is an object; its numbers rise from one part, and
    from one item, to the next."""
    found: dict[str, Any] = {}
    for place, inner in enumerate(one for one in field.fields if one.required):
        if inner.media is not None:
            found[inner.name] = LINKS[inner.media.kinds[0]]
        elif inner.types[0] in ("integer", "number"):
            found[inner.name] = max(number + place, inner.low or 0)
        else:
            found[inner.name] = f"Shot {number + 1} of a red kite."
    return found


def _links(field: Field) -> list[Any]:
    assert field.media is not None
    if not field.is_list:
        return [LINKS[field.media.kinds[0]]]
    sizes = sorted({field.min_items or 1, min(2, field.max_items or 2), field.max_items or 2})
    found = []
    for size in sizes:
        kind = (field.media.alone if size == 1 else field.media.several) or field.media.kinds[0]
        found.append([LINKS[kind]] * size)
    return found


def _numbers(field: Field, example: Any) -> list[Any]:
    low, high = field.low, field.high
    bounds = [one for one in field.any if "minimum" in one]
    constants = [one["const"] for one in field.any if "const" in one]
    if bounds:
        low, high = bounds[0]["minimum"], bounds[0].get("maximum", high)
    if low is None or high is None:
        return [*constants, *([] if example is None else [example])]
    step = field.multiple_of or field.step or 1
    whole = all(isinstance(end, int) for end in (low, high, step))
    if whole and (high - low) / step <= 30:
        found: list[Any] = list(range(int(low), int(high) + 1, int(step)))
    else:
        found = [low, low + round((high - low) / 2 / step) * step, high]
    found += [*constants, *([] if example is None else [example])]
    return list(dict.fromkeys(found))
