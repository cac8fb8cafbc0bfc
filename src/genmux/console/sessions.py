"""Who is at the browser: one sealed cookie holds the API's session, the project and the purse."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from genmux.console.seal import Seal

COOKIE = "genmux_session"
_FORM_COOKIE = "genmux_form"
_DAYS = 30


@dataclass(frozen=True, slots=True)
class Session:
    """`token` is the API's and never reaches the browser unsealed. `form` guards its forms."""

    token: str
    form: str
    project: str = ""
    sandbox: bool = False

    def switched(self, project: str, *, sandbox: bool) -> Session:
        return replace(self, project=project, sandbox=sandbox)


class Sessions:
    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def start(self, response: Response, request: Request, token: str, project: str = "") -> None:
        self.keep(response, request, Session(token, secrets.token_urlsafe(16), project))

    def keep(self, response: Response, request: Request, session: Session) -> None:
        self._set(response, request, COOKIE, self._seal.close(asdict(session)), _DAYS * 86400)

    def of(self, connection: HTTPConnection) -> Session | None:
        found = self._seal.open(connection.cookies.get(COOKIE, ""), seconds=_DAYS * 86400)
        try:
            return Session(**found) if found else None
        except TypeError:  # of another version
            return None

    def end(self, response: Response) -> None:
        response.delete_cookie(COOKIE, path="/")

    def form_token(self, session: Session) -> str:
        """What each form and upload of this session carries."""
        return self._seal.form_token(session.form)

    def may_post(self, session: Session, token: str) -> bool:
        return self._seal.same_form(session.form, token)

    def stranger_form(self, response: Response, request: Request, secret: str) -> None:
        """Keeps the secret of a form for somebody who is not signed in."""
        self._set(response, request, _FORM_COOKIE, secret, 3600)

    def stranger_secret(self, request: Request) -> str:
        return request.cookies.get(_FORM_COOKIE, "") or secrets.token_urlsafe(16)

    def stranger_token(self, secret: str) -> str:
        return self._seal.form_token(secret)

    def stranger_may_post(self, request: Request, token: str) -> bool:
        secret = request.cookies.get(_FORM_COOKIE, "")
        return bool(secret) and self._seal.same_form(secret, token)

    def remember(self, response: Response, request: Request, name: str, text: str) -> None:
        """Keeps a word for ten minutes, e.g. what an issuer must send back."""
        self._set(response, request, name, self._seal.close({"text": text}), 600)

    def recall(self, request: Request, name: str) -> str:
        return str(self._seal.open(request.cookies.get(name, ""), seconds=600).get("text", ""))

    def _set(self, response: Response, request: Request, name: str, value: str, age: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=age,
            path="/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
