"""What chat calls used and cost, under `/genmux/v1`, in the envelope of everything there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.chat.read import list_calls
from genmux.clock import epoch_ms
from genmux.dialects.http import Api
from genmux.errors import InvalidInput
from genmux.ids import parse_hex
from genmux.projects.caller import Caller

_MOST = 100


def routes(api: Api) -> list[BaseRoute]:
    async def calls(request: Request, caller: Caller) -> Response:
        query = request.query_params
        before, limit = query.get("before"), query.get("limit", "50")
        if before and parse_hex(before) is None:
            raise InvalidInput("before must be an id of 32 hex digits", field="before")
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= _MOST):
            raise InvalidInput(f"limit must be a whole number from 1 to {_MOST}", field="limit")
        async with api.pool.acquire() as conn:
            found = await list_calls(
                conn,
                caller.project_id,
                caller.sandbox,
                before=parse_hex(before),
                limit=int(limit),
            )
        return api.reply({"calls": [_shown(row) for row in found]})

    return [Route("/genmux/v1/chat/calls", api.endpoint(calls), methods=["GET"])]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    finished = row["finished_at"]
    return {
        "callId": row["id"].hex,
        "model": row["model"],
        "dialect": row["dialect"],
        "streamed": row["streamed"],
        "state": row["state"],
        "route": row["route"],
        "stop": row["stop"],
        "error": row["error"],
        "creditsHeld": row["held"] if finished is None else 0,
        "creditsCharged": row["charged"],
        "inputTokens": row["input_tokens"],
        "cachedTokens": row["cached_tokens"],
        "outputTokens": row["output_tokens"],
        "reasoningTokens": row["reasoning_tokens"],
        "countedHere": row["estimated"],
        "firstMs": row["first_ms"],
        "createTime": epoch_ms(row["created_at"]),
        "endTime": None if finished is None else epoch_ms(finished),
        "contents": None if row["contents"] is None else orjson.loads(row["contents"]),
    }
