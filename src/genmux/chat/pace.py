"""How many chat calls a project may begin in a window, whichever process takes them in."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from genmux.chat.record import NewCall
from genmux.db.migrate import first_uuid
from genmux.db.pool import Connection
from genmux.errors import RateLimited

_MOST_PROJECTS = 10_000
PurseKey = tuple[UUID, bool]


@dataclass(frozen=True, slots=True)
class PaceLimit:
    """At most `calls` new ones of a purse in any `seconds`; 0 = no limit."""

    calls: int = 0
    seconds: float = 10.0

    def since(self, now: datetime) -> UUID:
        """The first id of the window."""
        return first_uuid(now - timedelta(seconds=self.seconds))

    def refusal(self, wait: float) -> RateLimited:
        return RateLimited(
            "Your call frequency is too high. Please try again later. "
            f"At most {self.calls} chat calls in {self.seconds:g} seconds.",
            retry_after=max(1, math.ceil(wait)),
        )


NO_LIMIT = PaceLimit()


class Pace:
    """The limit as one process sees it: what it refuses need not be asked of the database."""

    def __init__(self, limit: PaceLimit) -> None:
        self._limit = limit
        self._recent: dict[PurseKey, deque[float]] = {}

    def take(self, project_id: UUID, sandbox: bool) -> None:
        """Raises RateLimited."""
        limit = self._limit
        if not limit.calls:
            return
        now = time.monotonic()
        if len(self._recent) > _MOST_PROJECTS:
            self._recent.clear()
        recent = self._recent.setdefault((project_id, sandbox), deque())
        while recent and recent[0] <= now - limit.seconds:
            recent.popleft()
        if len(recent) >= limit.calls:
            raise limit.refusal(recent[0] + limit.seconds - now)
        recent.append(now)


class Recent:
    """The calls that all processes have begun in the window, read while accounts are locked."""

    def __init__(self, limit: PaceLimit, now: datetime) -> None:
        self._limit = limit
        self._now = now.timestamp()
        self._moments: dict[PurseKey, list[float]] = {}

    async def load(self, conn: Connection, calls: Sequence[NewCall]) -> None:
        if not self._limit.calls:
            return
        since = self._limit.since(datetime.fromtimestamp(self._now).astimezone())
        for project_id, sandbox in {(call.project_id, call.sandbox) for call in calls}:
            rows = await conn.fetch(
                "select id from chat_call where project_id = $1 and sandbox = $2 and id >= $3 "
                "order by id desc limit $4",
                *(project_id, sandbox, since, self._limit.calls),
            )
            moments = [(row["id"].int >> 80) / 1000 for row in rows]
            self._moments[project_id, sandbox] = moments

    def refusal(self, call: NewCall) -> RateLimited | None:
        limit = self._limit
        if not limit.calls:
            return None
        moments = self._moments[call.project_id, call.sandbox]
        if len(moments) < limit.calls:
            return None
        return limit.refusal(moments[limit.calls - 1] + limit.seconds - self._now)

    def add(self, call: NewCall) -> None:
        if self._limit.calls:
            self._moments[call.project_id, call.sandbox].insert(0, self._now)
