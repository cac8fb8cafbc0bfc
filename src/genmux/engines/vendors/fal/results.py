"""The files of a finished job. Models name them after what they are, one or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.remote import Made, Refused

_NAMES: Mapping[str, tuple[str, ...]] = {
    "image": ("images", "image"),
    "video": ("video", "videos"),
    "audio": ("audio", "audio_file"),
}


def files_of(reply: Mapping[str, Any], name: str, kind: str) -> tuple[Made, ...]:
    """Those under `name`, or under one of the usual names for the kind of result.

    Raises Refused where a checker saw something in every picture: those come out black.
    """
    seen = reply.get("has_nsfw_concepts")
    if isinstance(seen, list) and seen and all(seen):
        raise Refused("The vendor's safety checker withheld the result.", "moderation")
    for one in (name,) if name else _NAMES.get(kind, ()):
        found = reply.get(one)
        if found:
            return tuple(_made(item) for item in (found if isinstance(found, list) else [found]))
    return ()


def _made(item: Any) -> Made:
    url = item.get("url") if isinstance(item, Mapping) else item
    if not isinstance(url, str) or not url:
        raise Refused("The vendor's result names no file.", "failed")
    return Made(url=url)
