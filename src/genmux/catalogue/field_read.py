"""Reads `[input.<name>]` tables and the shared parameters that they use."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from genmux.catalogue.field import MEDIA_KINDS, ROLES, TYPES, Field, MediaSpec, ParentSpec
from genmux.catalogue.limits import LIMIT_KEYS, MediaLimits, read_limits
from genmux.catalogue.source import Table, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BOUNDS = ("min", "max", "multiple_of", "step", "min_items", "max_items")
_LENGTHS = ("min_length", "max_length", "max_length_cjk", "cut")
_FLAGS = ("required", "deprecated", "numeric", "first_of_list")
_MEDIA = ("media", "role", "roles", "role_alone", "used", "alone", "several", "schemes")
_KEYS = (
    *("type", "help", "default", "assumed", "choices", "pattern", "form", "any", "aliases"),
    *("items", "fields", "parent", *_BOUNDS, *_LENGTHS, *_FLAGS, *_MEDIA, *LIMIT_KEYS),
)
_ALTERNATIVE = {"is": "const", "choices": "enum", "min": "minimum", "max": "maximum"}


@dataclass(frozen=True, slots=True)
class Shared:
    """What `fields.toml` defines for all models: parameters, groups of MIME types, labels."""

    fields: Mapping[str, Mapping[str, Any]]
    accepts: Mapping[str, tuple[str, ...]]
    providers: tuple[str, ...] = ()
    task_types: tuple[str, ...] = ()


def read_field(table: Table, name: str, shared: Shared) -> Field:
    """One `[input.<name>]` table. `use` takes a shared parameter, other keys override it."""
    if "use" in table:
        base = table.text("use")
        if base not in shared.fields:
            near = _nearest(base, shared.fields)
            table.fail(f"no shared field is called {base!r}{near}", "use")
        own = {key: value for key, value in table.data.items() if key != "use"}
        table = Table(table.document, table.where, {**shared.fields[base], **own})
    table.only(_KEYS)
    types = table.texts("type")
    media = _read_media(table, shared)
    if not types and media is not None:
        types = ("string",)
    for kind in types:
        if kind not in TYPES:
            table.fail(f"type must be one of {', '.join(TYPES)}, not {kind!r}", "type")
    if not types:
        table.fail("type is missing", "type")
    items = _read_items(table, types, media, shared)
    found = Field(
        name=name,
        types=types,
        help=table.text("help", ""),
        default=plain(table.data.get("default")),
        assumed=plain(table.data.get("assumed")),
        choices=tuple(plain(table.data.get("choices", []))),
        pattern=table.text("pattern", ""),
        form=table.text("form", ""),
        any=tuple(_alternative(one) for one in table.tables("any")),
        aliases=table.texts("aliases"),
        items=items,
        fields=read_fields(table.table("fields"), shared),
        media=media,
        parent=_read_parent(table),
        low=table.number("min"),
        high=table.number("max"),
        multiple_of=table.number("multiple_of"),
        step=table.number("step"),
        min_length=table.whole("min_length"),
        max_length=table.whole("max_length"),
        max_length_cjk=table.whole("max_length_cjk"),
        min_items=table.whole("min_items"),
        max_items=table.whole("max_items"),
        required=table.flag("required"),
        cut=table.flag("cut"),
        deprecated=table.flag("deprecated"),
        numeric=table.flag("numeric"),
        first_of_list=table.flag("first_of_list"),
    )
    if media is not None and "oss" in media.schemes:
        pattern = f"^({'|'.join(media.schemes).replace('http|https', 'https?')})://"
        if found.is_list:
            assert items is not None
            return replace(found, items=replace(items, pattern=pattern))
        return replace(found, pattern=pattern)
    return found


def read_fields(table: Table | None, shared: Shared) -> tuple[Field, ...]:
    if table is None:
        return ()
    found = []
    for name in table.data:
        inner = table.table(name)
        assert inner is not None
        found.append(read_field(inner, name, shared))
    return tuple(found)


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _alternative(table: Table) -> dict[str, Any]:
    table.only([*_ALTERNATIVE, "pattern"])
    return {_ALTERNATIVE.get(key, key): plain(value) for key, value in table.data.items()}


def _read_items(
    table: Table, types: tuple[str, ...], media: MediaSpec | None, shared: Shared
) -> Field | None:
    if "list" not in types:
        return None
    inner = table.table("items")
    if inner is not None:
        return read_field(inner, "", shared)
    if media is None:
        table.fail("a list needs items", "type")
    return Field(name="", types=("string",), help="", media=media)


def _read_media(table: Table, shared: Shared) -> MediaSpec | None:
    if "media" not in table:
        for key in (*_MEDIA, *LIMIT_KEYS):
            if key in table:
                table.fail(f"{key} is for fields with media", key)
        return None
    kinds = table.texts("media")
    roles = table.texts("roles") or table.texts("role")
    alone = table.text("role_alone", "")
    for kind in (*kinds, *filter(None, (table.text("alone", ""), table.text("several", "")))):
        if kind not in MEDIA_KINDS:
            table.fail(f"media must be image, video or audio, not {kind!r}", "media")
    for role in (*roles, *filter(None, (alone,))):
        if role not in ROLES:
            table.fail(f"role must be one of {', '.join(ROLES)}, not {role!r}", "role")
    if not roles:
        table.fail("a field with media needs a role", "media")
    return MediaSpec(
        kinds=kinds,
        roles=roles,
        role_alone=alone,
        used=table.whole("used") or 0,
        alone=table.text("alone", ""),
        several=table.text("several", ""),
        schemes=table.texts("schemes") or ("http", "https"),
        limits=MediaLimits(**read_limits(table, shared.accepts)),
    )


def _read_parent(table: Table) -> ParentSpec | None:
    inner = table.table("parent")
    if inner is None:
        return None
    inner.only(("models", "kinds", "role", "besides", "by", "index", "file", "all", "also", "via"))
    if inner.text("by", "task") not in ("task", "file"):
        inner.fail("by must be task or file", "by")
    role = inner.text("role", "parent")
    if role not in ("parent", *ROLES):
        inner.fail(f"role must be parent or one of {', '.join(ROLES)}, not {role!r}", "role")
    via = inner.table("via")
    return ParentSpec(
        models=inner.texts("models") or ("*",),
        kinds=inner.texts("kinds"),
        role=role,
        besides=inner.texts("besides"),
        by=inner.text("by", "task"),
        index=inner.text("index", ""),
        file=inner.text("file", ""),
        all=inner.flag("all"),
        also=inner.texts("also"),
        via=tuple((key, via.text(key)) for key in via.data) if via is not None else (),
    )
