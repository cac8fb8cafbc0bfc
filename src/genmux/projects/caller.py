"""Who is calling: a key, or a person in a project, and whether they may, there and now."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from genmux.errors import Forbidden
from genmux.ledger.purse import KeyLimits
from genmux.projects.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from genmux.db.pool import Connection
    from genmux.ids import KeyId, ProjectId
    from genmux.projects.person import Person

Network = IPv4Network | IPv6Network

_KEY = re.compile(r"sk-gmx-(live|test)-[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Caller:
    """`limits` is None for a key without limits; empty `networks` = callable from anywhere.

    For a person `key_id` is the person's id: their tasks carry it where others carry the key's.
    """

    key_id: KeyId
    project_id: ProjectId
    sandbox: bool
    limits: KeyLimits | None
    networks: tuple[Network, ...]
    expires_at: datetime | None
    revoked: bool
    role: Role = Role.MEMBER
    person: Person | None = None

    def require(self, needed: Role, *, person: bool = False) -> None:
        """Raises Forbidden, naming the role that it takes; `person` refuses every key."""
        if person and self.person is None:
            raise Forbidden("This is for people who are signed in, not for API keys.")
        if self.role < needed:
            who = "you are" if self.person else "an API key is"
            where = "on this server" if needed is Role.OPERATOR else "in this project"
            raise Forbidden(f"This needs the role {needed.word} {where}; {who} {self.role.word}.")

    def refusal(self, now: datetime, address: str | None) -> str | None:
        """Why this key may not be used at that moment from that address; None when it may."""
        if self.person is not None:
            return None  # a session is judged before it becomes a caller
        if self.revoked:
            return "This API key was revoked."
        if self.expires_at is not None and now >= self.expires_at:
            return f"This API key expired at {self.expires_at:%Y-%m-%d %H:%M} UTC."
        if self.networks and not _within(address, self.networks):
            return f"This API key may not be used from {address or 'an unknown address'}."
        return None


def _within(address: str | None, networks: tuple[Network, ...]) -> bool:
    try:
        # A zone such as %eth0 says where a link-local address lives, not which one it is.
        client = ip_address((address or "").partition("%")[0])
    except ValueError:
        return False
    if isinstance(client, IPv6Address) and client.ipv4_mapped is not None:
        client = client.ipv4_mapped  # how a dual-stack socket shows IPv4 clients
    return any(client in network for network in networks)


def hashed(key_text: str) -> bytes:
    """What is stored of a key. Its 256 random bits need no slow hash."""
    return hashlib.sha256(key_text.encode()).digest()


def looks_like_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


async def authenticate(conn: Connection, key_text: str) -> Caller | None:
    """The caller behind a key, also a revoked or expired one; None when there is no such key."""
    if not looks_like_key(key_text):
        return None
    row = await conn.fetchrow(
        "select id, project_id, sandbox, limit_hour, limit_day, limit_total, networks, "
        "expires_at, revoked_at from api_key where secret_hash = $1",
        hashed(key_text),
    )
    if row is None:
        return None
    limits = KeyLimits(row["limit_hour"], row["limit_day"], row["limit_total"])
    return Caller(
        key_id=row["id"],
        project_id=row["project_id"],
        sandbox=row["sandbox"],
        limits=limits if limits != KeyLimits() else None,
        networks=tuple(row["networks"]),
        expires_at=row["expires_at"],
        revoked=row["revoked_at"] is not None,
    )
