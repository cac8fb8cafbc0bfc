"""Files in a mapped body: links where the vendor can fetch them, uploads where only we can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import FilePart, Refused, Steps
from genmux.engines.vendors.mapping import file_part

Upload = Callable[[FilePart], Steps[str]]
"""brings a file to the vendor; what it is called there"""


def linked(body: Any, work: Work, upload: Upload) -> Steps[Any]:
    """The body with a link in the place of every file; each file is uploaded at most once."""
    links = {file_part(media): media.url for media in work.media if media.url}
    for part in _parts(body):
        if part not in links:
            links[part] = yield from upload(part)
    return _with(body, links)


def before_the_job(error: Refused) -> Refused:
    """A refusal of a request that starts nothing: whatever became of it, no job was taken."""
    if error.why != "unknown":
        return error
    return Refused(error.message, "busy", retry_after=error.retry_after)


def _parts(value: Any) -> Iterator[FilePart]:
    if isinstance(value, FilePart):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _parts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _parts(one)


def _with(value: Any, links: Mapping[FilePart, str]) -> Any:
    if isinstance(value, FilePart):
        return links[value]
    if isinstance(value, Mapping):
        return {name: _with(one, links) for name, one in value.items()}
    return [_with(one, links) for one in value] if isinstance(value, list) else value
