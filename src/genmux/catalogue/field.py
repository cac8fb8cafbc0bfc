"""One input parameter: what it may hold, what it means, and which file or task it names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from genmux.catalogue.limits import LIMIT_KEYS, MediaLimits, read_limits
from genmux.catalogue.source import Table, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROLES = (
    "first_frame",  # the picture a video starts with, or the one that is brought to life
    "last_frame",
    "source",  # what is edited, upscaled, extended, isolated or transcribed
    "reference",  # shows a look, a style, a thing
    "mask",
    "reference_mask",
    "driving",  # a video whose motion is followed
    "audio",  # drives speech, mouth or soundtrack
    "voice",  # a voice to imitate
    "subject",  # an element or character
)
MEDIA_KINDS = ("image", "video", "audio")
TYPES = ("string", "integer", "number", "boolean", "list", "object")


@dataclass(frozen=True, slots=True)
class MediaSpec:
    """How a parameter names files."""

    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    """role of the first, second, ... file; the last one stands for all that follow"""
    role_alone: str = ""
    """role when there is exactly one file, where that differs"""
    used: int = 0
    """only so many are looked at, the rest is ignored; 0 = all"""
    alone: str = ""
    """kind that a single file of a list must have"""
    several: str = ""
    """kind that two or more files of a list must have"""
    schemes: tuple[str, ...] = ("http", "https")
    limits: MediaLimits = field(default_factory=MediaLimits)


@dataclass(frozen=True, slots=True)
class ParentSpec:
    """How a parameter names an earlier task."""

    models: tuple[str, ...] = ("*",)
    """ids or patterns with `*`"""
    kinds: tuple[str, ...] = ()
    index: str = ""
    """the field that says which of the parent's files"""
    via: tuple[tuple[str, str], ...] = ()
    """(model, field): from that model take the file it was given there, not its result"""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    types: tuple[str, ...]
    help: str
    required: bool = False
    default: Any = None
    assumed: Any = None
    """what counts when nothing is sent, where the provider states no default"""
    choices: tuple[Any, ...] = ()
    low: int | float | None = None
    high: int | float | None = None
    multiple_of: int | float | None = None
    step: int | float | None = None
    """like multiple_of, but stated beside the provider's schema, not in it"""
    min_length: int | None = None
    max_length: int | None = None
    max_length_cjk: int | None = None
    """limit for text with Chinese characters, where it is lower"""
    cut: bool = False
    """a longer text is cut to its limit, not refused"""
    min_items: int | None = None
    max_items: int | None = None
    pattern: str = ""
    form: str = ""
    """the pattern or the alternatives in words, for messages"""
    any: tuple[Mapping[str, Any], ...] = ()
    """JSON Schemas of which one must hold"""
    deprecated: bool = False
    numeric: bool = False
    """a text that may also be sent as a number"""
    first_of_list: bool = False
    """a single value that may also be sent as a list, of which the first counts"""
    aliases: tuple[str, ...] = ()
    items: Field | None = None
    fields: tuple[Field, ...] = ()
    media: MediaSpec | None = None
    parent: ParentSpec | None = None

    @property
    def is_list(self) -> bool:
        return "list" in self.types

    def schema(self) -> dict[str, Any]:
        """JSON Schema of this parameter."""
        names = [{"list": "array"}.get(name, name) for name in self.types]
        found: dict[str, Any] = {"type": names[0] if len(names) == 1 else names}
        if self.help:
            found["description"] = self.help
        if self.media is not None and not self.is_list:
            found["format"] = "uri"
        if self.choices:
            found["enum"] = list(self.choices)
        if self.any:
            found["anyOf"] = [dict(one) for one in self.any]
        found |= {key: value for key, value in self._limits() if value is not None}
        if self.pattern:
            found["pattern"] = self.pattern
        if self.deprecated:
            found["deprecated"] = True
        if self.default is not None:
            found["default"] = self.default
        if self.items is not None:
            found["items"] = self.items.schema()
        if self.fields:
            found |= object_schema(self.fields)
        return found

    def _limits(self) -> tuple[tuple[str, int | float | None], ...]:
        return (
            ("minimum", self.low),
            ("maximum", self.high),
            ("multipleOf", self.multiple_of),
            ("minLength", self.min_length),
            ("maxLength", self.max_length),
            ("minItems", self.min_items),
            ("maxItems", self.max_items),
        )


def object_schema(fields: Iterable[Field]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: one.schema() for one in fields},
    }
    if required := [one.name for one in fields if one.required]:
        found["required"] = required
    return found


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
    """What `fields.toml` defines for all models: parameters, and groups of MIME types."""

    fields: Mapping[str, Mapping[str, Any]]
    accepts: Mapping[str, tuple[str, ...]]


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
    import difflib

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
    inner.only(("models", "kinds", "index", "via"))
    via = inner.table("via")
    return ParentSpec(
        models=inner.texts("models") or ("*",),
        kinds=inner.texts("kinds"),
        index=inner.text("index", ""),
        via=tuple((key, via.text(key)) for key in via.data) if via is not None else (),
    )
