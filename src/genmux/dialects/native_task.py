"""A task and its deliveries as the native API shows them."""

from __future__ import annotations

from typing import Any

import orjson

from genmux.callbacks import outbox
from genmux.callbacks.delivery import Delivery
from genmux.callbacks.sign import webhook_id
from genmux.clock import epoch_ms
from genmux.db.pool import Connection
from genmux.dialects.http import Api
from genmux.dialects.market import record
from genmux.dialects.records import shown_files
from genmux.dialects.times import ms
from genmux.tasks.task import Task


def shown_task(api: Api, task: Task, by: str) -> dict[str, Any]:
    """The family's record with the honest facts that it has no field for. `by` is whether a key or
    a person started it."""
    return {
        **record(task, api.links),
        "status": task.state.value,
        "phase": task.phase.value,
        "family": task.family,
        "engine": task.engine,
        "route": orjson.loads(task.route) if task.route else None,
        "wish": orjson.loads(task.wish) if task.wish else None,
        "costUsd": task.cost_usd,
        "sandbox": task.sandbox,
        "creditsHeld": task.held if task.charged is None else 0,
        "creditsCharged": task.charged,
        "callBackUrl": task.callback_url,
        "fault": task.fault or None,
        "retryOf": task.retry_of.hex if task.retry_of else None,
        "startTime": ms(task.started_at),
        "by": {"kind": by, "id": task.key_id.hex},
        "files": [
            {
                "url": file.url,
                "role": file.role,
                "mime": file.mime,
                "name": file.name,
                "expireTime": ms(file.expires),
            }
            for file in shown_files(task, api.links)
        ],
        "queuePosition": None,
    }


async def shown_delivery(conn: Connection, delivery: Delivery) -> dict[str, Any]:
    attempts = await outbox.attempts(conn, delivery.id)
    return {
        "deliveryId": delivery.id.hex,
        "webhookId": webhook_id(delivery.id.hex),
        "taskId": delivery.task_id.hex,
        "url": delivery.url,
        "event": delivery.event,
        "state": delivery.state,
        "createTime": epoch_ms(delivery.created_at),
        "nextTime": epoch_ms(delivery.next_at) if delivery.state == "pending" else None,
        "attempts": [
            {
                "number": attempt.number,
                "startTime": epoch_ms(attempt.started_at),
                "milliseconds": attempt.milliseconds,
                "status": attempt.status,
                "error": attempt.error,
                "reply": attempt.reply,
            }
            for attempt in attempts
        ],
    }
