"""People, projects, keys as they are shown; and who is noted for a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request

from genmux.dialects.times import ms
from genmux.ids import KeyId
from genmux.projects.audit import Actor
from genmux.projects.caller import Caller
from genmux.projects.entry import Link
from genmux.projects.keys import KeyRow
from genmux.projects.members import Member
from genmux.projects.person import Person
from genmux.projects.sessions import Place
from genmux.projects.sign_in import actor_of

Usage = Mapping[KeyId, tuple[Decimal | None, Decimal, Decimal]]


def address_of(request: Request) -> str | None:
    return request.client.host if request.client else None


def actor(request: Request, who: Caller | Person) -> Actor:
    """The person, or the key, behind a change."""
    address = address_of(request)
    found = who.person if isinstance(who, Caller) else who
    if found is not None:
        return actor_of(found, address)
    assert isinstance(who, Caller)
    return Actor("key", who.key_id, "API key", address)


def person(one: Person) -> dict[str, Any]:
    return {
        "id": one.id.hex,
        "email": one.email,
        "name": one.name,
        "operator": one.operator,
        "hasPassword": one.has_password,
        "disabled": one.disabled,
        "createTime": ms(one.created_at),
        "lastSignInTime": ms(one.last_sign_in_at),
    }


def place(one: Place) -> dict[str, Any]:
    return {
        "id": one.id.hex,
        "name": one.name,
        "role": one.role.word,
        "createTime": ms(one.created_at),
    }


def member(one: Member) -> dict[str, Any]:
    return {
        "person": person(one.person),
        "role": one.role.word,
        "createTime": ms(one.created_at),
    }


def link(one: Link) -> dict[str, Any]:
    return {"link": one.token, "expireTime": ms(one.expires_at)}


def key(row: KeyRow, usage: Usage, now: datetime) -> dict[str, Any]:
    hour, day, total = usage.get(row.id, (None, Decimal(0), Decimal(0)))
    expired = row.expires_at is not None and row.expires_at <= now
    return {
        "id": row.id.hex,
        "name": row.name,
        "hint": row.hint,
        "sandbox": row.sandbox,
        "limits": {"hour": row.limits.hour, "day": row.limits.day, "total": row.limits.total},
        "spent": {"hour": hour, "day": day, "total": total},
        "networks": [str(one) for one in row.networks],
        "state": "revoked" if row.revoked_at else "expired" if expired else "active",
        "expireTime": ms(row.expires_at),
        "revokeTime": ms(row.revoked_at),
        "createTime": ms(row.created_at),
    }
