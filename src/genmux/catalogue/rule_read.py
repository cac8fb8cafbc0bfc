"""Reads `[[rule]]` and `[counts]` tables, and refuses names that the model does not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from genmux.catalogue import forms, forms_inside
from genmux.catalogue.field import ROLES
from genmux.catalogue.limits import read_limits
from genmux.catalogue.names import Names
from genmux.catalogue.rule import Rule, Ruleset
from genmux.catalogue.rule_text import say_when
from genmux.catalogue.scope import Count
from genmux.catalogue.source import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from genmux.catalogue.field import Field
    from genmux.catalogue.field_read import Shared
    from genmux.catalogue.source import Table

_FORMS = (
    *("need", "forbid", "only", "exclusive", "require_one", "exactly_one", "requires", "at_most"),
    *("same_length", "unique", "among", "total", "span", "cites", "cited", "weigh", "set"),
    *("limit", "same_size"),
)


def read_rules(root: Table, fields: tuple[Field, ...], shared: Shared) -> Ruleset:
    counts = _read_counts(root, fields)
    names = Names(fields, counts)
    rules = [rule for table in root.tables("rule") for rule in _read_rule(table, names, shared)]
    return Ruleset(tuple(rules), counts)


def _read_counts(root: Table, fields: tuple[Field, ...]) -> dict[str, Count]:
    table = root.table("counts")
    found: dict[str, Count] = {}
    for name in table.data if table is not None else ():
        assert table is not None
        inner = table.table(name)
        assert inner is not None
        inner.only(("of", "where"))
        of = inner.text("of")
        Names(fields).check(inner, [of], "of")
        found[name] = Count(of, _item_names(fields, of).tests(inner, "where"))
    return found


def _item_names(fields: Iterable[Field], name: str) -> Names:
    holder = next((one for one in fields if one.name == name), None)
    return Names(holder.items.fields if holder and holder.items else ())


def _read_rule(table: Table, names: Names, shared: Shared) -> list[Rule]:
    table.only(("when", "each", "fields", "message", *_FORMS))
    stated = [key for key in _FORMS if key in table]
    if len(stated) != 1:
        table.fail(f"a rule needs exactly one of {', '.join(_FORMS)}")
    each = table.text("each", "")
    if each:
        names.check(table, [each], "each")
        names = _item_names(names.fields.values(), each)
    when = names.tests(table, "when")
    suffix = f" when {say_when(when)}" if when else ""
    message = table.text("message", "")
    found = _FORM_READERS[stated[0]](table, names, suffix, shared)
    return [Rule(form, when, each, message) for form in found]


def _need(table: Table, names: Names, suffix: str, _: Shared) -> list[forms.Form]:
    return [forms.Need(names.tests(table, "need"), suffix)]


def _forbid(table: Table, names: Names, suffix: str, _: Shared) -> list[forms.Form]:
    return [forms.Forbid(names.tests(table, "forbid"), suffix)]


def _only(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    fields = table.texts("fields")
    for name in fields:
        if name not in names.fields:
            table.fail(f"fields names {name!r}, which is not a field of this model", "fields")
    tests = names.tests(table, "only")
    idle = {name: names.fields[name].default for name in fields}
    return [forms.Only(fields, tests, idle, say_when(tests))]


def _groups(table: Table, names: Names, key: str) -> tuple[tuple[str, ...], ...]:
    found = []
    for group in table.data[key]:
        members = (group,) if isinstance(group, str) else tuple(group)
        names.check(table, members, key)
        found.append(members)
    return tuple(found)


def _exclusive(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    return [forms.Exclusive(_groups(table, names, "exclusive"))]


def _listed(table: Table, names: Names, key: str) -> tuple[str, ...]:
    found = table.texts(key)
    names.check(table, found, key)
    return found


def _require_one(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    return [forms.RequireOne(_listed(table, names, "require_one"))]


def _exactly_one(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    groups = _groups(table, names, "exactly_one")
    every = tuple(name for group in groups for name in group)
    return [forms.RequireOne(every), forms.Exclusive(groups)]


def _requires(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("requires")
    assert inner is not None
    names.check(table, inner.data, "requires")
    needs = tuple((name, inner.texts(name)) for name in inner.data)
    names.check(table, [other for _, others in needs for other in others], "requires")
    return [forms.Requires(needs)]


def _at_most(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("at_most")
    assert inner is not None
    inner.only(("sum", "max"))
    terms = inner.table("sum")
    limit = inner.whole("max")
    if terms is None or limit is None:
        inner.fail("at_most needs sum and max")
    names.check(table, terms.data, "at_most")
    return [forms.AtMost(tuple((name, terms.whole(name) or 0) for name in terms.data), limit)]


def _same_length(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    return [forms.SameLength(_listed(table, names, "same_length"))]


def _unique(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    path = table.text("unique")
    names.check_path(table, path, "unique")
    return [forms_inside.Unique(path)]


def _among(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("among")
    assert inner is not None
    inner.only(("values", "of"))
    for key in ("values", "of"):
        names.check_path(table, inner.text(key), "among")
    return [forms_inside.Among(inner.text("values"), inner.text("of"))]


def _total(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("total")
    assert inner is not None
    inner.only(("of", "max"))
    names.check_path(table, inner.text("of"), "total")
    limit = inner.data.get("max")
    if isinstance(limit, str):
        names.check(table, [limit], "total")
    elif limit is None:
        inner.fail("total needs max")
    return [forms_inside.Total(inner.text("of"), plain(limit))]


def _span(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("span")
    assert inner is not None
    inner.only(("from", "to", "text", "min", "max", "unit"))
    stated = [inner.text(key) for key in ("from", "to", "text") if key in inner]
    names.check(table, stated, "span")
    return [
        forms_inside.Span(
            inner.text("from", ""),
            inner.text("to", ""),
            inner.text("text", ""),
            inner.number("min") or 0,
            inner.number("max"),
            inner.text("unit", ""),
        )
    ]


def _mark(inner: Table) -> re.Pattern[str]:
    try:
        found = re.compile(inner.text("mark"))
    except re.error as error:
        inner.fail(f"mark is not a regular expression: {error}", "mark")
    if found.groups != 1:
        inner.fail("mark needs exactly one group", "mark")
    return found


def _cites(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("cites")
    assert inner is not None
    inner.only(("text", "mark", "names", "items"))
    paths = [*inner.texts("text"), *inner.texts("names"), *inner.texts("items")]
    for path in paths:
        names.check_path(table, path, "cites")
    texts, mark = inner.texts("text"), _mark(inner)
    return [forms_inside.Cites(texts, mark, inner.text("names", ""), inner.text("items", ""))]


def _cited(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("cited")
    assert inner is not None
    inner.only(("text", "mark", "names", "needs"))
    for path in (*inner.texts("text"), inner.text("names"), inner.text("needs")):
        names.check_path(table, path, "cited")
    return [
        forms_inside.Cited(
            inner.texts("text"), _mark(inner), inner.text("names"), inner.text("needs")
        )
    ]


def _weigh(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("weigh")
    assert inner is not None
    inner.only(("text", "mark", "as", "max"))
    for path in inner.texts("text"):
        names.check_path(table, path, "weigh")
    weight, limit = inner.whole("as"), inner.whole("max")
    if weight is None or limit is None:
        inner.fail("weigh needs as and max")
    return [forms_inside.Weigh(inner.texts("text"), _mark(inner), weight, limit)]


def _set(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    inner = table.table("set")
    assert inner is not None
    names.check(table, inner.data, "set")
    return [forms.Setting(tuple((name, plain(value)) for name, value in inner.data.items()))]


def _limit(table: Table, names: Names, _: str, shared: Shared) -> list[forms.Form]:
    inner = table.table("limit")
    assert inner is not None
    names.check(table, inner.data, "limit")
    changes = []
    for name in inner.data:
        limits = inner.table(name)
        assert limits is not None
        found = read_limits(limits, shared.accepts)
        if "role" in limits:
            found["role"] = limits.text("role")
            if found["role"] not in ROLES:
                limits.fail(f"role must be one of {', '.join(ROLES)}", "role")
        changes.append((name, found))
    return [forms.Limit(tuple(changes))]


def _same_size(table: Table, names: Names, _: str, __: Shared) -> list[forms.Form]:
    return [forms.SameSize(_listed(table, names, "same_size"))]


_FORM_READERS = {
    "need": _need,
    "forbid": _forbid,
    "only": _only,
    "exclusive": _exclusive,
    "require_one": _require_one,
    "exactly_one": _exactly_one,
    "requires": _requires,
    "at_most": _at_most,
    "same_length": _same_length,
    "unique": _unique,
    "among": _among,
    "total": _total,
    "span": _span,
    "cites": _cites,
    "cited": _cited,
    "weigh": _weigh,
    "set": _set,
    "limit": _limit,
    "same_size": _same_size,
}
