"""What a failure is called in families that know only a few codes."""

from __future__ import annotations

from genmux.dialects.records import fail_code
from genmux.tasks.task import Task

_SLOW = 408
"""no result in time: not the fault of the request"""


def known_code(task: Task, *known: int) -> int:
    """The code of a failed task where the family knows it; 400 for whatever else the request is
    to blame for, 500 for the rest."""
    code = fail_code(task)
    if code in known:
        return code
    return 400 if 400 <= code < 500 and code != _SLOW else 500
