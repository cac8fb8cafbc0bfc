"""What everything looks like: style sheets and the small script that all pages have."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.resources import files

from nicegui import __version__
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_STYLES = ("tokens", "base", "parts", "market", "playground", "chat", "manage", "charts")
_SCRIPTS = ("console", "market", "playground", "chat", "manage")
_TYPES = {"css": "text/css", "js": "text/javascript"}


@cache
def _joined(kind: str) -> bytes:
    names = _STYLES if kind == "css" else _SCRIPTS
    folder = files("genmux.console.look")
    return b"\n".join((folder / f"{name}.{kind}").read_bytes() for name in names)


@cache
def _packed(kind: str) -> bytes:
    return gzip.compress(_joined(kind), mtime=0)


@cache
def _version() -> str:
    return hashlib.sha256(_joined("css") + _joined("js")).hexdigest()[:12]


def links() -> str:
    """What the head of each page holds: theme before the first paint, then the styles."""
    version = _version()
    return (
        f'<script src="/look/{version}/console.js"></script>'
        f'<link rel="stylesheet" href="/look/{version}/console.css">'
        f'<link rel="stylesheet" href="/_nicegui/{__version__}/static/fonts.css">'
        '<link rel="icon" href="/look/icon.svg" type="image/svg+xml">'
    )


def routes() -> list[Route]:
    async def serve(request: Request) -> Response:
        kind = str(request.path_params["kind"])
        if kind not in _TYPES:
            return Response(status_code=404)
        keep = {"Cache-Control": "public, max-age=31536000, immutable"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            keep |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            return Response(_packed(kind), media_type=_TYPES[kind], headers=keep)
        return Response(_joined(kind), media_type=_TYPES[kind], headers=keep)

    async def sign(_request: Request) -> Response:
        return Response(
            _ICON, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"}
        )

    return [
        Route("/look/{version}/console.{kind}", serve, methods=["GET"]),
        Route("/look/icon.svg", sign, methods=["GET"]),
    ]


_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect x="3" y="9" width="17" height="17" rx="5" fill="#0d6454" opacity=".3"/>
<rect x="7.5" y="6" width="17" height="17" rx="5" fill="#0d6454" opacity=".55"/>
<rect x="12" y="3" width="17" height="17" rx="5" fill="#0d6454"/>
<path d="M18.500 8v7l6-3.500z" fill="#fff"/></svg>"""
