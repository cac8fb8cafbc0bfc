"""The door: plain forms, no script needed. Password, one-time link, or the operator's issuer."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from genmux.client import ClientError
from genmux.console.house import House, own_path
from genmux.console.look import links
from genmux.console.parts.icons import mark
from genmux.console.parts.moments import prose
from genmux.console.words import Words

_STATE = "genmux_oidc"


class Door:
    """The sign-in page and what its forms send."""

    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self.show, methods=["GET"]),
            Route("/sign-in", self.enter, methods=["POST"]),
            Route("/sign-in/oidc", self.to_issuer, methods=["POST"]),
            Route("/sign-in/oidc", self.from_issuer, methods=["GET"]),
            Route("/sign-out", self.leave, methods=["POST"]),
            Route("/switch", self.switch, methods=["POST"]),
        ]

    async def show(
        self, request: Request, problem: str = "", given: Mapping[str, str] | None = None
    ) -> Response:
        """The page; `given` is what a form brought that did not lead in: `email`, `next`."""
        house, words = self._house, self._house.words(request)
        secret = house.sessions.stranger_secret(request)
        try:
            ways = await house.api(request).get("/session/ways")
        except ClientError as error:
            ways = {}
            problem = problem or f"{words('shell.api_away')}: {error.message}"
        asked = {**request.query_params, **(given or {})}
        body = _form(words, ways, house.sessions.stranger_token(secret), asked)
        page = HTMLResponse(_page(words, body, problem), headers={"Cache-Control": "no-store"})
        house.sessions.stranger_form(page, request, secret)
        return page

    async def enter(self, request: Request) -> Response:
        form = await request.form()
        if not self._house.sessions.stranger_may_post(request, _text(form, "form")):
            return await self.show(request)
        if link := _text(form, "link"):
            asked: dict[str, Any] = {"link": link}
        else:
            asked = {"email": _text(form, "email"), "password": _text(form, "password")}
        return await self._open(request, asked, own_path(_text(form, "next")))

    async def _open(self, request: Request, asked: Mapping[str, Any], then: str) -> Response:
        words = self._house.words(request)
        try:
            opened = await self._house.api(request).post("/session", asked)
        except ClientError as error:
            given = {"next": then, "email": str(asked.get("email", ""))}
            return await self.show(request, _said(words, error, asked), given)
        projects = opened.get("projects") or [{"id": ""}]
        reply = RedirectResponse(then, 303)
        self._house.sessions.start(reply, request, opened["token"], projects[0]["id"])
        return reply

    async def to_issuer(self, request: Request) -> Response:
        form = await request.form()
        if not self._house.sessions.stranger_may_post(request, _text(form, "form")):
            return await self.show(request)
        try:
            begun = await self._house.api(request).post(
                "/session/oidc", {"redirectUri": self._callback(request)}
            )
        except ClientError as error:
            return await self.show(request, error.message)
        # A page that leads there, not a redirect: our policy lets forms end on this host only.
        reply = HTMLResponse(
            f'<meta http-equiv="refresh" content="0;url={escape(begun["url"])}">',
            headers={"Cache-Control": "no-store"},
        )
        then = own_path(_text(form, "next"))
        self._house.sessions.remember(reply, request, _STATE, f"{begun['state']} {then}")
        return reply

    async def from_issuer(self, request: Request) -> Response:
        query, words = request.query_params, self._house.words(request)
        if "error" in query:
            return await self.show(request, words("sign_in.sso_refused"))
        state, _, then = self._house.sessions.recall(request, _STATE).partition(" ")
        if not state or state != query.get("state"):
            return await self.show(request, words("sign_in.sso_late"))
        asked = {"oidc": {"code": query.get("code", ""), "state": state}}
        return await self._open(request, asked, own_path(then))

    def _callback(self, request: Request) -> str:
        base = self._house.public_url or f"{request.url.scheme}://{request.url.netloc}"
        return f"{base}/sign-in/oidc"

    async def leave(self, request: Request) -> Response:
        form = await request.form()
        session = self._house.sessions.of(request)
        reply = RedirectResponse("/sign-in", 303)
        if session is not None and self._house.sessions.may_post(session, _text(form, "form")):
            with contextlib.suppress(ClientError):  # it has ended already, or ends by itself
                await self._house.api(request, token=session.token).delete("/session")
            self._house.sessions.end(reply)
        return reply

    async def switch(self, request: Request) -> Response:
        """Another project or purse, for all pages of this browser."""
        form = await request.form()
        session = self._house.sessions.of(request)
        reply = RedirectResponse(own_path(_text(form, "back")), 303)
        if session is not None and self._house.sessions.may_post(session, _text(form, "form")):
            fresh = session.switched(
                _text(form, "project"), sandbox=_text(form, "mode") == "sandbox"
            )
            self._house.sessions.keep(reply, request, fresh)
        return reply


def _said(words: Words, error: ClientError, asked: Mapping[str, Any]) -> str:
    if error.code == 429:
        return words("sign_in.later")
    if error.code == 401 and "oidc" not in asked:
        return words("sign_in.link_gone" if "link" in asked else "sign_in.refused")
    return words("shell.api_away") if error.code == 0 else error.message


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _form(words: Words, ways: Mapping[str, Any], token: str, query: Mapping[str, str]) -> str:
    hidden = f'<input type="hidden" name="form" value="{token}">'
    if link := query.get("link"):
        return (
            f'<form class="stack" method="post" action="/sign-in">{hidden}'
            f'<input type="hidden" name="link" value="{escape(link)}">'
            f'<p class="soft">{escape(words("sign_in.link_text"))}</p>'
            '<button class="button primary wide" autofocus>'
            f"{escape(words('sign_in.link_submit'))}</button></form>"
        )
    parts = []
    wanted = f'<input type="hidden" name="next" value="{escape(own_path(query.get("next", "/")))}">'
    if ways.get("people") is False:
        parts.append(f'<p class="note">{prose(words("sign_in.no_way"))}</p>')
    elif ways.get("password", True):
        email = query.get("email", "")
        parts.append(
            f'<form class="stack" method="post" action="/sign-in">{hidden}{wanted}'
            + _field(words("sign_in.email"), "email", "username", email)
            + _field(words("sign_in.password"), "password", "current-password", first=bool(email))
            + f'<button class="button primary wide">{escape(words("sign_in.submit"))}'
            "</button></form>"
        )
    if oidc := ways.get("oidc"):
        if parts:
            parts.append(f'<p class="or">{escape(words("sign_in.or"))}</p>')
        name = words("sign_in.sso", name=oidc["name"])
        parts.append(
            f'<form method="post" action="/sign-in/oidc">{hidden}{wanted}'
            f'<button class="button wide">{escape(name)}</button></form>'
        )
    return "".join(parts)


def _field(label: str, name: str, complete: str, value: str = "", *, first: bool = False) -> str:
    """A field, named after its type. The e-mail comes first until it is known."""
    focus = " autofocus" if first or (name == "email" and not value) else ""
    return (
        f'<div class="field"><label for="{name}">{escape(label)}</label>'
        f'<input class="input" id="{name}" name="{name}" type="{name}" value="{escape(value)}" '
        f'autocomplete="{complete}" required{focus}></div>'
    )


def _page(words: Words, body: str, problem: str) -> str:
    alert = f'<p class="note bad" role="alert">{prose(problem)}</p>' if problem else ""
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words('sign_in.title'))} · {escape(words('shell.name'))}</title>"
        f'{links()}</head><body><main class="sign-in"><div class="card">'
        f'<div class="stack tight"><span class="wordmark">{mark()}<span>'
        f"{escape(words('shell.name'))}</span></span><h1>{escape(words('sign_in.title'))}</h1>"
        f'<p class="soft">{escape(words("sign_in.lead"))}</p></div>{alert}{body}</div></main>'
        "</body></html>"
    )


def sign_in_link(console: str, token: str) -> str:
    """What a terminal prints or a mail holds."""
    return f"{console}/sign-in?link={quote(token)}"
