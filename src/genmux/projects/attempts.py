"""Failed sign-ins, counted in the database so that every process counts the same.

A try is counted before it is judged: a hundred at the same moment get one answer, not a hundred.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from genmux.errors import RateLimited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.db.pool import Connection

_LONGEST = 900.0
"""seconds"""
_FORGET = timedelta(days=1)
FREE_OF_EMAIL, FREE_OF_ADDRESS, FREE_FLOWS = 5, 50, 100
"""tries that may fail before waiting begins; behind one address there may be a whole office"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose tries are counted; `free` of them may fail before waiting begins."""

    text: str
    free: int

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode("utf-8", "replace")).digest()


def of_email(email: str) -> Subject:
    return Subject(f"email {email}", FREE_OF_EMAIL)


def of_address(address: str | None) -> Subject:
    return Subject(f"address {address}", FREE_OF_ADDRESS)


def of_flow(address: str | None) -> Subject:
    """Sign-ins with OpenID Connect that were begun: each costs a row."""
    return Subject(f"flow {address}", FREE_FLOWS)


async def begin(conn: Connection, subjects: Sequence[Subject], now: datetime) -> None:
    """Counts a try for each. Raises RateLimited while one of them has to wait."""
    await conn.execute("delete from sign_in_failure where next_at < $1", now - _FORGET)
    refused: timedelta | None = None
    for subject in sorted(subjects, key=lambda one: one.digest):
        row = await conn.fetchrow(
            "insert into sign_in_failure as f (subject, failures, next_at) values ($1, 1, $2) "
            "on conflict (subject) do update set failures = f.failures + 1, "
            "  next_at = case when f.failures + 1 <= $3 then $2 else $2 + make_interval(secs => "
            "    least($4, power(2, least(f.failures - $3, 20)))) end "
            # Of two at the same moment the later one may be counted first.
            "  where f.next_at <= $2 or f.failures < $3 returning failures",
            subject.digest,
            now,
            subject.free,
            _LONGEST,
        )
        if row is None:
            next_at = await conn.fetchval(
                "select next_at from sign_in_failure where subject = $1", subject.digest
            )
            wait = (next_at - now) if next_at is not None else timedelta(seconds=1)
            refused = max(refused or wait, wait)
    if refused is not None:
        raise RateLimited(
            "Too many failed sign-ins. Please wait.", retry_after=max(1.0, refused.total_seconds())
        )


async def succeeded(conn: Connection, subjects: Sequence[Subject]) -> None:
    """A try that was right takes its own count back, and clears the email's."""
    for subject in sorted(subjects, key=lambda one: one.digest):
        if subject.text.startswith("email "):
            await conn.execute("delete from sign_in_failure where subject = $1", subject.digest)
        else:
            await conn.execute(
                "update sign_in_failure set failures = greatest(failures - 1, 0) "
                "where subject = $1",
                subject.digest,
            )
