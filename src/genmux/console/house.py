"""What all pages share: the seal, the connections to the API, and how a visit is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection, Request

from genmux.console.api import Api
from genmux.console.samples.keeper import Keeper
from genmux.console.sessions import Sessions
from genmux.console.shelf import Shelf
from genmux.console.visit import Visit
from genmux.console.words import Words, preferred

if TYPE_CHECKING:
    import aiohttp


@dataclass(frozen=True, slots=True)
class House:
    """`api_url` is where the API is for us, `public_api` how its links begin where that differs."""

    http: aiohttp.ClientSession
    sessions: Sessions
    api_url: str
    public_api: str
    public_url: str
    samples: Keeper
    shelf: Shelf = field(default_factory=Shelf)

    def visit(self, request: Request) -> Visit | None:
        """The visit of whoever has a session; it may have ended at the API."""
        session = self.sessions.of(request)
        if session is None:
            return None
        return Visit(
            request,
            session,
            self.words(request),
            self.api(
                request, token=session.token, project=session.project, sandbox=session.sandbox
            ),
            self.sessions.form_token(session),
            self.shelf,
            self.samples,
            tuple(start for start in (self.api_url, self.public_api) if start),
        )

    def api(
        self,
        connection: HTTPConnection,
        *,
        token: str = "",
        project: str = "",
        sandbox: bool = False,
    ) -> Api:
        address = connection.client.host if connection.client else ""
        return Api(
            self.http, self.api_url, token, project=project, sandbox=sandbox, address=address
        )

    def words(self, connection: HTTPConnection) -> Words:
        cookie = connection.cookies.get("language", "")
        return Words(preferred(cookie, connection.headers.get("accept-language", "")))

    def sign_in_path(self, request: Request) -> str:
        """The sign-in page, which leads back to where the person wanted to go."""
        path = request.url.path
        wanted = path + (f"?{request.url.query}" if request.url.query else "")
        return "/sign-in" if path == "/" else f"/sign-in?next={quote(wanted)}"


def own_path(text: str) -> str:
    """A path of this console, whatever a form says; never another site."""
    parts = urlsplit(text)
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc
    return text if safe and "\\" not in text and text.isprintable() else "/"
