"""Driving a vendor's engine: the only sender of its requests, with the phase saved before each act.

`submitting` is saved before the request leaves and `waiting` with the vendor's id after. A task
that is found in `submitting` was cut off in between: nobody knows whether the vendor took it, so
it is never sent again; it fails with that reason and nothing is charged.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from typing import TypeVar

import aiohttp

from genmux.db.pool import Pool, retried
from genmux.engines.base import (
    Accepted,
    EngineFailure,
    Finished,
    RemoteEngine,
    Request,
    Response,
    StillRunning,
    Work,
)
from genmux.tasks.states import Phase
from genmux.tasks.task import Task
from genmux.tasks.track import Hold, Mark, wait_for_vendor, write_marks

log = logging.getLogger(__name__)

Outcome = TypeVar("Outcome")

_MAX_REPLY = 16 * 1024 * 1024
_POLL_AGAIN = 5.0
"""seconds until a poll without an answer is repeated"""
_PATIENCE = 3600.0
"""seconds; only this process knows the vendor's id until it is saved"""


class ClaimLost(Exception):
    """Somebody else has this task now; whatever was made for it is dropped."""


async def drive(
    session: aiohttp.ClientSession,
    pool: Pool,
    engine: RemoteEngine,
    task: Task,
    hold: Hold,
    work: Work,
) -> Finished | None:
    """Takes the task one step further; None when it now waits for the vendor.

    Raises EngineFailure for a refusal, ClaimLost when the task is no longer this worker's.
    """
    if task.phase is Phase.SUBMITTING:
        raise EngineFailure(
            "The worker stopped while it handed this task over, so it is unknown whether the "
            "vendor took it. It was not sent again and nothing was charged.",
            code="500",
        )
    if task.phase is Phase.WAITING and task.vendor_id:
        try:
            step = await _exchange(session, engine.poll(work, task.vendor_id))
        except (aiohttp.ClientError, TimeoutError) as error:
            # The vendor goes on making it; a bad line is no reason to lose what will be billed.
            log.info("task %s: no answer from %s: %r", work.task_id, engine.name, error)
            step = StillRunning(poll_after=_POLL_AGAIN)
        if isinstance(step, Finished):
            return step
        progress = task.progress if step.progress is None else step.progress
        await _wait(pool, hold, task.vendor_id, step.poll_after, progress)
        return None
    mark = Mark(hold, Phase.SUBMITTING, 0.0, engine.name)
    if not (await retried(pool, lambda conn: write_marks(conn, [mark])))[0]:
        raise ClaimLost
    try:
        taken = await _exchange(session, engine.submit(work))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("task %s: could not be handed to %s: %r", work.task_id, engine.name, error)
        raise EngineFailure(
            "The vendor could not be reached or did not answer in time. The task was not sent "
            "again and nothing was charged.",
            code="500",
        ) from error
    if isinstance(taken, Accepted):
        await _wait(pool, hold, taken.vendor_id, taken.poll_after, 0.0)
        return None
    return taken


async def _wait(pool: Pool, hold: Hold, vendor_id: str, poll_after: float, progress: float) -> None:
    held = await retried(
        pool,
        lambda conn: wait_for_vendor(conn, hold, vendor_id, poll_after, progress),
        patience=_PATIENCE,
    )
    if not held:
        raise ClaimLost


async def _exchange(
    session: aiohttp.ClientSession, steps: Generator[Request, Response, Outcome]
) -> Outcome:
    try:
        request = next(steps)
        while True:
            request = steps.send(await _send(session, request))
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome


async def _send(session: aiohttp.ClientSession, request: Request) -> Response:
    async with session.request(
        request.method,
        request.url,
        headers=request.headers,
        data=request.body or None,
        timeout=aiohttp.ClientTimeout(total=request.timeout),
        allow_redirects=False,
    ) as reply:
        body = bytearray()
        async for chunk in reply.content.iter_any():
            body += chunk
            if len(body) > _MAX_REPLY:
                raise EngineFailure("The vendor's reply was too large.", code="500")
        return Response(reply.status, dict(reply.headers), bytes(body))
