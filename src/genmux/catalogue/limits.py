"""What a file in the input may be. Sides are pixels, sizes megabytes of 1024 x 1024 bytes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.catalogue.source import Table

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """None and empty mean: no limit known. Aspect is width divided by height."""

    accepts: tuple[str, ...] = ()
    """MIME types; empty = any of the kind"""
    rejects: tuple[str, ...] = ()
    max_mb: float | None = None
    total_max_mb: float | None = None
    min_side_px: int | None = None
    max_side_px: int | None = None
    min_aspect: float | None = None
    max_aspect: float | None = None
    min_pixels: int | None = None
    max_pixels: int | None = None
    min_seconds: float | None = None
    max_seconds: float | None = None
    total_max_seconds: float | None = None
    min_fps: float | None = None
    max_fps: float | None = None
    max_mbps: float | None = None
    codecs: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    """names of limits above whose own value is already too much or too little"""

    @property
    def max_bytes(self) -> int | None:
        return None if self.max_mb is None else int(self.max_mb * MEGABYTE)

    def with_changes(self, changes: Mapping[str, Any]) -> MediaLimits:
        return replace(self, **changes)


LIMIT_KEYS = tuple(item.name for item in fields(MediaLimits))
_TEXTS = ("accepts", "rejects", "codecs", "exclusive")
_WHOLE = ("min_side_px", "max_side_px", "min_pixels", "max_pixels")


def read_limits(table: Table, groups: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The limits that a table states. `accepts = "photo"` names a group of `fields.toml`."""
    found: dict[str, Any] = {}
    for key in LIMIT_KEYS:
        if key not in table:
            continue
        if key in _TEXTS:
            texts = table.texts(key)
            for text in texts:
                if key == "accepts" and "/" not in text and text not in groups:
                    table.fail(f"accepts names no MIME type and no group: {text!r}", key)
            found[key] = tuple(part for text in texts for part in groups.get(text, (text,)))
        else:
            found[key] = table.whole(key) if key in _WHOLE else table.number(key)
    for name in found.get("exclusive", ()):
        if name not in found:
            table.fail(f"exclusive names {name!r}, which is not a limit here", "exclusive")
    return found
