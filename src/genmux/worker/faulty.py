"""What goes wrong on request while a task is made: it waits, fails on the way, or makes nothing.

Waiting costs no place among the renderers: the claim is given back until the time is over, so a
sandbox cannot keep others waiting, and a process that dies in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from genmux.db.pool import Connection
from genmux.engines.base import EngineFailure, Rendered, Stage
from genmux.faults import Faults
from genmux.tasks.states import Phase
from genmux.tasks.track import Hold

Progress = Callable[[float], None]
Staged = Callable[[Stage], Awaitable[None]]


class FailedOnRequest(EngineFailure):
    """The failure that a request asked for, after that share of the work."""

    def __init__(self, asked: Faults, progress: float) -> None:
        super().__init__(asked.fail_message, code=str(asked.fail))
        self.progress = progress

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("it stays in its process")


async def put_off(conn: Connection, hold: Hold, asked: Faults, engine: str) -> bool:
    """Gives the claim back until the delay is over; False once it is, or when the claim is lost.

    Counted from the moment the task was first begun.
    """
    progress = asked.after if isinstance(asked.after, float) else 0.0
    status = await conn.execute(
        "with freed as (update job j set worker_id = null, "
        "  run_at = t.started_at + make_interval(secs => $4) "
        "  from task t where j.task_id = $1 and j.worker_id = $2 and j.fence = $3 "
        "  and t.id = j.task_id and t.state = 'running' "
        "  and now() < t.started_at + make_interval(secs => $4) returning j.task_id) "
        "update task t set phase = $5, progress = $6, engine = $7, updated_at = now() "
        "from freed where t.id = freed.task_id",
        hold.task_id,
        hold.worker_id,
        hold.fence,
        asked.delay,
        Phase.RENDERING.value,
        progress,
        engine,
    )
    return status != "UPDATE 0"


async def rendered(
    asked: Faults,
    make: Callable[[Progress, Staged], Awaitable[Rendered]],
    progress: Progress,
    staged: Staged,
) -> Rendered:
    """What `make` makes, or as much of it as the faults allow. Raises FailedOnRequest.

    A maker that is cut off does not go on: `progress` and `staged` raise in it.
    """
    if asked.empty:
        return Rendered()
    if not asked.fail:
        return await make(progress, staged)
    after, done = asked.after, 0.0
    if after == 0.0:
        raise FailedOnRequest(asked, done)

    def watched(share: float) -> None:
        nonlocal done
        done = share
        if isinstance(after, float) and share >= after:
            raise FailedOnRequest(asked, after)
        progress(share)

    async def told(stage: Stage) -> None:
        await staged(stage)
        if stage.name == after:
            raise FailedOnRequest(asked, done)

    await make(watched, told)
    # The whole was made before it told of so much.
    raise FailedOnRequest(asked, after if isinstance(after, float) else done)
