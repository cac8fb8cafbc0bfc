"""What Genmux is compared with: the same server and driver, the same rows, and no logic at all.

No key is checked, no input, no price, no balance: the project comes in the place of the key. So
the floors are cheaper than any honest implementation of the same call.
"""

from __future__ import annotations

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.db.pool import Pool
from genmux.ids import new_uuid

_TASK = (
    "insert into task (id, project_id, key_id, sandbox, limited, family, model, request, input, "
    "base_url, held) values ($1, $2, $1, false, false, 'market', $3, $4, $5, $6, 1)"
)
_ENTRY = (
    "insert into ledger_entry (id, project_id, sandbox, key_id, task_id, kind, available, held) "
    "values ($1, $2, false, $3, $3, 'hold', -1, 1)"
)
_ACCOUNT = (
    "update account set available = available - 1, held = held + 1 "
    "where project_id = $1 and not sandbox"
)
_JOB = "insert into job (task_id, lane) values ($1, 'local')"
_READ = (
    "select id, model, state, phase, request, result, fail_code, fail_msg, created_at, updated_at, "
    "started_at, finished_at, progress, held, charged from task where id = $1"
)


def floor(pool: Pool) -> Starlette:
    async def create(request: Request) -> Response:
        """One transaction per request, one statement per row."""
        body = orjson.loads(await request.body())
        project = request.headers["authorization"].removeprefix("Bearer ")
        task_id = new_uuid()
        text = orjson.dumps(body).decode()
        sent = orjson.dumps(body["input"]).decode()
        async with pool.acquire() as conn, conn.transaction():
            await conn.execute(_ACCOUNT, project)
            await conn.execute(_TASK, task_id, project, body["model"], text, sent, "http://floor")
            await conn.execute(_ENTRY, new_uuid(), project, task_id)
            await conn.execute(_JOB, task_id)
        return _json({"code": 200, "msg": "success", "data": {"taskId": task_id.hex}})

    async def read(request: Request) -> Response:
        """One row by its primary key, as JSON."""
        row = await pool.fetchrow(_READ, request.query_params["taskId"])
        assert row is not None
        return _json({"code": 200, "msg": "success", "data": dict(row)})

    return Starlette(
        routes=[
            Route("/api/v1/jobs/createTask", create, methods=["POST"]),
            Route("/api/v1/jobs/recordInfo", read, methods=["GET"]),
        ]
    )


def _json(content: object) -> Response:
    return Response(orjson.dumps(content, default=str), media_type="application/json")
