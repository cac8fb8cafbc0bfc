"""The lying issuer of the other tests with a page of its own, for browsers; in a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from tests.projects.issuer import CLIENT, SECRET, Issuer

SETTINGS = {
    "GENMUX_ACCESS_OIDC_CLIENT_ID": CLIENT,
    "GENMUX_ACCESS_OIDC_CLIENT_SECRET_ENV": "OIDC_SECRET",
    "OIDC_SECRET": SECRET,
}
"""of the server that asks it; GENMUX_ACCESS_OIDC_ISSUER is its `url`"""


class Page:
    """Asks whoever comes whether they want to be signed in there."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer

    async def show(self, request: web.Request) -> web.Response:
        code = self._issuer.authorize(str(request.url))
        back, state = request.query["redirect_uri"], request.query["state"]
        answers = {
            "Allow": {"code": code, "state": state},
            "Refuse": {"error": "access_denied", "state": state},
        }
        links = "".join(
            f'<p><a href="{escape(f"{back}?{urlencode(answer)}")}">{name}</a></p>'
            for name, answer in answers.items()
        )
        page = f'<!doctype html><html lang="en"><title>Issuer</title><body>{links}</body></html>'
        return web.Response(text=page, content_type="text/html")


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer on a free port of loopback until the end."""
    issuer, ready = Issuer(), threading.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", issuer.describe)
        app.router.add_get("/keys", issuer.keys)
        app.router.add_post("/token", issuer.token)
        app.router.add_get("/authorize", Page(issuer).show)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        issuer.url = f"http://{host}:{port}"
        return runner

    def run() -> None:
        runner = loop.run_until_complete(serve())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, name="issuer")
    thread.start()
    ready.wait()
    try:
        yield issuer
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
