"""A delivery and its attempts, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from genmux.ids import DeliveryId, ProjectId, TaskId

State = Literal["pending", "delivered", "failed"]
"""`failed`: the schedule is used up; a delivery in any state can be sent again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    id: DeliveryId
    project_id: ProjectId
    task_id: TaskId
    event: str
    url: str
    host: str
    body: str
    state: State
    attempts: int
    next_at: datetime
    created_at: datetime
    finished_at: datetime | None
    copies: int = 1
    """how often the receiver still has to take it"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt and what follows from it. `next_at` counts when the state stays `pending`."""

    delivery_id: DeliveryId
    started_at: datetime
    milliseconds: int
    status: int | None
    error: str
    reply: str
    state: State
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    number: int
    started_at: datetime
    milliseconds: int
    status: int | None
    error: str
    reply: str
