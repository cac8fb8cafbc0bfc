"""A task as a value: one row of the table `task`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from genmux.ids import KeyId, ProjectId, TaskId
from genmux.tasks.states import Phase, State


@dataclass(frozen=True, slots=True)
class Task:
    """`request` and `input` are JSON texts: the body as sent, and the checked input.

    `held` and `charged` are credits; `progress` is 0.0 to 1.0; `result` is JSON text
    `{"files": [...], "extra": {...}}`, see `worker.storing`. While the task runs it holds what is
    ready at `stage`, empty until a first one is reached.
    """

    id: TaskId
    project_id: ProjectId
    key_id: KeyId
    sandbox: bool
    limited: bool
    family: str
    model: str
    state: State
    phase: Phase
    progress: float
    stage: str
    priority: int
    request: str
    input: str
    callback_url: str | None
    base_url: str
    held: Decimal
    charged: Decimal | None
    engine: str | None
    vendor_id: str | None
    result: str | None
    fail_code: str | None
    fail_msg: str | None
    retry_of: UUID | None
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    fault: str = ""
    """what its sandbox request wanted to go wrong, see `faults`"""
    wish: str = ""
    """what its request asked of the route: JSON text, see `tasks.wish`"""
    route: str = ""
    """how it was routed so far: JSON text, see `tasks.road`"""
    cost_usd: Decimal | None = None
    """what the vendor takes for it; None where that is not known or nothing"""

    @property
    def public_id(self) -> str:
        return self.id.hex


_NAMES = tuple(field.name for field in fields(Task))
COLUMNS = ", ".join(_NAMES)


def columns(alias: str) -> str:
    """The column list for a query that joins, e.g. `t.id, t.project_id, ...`."""
    return ", ".join(f"{alias}.{name}" for name in _NAMES)


def from_row(row: asyncpg.Record) -> Task:
    values: dict[str, Any] = {name: row[name] for name in _NAMES}
    values["state"] = State(values["state"])
    values["phase"] = Phase(values["phase"])
    return Task(**values)
