"""Lists of the chat models as two vendors write them, and counting tokens without a call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.errors import ModelUnknown
from genmux.dialects.chat import anthropic, openai_chat
from genmux.dialects.chat.call import refuse
from genmux.dialects.chat.caller import MAX_VALUES, chat_caller
from genmux.dialects.chat.dialect import Dialect
from genmux.dialects.chat.serve import known_error
from genmux.dialects.http import Api
from genmux.engines.tokens import count_ask

Handler = Callable[[Request], Awaitable[Any]]
_CREATED = 1_764_115_200
_CREATED_TEXT = "2025-11-26T00:00:00Z"
"""no date of birth is known of most models; clients only want one to be there"""
_VERSION_HEADER = "anthropic-version"


class Checked:
    """An ASGI application: key first, errors in the words of the dialect."""

    def __init__(self, api: Api, dialect: Dialect, handler: Handler) -> None:
        self._api = api
        self._dialect = dialect
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            await chat_caller(self._api, request)
            made = await self._handler(request)
        except Exception as error:  # the edge: no stack trace or detail may reach a client
            await refuse(self._dialect, known_error(error, request), send)
            return
        response = Response(orjson.dumps(made), media_type="application/json")
        await response(scope, receive, send)


def model_named(api: Api, name: Any) -> ChatModel:
    """Raises ModelUnknown."""
    model = api.catalogue.chat(name) if isinstance(name, str) else None
    if model is None:
        raise ModelUnknown(f"The model `{name!s:.100}` does not exist.", field="model")
    return model


def routes(api: Api) -> list[BaseRoute]:
    models = api.catalogue.chats
    claude, plain = anthropic.Anthropic(), openai_chat.OpenAIChat()
    own = [model for model in models if anthropic.NAME in model.paths]

    async def anthropic_list(_request: Request) -> Any:
        return _anthropic_list(own)

    async def both_lists(request: Request) -> Any:
        if _VERSION_HEADER in request.headers:
            return _anthropic_list(models)
        return {"object": "list", "data": [_openai(model) for model in models]}

    async def one(request: Request) -> Any:
        model = model_named(api, request.path_params["model"])
        return _anthropic(model) if _VERSION_HEADER in request.headers else _openai(model)

    async def count(request: Request) -> Any:
        body = await api.json_object(request, MAX_VALUES)
        model = model_named(api, body.get("model"))
        return {"input_tokens": count_ask(claude.read(body, model, stream=False))}

    found: list[BaseRoute] = [
        Route("/anthropic/v1/models", Checked(api, claude, anthropic_list), methods=["GET"]),
        Route("/anthropic/v1/models/{model}", Checked(api, claude, one), methods=["GET"]),
        Route("/v1/models", Checked(api, plain, both_lists), methods=["GET"]),
        Route("/v1/models/{model}", Checked(api, plain, one), methods=["GET"]),
    ]
    paths = dict.fromkeys(path for model in own for path in model.paths[anthropic.NAME])
    for path in (*paths, "/v1/messages"):
        counted = Checked(api, claude, count)
        found.append(Route(f"{path}/count_tokens", counted, methods=["POST"]))
    return found


def _anthropic_list(models: Sequence[ChatModel]) -> Mapping[str, Any]:
    data = [_anthropic(model) for model in models]
    first, last = (data[0]["id"], data[-1]["id"]) if data else (None, None)
    return {"data": data, "first_id": first, "has_more": False, "last_id": last}


def _anthropic(model: ChatModel) -> dict[str, Any]:
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.title,
        "created_at": _CREATED_TEXT,
        "max_input_tokens": model.context,
        "max_tokens": model.max_output,
    }


def _openai(model: ChatModel) -> dict[str, Any]:
    return {
        "id": model.id,
        "object": "model",
        "created": _CREATED,
        "owned_by": model.provider.lower(),
    }
