"""A person as a value, and what an email address looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genmux.errors import InvalidInput
from genmux.ids import PersonId

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

COLUMNS = (
    "p.id, p.email, p.name, p.operator, p.password_hash is not null as has_password, "
    "p.disabled_at is not null as disabled, p.created_at, p.last_sign_in_at"
)
"""of the table `person`, called `p`"""
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,189}")
_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    email: str
    name: str
    operator: bool
    has_password: bool
    disabled: bool
    created_at: datetime
    last_sign_in_at: datetime | None


def read_email(text: object) -> str:
    """In lower case: nobody means two people by two spellings. Raises InvalidInput."""
    email = text.strip().lower() if isinstance(text, str) else ""
    if not _EMAIL.fullmatch(email) or not email.isprintable():
        raise InvalidInput("email must be an address such as ann@example.org", field="email")
    return email


def read_name(text: object) -> str:
    """Raises InvalidInput."""
    name = text.strip() if isinstance(text, str) else None
    if name is None or len(name) > _NAME_LIMIT or not name.isprintable():
        raise InvalidInput(f"name must be at most {_NAME_LIMIT} printable characters", field="name")
    return name


def person(row: asyncpg.Record) -> Person:
    """From a row with COLUMNS."""
    return Person(
        id=PersonId(row["id"]),
        email=row["email"],
        name=row["name"],
        operator=row["operator"],
        has_password=row["has_password"],
        disabled=row["disabled"],
        created_at=row["created_at"],
        last_sign_in_at=row["last_sign_in_at"],
    )
