"""One chat request, from its body to the hold: then `call.py` answers it.

The status is real, for the official clients go by it; whatever goes wrong before the first byte is
a refusal with its status, later it is an event of the stream.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.errors import ModelUnknown
from genmux.chat.record import NewCall
from genmux.chat.routes import Route, estimate_of
from genmux.chat.upstream import Passed
from genmux.db.pool import LOST
from genmux.dialects.chat.call import ChatCall, refuse
from genmux.dialects.chat.caller import MAX_VALUES, chat_caller, fault_of, own_stream
from genmux.dialects.chat.dialect import Dialect, Reply
from genmux.dialects.http import Api
from genmux.engines.talk import Usage
from genmux.engines.tokens import count_ask
from genmux.errors import GenmuxError, MalformedBody, Unavailable
from genmux.ids import new_uuid
from genmux.projects.caller import Caller

log = logging.getLogger(__name__)

ModelOf = Callable[[Request, Mapping[str, Any]], ChatModel | None]
Change = Callable[[Request, dict[str, Any]], None]
_SPARE = 4
"""the hold covers a quarter more input than is counted here: vendors count differently"""


class ChatEndpoint:
    """An ASGI application for one path of one dialect."""

    def __init__(
        self,
        api: Api,
        dialect: Dialect,
        model_of: ModelOf,
        *,
        own: bool,
        change: Change | None = None,
    ) -> None:
        """`own` says that the path is of the provider's API, where most models stream by default;
        `change` puts into the body what the path says."""
        self._api = api
        self._dialect = dialect
        self._model_of = model_of
        self._own = own
        self._change = change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            call = await self._begin(request)
        except Exception as error:  # the edge: no stack trace or detail may reach a client
            await refuse(self._dialect, known_error(error, request), send)
            return
        await call.run(receive, send)

    async def _begin(self, request: Request) -> ChatCall:
        api = self._api
        caller = await chat_caller(api, request)
        body = await api.json_object(request, MAX_VALUES)
        if self._change is not None:
            self._change(request, body)
        model = self._model_of(request, body)
        if model is None:
            name = request.path_params.get("model") or body.get("model")
            raise ModelUnknown(
                f"The model `{name!s:.100}` does not exist at this address.",
                field="model",
            )
        stream = self._own and own_stream(request, model)
        ask = self._dialect.read(body, model, stream=stream)
        tokens = count_ask(ask)
        output = estimate_of(ask, model, tokens)
        new = NewCall(
            id=new_uuid(),
            project_id=caller.project_id,
            key_id=caller.key_id,
            sandbox=caller.sandbox,
            limits=caller.limits,
            model=model.id,
            dialect=self._dialect.name,
            streamed=ask.stream,
            hold=model.price.credits(Usage(tokens + tokens // _SPARE, output)),
        )
        routes = self._routes(request, caller, model)
        holding = await api.desk.open(new)
        reply = Reply(new.id.hex, model, ask, int(time.time()))
        passed = Passed(body, ask, request.headers)
        return ChatCall(api, self._dialect, new, reply, passed, routes, holding)

    def _routes(self, request: Request, caller: Caller, model: ChatModel) -> Sequence[Route]:
        fault = fault_of(request, sandbox=caller.sandbox)
        return self._api.chat_routes.of(model, sandbox=caller.sandbox, fault=fault)


def known_error(error: Exception, request: Request) -> GenmuxError:
    """What a client may know of it."""
    if isinstance(error, GenmuxError):
        return error
    if isinstance(error, ClientDisconnect):
        return MalformedBody()  # nobody is left to read it
    # asyncpg's complaints about a value are InterfaceErrors, and no outage.
    if isinstance(error, LOST) and not isinstance(error, ValueError):
        log.warning("%s %s: %r", request.method, request.url.path, error)
        return Unavailable()
    log.error("%s %s broke", request.method, request.url.path, exc_info=error)
    return GenmuxError()
