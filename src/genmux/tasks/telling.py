"""How the row of a callback is written: due at once, or as the task's faults want it."""

from __future__ import annotations

from typing import Any

from genmux import faults
from genmux.tasks.task import Task

COLUMNS = "callback_delay float8, copies smallint, lost boolean"
"""what `way` gives, as the columns of a JSON record"""


def way(task: Task) -> dict[str, Any]:
    """How the callbacks of that task travel."""
    asked = faults.kept(task.fault)
    return {
        "callback_delay": asked.callback_delay,
        "copies": asked.copies,
        "lost": asked.callback == "lost",
    }


def outbox(source: str) -> str:
    """Two parts of a `with` that write the deliveries which `source` selects.

    It gives id, project_id, task_id, event, url, body and the columns of `way`. A lost callback is
    there with the reason in its log, and never sent unless somebody asks for it.
    """
    return f"""outbox as (
  insert into delivery (id, project_id, task_id, event, url, body, next_at, copies, state,
    attempts, finished_at)
  select id, project_id, task_id, event, url, body,
    now() + make_interval(secs => callback_delay), copies,
    case when lost then 'failed' else 'pending' end, lost::int, case when lost then now() end
  from ({source}) as told
  on conflict (id) do nothing returning id, attempts
), lost_callbacks as (
  insert into delivery_attempt (delivery_id, number, started_at, milliseconds, error)
  select id, attempts, now(), 0, '{faults.LOST}' from outbox where attempts > 0
)"""
