"""What was spent, by day, model, key or engine: sums that are kept as tasks and chat calls end.

They are small rows of `spend_day`, so a year of charts costs the same whatever the number of tasks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.db.pool import Connection
    from genmux.ids import ProjectId

By = Literal["day", "model", "key", "engine", "project"]
WAYS: tuple[str, ...] = get_args(By)
MOST_DAYS = 400
_COLUMNS: dict[By, str] = {
    "day": "day::text",
    "model": "model",
    "key": "key_id::text",
    "engine": "engine",
    "project": "project_id::text",
}


@dataclass(frozen=True, slots=True)
class Spent:
    """One row of a chart. `key` is a date, a model id, an engine, or 32 hex digits."""

    key: str
    charged: Decimal = Decimal(0)
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    cost_usd: Decimal = Decimal(0)
    """what vendors take for it, as far as that is known"""

    @property
    def tasks(self) -> int:
        return self.succeeded + self.failed + self.cancelled


def spend(ended: str) -> str:
    """SQL: the CTE `spent`, which adds what ended in this statement to its sums.

    `ended` selects project_id, sandbox, model, key_id, made_by, charged, cost_usd and state. The
    accounts are locked by then, so two groups never want the same sums at the same time.
    """
    return f"""spent as (
  insert into spend_day as d (project_id, sandbox, day, model, key_id, engine, charged, succeeded,
    failed, cancelled, cost_usd)
  select project_id, sandbox, (now() at time zone 'UTC')::date, model, key_id,
    coalesce(made_by, ''), sum(charged), count(*) filter (where state = 'succeeded'),
    count(*) filter (where state = 'failed'), count(*) filter (where state = 'cancelled'),
    coalesce(sum(cost_usd), 0)
  from ({ended}) e group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
  on conflict (project_id, sandbox, day, model, key_id, engine) do update
    set charged = d.charged + excluded.charged, succeeded = d.succeeded + excluded.succeeded,
      failed = d.failed + excluded.failed, cancelled = d.cancelled + excluded.cancelled,
      cost_usd = d.cost_usd + excluded.cost_usd
)"""


async def spent_by(
    conn: Connection,
    project_id: ProjectId | None,
    sandbox: bool,
    first: date,
    last: date,
    by: By,
) -> list[Spent]:
    """Of both days and all between, in one project or with None in all. By day in order and without
    gaps, else the most first."""
    rows = await conn.fetch(
        f"select {_COLUMNS[by]} as name, sum(charged) as charged, sum(succeeded) as succeeded, "
        "sum(failed) as failed, sum(cancelled) as cancelled, sum(cost_usd) as cost_usd "
        "from spend_day "
        "where ($1::uuid is null or project_id = $1) and sandbox = $2 and day between $3 and $4 "
        "group by 1 order by 2 desc, 1",
        project_id,
        sandbox,
        first,
        last,
    )
    found = [
        Spent(
            row["name"].replace("-", "") if by in ("key", "project") else row["name"],
            row["charged"],
            row["succeeded"],
            row["failed"],
            row["cancelled"],
            row["cost_usd"],
        )
        for row in rows
    ]
    return _every_day(found, first, last) if by == "day" else found


def total(rows: Sequence[Spent]) -> Spent:
    return Spent(
        "",
        sum((row.charged for row in rows), Decimal(0)),
        sum(row.succeeded for row in rows),
        sum(row.failed for row in rows),
        sum(row.cancelled for row in rows),
        sum((row.cost_usd for row in rows), Decimal(0)),
    )


def _every_day(found: Sequence[Spent], first: date, last: date) -> list[Spent]:
    known = {row.key: row for row in found}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [known.get(day.isoformat(), Spent(day.isoformat())) for day in days]
