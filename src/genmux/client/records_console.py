"""What the calls beside the models answer, as values. Times are UTC; credits are exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`next` is `before` of the following page; None at the end."""

    items: Sequence[Item]
    next: str | None
    total: int | None = None
    """with the first page of tasks only"""
    total_is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    email: str
    name: str
    operator: bool
    has_password: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class Project:
    """`role` is the caller's there."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    expires_at: datetime
    person: Person
    projects: Sequence[Project]


@dataclass(frozen=True, slots=True)
class Member:
    person: Person
    role: str


@dataclass(frozen=True, slots=True)
class Link:
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """Credits that a key may spend, or has spent; None = no limit, or not counted."""

    hour: Decimal | None = None
    day: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Key:
    id: str
    name: str
    hint: str
    sandbox: bool
    limits: Limits
    spent: Limits
    networks: Sequence[str]
    state: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Balance:
    available: Decimal
    held: Decimal
    usd: Decimal
    spent_today: Decimal


@dataclass(frozen=True, slots=True)
class LedgerLine:
    id: str
    kind: str
    available: Decimal
    held: Decimal
    task_id: str | None
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    key: str
    label: str
    credits: Decimal
    usd: Decimal
    tasks: int
    failures: int


@dataclass(frozen=True, slots=True)
class AuditLine:
    id: str
    actor: str
    action: str
    target: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is `state` or `end`; `id` goes into `after` to continue from there."""

    name: str
    id: str
    data: Mapping[str, Any]


def moment(value: Any) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def _moment(value: Any) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


def credits_of(value: Any) -> Decimal:
    return Decimal(str(value))


def read_person(data: Mapping[str, Any]) -> Person:
    return Person(
        data["id"],
        data["email"],
        data["name"],
        data["operator"],
        data["hasPassword"],
        data["disabled"],
    )


def read_project(data: Mapping[str, Any]) -> Project:
    return Project(data["id"], data["name"], data["role"])


def read_signed_in(data: Mapping[str, Any]) -> SignedIn:
    return SignedIn(
        data["token"],
        _moment(data["expireTime"]),
        read_person(data["person"]),
        tuple(map(read_project, data["projects"])),
    )


def read_member(data: Mapping[str, Any]) -> Member:
    return Member(read_person(data["person"]), data["role"])


def read_link(data: Mapping[str, Any]) -> Link:
    return Link(data["link"], _moment(data["expireTime"]))


def read_limits(data: Mapping[str, Any]) -> Limits:
    return Limits(
        **{
            name: None if data[name] is None else credits_of(data[name])
            for name in ("hour", "day", "total")
        }
    )


def read_key(data: Mapping[str, Any]) -> Key:
    return Key(
        id=data["id"],
        name=data["name"],
        hint=data["hint"],
        sandbox=data["sandbox"],
        limits=read_limits(data["limits"]),
        spent=read_limits(data["spent"]),
        networks=tuple(data["networks"]),
        state=data["state"],
        expires_at=moment(data["expireTime"]),
    )


def read_balance(data: Mapping[str, Any]) -> Balance:
    names = ("available", "held", "usd", "spentToday")
    return Balance(*(credits_of(data[name]) for name in names))


def read_line(data: Mapping[str, Any]) -> LedgerLine:
    return LedgerLine(
        id=data["id"],
        kind=data["kind"],
        available=credits_of(data["available"]),
        held=credits_of(data["held"]),
        task_id=data["taskId"],
        note=data["note"],
        created_at=_moment(data["createTime"]),
    )


def read_spent(data: Mapping[str, Any]) -> Spent:
    return Spent(
        key=data["key"],
        label=data["label"],
        credits=credits_of(data["credits"]),
        usd=credits_of(data["usd"]),
        tasks=data["tasks"],
        failures=data["failures"],
    )


def read_audit(data: Mapping[str, Any]) -> AuditLine:
    return AuditLine(
        id=data["id"],
        actor=data["actor"]["name"],
        action=data["action"],
        target=data["target"],
        before=data["before"],
        after=data["after"],
        created_at=_moment(data["time"]),
    )
