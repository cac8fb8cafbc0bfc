"""OpenID Connect: who comes in, and every way in which an answer must not be believed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from genmux.clock import SystemClock
from genmux.db.pool import Pool
from genmux.errors import GenmuxError, InvalidInput, Unauthorized
from genmux.projects.audit import COMMAND
from genmux.projects.oidc import IssuerAway
from genmux.projects.passwords import Passwords
from genmux.projects.people import add_person, change_person
from genmux.projects.sign_in import Opened, SignIn
from genmux.settings import load_settings
from tests.projects.issuer import CLIENT, SECRET, Issuer, running_issuer

BACK = "http://127.0.0.1:8788/sign-in/oidc"


class Clock(SystemClock):
    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with running_issuer() as issuer:
        yield issuer


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def door(
    issuer: Issuer, pool: Pool, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SignIn]:
    monkeypatch.setenv("OIDC_SECRET", SECRET)
    flags = {
        "data.dir": str(tmp_path),
        "access.oidc_issuer": issuer.url,
        "access.oidc_client_id": CLIENT,
        "access.oidc_client_secret_env": "OIDC_SECRET",
        "access.oidc_domains": ["example.org"],
    }
    settings = load_settings(file=None, environ={}, flags=flags)
    door = SignIn(pool, clock, settings, Passwords())
    yield door
    await door.close()


async def came_in(door: SignIn, issuer: Issuer) -> Opened:
    url, state = await door.begin_oidc(BACK, "::1")
    code = issuer.authorize(url)
    return await door.open({"oidc": {"code": code, "state": state}}, "::1")


async def test_somebody_of_an_allowed_domain_comes_in(door: SignIn, issuer: Issuer) -> None:
    opened = await came_in(door, issuer)
    person = opened.session.person
    assert (person.email, person.name, person.operator) == ("ann@example.org", "Ann", False)
    assert opened.session.places == {}
    assert (await came_in(door, issuer)).session.person.id == person.id
    # The issuer's subject is what counts from then on, not the address.
    issuer.claims = {"email": "ann.smith@example.org"}
    assert (await came_in(door, issuer)).session.person.id == person.id


async def test_others_must_be_known(door: SignIn, issuer: Issuer, pool: Pool) -> None:
    issuer.claims = {"email": "bob@elsewhere.org"}
    with pytest.raises(Unauthorized, match="invitation"):
        await came_in(door, issuer)
    async with pool.acquire() as conn:
        bob = await add_person(conn, COMMAND, "bob@elsewhere.org")
        assert (await came_in(door, issuer)).session.person.id == bob.id
        await add_person(conn, COMMAND, "op@example.org", operator=True)
        await change_person(conn, COMMAND, bob.id, {"disabled": True})
    with pytest.raises(Unauthorized):
        await came_in(door, issuer)


async def test_another_subject_cannot_take_a_known_address(door: SignIn, issuer: Issuer) -> None:
    await came_in(door, issuer)
    issuer.claims = {"sub": "subject-2"}
    with pytest.raises(Unauthorized):
        await came_in(door, issuer)


def _as_hmac(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "x" * 32, "HS256", headers={"kid": "one"})


def _unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", "none", headers={"kid": "one"})


def _by_others(claims: dict[str, Any]) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return jwt.encode(claims, key, "ES256", headers={"kid": "one"})


LIES: list[dict[str, Any]] = [
    {"claims": {"iss": "https://evil.example"}},
    {"claims": {"aud": "somebody-else"}},
    {"claims": {"aud": [CLIENT, "somebody-else"]}},
    {"claims": {"azp": "somebody-else"}},
    {"claims": {"nonce": "of another flow"}},
    {"claims": {"nonce": None}},
    {"claims": {"exp": int(time.time()) - 3600}},
    {"claims": {"exp": None}},
    {"claims": {"sub": None}},
    {"claims": {"email_verified": False}},
    {"claims": {"email_verified": None}},
    {"claims": {"email_verified": "true"}},
    {"sign": _as_hmac},
    {"sign": _unsigned},
    {"sign": _by_others},
    {"sign": lambda _claims: "no token"},
]


async def test_no_lie_is_believed(door: SignIn, issuer: Issuer, pool: Pool) -> None:
    for lie in LIES:
        for name, value in {"claims": {}, "sign": None, **lie}.items():
            setattr(issuer, name, value)
        with pytest.raises(Unauthorized):
            await came_in(door, issuer)
    assert await pool.fetchval("select count(*) from session") == 0
    assert await pool.fetchval("select count(*) from person") == 0


async def test_an_answer_without_an_address_is_refused(door: SignIn, issuer: Issuer) -> None:
    issuer.claims = {"email": None}
    with pytest.raises(InvalidInput):
        await came_in(door, issuer)


async def test_what_an_issuer_refuses_is_logged_in_one_word(
    door: SignIn, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OIDC_SECRET", "an old secret")
    with pytest.raises(Unauthorized):
        await came_in(door, issuer)
    assert "refuses: invalid_grant" in caplog.text
    assert "old secret" not in caplog.text


async def test_a_flow_is_used_once_and_soon(door: SignIn, issuer: Issuer, clock: Clock) -> None:
    url, state = await door.begin_oidc(BACK, None)
    await door.open({"oidc": {"code": issuer.authorize(url), "state": state}}, None)
    with pytest.raises(Unauthorized, match="used before"):
        await door.open({"oidc": {"code": issuer.authorize(url), "state": state}}, None)
    url, state = await door.begin_oidc(BACK, None)
    clock.ahead = timedelta(minutes=11)
    with pytest.raises(Unauthorized, match="too long"):
        await door.open({"oidc": {"code": issuer.authorize(url), "state": state}}, None)
    with pytest.raises(Unauthorized):
        await door.open({"oidc": {"code": "x", "state": "made up"}}, None)


async def test_a_code_of_another_flow_is_refused(door: SignIn, issuer: Issuer) -> None:
    """The verifier of PKCE does not fit."""
    url, _ = await door.begin_oidc(BACK, None)
    _, state = await door.begin_oidc(BACK, None)
    with pytest.raises(Unauthorized):
        await door.open({"oidc": {"code": issuer.authorize(url), "state": state}}, None)


async def test_new_keys_of_the_issuer_are_read(door: SignIn, issuer: Issuer) -> None:
    await came_in(door, issuer)
    await came_in(door, issuer)
    assert issuer.keys_read == 1
    issuer.key, issuer.kid = ec.generate_private_key(ec.SECP256R1()), "two"
    await came_in(door, issuer)
    assert issuer.keys_read == 2


async def test_an_answer_that_comes_in_pieces_is_read_whole(door: SignIn, issuer: Issuer) -> None:
    issuer.pieces = True
    assert (await came_in(door, issuer)).session.person.email == "ann@example.org"


async def test_a_slow_issuer_keeps_no_connection_from_others(
    door: SignIn, issuer: Issuer, pool: Pool
) -> None:
    issuer.gate = asyncio.Event()
    many = [asyncio.create_task(door.begin_oidc(BACK, "::1")) for _ in range(pool.get_max_size())]
    await asyncio.wait(many, timeout=0.2)
    assert not any(one.done() for one in many)
    assert await pool.fetchval("select 1", timeout=5) == 1
    issuer.gate.set()
    assert len(await asyncio.gather(*many)) == len(many)


async def test_an_issuer_that_calls_itself_otherwise_is_none(door: SignIn, issuer: Issuer) -> None:
    issuer.described_as = "https://evil.example"
    with pytest.raises(IssuerAway):
        await door.begin_oidc(BACK, None)


@pytest.mark.parametrize("uri", ["", None, "ftp://x", "javascript:alert(1)", "http://x/#a"])
async def test_a_strange_way_back_is_refused(door: SignIn, uri: object) -> None:
    with pytest.raises(InvalidInput):
        await door.begin_oidc(uri, None)


async def test_nothing_of_the_secret_is_kept(door: SignIn, issuer: Issuer, pool: Pool) -> None:
    url, state = await door.begin_oidc(BACK, None)
    stored = str(await pool.fetch("select f::text from oidc_flow f"))
    assert state not in stored
    assert SECRET not in url + stored


async def test_without_an_issuer_there_is_no_such_way(pool: Pool, tmp_path: Path) -> None:
    settings = load_settings(file=None, environ={}, flags={"data.dir": str(tmp_path)})
    door = SignIn(pool, SystemClock(), settings, Passwords())
    acts: list[Callable[[], Any]] = [
        lambda: door.begin_oidc(BACK, None),
        lambda: door.open({"oidc": {"code": "x", "state": "y"}}, None),
    ]
    for act in acts:
        with pytest.raises(GenmuxError, match="not set up"):
            await act()
