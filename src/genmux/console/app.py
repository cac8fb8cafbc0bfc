"""The console as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from nicegui import app as nicegui_app
from nicegui import ui
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from genmux.console import exports, frame, look, passing
from genmux.console.api import open_session
from genmux.console.guard import Guard, is_loopback
from genmux.console.house import House
from genmux.console.pages.table import PAGES
from genmux.console.samples import routes
from genmux.console.samples.keeper import Keeper
from genmux.console.seal import Seal
from genmux.console.sessions import Sessions
from genmux.console.sign_in import Door

if TYPE_CHECKING:
    from genmux.settings import Settings

_RECONNECT_SECONDS = 30.0
"""that a tab may be gone, busy or asleep, before it has to be built anew"""
_MESSAGES_KEPT = 50
"""for a tab whose connection broke for a moment; each costs memory"""


@asynccontextmanager
async def open_console(settings: Settings, host: str) -> AsyncIterator[ASGIApp]:
    """The application for the address `host`. One in a process: NiceGUI's registry is global."""
    console = settings.console
    async with open_session() as http:
        house = House(
            http=http,
            sessions=Sessions(Seal.of(settings.data.dir)),
            api_url=console.api_url.rstrip("/") or f"http://127.0.0.1:{settings.server.port}",
            public_api=settings.server.public_url,
            public_url=console.public_url,
            samples=Keeper(settings.data.dir / "console" / "samples", settings.catalogue.folders),
        )
        try:
            yield _guarded(settings, house, host)
        finally:
            await house.samples.close()


def _guarded(settings: Settings, house: House, host: str) -> ASGIApp:
    return Guard(
        _application(house),
        public_url=settings.console.public_url,
        loopback=is_loopback(host),
        media=(house.public_api,) if house.public_api else (),
    )


def _application(house: House) -> ASGIApp:
    outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    # Beside NiceGUI's application, whose middleware takes a client that leaves for a fault.
    outer.router.routes += [
        *look.routes(),
        *Door(house).routes(),
        *passing.routes(house),
        *exports.routes(house),
        *routes.routes(house),
    ]
    nicegui_app.config.quasar_config["loadingBar"] = {"skipHijack": True}
    ui.add_head_html(look.links(), shared=True)
    frame.register(house, PAGES)
    ui.run_with(
        outer,
        root=frame.nowhere(house, PAGES),
        title="Genmux",
        favicon=None,
        dark=None,
        tailwind=False,
        binding_refresh_interval=None,
        reconnect_timeout=_RECONNECT_SECONDS,
        message_history_length=_MESSAGES_KEPT,
        # The highest level takes three times as long for a twentieth less.
        gzip_middleware_factory=lambda inner: GZipMiddleware(inner, compresslevel=4),
        show_welcome_message=False,
    )
    return outer
