"""Which files and which earlier tasks a checked input names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from genmux.catalogue.field import ROLES, Field, MediaSpec, ParentSpec
from genmux.catalogue.limits import MediaLimits
from genmux.catalogue.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genmux.catalogue.rule import Ruleset

__all__ = ["ROLES", "MediaRef", "ParentRef", "media_refs", "parent_refs"]


@dataclass(frozen=True, slots=True)
class MediaRef:
    """One link to a file."""

    field: str
    """path without numbers, e.g. `image_urls` or `elements[].element_input_urls`"""
    index: int
    """position among all links of that path"""
    url: str
    role: str
    kinds: tuple[str, ...]
    """image, video, audio; what the file may be"""
    limits: MediaLimits
    place: str
    """path with numbers, for messages, e.g. `elements[1].element_input_urls[0]`"""
    group: str = ""
    """place of the list that the link stands in; links of one element share it"""


@dataclass(frozen=True, slots=True)
class ParentRef:
    """One earlier task, by the id that its creator was given."""

    field: str
    task_id: str
    """its id, or with `by_file` the id of one of its files"""
    role: str = "parent"
    """of its files"""
    by_file: bool = False
    output: int = 0
    """which of its files, counted from 0"""
    chosen_by: str = ""
    """the field of `file_id`"""
    file_id: str = ""
    """which of its files, by id; empty = not chosen so"""
    all: bool = False
    """all of its files where `file_id` chooses none"""
    also: tuple[str, ...] = ()
    """details of the file that lead to further files"""
    models: tuple[str, ...] = ("*",)
    """model ids it may have, as patterns with `*`"""
    kinds: tuple[str, ...] = ()
    """kinds it may have; empty = any"""
    via: Mapping[str, str] | None = None
    """model id to field: from that model take the file it was given there, not its result"""

    def refusal(self, model: str, kind: str, values: Mapping[str, Any]) -> str | None:
        """Why a task of that model, made from those values, cannot be meant; None when it can."""
        if not any(fnmatchcase(model, pattern) for pattern in self.models):
            return f"must name a task of {' or '.join(self.models)}; this one is of {model}"
        if self.kinds and kind not in self.kinds:
            return f"must name a task with a result of kind {' or '.join(self.kinds)}"
        given = self.via.get(model) if self.via else None
        if given is not None and not values.get(given):
            return f"must name a task that was started with {given}"
        return None


def media_refs(
    fields: tuple[Field, ...], rules: Ruleset, values: Mapping[str, Any]
) -> list[MediaRef]:
    scope = Scope(values, counts=rules.counts)
    found: list[MediaRef] = []
    for field in fields:
        if field.name in values:
            changes = rules.media_limits(scope, field.name)
            refs = list(_refs(field, values[field.name], field.name, field.name, changes))
            found += _numbered(refs)
    return found


def _numbered(refs: list[MediaRef]) -> list[MediaRef]:
    """The same links, counted through per path."""
    counted: dict[str, int] = {}
    found = []
    for ref in refs:
        index = counted.get(ref.field, 0)
        counted[ref.field] = index + 1
        found.append(
            MediaRef(
                ref.field, index, ref.url, ref.role, ref.kinds, ref.limits, ref.place, ref.group
            )
        )
    return found


def _refs(
    field: Field, value: Any, path: str, place: str, changes: Mapping[str, Any]
) -> Iterator[MediaRef]:
    if field.media is not None:
        yield from _links(field.media, value, path, place, changes)
    elif isinstance(value, list) and field.items is not None:
        for number, item in enumerate(value):
            yield from _refs(field.items, item, f"{path}[]", f"{place}[{number}]", changes)
    elif isinstance(value, Mapping):
        for inner in field.fields:
            if inner.name in value:
                at, where = f"{path}.{inner.name}", f"{place}.{inner.name}"
                yield from _refs(inner, value[inner.name], at, where, changes)


def _links(
    spec: MediaSpec, value: Any, path: str, place: str, changes: Mapping[str, Any]
) -> Iterator[MediaRef]:
    changed = {name: value for name, value in changes.items() if name != "role"}
    limits = spec.limits.with_changes(changed) if changed else spec.limits
    urls = value if isinstance(value, list) else [value]
    kinds = spec.kinds
    if len(urls) == 1 and spec.alone:
        kinds = (spec.alone,)
    elif len(urls) > 1 and spec.several:
        kinds = (spec.several,)
    for number, url in enumerate(urls[: spec.used or None]):
        role = spec.roles[min(number, len(spec.roles) - 1)]
        if len(urls) == 1 and spec.role_alone:
            role = spec.role_alone
        role = changes.get("role", role)
        where = f"{place}[{number}]" if isinstance(value, list) else place
        yield MediaRef(path, number, url, role, kinds, limits, where, place)


def parent_refs(fields: tuple[Field, ...], values: Mapping[str, Any]) -> list[ParentRef]:
    """Tasks that a field names, or the items of a list: these with their place, `ids[1]`."""
    found = []
    for field in fields:
        value = values.get(field.name)
        if field.parent is not None:
            found += _parent(field.parent, field.name, value, values)
        elif field.items is not None and field.items.parent is not None:
            for number, item in enumerate(value or []):
                found += _parent(field.items.parent, f"{field.name}[{number}]", item, values)
    return found


def _parent(spec: ParentSpec, place: str, value: Any, values: Mapping[str, Any]) -> list[ParentRef]:
    if not value or value in spec.besides:
        return []
    ref = ParentRef(
        field=place,
        task_id=str(value),
        role=spec.role,
        by_file=spec.by == "file",
        output=int(values.get(spec.index) or 0) if spec.index else 0,
        chosen_by=spec.file,
        file_id=str(values.get(spec.file) or "") if spec.file else "",
        all=spec.all,
        also=spec.also,
        models=spec.models,
        kinds=spec.kinds,
        via=dict(spec.via),
    )
    return [ref]
