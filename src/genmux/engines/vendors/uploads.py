"""Files that only this server has, on their way to vendors that take links.

A small one goes into the request as a data URL; vendors want larger ones uploaded first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from genmux.engines.base import MediaInput, Work
from genmux.engines.remote import Refused, Response, Steps
from genmux.engines.vendors.answers import refusal, why_of

LARGEST_INSIDE = 256 * 1024
"""bytes of a file that goes into a request"""


def with_links(work: Work, upload: Callable[[MediaInput], Steps[str]]) -> Steps[Work]:
    """The work with links to all of its files that are too large for the request."""
    media = []
    for one in work.media:
        if one.url or Path(one.path).stat().st_size <= LARGEST_INSIDE:
            media.append(one)
        else:
            url = yield from upload(one)
            media.append(replace(one, url=url))
    return replace(work, media=tuple(media))


def upload_refusal(reply: Response) -> Refused:
    """Why a file was not taken: whatever it was, nothing is at work for it."""
    why = why_of(reply.status)
    return refusal(reply, "busy" if why == "unknown" else why)
