"""Whether a new task may be paid for, decided in memory while its accounts are locked.

A `Purse` is one locked account with what the decision needs: balance, recent creates, what its
limited keys have spent, and which idempotency keys exist. `admit` changes it as it says yes, so
that the requests of one group are judged one after the other, exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from genmux.errors import Conflict, GenmuxError, InsufficientCredits, KeyLimitReached, RateLimited


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """Credits that one key may spend in a clock hour, a clock day (UTC) and in total."""

    hour: Decimal | None = None
    day: Decimal | None = None
    total: Decimal | None = None

    def buckets(self, now: datetime) -> dict[str, tuple[str, Decimal]]:
        """Bucket name → (word for messages, limit), for the limits that are set."""
        moment = now.astimezone(UTC)
        pairs = {
            spend_buckets(moment)[0]: ("hourly", self.hour),
            spend_buckets(moment)[1]: ("daily", self.day),
            spend_buckets(moment)[2]: ("total", self.total),
        }
        return {name: (word, limit) for name, (word, limit) in pairs.items() if limit is not None}


def spend_buckets(moment: datetime) -> tuple[str, str, str]:
    """Names of the hour, the day and the total that a hold of that moment counts in."""
    return f"hour {moment:%Y-%m-%dT%H}", f"day {moment:%Y-%m-%d}", "total"


@dataclass(frozen=True, slots=True)
class CreateRate:
    """At most `creates` new tasks in any `seconds`; 0 creates = no limit."""

    creates: int = 20
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Ask:
    """What a new task asks of its purse."""

    task_id: UUID
    key_id: UUID
    amount: Decimal
    limits: KeyLimits | None = None
    idempotency_key: str | None = None
    fingerprint: bytes = b""
    once: str | None = None
    """name of what may exist once only; never equal to a caller's key"""


@dataclass(slots=True)
class Purse:
    available: Decimal
    recent: list[float] = field(default_factory=list)
    """unix seconds of creates inside the window, newest first"""
    spent: dict[tuple[UUID, str], Decimal] = field(default_factory=dict)
    known: dict[str, tuple[bytes, UUID]] = field(default_factory=dict)
    """idempotency key or name of what exists once → (fingerprint, task)"""


@dataclass(frozen=True, slots=True)
class Admitted:
    task_id: UUID
    replayed: bool
    existing: bool = False
    """nothing was created because another request had made the same thing"""


def admit(purse: Purse, ask: Ask, rate: CreateRate, now: datetime) -> Admitted | GenmuxError:
    """The decision for one request. On yes the purse is charged, on no it is untouched."""
    if ask.idempotency_key is not None and ask.idempotency_key in purse.known:
        fingerprint, task_id = purse.known[ask.idempotency_key]
        if fingerprint == ask.fingerprint:
            return Admitted(task_id, replayed=True)
        return Conflict("This Idempotency-Key was used before with another request body.")
    if ask.once is not None and ask.once in purse.known:
        return Admitted(purse.known[ask.once][1], replayed=True, existing=True)
    refusal = (
        _rate_refusal(purse, rate, now)
        or _key_refusal(purse, ask, now)
        or _funds_refusal(purse, ask)
    )
    if refusal is not None:
        return refusal
    purse.available -= ask.amount
    if rate.creates:
        purse.recent.insert(0, now.timestamp())
    for bucket in _limit_buckets(ask, now):
        purse.spent[ask.key_id, bucket] = (
            purse.spent.get((ask.key_id, bucket), Decimal(0)) + ask.amount
        )
    if ask.idempotency_key is not None:
        purse.known[ask.idempotency_key] = (ask.fingerprint, ask.task_id)
    if ask.once is not None:
        purse.known[ask.once] = (b"", ask.task_id)
    return Admitted(ask.task_id, replayed=False)


def _limit_buckets(ask: Ask, now: datetime) -> Mapping[str, tuple[str, Decimal]]:
    return ask.limits.buckets(now) if ask.limits else {}


def _rate_refusal(purse: Purse, rate: CreateRate, now: datetime) -> GenmuxError | None:
    if not rate.creates or len(purse.recent) < rate.creates:
        return None
    wait = purse.recent[rate.creates - 1] + rate.seconds - now.timestamp()
    if wait <= 0:
        return None
    return RateLimited(
        f"Your call frequency is too high. Please try again later. "
        f"At most {rate.creates} new tasks in {rate.seconds:g} seconds.",
        retry_after=math.ceil(wait),
    )


def _key_refusal(purse: Purse, ask: Ask, now: datetime) -> GenmuxError | None:
    for bucket, (word, limit) in _limit_buckets(ask, now).items():
        used = purse.spent.get((ask.key_id, bucket), Decimal(0))
        if used + ask.amount > limit:
            return KeyLimitReached(
                f"The {word} limit of this key is reached: {limit.normalize():f} credits, "
                f"{used.normalize():f} used, this request needs {ask.amount.normalize():f}."
            )
    return None


def _funds_refusal(purse: Purse, ask: Ask) -> GenmuxError | None:
    if ask.amount <= purse.available:
        return None
    return InsufficientCredits(
        f"Credits insufficient: this request needs {ask.amount.normalize():f} credits, "
        f"{purse.available.normalize():f} are available."
    )
