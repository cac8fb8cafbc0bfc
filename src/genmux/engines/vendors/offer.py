"""What a vendor offers, read from the `routes/*.toml` of its folder.

A file names its `source` (where the facts were read) and when, then one table for each model of
the catalogue: the vendor's name for it, what of the request is sent and how, and its price.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

As = Literal["", "text", "whole", "number", "link", "data", "base64", "file", "parent"]
Per = Literal["task", "result", "second", "megapixel", "thousand_characters", "million_film_tokens"]
"""a film token is 1024 pixels of one of its frames"""
_MANY = 1000


class OfferError(ValueError):
    """A routes file that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one field of the request.

    `to` is the place in the vendor's body, dots between names. `values` translates, and refuses
    what it does not list; `omit` lists values that mean the same as nothing there. `form` is how
    it is written: `link` a URL (or a data URL where only we can fetch it), `data` a data URL,
    `base64`, `file` a part of a form, `parent` the vendor's id of an earlier task. `pick` takes
    one of a list, `wrap` makes a list of one. `each` holds the rules for objects in a list.
    `drop` and `refuse` are reasons; they count when the value is not among `idle`. `spread` has a
    place for each item of a list, and refuses a longer one. `via` says that the value has its
    effect through one that the catalogue worked out, e.g. a ratio via `$size`.
    """

    to: str = ""
    spread: tuple[str, ...] = ()
    via: str = ""
    form: As = ""
    values: Mapping[str, Any] | None = None
    omit: tuple[Any, ...] = ()
    pick: int | None = None
    wrap: bool = False
    each: Mapping[str, Rule] = field(default_factory=dict)
    drop: str = ""
    refuse: str = ""
    idle: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """US dollars `per` something, for inputs whose fields have the values of `when`.

    With `step` they are for every so many of the units that was begun. `given` adds dollars for
    each item of a field, e.g. for pictures that are handed in.
    """

    usd: Decimal
    per: Per = "task"
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    step: Decimal = Decimal(0)
    given: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Inputs that this vendor makes with another of its models.

    `when` names for a field the values that it may have, or the least and most items of its list
    (a value that is no list counts as one item, none as no item).
    """

    when: Mapping[str, tuple[str, ...] | tuple[int, int]]
    offer: Offer


@dataclass(frozen=True, slots=True)
class Offer:
    """One model of the catalogue at one vendor."""

    id: str
    model: str
    send: Mapping[str, Rule]
    fixed: Mapping[str, Any]
    """what is always sent"""
    costs: tuple[Cost, ...]
    hints: Mapping[str, Any]
    """for the vendor's own code: the other keys of the table"""
    source: str
    read: str
    cases: tuple[Case, ...] = ()
    """the first that fits the input goes before this offer; its rules are added to these"""


def read_offers(package: str) -> dict[str, Offer]:
    """The offers of a vendor's package by model id. Raises OfferError."""
    offers: dict[str, Offer] = {}
    for file in _routes(files(package) / "routes"):
        for offer in _file(file):
            if offer.id in offers:
                raise OfferError(f"{file.name}: {offer.id} is in two files")
            offers[offer.id] = offer
    return offers


def _routes(folder: Traversable) -> list[Traversable]:
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return sorted(found, key=lambda file: file.name)


def _file(file: Traversable) -> Iterator[Offer]:
    tables = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    source, read = tables.pop("source", ""), tables.pop("read", "")
    if not source or not read:
        raise OfferError(f"{file.name}: source and read say where the facts are from, and when")
    shared = {name: _rules(rules, file.name) for name, rules in tables.pop("shared", {}).items()}
    for name, table in tables.items():
        yield _offer(name, dict(table), shared, source, read, f"{file.name}: {name}")


def _offer(
    name: str,
    table: dict[str, Any],
    shared: Mapping[str, Mapping[str, Rule]],
    source: str,
    read: str,
    place: str,
) -> Offer:
    send: dict[str, Rule] = {}
    for part in table.pop("use", ()):
        if part not in shared:
            raise OfferError(f"{place}: there is no [shared.{part}]")
        send |= shared[part]
    send |= _rules(table.pop("send", {}), place)
    cases = table.pop("case", ())
    try:
        offer = Offer(
            id=name,
            model=table.pop("model"),
            send=send,
            fixed=_plain(table.pop("fixed", {})),
            costs=tuple(_cost(one) for one in table.pop("cost", ())),
            source=table.pop("source", source),
            read=read,
            hints=table,
        )
        return replace(offer, cases=tuple(_case(offer, one, shared, place) for one in cases))
    except (KeyError, TypeError) as error:
        raise OfferError(f"{place}: {error!r}") from error


def _case(
    base: Offer, given: Mapping[str, Any], shared: Mapping[str, Mapping[str, Rule]], place: str
) -> Case:
    table = dict(given)
    when = {name: _wanted(value) for name, value in table.pop("when").items()}
    own = _offer(base.id, {"model": base.model, **table}, shared, base.source, base.read, place)
    offer = replace(
        own,
        send={**base.send, **own.send},
        fixed=own.fixed if "fixed" in table else base.fixed,
        costs=own.costs if "cost" in table else base.costs,
        hints={**base.hints, **own.hints},
    )
    return Case(when, offer)


def _wanted(value: Any) -> tuple[str, ...] | tuple[int, int]:
    if isinstance(value, Mapping):
        return value.get("least", 0), value.get("most", _MANY)
    return tuple(str(one) for one in (value if isinstance(value, list) else [value]))


def _rules(table: Mapping[str, Any], place: str) -> dict[str, Rule]:
    return {name: _rule(rule, f"{place}: {name}") for name, rule in table.items()}


def _rule(given: Any, place: str) -> Rule:
    if isinstance(given, str):
        return Rule(to=given)
    table = dict(given)
    form = table.pop("as", "")
    if form not in get_args(As):
        raise OfferError(f"{place}: as must be one of {', '.join(get_args(As)[1:])}")
    table = {
        key: tuple(_plain(value)) if isinstance(value, list) else value
        for key, value in table.items()
    }
    table["each"] = _rules(table.get("each", {}), place)
    if isinstance(table.get("values"), Mapping):
        table["values"] = _plain(table["values"])
    try:
        rule = Rule(form=form, **table)
    except TypeError as error:
        raise OfferError(f"{place}: {error}") from error
    if sum(map(bool, (rule.to, rule.spread, rule.via, rule.drop, rule.refuse))) != 1:
        raise OfferError(f"{place}: needs one of to, spread, via, drop and refuse")
    return rule


def _cost(table: Mapping[str, Any]) -> Cost:
    when = {
        name: tuple(str(one) for one in (value if isinstance(value, list) else [value]))
        for name, value in table.get("when", {}).items()
    }
    per = table.get("per", "task")
    if per not in get_args(Per):
        raise OfferError(f"cost: per must be one of {', '.join(get_args(Per))}")
    return Cost(
        usd=Decimal(str(table["usd"])),
        per=per,
        when=when,
        step=Decimal(str(table.get("step", 0))),
        given={name: Decimal(str(usd)) for name, usd in table.get("given", {}).items()},
    )


def _plain(value: Any) -> Any:
    """Numbers as JSON has them: prices alone are exact decimals."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
