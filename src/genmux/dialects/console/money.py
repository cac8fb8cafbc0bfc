"""Money as people look at it: balance, ledger, spend; and grants by operators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.db.pool import Connection
from genmux.dialects.console import shapes
from genmux.dialects.console.csv import csv_reply, wants_csv
from genmux.dialects.console.values import (
    amount,
    limit,
    query_choice,
    query_day,
    query_flag,
    query_id,
    query_moment,
    text,
)
from genmux.dialects.http import Api
from genmux.dialects.times import iso, ms
from genmux.errors import InvalidInput
from genmux.ledger.balance import balances
from genmux.ledger.entry import Kind
from genmux.ledger.history import Entry, list_entries
from genmux.ledger.spend import MOST_DAYS, WAYS, By, Spent, spent_by, total
from genmux.projects.caller import Caller
from genmux.projects.names import names_of
from genmux.projects.noted import grant_credits
from genmux.projects.roles import Role

_ROOT = "/genmux/v1"
_USUAL_DAYS = 30
_MOST_LINES = 100_000


def routes(api: Api) -> list[Route]:
    calls = _Calls(api)
    return [
        Route(f"{_ROOT}/balance", api.endpoint(calls.balance), methods=["GET"]),
        Route(f"{_ROOT}/ledger", api.endpoint(calls.ledger), methods=["GET"]),
        Route(f"{_ROOT}/spend", api.endpoint(calls.spend), methods=["GET"]),
        Route(f"{_ROOT}/grants", api.endpoint(calls.grant, needs=Role.OPERATOR), methods=["POST"]),
    ]


class _Calls:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def balance(self, _request: Request, caller: Caller) -> Response:
        today = self._api.clock.now().astimezone(UTC).date()
        async with self._api.pool.acquire() as conn:
            purses = await balances(conn, caller.project_id)
            spent = await spent_by(conn, caller.project_id, caller.sandbox, today, today, "day")
        own = next(purse for purse in purses if purse.sandbox == caller.sandbox)
        price = self._api.settings.money.credit_usd
        shown = [
            {"sandbox": purse.sandbox, "available": purse.available, "held": purse.held}
            for purse in purses
        ]
        return self._api.reply(
            {
                "available": own.available,
                "held": own.held,
                "usd": own.available * price,
                "creditUsd": price,
                "spentToday": total(spent).charged,
                "purses": shown,
            }
        )

    async def ledger(self, request: Request, caller: Caller) -> Response:
        kind = query_choice(request, "kind", tuple(Kind))
        span = (query_moment(request, "from"), query_moment(request, "to", end=True))
        as_csv, many = wants_csv(request), limit(request)
        async with self._api.pool.acquire() as conn:
            found = await list_entries(
                conn,
                caller.project_id,
                caller.sandbox,
                before=query_id(request, "before"),
                limit=_MOST_LINES if as_csv else many + 1,
                kind=Kind(kind) if kind else None,
                since=span[0],
                until=span[1],
            )
        if as_csv:
            return csv_reply("ledger.csv", _LEDGER_HEAD, map(_line, found))
        entries = found[:many]
        following = entries[-1].id.hex if len(found) > many else None
        return self._api.reply({"entries": [entry(one) for one in entries], "next": following})

    async def spend(self, request: Request, caller: Caller) -> Response:
        last = query_day(request, "to") or self._api.clock.now().astimezone(UTC).date()
        first = query_day(request, "from") or last - timedelta(days=_USUAL_DAYS - 1)
        if not first <= last or (last - first).days >= MOST_DAYS:
            raise InvalidInput(
                f"from must not be after to, and both at most {MOST_DAYS} days apart", field="from"
            )
        by: By = query_choice(request, "by", WAYS) or "day"  # type: ignore[assignment]
        whole = query_flag(request, "all") or by == "project"
        if whole:
            caller.require(Role.OPERATOR)
        project_id = None if whole else caller.project_id
        async with self._api.pool.acquire() as conn:
            rows = await spent_by(conn, project_id, caller.sandbox, first, last, by)
            labels = await _labels(conn, rows, by)
        shown = [
            {"key": row.key, "label": labels.get(row.key, row.key), **self._spent(row)}
            for row in rows
        ]
        if wants_csv(request):
            head = (by, "label", "credits", "usd", "tasks", "failures", "cancelled", "costUsd")
            return csv_reply(f"spend-by-{by}.csv", head, (row.values() for row in shown))
        return self._api.reply(
            {
                "from": first.isoformat(),
                "to": last.isoformat(),
                "by": by,
                "rows": shown,
                "total": self._spent(total(rows)),
            }
        )

    async def grant(self, request: Request, caller: Caller) -> Response:
        body = await self._api.body(request)
        credits_ = amount(body, "credits")
        if credits_ is None:
            raise InvalidInput("credits is required", field="credits")
        reason = text(body, "note", "")
        async with self._api.pool.acquire() as conn:
            available = await grant_credits(
                conn,
                shapes.actor(request, caller),
                caller.project_id,
                caller.sandbox,
                credits_,
                reason,
            )
        return self._api.reply({"available": available})

    def _spent(self, row: Spent) -> dict[str, Any]:
        return {
            "credits": row.charged,
            "usd": row.charged * self._api.settings.money.credit_usd,
            "tasks": row.tasks,
            "failures": row.failed,
            "cancelled": row.cancelled,
            "costUsd": row.cost_usd,
        }


async def _labels(conn: Connection, rows: Sequence[Spent], by: By) -> dict[str, str]:
    """Names for what is only known by an id."""
    ids = [UUID(hex=row.key) for row in rows] if by in ("key", "project") else []
    if not ids:
        return {}
    if by == "key":
        return {key.hex: name.text for key, name in (await names_of(conn, ids)).items()}
    found = await conn.fetch("select id, name from project where id = any($1::uuid[])", ids)
    return {row["id"].hex: row["name"] for row in found}


def entry(one: Entry) -> dict[str, Any]:
    """A line of the ledger."""
    return {
        "id": one.id.hex,
        "kind": one.kind.value,
        "available": one.available,
        "held": one.held,
        "keyId": one.key_id.hex if one.key_id else None,
        "taskId": one.task_id.hex if one.task_id else None,
        "note": one.note,
        "createTime": ms(one.created_at),
    }


_LEDGER_HEAD = ("time", "kind", "available", "held", "task", "key", "note", "id")


def _line(one: Entry) -> tuple[object, ...]:
    amounts: tuple[Decimal, Decimal] = (one.available, one.held)
    ids = (one.task_id.hex if one.task_id else "", one.key_id.hex if one.key_id else "")
    return (iso(one.created_at), one.kind.value, *amounts, *ids, one.note, one.id.hex)
