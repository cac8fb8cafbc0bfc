"""Following a task until it ends: by the API's events, or by asking where those break off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from genmux.client import ClientError
from genmux.console.api import Api
from genmux.console.play.task import ENDED

_PAUSE = 0.5
_LAST_PAUSE = 3.0
_TRIES = 20


async def follow(api: Api, task_id: str) -> AsyncIterator[Mapping[str, Any]]:
    """How the task stands, again and again; the last one has ended and is the whole task.

    Raises ClientError when the API refuses, or is away for longer than a minute.
    """
    async for step in _by_events(api, task_id):
        yield step
        if step.get("status") in ENDED:
            break
    else:
        async for step in _by_asking(api, task_id):
            yield step
        return
    yield await api.get(f"/tasks/{task_id}")


async def _by_events(api: Api, task_id: str) -> AsyncIterator[Mapping[str, Any]]:
    """Ends without a word where the connection breaks or the server has no such events."""
    try:
        async for data in api.stream(f"/tasks/{task_id}/events"):
            try:
                step = json.loads(data)
            except ValueError:
                continue
            if isinstance(step, dict):
                yield step
    except ClientError as error:
        if error.code in (401, 403):
            raise


async def _by_asking(api: Api, task_id: str) -> AsyncIterator[Mapping[str, Any]]:
    pause, failures = _PAUSE, 0
    while True:
        try:
            task = await api.get(f"/tasks/{task_id}")
            failures = 0
        except ClientError as error:
            failures += 1
            if error.code not in (0, 429, 455) or failures >= _TRIES:
                raise
        else:
            yield task
            if task["status"] in ENDED:
                return
        await asyncio.sleep(pause)
        pause = min(pause * 1.3, _LAST_PAUSE)
