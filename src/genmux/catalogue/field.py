"""One input parameter: what it may hold, what it means, and which file or task it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from genmux.catalogue.limits import MediaLimits

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
    role: str = "parent"
    """of its files, see `ROLES`"""
    besides: tuple[str, ...] = ()
    """values that stand for themselves and name no task"""
    by: str = "task"
    """what the value is the id of: the `task`, or one `file` of its result"""
    index: str = ""
    """the field that says which of the parent's files, counted from 0"""
    file: str = ""
    """the field that says which of the parent's files, by its id"""
    all: bool = False
    """every file counts where none is chosen"""
    also: tuple[str, ...] = ()
    """details of the file that lead to further files, e.g. `cover`"""
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
