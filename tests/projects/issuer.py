"""An OpenID Connect issuer on loopback that lies when it is told to."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT = "genmux"
SECRET = "the client's secret"


@dataclass
class Issuer:
    url: str = ""
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    kid: str = "one"
    claims: dict[str, Any] = field(default_factory=dict)
    """of the next tokens, on top of the usual ones; None takes one away"""
    sign: Callable[[dict[str, Any]], str] | None = None
    public: bool = False
    """no secret is asked for"""
    described_as: str = ""
    keys_read: int = 0
    pieces: bool = False
    """its keys come one byte after the other"""
    gate: asyncio.Event | None = None
    """nothing is answered before it is set"""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, url: str) -> str:
        """What a person does in the browser: signs in there; returns the code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return code

    async def describe(self, _request: web.Request) -> web.Response:
        if self.gate is not None:
            await self.gate.wait()
        return web.json_response(
            {
                "issuer": self.described_as or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
        )

    async def keys(self, request: web.Request) -> web.StreamResponse:
        self.keys_read += 1
        shown = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        told = {"keys": [{**shown, "kid": self.kid, "use": "sig"}]}
        if not self.pieces:
            return web.json_response(told)
        reply = web.StreamResponse()
        await reply.prepare(request)
        for byte in json.dumps(told).encode():
            await reply.write(bytes([byte]))
        return reply

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self.codes.pop(str(form.get("code")), None)
        pair = base64.b64encode(f"{CLIENT}:the%20client%27s%20secret".encode()).decode()
        known = self.public or request.headers.get("Authorization") == f"Basic {pair}"
        challenge = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (
            not asked
            or not known
            or proof != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "subject-1",
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "email": "Ann@example.org",
            "email_verified": True,
            "name": "Ann",
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        sign = self.sign or self.signed
        return web.json_response({"id_token": sign(claims), "token_type": "Bearer"})

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, "ES256", headers={"kid": self.kid})


@asynccontextmanager
async def running_issuer() -> AsyncIterator[Issuer]:
    issuer = Issuer()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", issuer.describe)
    app.router.add_get("/keys", issuer.keys)
    app.router.add_post("/token", issuer.token)
    async with TestServer(app) as server:
        issuer.url = str(server.make_url("")).rstrip("/")
        yield issuer
