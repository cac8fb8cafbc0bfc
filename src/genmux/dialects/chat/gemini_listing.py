"""The chat models as Gemini's clients list them, and counting tokens without a call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from genmux.catalogue.chat_model import ChatModel
from genmux.dialects.chat.caller import MAX_VALUES
from genmux.dialects.chat.gemini import NAME, Gemini
from genmux.dialects.chat.listing import Checked, model_named
from genmux.dialects.http import Api
from genmux.engines.tokens import count_ask

_OTHERS = "/v1/models"
"""where the list is in other words"""
_METHODS = ("generateContent", "streamGenerateContent", "countTokens")


def routes(api: Api, paths: Iterable[str]) -> list[BaseRoute]:
    """`paths` are those under which models answer in this dialect."""
    dialect = Gemini()
    models = api.catalogue.chats

    async def listed(request: Request) -> Any:
        path = request.url.path
        there = [model for model in models if path in model.paths.get(NAME, ())] or models
        return {"models": [_shown(model) for model in there]}

    async def one(request: Request) -> Any:
        return _shown(model_named(api, request.path_params["model"]))

    async def count(request: Request) -> Any:
        body = await api.json_object(request, MAX_VALUES)
        model = model_named(api, request.path_params["model"])
        asked = body.get("generateContentRequest") or body
        return {"totalTokens": count_ask(dialect.read(asked, model, stream=False))}

    found: list[BaseRoute] = []
    for path in paths:
        of_one = f"{path}/{{model}}"
        counted = Checked(api, dialect, count)
        found.append(Route(f"{of_one}:countTokens", counted, methods=["POST"]))
        if path != _OTHERS:
            found.append(Route(path, Checked(api, dialect, listed), methods=["GET"]))
            found.append(Route(of_one, Checked(api, dialect, one), methods=["GET"]))
    return found


def _shown(model: ChatModel) -> dict[str, Any]:
    return {
        "name": f"models/{model.id}",
        "displayName": model.title,
        "inputTokenLimit": model.context,
        "outputTokenLimit": model.max_output,
        "supportedGenerationMethods": _METHODS,
    }
