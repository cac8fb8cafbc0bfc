"""What a record names becomes files: each link once, with its role and details."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from genmux.engines.base import FileRole
from genmux.engines.remote import Made

VENDOR_ID = "vendor_id"
"""in details and in the extra result: what the vendor calls this file, or what was made"""
_MAX_SUFFIX = 6


class Files:
    """The files of one result in their order."""

    def __init__(self) -> None:
        self._made: list[Made] = []
        self._places: dict[str, int] = {}

    def add(
        self,
        url: Any,
        role: FileRole = "result",
        *,
        name: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> int | None:
        """Its place among the files; None where there is no link."""
        if not is_link(url):
            return None
        if url not in self._places:
            self._places[url] = len(self._made)
            self._made.append(Made(url, role=role, name=name, detail=detail or {}))
        return self._places[url]

    def add_all(self, urls: Any, role: FileRole = "result") -> None:
        """A list of links, or a single one."""
        for url in urls if isinstance(urls, list) else [urls]:
            self.add(url, role)

    @property
    def next(self) -> int:
        """The place that the next new file will have."""
        return len(self._made)

    def referred(self, value: Any) -> Any:
        """The value with every link in it replaced by a reference to its file; those that are
        not among the files yet become parts."""
        if isinstance(value, Mapping):
            return {name: self.referred(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.referred(item) for item in value]
        place = self.add(value, "part")
        return value if place is None else {"$file": place}

    def all(self) -> tuple[Made, ...]:
        return tuple(self._made)


def is_link(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def name_of(stem: str, url: Any, usual: str) -> str:
    """A file name with the ending that the link has, e.g. `track-1.mp3`."""
    suffix = PurePosixPath(urlsplit(str(url)).path).suffix.lower()
    return stem + (suffix if 1 < len(suffix) <= _MAX_SUFFIX else usual)


def given(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside a record; empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, Mapping) else {}


def listed(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []
