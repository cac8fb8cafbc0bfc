"""A task as the API tells it, read for the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ENDED = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class ResultFile:
    url: str
    kind: str
    """image, video, audio, or other"""
    mime: str
    name: str
    role: str


def files_of(task: Mapping[str, Any]) -> list[ResultFile]:
    """The files of a result, those that count first; parts of it, such as stems, after them."""
    found = []
    for file in task.get("files") or ():
        mime = str(file.get("mime") or "")
        kind = mime.partition("/")[0]
        known = kind in ("image", "video", "audio") and "midi" not in mime
        found.append(
            ResultFile(
                str(file["url"]),
                kind if known else "other",
                mime,
                str(file.get("name") or "result"),
                str(file.get("role") or "result"),
            )
        )
    return found


def input_of(task: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, from the record's `param`: JSON text, whose input may be JSON text again."""
    param = _json(task.get("param"))
    given = param.get("input", {})
    return given if isinstance(given, dict) else _json(given)


def result_of(task: Mapping[str, Any]) -> dict[str, Any]:
    """What a result says besides its files."""
    result = _json(task.get("resultJson"))
    return {key: value for key, value in result.items() if key != "resultUrls"}


def _json(text: object) -> dict[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) and text else text
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def kind_of_url(url: str) -> str:
    """What a link leads to, by the ending of its path; a picture where that says nothing."""
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    if ending in ("mp4", "mov", "webm", "mkv", "m4v"):
        return "video"
    if ending in ("mp3", "wav", "ogg", "opus", "m4a", "aac", "flac"):
        return "audio"
    return "image"
