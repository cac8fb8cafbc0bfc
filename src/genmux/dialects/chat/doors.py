"""Where chat is answered: the provider's own paths, which the catalogue names, and one door for
each dialect with the model in the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from genmux.catalogue.chat_model import ChatModel
from genmux.dialects.chat import (
    anthropic,
    gemini,
    gemini_listing,
    history,
    listing,
    openai_chat,
    openai_responses,
)
from genmux.dialects.chat.dialect import Dialect
from genmux.dialects.chat.serve import ChatEndpoint, ModelOf
from genmux.dialects.http import Api
from genmux.errors import InvalidInput

_DIALECTS: Mapping[str, Dialect] = {
    openai_chat.NAME: openai_chat.OpenAIChat(),
    openai_responses.NAME: openai_responses.OpenAIResponses(),
    anthropic.NAME: anthropic.Anthropic(),
}
_DOORS: Mapping[str, str] = {
    "/v1/chat/completions": openai_chat.NAME,
    "/v1/responses": openai_responses.NAME,
    "/v1/messages": anthropic.NAME,
}
_GEMINI = gemini.Gemini()
_GEMINI_DOORS = ("/v1/models", "/v1beta/models", "/gemini/v1beta/models")


def routes(api: Api) -> list[BaseRoute]:
    found: list[BaseRoute] = []
    own: dict[tuple[str, str], list[ChatModel]] = {}
    for model in api.catalogue.chats:
        for dialect, paths in model.paths.items():
            for path in paths:
                own.setdefault((dialect, path), []).append(model)
    gemini_paths = dict.fromkeys(_GEMINI_DOORS, tuple(api.catalogue.chats))
    for (name, path), models in own.items():
        if name == gemini.NAME:
            gemini_paths[path] = tuple(models)
        else:
            found.append(_post(api, path, _DIALECTS[name], _among(api, path, models), own=True))
    for path, name in _DOORS.items():
        found.append(_post(api, path, _DIALECTS[name], _any(api), own=False))
    for path, models_ in gemini_paths.items():
        found += _gemini(api, path, models_, own=path not in _GEMINI_DOORS)
    return [
        *found,
        *listing.routes(api),
        *gemini_listing.routes(api, gemini_paths),
        *history.routes(api),
    ]


def _post(api: Api, path: str, dialect: Dialect, model_of: ModelOf, *, own: bool) -> Route:
    return Route(path, ChatEndpoint(api, dialect, model_of, own=own), methods=["POST"])


def _among(api: Api, path: str, models: list[ChatModel]) -> ModelOf:
    """Those of a path; a path with one model needs none in the body, and takes any name there."""
    if len(models) == 1 and path.startswith(tuple(f"/{name}/" for name in models[0].ids)):
        return lambda _request, _body: models[0]

    def model_of(_request: Request, body: Mapping[str, Any]) -> ChatModel | None:
        model = _named(api, body)
        return model if model in models else None

    return model_of


def _any(api: Api) -> ModelOf:
    return lambda _request, body: _named(api, body)


def _named(api: Api, body: Mapping[str, Any]) -> ChatModel | None:
    """Raises InvalidInput where the body names none."""
    name = body.get("model")
    if not isinstance(name, str):
        expected = "is required" if name is None else "must be a text"
        raise InvalidInput(f"model {expected}", field="model")
    return api.catalogue.chat(name)


def _gemini(api: Api, path: str, models: tuple[ChatModel, ...], *, own: bool) -> list[BaseRoute]:
    def model_of(request: Request, _body: Mapping[str, Any]) -> ChatModel | None:
        model = api.catalogue.chat(request.path_params["model"])
        return model if model in models else None

    streamed = ChatEndpoint(api, _GEMINI, model_of, own=own, change=gemini.streamed)
    whole = ChatEndpoint(api, _GEMINI, model_of, own=own, change=gemini.whole)
    return [
        Route(f"{path}/{{model}}:streamGenerateContent", streamed, methods=["POST"]),
        Route(f"{path}/{{model}}:generateContent", whole, methods=["POST"]),
    ]
