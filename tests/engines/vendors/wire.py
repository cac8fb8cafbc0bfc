"""A sender for engines' steps, and what of two requests must be alike."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from genmux.engines.remote import FilePart, Outcome, Request, Response, Steps
from genmux.testing.doubles.playing import Part, Seen


async def over_the_wire(steps: Steps[Outcome]) -> Outcome:
    """Plays an engine's steps against a real server."""
    async with aiohttp.ClientSession() as session:
        try:
            request = next(steps)
            while True:
                request = steps.send(await sent(session, request))
        except StopIteration as stop:
            outcome: Outcome = stop.value
            return outcome


async def sent(session: aiohttp.ClientSession, request: Request) -> Response:
    async with session.request(
        request.method, request.url, headers=request.headers, data=_payload(request)
    ) as reply:
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Response(reply.status, headers, await reply.read())


def _payload(request: Request) -> Any:
    if request.file:
        return Path(request.file).read_bytes()
    if not request.form:
        return request.body or None
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in request.form:
        if isinstance(value, FilePart):
            data = Path(value.path).read_bytes()
            form.add_field(name, data, filename=value.name, content_type=value.mime)
        else:
            form.add_field(name, value)
    return form


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
