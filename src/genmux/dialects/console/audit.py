"""Who changed what."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console.values import limit, query_flag, query_id, query_text
from genmux.dialects.http import Api
from genmux.dialects.times import ms
from genmux.projects.audit import Entry, entries
from genmux.projects.caller import Caller
from genmux.projects.roles import Role


def routes(api: Api) -> list[Route]:
    async def show(request: Request, caller: Caller) -> Response:
        caller.require(Role.ADMIN, person=True)
        whole = query_flag(request, "all")
        if whole:
            caller.require(Role.OPERATOR)
        many = limit(request)
        async with api.pool.acquire() as conn:
            found = await entries(
                conn,
                None if whole else caller.project_id,
                action=query_text(request, "action"),
                before=query_id(request, "before"),
                limit=many + 1,
            )
        shown = found[:many]
        following = shown[-1].id.hex if len(found) > many else None
        return api.reply({"entries": [_entry(one) for one in shown], "next": following})

    return [Route("/genmux/v1/audit", api.endpoint(show, needs=Role.READER), methods=["GET"])]


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "id": one.id.hex,
        "time": ms(one.created_at),
        "actor": {
            "kind": one.actor.kind,
            "id": one.actor.id.hex if one.actor.id else None,
            "name": one.actor.name,
        },
        "action": one.action,
        "target": one.target,
        "projectId": one.project_id.hex if one.project_id else None,
        "before": one.before,
        "after": one.after,
        "address": one.actor.address,
    }
