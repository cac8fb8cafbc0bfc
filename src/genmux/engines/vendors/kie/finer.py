"""Finer versions of a film, which are made when they are first asked for.

The one of 1080 lines has no job: asking again is how it is polled. That of 4K may have a job of its
own; where the reply names the film's own id instead, it is asked for again as well, for the record
under that id is the film's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.remote import Finished, Response
from genmux.engines.vendors.kie import codes
from genmux.engines.vendors.kie.made import Files

AGAIN = "again:"
"""before the film's id, where there is no job to look at"""
_PROCESSING = 400
_PROCESSING_THERE = 422
"""with the job's id beside it"""
_PASSING = frozenset({"rate", "busy", "auth", "credit"})


def found(reply: Response, data: Mapping[str, Any], *, asked_before: bool) -> Finished | None:
    """The finer version; None while it is made. Raises Refused: `asked_before`, a failure is one
    of the making."""
    code = codes.envelope(reply)["code"]
    if code == codes.OK:
        files = Files()
        files.add_all(data.get("resultUrl") or data.get("resultUrls"))
        files.add_all(data.get("imageUrls"), "cover")
        return Finished(files.all()) if files.next else None
    if code == _PROCESSING or (code == _PROCESSING_THERE and data.get("taskId")):
        return None
    error = codes.refusal(reply)
    if asked_before and error.why not in _PASSING:
        raise codes.failure(code, codes.message_of(codes.envelope(reply)))
    raise error


def own_job(data: Mapping[str, Any], film: str) -> str:
    """The id of the job that makes it; empty where there is none."""
    named = str(data.get("taskId") or "")
    return "" if named == film else named
