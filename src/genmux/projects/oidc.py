"""Signing in with OpenID Connect: the authorization code flow with PKCE, state and nonce.

What the issuer says is believed only when the ID token is signed by its keys, meant for this
client, fresh, and of this very flow; and its email only when the issuer has verified it.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
import jwt
import orjson

from genmux.errors import GenmuxError, InvalidInput, Unauthorized
from genmux.projects.person import read_email
from genmux.projects.sessions import token_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.db.pool import Pool
    from genmux.settings import AccessSettings

log = logging.getLogger(__name__)

_WORD = re.compile(r"[a-z_]{1,40}")
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""signatures by a private key only: one made with our own secret would prove nothing"""
_FLOW_LIFE = timedelta(minutes=10)
_LEEWAY = 60
_TIMEOUT = 10.0
_MAX_REPLY = 1024 * 1024
_MAX_URL = 1000
_REFUSED = "The sign-in with OpenID Connect was refused."


class IssuerAway(GenmuxError):
    """The OpenID Connect issuer cannot be reached or does not answer as it should."""

    code = status = 502


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the issuer says it is. `subject` is issuer and subject together."""

    subject: str
    email: str
    name: str


class Oidc:
    """One issuer. Its own description is read at the first use and kept until a key is unknown."""

    def __init__(self, settings: AccessSettings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer
        self._session: aiohttp.ClientSession | None = None
        self._about: Mapping[str, Any] | None = None
        self._keys: list[jwt.PyJWK] = []

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def begin(self, pool: Pool, redirect_uri: object, now: datetime) -> tuple[str, str]:
        """Where to send the browser, and the state that it must come back with.

        No connection is held while the issuer is asked: a slow one would take them all.
        """
        uri = _redirect_uri(redirect_uri)
        about = await self._described()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        async with pool.acquire() as conn:
            await conn.execute("delete from oidc_flow where expires_at < $1", now)
            await conn.execute(
                "insert into oidc_flow (state_hash, nonce, verifier, redirect_uri, expires_at) "
                "values ($1, $2, $3, $4, $5)",
                token_digest(state),
                nonce,
                verifier,
                uri,
                now + _FLOW_LIFE,
            )
        challenge = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": uri,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint: str = about["authorization_endpoint"]
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}", state

    async def finish(self, pool: Pool, code: object, state: object, now: datetime) -> Identity:
        """Who came back. A flow is used once. Raises Unauthorized, IssuerAway."""
        if not (isinstance(code, str) and isinstance(state, str)):
            raise InvalidInput("oidc must have code and state", field="oidc")
        flow = await pool.fetchrow(
            "delete from oidc_flow where state_hash = $1 "
            "returning nonce, verifier, redirect_uri, expires_at",
            token_digest(state),
        )
        if flow is None or flow["expires_at"] <= now:
            raise Unauthorized("This sign-in took too long or was used before. Please try again.")
        about = await self._described()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow["redirect_uri"],
            "client_id": self._settings.oidc_client_id,
            "code_verifier": flow["verifier"],
        }
        reply = await self._json("POST", about["token_endpoint"], form, refused=True)
        claims = await self._claims(reply.get("id_token"))
        if not secrets.compare_digest(str(claims.get("nonce", "")), flow["nonce"]):
            raise Unauthorized(_REFUSED)
        if claims.get("email_verified") is not True:
            raise Unauthorized("The issuer has not verified this email address.")
        name = claims.get("name")
        return Identity(
            subject=f"{self._issuer} {claims['sub']}",
            email=read_email(claims.get("email")),
            name=name[:100] if isinstance(name, str) and name.isprintable() else "",
        )

    def admits(self, email: str) -> bool:
        """Whether somebody who is not known yet may come in by that address."""
        domain = email.rpartition("@")[2]
        return domain in {one.lower().lstrip("@") for one in self._settings.oidc_domains}

    async def _claims(self, token: object) -> Mapping[str, Any]:
        if not isinstance(token, str):
            raise Unauthorized(_REFUSED)
        try:
            key = await self._key(jwt.get_unverified_header(token))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(_ALGORITHMS),
                audience=self._settings.oidc_client_id,
                issuer=self._issuer,
                leeway=_LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthorized(_REFUSED) from error
        party = claims.get("azp")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (party is not None or several) and party != self._settings.oidc_client_id:
            raise Unauthorized(_REFUSED)
        return claims

    async def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        """The issuer's key that a token names; its keys are read anew once for an unknown one."""
        for fresh in (False, True):
            if fresh or not self._keys:
                about = await self._described()
                keys = await self._json("GET", about["jwks_uri"])
                self._keys = jwt.PyJWKSet.from_dict(dict(keys)).keys
            for key in self._keys:
                fits = header.get("kid") in (None, key.key_id)
                if fits and (header.get("kid") is not None or len(self._keys) == 1):
                    return key
        raise Unauthorized(_REFUSED)

    async def _described(self) -> Mapping[str, Any]:
        if self._about is None:
            place = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            about = await self._json("GET", place)
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if about.get("issuer") != self._issuer or not all(
                _is_safe(about.get(name)) for name in needed
            ):
                raise IssuerAway
            self._about = about
        return self._about

    async def _json(
        self, method: str, url: str, form: Mapping[str, str] | None = None, *, refused: bool = False
    ) -> Mapping[str, Any]:
        """A JSON object from the issuer. `refused`: a 4xx means no, not away. No text of the reply
        goes further: it may hold what is not for the caller."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT))
        headers = {"Accept": "application/json", **(self._authorization() if form else {})}
        try:
            async with self._session.request(
                method, url, data=form, headers=headers, allow_redirects=False
            ) as reply:
                value = orjson.loads(await _whole(reply))
                if refused and 400 <= reply.status < 500:
                    log.warning("OpenID Connect: %s refuses: %s", url, _word(value))
                    raise Unauthorized(_REFUSED)
                if reply.status != 200 or not isinstance(value, dict):
                    raise IssuerAway
                return value
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("OpenID Connect: no answer from %s: %s", url, type(error).__name__)
            raise IssuerAway from error

    def _authorization(self) -> dict[str, str]:
        name = self._settings.oidc_client_secret_env
        secret = os.environ.get(name, "") if name else ""
        if not secret:
            return {}
        pair = f"{quote(self._settings.oidc_client_id, safe='')}:{quote(secret, safe='')}"
        return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


async def _whole(reply: aiohttp.ClientResponse) -> bytearray:
    """It comes in pieces, the keys of a large issuer always do. Raises IssuerAway."""
    raw = bytearray()
    async for piece in reply.content.iter_any():
        raw += piece
        if len(raw) > _MAX_REPLY:
            raise IssuerAway
    return raw


def _word(value: object) -> str:
    """The issuer's own word for it, e.g. `invalid_client`: for the log of the operator."""
    word = value.get("error") if isinstance(value, dict) else None
    return word if isinstance(word, str) and _WORD.fullmatch(word) else "without a reason"


def _is_safe(url: object) -> bool:
    """https, or http on this machine: codes and secrets go there."""
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def _redirect_uri(value: object) -> str:
    if isinstance(value, str) and len(value) <= _MAX_URL and value.isprintable():
        parts = urlsplit(value)
        if parts.scheme in ("http", "https") and parts.hostname and not parts.fragment:
            return value
    raise InvalidInput("redirectUri must be an http or https URL", field="redirectUri")
