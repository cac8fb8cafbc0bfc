"""Chat: any chat model, streamed, with its thoughts, its tools and what it cost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from nicegui import ui

from genmux.client import ClientError
from genmux.console.frame import Page
from genmux.console.parts.chat import Conversation
from genmux.console.parts.controls import link_button
from genmux.console.parts.places import empty
from genmux.console.parts.tag import Tag
from genmux.console.talk import Talk
from genmux.console.visit import Visit


async def show(visit: Visit) -> None:
    words = visit.words
    models = [one for one in await visit.shelf.models(visit.api) if one["kind"] == "chat"]
    Tag("h1", "visually-hidden", words("chat.title"))
    if not models:
        with empty(words("chat.no_models")):
            link_button(words("shell.back_to_market"), "/", kind="primary", icon="market")
        return
    details = await asyncio.gather(*(visit.shelf.model(visit.api, one["id"]) for one in models))
    offered = [_offered(model, detail) for model, detail in zip(models, details, strict=True)]
    place: dict[str, Talk] = {}

    async def ask(body: dict[str, Any]) -> None:
        await place["talk"].ask(body)
        await _count(visit)

    def stop() -> None:
        place["talk"].stop()

    conversation = Conversation(
        visit,
        offered,
        visit.request.query_params.get("model", ""),
        on_ask=ask,
        on_stop=stop,
    )
    place["talk"] = Talk(visit.api, conversation)
    ui.context.client.on_delete(stop)


def _offered(model: Mapping[str, Any], detail: Mapping[str, Any] | None) -> dict[str, Any]:
    chat = (detail or {}).get("chat") or {}
    inputs = [kind for kind in ("image", "video", "audio") if kind in chat.get("inputs", ())]
    return {
        "id": model["id"],
        "title": model["title"],
        "accepts": inputs,
        "tools": list(chat.get("tools") or ()),
        "efforts": list(chat.get("efforts") or ()),
    }


async def _count(visit: Visit) -> None:
    """The purse beside the navigation, after it was charged."""
    try:
        balance = await visit.api.get("/balance")
    except ClientError:
        return
    text = visit.words("shell.credits", amount=visit.amount(balance.get("available")))
    ui.run_javascript(f"genmux.purse({json.dumps(text)})")


PAGE = Page("/chat", "chat", show)
