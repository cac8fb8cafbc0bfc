"""Video by Gemini Omni: an interaction that runs in the background until it has a result."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, Made, Refused, Response, Why
from genmux.engines.vendors.google.content import inline
from genmux.engines.vendors.google.failures import forbidden

_RUNNING = frozenset({"queued", "in_progress"})
_TASKS = {"first_frame": "image_to_video", "reference": "reference_to_video"}


def interaction(model: str, mapped: Mapping[str, Any], work: Work) -> dict[str, Any]:
    """The request body from `prompt`, `images` (data URLs) and what is the vendor's own."""
    body = dict(mapped)
    prompt = {"type": "text", "text": body.pop("prompt")}
    pictures = [_picture(one) for one in body.pop("images", ())]
    roles = {media.role for media in work.media}
    task = next((_TASKS[role] for role in _TASKS if role in roles), "text_to_video")
    whole = {
        "model": model,
        "input": [{"type": "user_input", "content": [*pictures, prompt]}],
        "generation_config": {"video_config": {"task": task}},
        **body,
    }
    return {**whole, "webhook_config": {"uris": [work.hook]}} if work.hook else whole


def _picture(data_url: str) -> dict[str, str]:
    found = inline(data_url)
    return {"type": "image", "data": found["data"], "mime_type": found["mimeType"]}


def gone(reply: Response) -> bool:
    """Whether an error reply to a poll says that there is no such interaction."""
    return reply.status in (404, 410) or (
        reply.status == 400 and b"invalid interaction name" in reply.body.lower()
    )


def outcome(answer: Mapping[str, Any], keyed: Mapping[str, Mapping[str, str]]) -> Finished | None:
    """What an interaction came to; None while it runs. Raises Refused where it failed.

    `keyed` are the headers to fetch a file with, by the beginning of its address.
    """
    status = str(answer.get("status"))
    if status in _RUNNING:
        return None
    if status != "completed":
        raise _failed(status, answer)
    content = _content(answer)
    for one in content:
        if one.get("type") == "video" and (one.get("uri") or one.get("data")):
            return Finished((_file(one, keyed),))
    # This model refuses in words: it completes with a text and no film.
    said = " ".join(str(one.get("text", "")) for one in content)[:300]
    raise Refused(f"The vendor made no video: {said or 'it gave no reason'}", "moderation")


def _content(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        one
        for step in answer.get("steps") or ()
        if step.get("type") == "model_output"
        for one in step.get("content") or ()
    ]


def _file(one: Mapping[str, Any], keyed: Mapping[str, Mapping[str, str]]) -> Made:
    if one.get("data"):
        return Made(data=base64.b64decode(one["data"]))
    url = str(one["uri"])
    if "alt=" not in url:
        url += ("&" if "?" in url else "?") + "alt=media"
    # The key goes to its own host, whatever else a reply may name.
    headers = next((named for start, named in keyed.items() if url.startswith(start)), {})
    return Made(url=url, headers=headers)


def _failed(status: str, answer: Mapping[str, Any]) -> Refused:
    errors = [*(answer.get("errors") or ()), answer.get("error") or {}]
    said = " ".join(str(one.get("message", "")) for one in errors if one).strip()[:300]
    why: Why = "moderation" if forbidden(said) else "failed"
    return Refused(f"The vendor could not make it ({status}): {said or 'no reason given'}", why)
