"""The list of chat calls: use and cost, of this project and purse only."""

from __future__ import annotations

from typing import Any

from genmux.db.pool import Pool
from genmux.projects.keys import NewKey
from genmux.projects.project import ensure_project
from tests.dialects.conftest import NewCaller
from tests.server import Caller

ASKED: Any = {"model": "gpt-5-2", "messages": [{"role": "user", "content": "Hello."}]}


async def test_calls_are_listed_newest_first(
    api: Caller, new_caller: NewCaller, pool: Pool
) -> None:
    costs = []
    for _ in range(3):
        reply = await api.post("/v1/chat/completions", ASKED)
        costs.append(reply.json["credits_consumed"])
    await (await new_caller(NewKey(sandbox=True))).post("/v1/chat/completions", ASKED)
    page = (await api.get("/genmux/v1/chat/calls?limit=2")).data["calls"]
    assert len(page) == 2
    assert page[0]["createTime"] >= page[1]["createTime"]
    rest = (await api.get(f"/genmux/v1/chat/calls?before={page[-1]['callId']}")).data["calls"]
    assert [one["creditsCharged"] for one in [*page, *rest]] == costs
    first = rest[0]
    assert (first["state"], first["model"], first["dialect"]) == ("done", "gpt-5-2", "openai-chat")
    assert first["outputTokens"] > first["reasoningTokens"] > 0
    assert first["contents"] is None
    async with pool.acquire() as conn:
        other = await ensure_project(conn, "other")
    stranger = await new_caller(project_id=other.id)
    assert (await stranger.get("/genmux/v1/chat/calls")).data["calls"] == []


async def test_a_wrong_page_is_told(api: Caller) -> None:
    assert (await api.get("/genmux/v1/chat/calls?limit=0")).code == 422
    assert (await api.get("/genmux/v1/chat/calls?before=x")).code == 422
