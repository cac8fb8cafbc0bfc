"""Stored results as links that a client can open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from genmux.storage.links import Links


def file_urls(files: Sequence[Mapping[str, Any]], base_url: str, links: Links) -> list[str]:
    """One signed URL for each file of a result, see `worker.storing` for their form."""
    return [
        base_url
        + links.sign(
            UUID(hex=file["id"]), file["name"], datetime.fromtimestamp(file["expires"], UTC)
        )
        for file in files
    ]


def fill_links(value: Any, urls: Sequence[str]) -> Any:
    """Replaces every `{"$file": n}` inside `value` by the n-th URL."""
    if isinstance(value, Mapping):
        if set(value) == {"$file"}:
            return urls[value["$file"]]
        return {name: fill_links(item, urls) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [fill_links(item, urls) for item in value]
    return value
