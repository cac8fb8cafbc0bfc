"""All dialects as one ASGI application."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from genmux.db.pool import LOST
from genmux.dialects import account, hooks, models, native, uploads
from genmux.dialects.chat import doors
from genmux.dialects.console import doors as console
from genmux.dialects.families import FAMILIES
from genmux.dialects.http import Api
from genmux.dialects.openapi import document
from genmux.dialects.openapi_paths import with_routes
from genmux.storage.serve import file_routes
from genmux.tasks.finish import CallbackBody

_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def application(api: Api, callbacks: Mapping[str, CallbackBody]) -> Starlette:
    async def healthy(_request: Request) -> Response:
        try:
            await api.pool.fetchval("select 1", timeout=2)
        except (*LOST, TimeoutError):
            return JSONResponse({"status": "database away"}, 503)
        return JSONResponse({"status": "ok"})

    async def openapi(request: Request) -> Response:
        known = document(api.base_url(request))
        return JSONResponse(with_routes(known, server.routes, api.catalogue.chats))

    async def front(request: Request) -> Response:
        """Leads a person to the console; a program finds nothing here, as everywhere else."""
        person = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if not person:
            raise HTTPException(404)
        return RedirectResponse(api.console_url(request), 302)

    server = Starlette(
        routes=[
            *(route for family in FAMILIES.values() for route in family.routes(api)),
            *account.routes(api),
            *doors.routes(api),
            *models.routes(api),
            *uploads.routes(api),
            *native.routes(api, callbacks),
            *hooks.routes(api),
            *console.routes(api),
            *file_routes(api.links, api.pool, api.store, api.clock),
            Route("/healthz", healthy, methods=["GET"]),
            Route("/openapi.json", openapi, methods=["GET"]),
            *([Route("/", front, methods=_ANY)] if api.settings.console.enabled else []),
        ],
        middleware=[
            # Browser clients call with their own key, never with cookies.
            Middleware(
                Cors,
                allow_origins=["*"],
                allow_methods=["*"],
                allow_headers=["*"],
                expose_headers=["retry-after"],
            )
        ],
        exception_handlers={HTTPException: _http_error},
    )
    _forgive_slashes(server.router)
    _find_at_once(server.router)
    return server


def _find_at_once(router: Router) -> None:
    """Goes straight to the route of a path without parameters; Starlette tries one after the other,
    which with all families takes as long as a simple request."""
    known: dict[tuple[str, str], Route] = {}
    for route in router.routes:
        if isinstance(route, Route) and not route.param_convertors:
            for method in route.methods or ():
                known.setdefault((method, route.path), route)
    in_order = router.middleware_stack

    async def straight(scope: Scope, receive: Receive, send: Send) -> None:
        route = known.get((scope.get("method", ""), scope.get("path", "")))
        if route is None or scope.get("root_path"):
            await in_order(scope, receive, send)
            return
        scope.update(endpoint=route.endpoint, path_params={}, router=router)
        await route.app(scope, receive, send)

    router.middleware_stack = straight


def _forgive_slashes(router: Router) -> None:
    """Serves `path/` as `path`. A redirect would lose the key or the body with many clients, and
    would send them wherever the Host header says."""
    router.redirect_slashes = False
    not_found = router.default

    async def without_slashes(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").rstrip("/")
        if path and path != scope["path"]:
            await router({**scope, "path": path}, receive, send)
        else:
            await not_found(scope, receive, send)

    router.default = without_slashes


class Cors(CORSMiddleware):
    """Leaves requests alone that come with a key and from no page: no cache may share their
    replies, so these need not say that they vary by origin (a tenth of a request's time)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            names = {name for name, _ in scope["headers"]}
            if b"authorization" in names and b"origin" not in names:
                await self.app(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


async def _http_error(_request: Request, error: Exception) -> Response:
    """Unknown paths and methods answer with their real status, as the provider's dead paths do."""
    assert isinstance(error, HTTPException)
    return JSONResponse(
        {"code": error.status_code, "msg": error.detail, "data": None},
        error.status_code,
        headers=error.headers,
    )
