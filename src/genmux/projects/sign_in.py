"""Signing in: by password, by a link that works once, or with OpenID Connect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from genmux.errors import Forbidden, InvalidInput, Unauthorized
from genmux.projects import attempts
from genmux.projects.audit import Actor, note
from genmux.projects.entry import anybody, enter
from genmux.projects.oidc import Identity, Oidc
from genmux.projects.passwords import Passwords
from genmux.projects.people import add_person, find_person, set_password
from genmux.projects.person import COLUMNS, Person, person
from genmux.projects.sessions import Session, open_session, places_of, token_digest

if TYPE_CHECKING:
    from genmux.clock import Clock
    from genmux.db.pool import Connection, Pool
    from genmux.settings import Settings

_WRONG = "Email or password is wrong."
_NO_LINK = "This link does not work: it was used before, or its time is over."


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was just opened, with its token."""

    token: str
    session: Session


class SignIn:
    def __init__(self, pool: Pool, clock: Clock, settings: Settings, passwords: Passwords) -> None:
        self._pool = pool
        self._clock = clock
        self._money = settings.money
        self._hours = settings.access.session_hours
        self._passwords = passwords
        self.oidc = Oidc(settings.access) if settings.access.oidc_issuer else None

    async def close(self) -> None:
        if self.oidc is not None:
            await self.oidc.close()

    async def has_people(self) -> bool:
        async with self._pool.acquire() as conn:
            return await anybody(conn)

    async def open(self, given: Mapping[str, Any], address: str | None) -> Opened:
        """A session for `{email, password}`, `{link}` or `{oidc: {code, state}}`.

        Raises InvalidInput, Unauthorized, RateLimited, and what the issuer's answer brings.
        """
        if "oidc" in given:
            return await self._by_oidc(given["oidc"], address)
        if "link" in given:
            return await self._by_link(given, address)
        if isinstance(given.get("email"), str) and isinstance(given.get("password"), str):
            return await self._by_password(given["email"], given["password"], address)
        raise InvalidInput("email and password, link or oidc is required", field="email")

    async def begin_oidc(self, redirect_uri: object, address: str | None) -> tuple[str, str]:
        """Where to send the browser, and the state that it must bring back."""
        if self.oidc is None:
            raise Forbidden("Signing in with OpenID Connect is not set up here.")
        async with self._pool.acquire() as conn:
            await attempts.begin(conn, [attempts.of_flow(address)], self._clock.now())
        return await self.oidc.begin(self._pool, redirect_uri, self._clock.now())

    async def change_password(
        self, session: Session, current: object, new: object, actor: Actor
    ) -> None:
        """Sets a password; whoever has one must know it. Raises InvalidInput, Unauthorized."""
        who = session.person
        async with self._pool.acquire() as conn:
            stored = await conn.fetchval("select password_hash from person where id = $1", who.id)
        if stored is not None:
            subjects = [attempts.of_email(who.email)]
            async with self._pool.acquire() as conn:
                await attempts.begin(conn, subjects, self._clock.now())
            if not isinstance(current, str) or not await self._passwords.fits(current, stored):
                raise Forbidden("The current password is wrong.")
            async with self._pool.acquire() as conn:
                await attempts.succeeded(conn, subjects)
        fresh = await self._passwords.hashed(new)
        async with self._pool.acquire() as conn:
            await set_password(conn, actor, who.id, fresh, keep=session.digest)

    async def _by_password(self, email: str, password: str, address: str | None) -> Opened:
        email = email.replace("\0", "").strip().lower()[:254]
        subjects = [attempts.of_email(email), attempts.of_address(address)]
        async with self._pool.acquire() as conn:
            await attempts.begin(conn, subjects, self._clock.now())
            row = await conn.fetchrow(
                f"select {COLUMNS}, password_hash from person p "
                "where email = $1 and disabled_at is null",
                email,
            )
        # Not on a connection: it takes a while.
        fits = await self._passwords.fits(password, row["password_hash"] if row else None)
        async with self._pool.acquire() as conn:
            if row is None or not fits:
                await note(conn, _nobody(address), "session.refuse", _printable(email))
                raise Unauthorized(_WRONG)
            await attempts.succeeded(conn, subjects)
            return await self._open(conn, person(row), address)

    async def _by_link(self, given: Mapping[str, Any], address: str | None) -> Opened:
        token = given["link"]
        if not isinstance(token, str):
            raise InvalidInput("link must be text", field="link")
        subjects = [attempts.of_address(address)]
        async with self._pool.acquire() as conn:
            await attempts.begin(conn, subjects, self._clock.now())
            who = await enter(conn, token, self._clock.now(), dict(given), self._money)
            if who is None:
                raise Unauthorized(_NO_LINK)
            await attempts.succeeded(conn, subjects)
            return await self._open(conn, who, address)

    async def _by_oidc(self, given: object, address: str | None) -> Opened:
        if self.oidc is None or not isinstance(given, Mapping):
            raise Unauthorized("Signing in with OpenID Connect is not set up here.")
        now = self._clock.now()
        subjects = [attempts.of_address(address)]
        async with self._pool.acquire() as conn:
            await attempts.begin(conn, subjects, now)
        identity = await self.oidc.finish(self._pool, given.get("code"), given.get("state"), now)
        async with self._pool.acquire() as conn:
            who = await self._known(conn, identity, _nobody(address))
            if who is None:
                raise Unauthorized("Nobody here has this account; ask for an invitation.")
            await attempts.succeeded(conn, [*subjects, attempts.of_flow(address)])
            return await self._open(conn, who, address)

    async def _known(self, conn: Connection, identity: Identity, actor: Actor) -> Person | None:
        """By the issuer's subject, else by the verified email, else new where the domain may."""
        assert self.oidc is not None
        async with conn.transaction():
            row = await conn.fetchrow(
                f"select {COLUMNS} from person p where oidc_subject = $1", identity.subject
            )
            if row is None:
                found = await find_person(conn, identity.email)
                if found is None and self.oidc.admits(identity.email):
                    found = await add_person(conn, actor, identity.email, identity.name)
                if found is None:
                    return None
                row = await conn.fetchrow(
                    "with p as (update person set oidc_subject = $2 where id = $1 and "
                    f"oidc_subject is null returning *) select {COLUMNS} from p",
                    found.id,
                    identity.subject,
                )
        who = person(row) if row is not None else None
        return None if who is None or who.disabled else who

    async def _open(self, conn: Connection, who: Person, address: str | None) -> Opened:
        now: datetime = self._clock.now()
        async with conn.transaction():
            token, expires_at = await open_session(conn, who.id, now, self._hours)
            await note(conn, actor_of(who, address), "session.open", who.email)
            places = await places_of(conn, who)
        return Opened(token, Session(token_digest(token), who, places, expires_at))


def actor_of(who: Person, address: str | None) -> Actor:
    return Actor("person", who.id, who.email, address)


def _nobody(address: str | None) -> Actor:
    return Actor("nobody", None, "nobody", address)


def _printable(text: str) -> str:
    """What was typed for an email may be anything, a password in the wrong field included."""
    return text if "@" in text and text.isprintable() else "no email address"
