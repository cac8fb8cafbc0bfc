"""Engines' steps on a real line, and what of two requests must be alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from genmux.engines.remote import Outcome, Steps
from genmux.testing.doubles.playing import Part, Seen
from genmux.worker.remote import play


async def over_the_wire(steps: Steps[Outcome]) -> Outcome:
    """Plays an engine's steps against a real server, as the worker does it."""
    async with aiohttp.ClientSession() as session:
        return await play(session, steps)


def alike(
    ours: Seen, theirs: Seen, *, headers: tuple[str, ...] = ("authorization",)
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Method, path, those headers, type and content of both, to be compared with one `assert`."""
    return _essence(ours, headers), _essence(theirs, headers)


def _essence(seen: Seen, headers: tuple[str, ...]) -> dict[str, Any]:
    mime = seen.headers.get("content-type", "").partition(";")[0]
    return {
        "call": f"{seen.method} {seen.path}",
        "headers": {name: seen.headers.get(name) for name in headers},
        "mime": mime if seen.body else "",
        "content": _content(seen, mime),
    }


def _content(seen: Seen, mime: str) -> Any:
    if mime == "multipart/form-data":
        # Names of files are ours to choose, and so is the order of different fields.
        parts = [
            Part(part.name, part.body, part.file and "a file", part.mime) for part in seen.parts
        ]
        return sorted(parts, key=lambda part: part.name)
    return seen.json if seen.body else None
