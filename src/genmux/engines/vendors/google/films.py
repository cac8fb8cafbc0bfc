"""Video by Veo: `predictLongRunning` gives an operation, which is asked for until it is done."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from genmux.engines.remote import Finished, Made, Refused
from genmux.engines.vendors.google.content import inline
from genmux.engines.vendors.google.failures import forbidden

_FRAMES = ("image", "lastFrame")


def instance(mapped: Mapping[str, Any]) -> dict[str, Any]:
    """The request body from `prompt`, `frames` or `references` (data URLs) and `parameters`."""
    body = dict(mapped)
    asked = {"prompt": body.pop("prompt")}
    asked |= dict(zip(_FRAMES, map(_picture, body.pop("frames", ())), strict=False))
    references = [
        {"image": _picture(one), "referenceType": "asset"} for one in body.pop("references", ())
    ]
    if references:
        asked["referenceImages"] = references
    return {"instances": [asked], **body}


def _picture(data_url: str) -> dict[str, str]:
    found = inline(data_url)
    return {"bytesBase64Encoded": found["data"], "mimeType": found["mimeType"]}


def resource(operation: str) -> str:
    """The model that an operation belongs to."""
    return operation.rpartition("/operations/")[0]


def outcome(operation: Mapping[str, Any]) -> Finished | None:
    """What an operation came to; None while it runs. Raises Refused where it failed."""
    if not operation.get("done"):
        return None
    error = operation.get("error")
    if error:
        message = str(error.get("message") or "no reason given")[:300]
        raise Refused(
            f"The vendor could not make it: {message}",
            "moderation" if forbidden(message) else "failed",
        )
    answer = operation.get("response") or {}
    files = tuple(
        Made(data=base64.b64decode(one["bytesBase64Encoded"]))
        for one in answer.get("videos") or ()
        if one.get("bytesBase64Encoded")
    )
    if not files and answer.get("raiMediaFilteredCount"):
        reasons = " ".join(map(str, answer.get("raiMediaFilteredReasons") or ()))[:300]
        raise Refused(f"The vendor withheld the video. {reasons}".strip(), "moderation")
    if not files:
        raise Refused("The vendor finished without a video.", "failed")
    return Finished(files)
