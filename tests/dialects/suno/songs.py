"""Requests and finished songs that many tests of the family need."""

from __future__ import annotations

from typing import Any

from tests.dialects.studio import Studio

HOOK = "https://example.com/hook"
GENERATE = "/api/v1/generate"
RECORD = "/api/v1/generate/record-info?taskId="
SOUND = "data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA="


def idea(**changes: Any) -> dict[str, Any]:
    """A song from an idea; what is None is left out."""
    body = {
        "prompt": "a kite in the wind",
        "customMode": False,
        "instrumental": False,
        "model": "V4_5",
        "callBackUrl": HOOK,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


async def song(studio: Studio) -> tuple[str, list[dict[str, Any]]]:
    """A finished song without callback: its task and its tracks."""
    task_id = await studio.made(GENERATE, idea(callBackUrl=studio.sink.url_for("/song")))
    record = (await studio.get(RECORD + task_id)).data
    tracks: list[dict[str, Any]] = record["response"]["sunoData"]
    return task_id, tracks
