from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.errors import Conflict, GenmuxError, InsufficientCredits, KeyLimitReached, RateLimited
from genmux.ids import new_uuid
from genmux.ledger.purse import (
    Admitted,
    Ask,
    CreateRate,
    KeyLimits,
    Purse,
    admit,
    spend_buckets,
)

NOW = datetime(2026, 5, 4, 13, 59, 30, tzinfo=UTC)
OPEN = CreateRate(creates=0)
KEYS = [new_uuid() for _ in range(3)]


def ask(
    amount: str = "1",
    *,
    limits: KeyLimits | None = None,
    name: str | None = None,
    body: bytes = b"a",
    key: UUID = KEYS[0],
) -> Ask:
    return Ask(new_uuid(), key, Decimal(amount), limits, name, body)


def refused(purse: Purse, one: Ask, rate: CreateRate = OPEN, now: datetime = NOW) -> GenmuxError:
    before = copy.deepcopy(purse)
    answer = admit(purse, one, rate, now)
    assert isinstance(answer, GenmuxError)
    assert purse == before, "a refusal changes nothing"
    return answer


def test_an_admitted_request_is_paid() -> None:
    purse = Purse(Decimal(5))
    one = ask("5")
    assert admit(purse, one, OPEN, NOW) == Admitted(one.task_id, replayed=False)
    assert purse.available == 0


def test_a_request_without_price_needs_no_credits() -> None:
    assert isinstance(admit(Purse(Decimal(0)), ask("0"), OPEN, NOW), Admitted)


def test_one_millionth_too_much_is_refused_with_both_figures() -> None:
    error = refused(Purse(Decimal(5)), ask("5.000001"))
    assert isinstance(error, InsufficientCredits)
    assert "needs 5.000001 credits, 5 are available" in error.message


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        (KeyLimits(hour=Decimal(3)), "hourly"),
        (KeyLimits(day=Decimal(3)), "daily"),
        (KeyLimits(total=Decimal(3)), "total"),
    ],
)
def test_each_budget_of_a_key_is_kept(limits: KeyLimits, word: str) -> None:
    purse = Purse(Decimal(100))
    assert isinstance(admit(purse, ask("2", limits=limits), OPEN, NOW), Admitted)
    error = refused(purse, ask("1.5", limits=limits))
    assert isinstance(error, KeyLimitReached)
    assert f"The {word} limit of this key is reached: 3 credits, 2 used" in error.message
    assert isinstance(admit(purse, ask("1", limits=limits), OPEN, NOW), Admitted)


def test_an_hourly_budget_is_new_in_the_next_hour() -> None:
    purse, limits = Purse(Decimal(100)), KeyLimits(hour=Decimal(3))
    admit(purse, ask("3", limits=limits), OPEN, NOW)
    refused(purse, ask("1", limits=limits))
    later = NOW + timedelta(seconds=30)
    assert isinstance(admit(purse, ask("3", limits=limits), OPEN, later), Admitted)


def test_budgets_of_keys_do_not_mix() -> None:
    purse, limits = Purse(Decimal(100)), KeyLimits(total=Decimal(3))
    admit(purse, ask("3", limits=limits), OPEN, NOW)
    assert isinstance(admit(purse, ask("3", limits=limits, key=KEYS[1]), OPEN, NOW), Admitted)


def test_buckets_are_named_in_utc() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=14)))
    limits = KeyLimits(Decimal(1), Decimal(1), Decimal(1))
    assert set(limits.buckets(east)) == set(spend_buckets(NOW))
    assert spend_buckets(NOW) == ("hour 2026-05-04T13", "day 2026-05-04", "total")


def test_too_many_creates_name_the_seconds_to_wait() -> None:
    rate = CreateRate(creates=2, seconds=10)
    purse = Purse(Decimal(100))
    admit(purse, ask(), rate, NOW)
    admit(purse, ask(), rate, NOW + timedelta(seconds=4))
    error = refused(purse, ask(), rate, NOW + timedelta(seconds=6.5))
    assert isinstance(error, RateLimited)
    assert error.retry_after == 4
    assert isinstance(admit(purse, ask(), rate, NOW + timedelta(seconds=10)), Admitted)


def test_the_same_idempotency_key_and_body_replay() -> None:
    purse = Purse(Decimal(1))
    first = ask("1", name="k")
    admit(purse, first, OPEN, NOW)
    before = copy.deepcopy(purse)
    again = admit(purse, ask("1", name="k"), CreateRate(creates=1), NOW)
    assert again == Admitted(first.task_id, replayed=True)
    assert purse == before, "a replay costs nothing"


def test_the_same_idempotency_key_with_another_body_conflicts() -> None:
    purse = Purse(Decimal(5))
    admit(purse, ask("1", name="k"), OPEN, NOW)
    assert isinstance(refused(purse, ask("1", name="k", body=b"b")), Conflict)


@dataclass(frozen=True)
class Wish:
    amount: Decimal
    key: UUID
    name: str | None
    body: bytes
    pause: float


wishes = st.lists(
    st.builds(
        Wish,
        amount=st.decimals(min_value=0, max_value=8, places=2),
        key=st.sampled_from(KEYS),
        name=st.sampled_from([None, None, "a", "b", "c"]),
        body=st.sampled_from([b"1", b"2"]),
        pause=st.floats(min_value=0, max_value=4),
    ),
    max_size=40,
)
budgets = st.one_of(st.none(), st.decimals(min_value=0, max_value=20, places=1))


@given(
    funds=st.decimals(min_value=0, max_value=60, places=2),
    limits=st.builds(KeyLimits, hour=budgets, day=budgets, total=budgets),
    creates=st.integers(min_value=0, max_value=4),
    orders=wishes,
)
def test_whatever_is_asked_funds_budgets_and_pace_hold(
    funds: Decimal, limits: KeyLimits, creates: int, orders: list[Wish]
) -> None:
    rate = CreateRate(creates=creates, seconds=10)
    purse, now = Purse(funds), NOW
    paid = Decimal(0)
    by_bucket: dict[tuple[UUID, str], Decimal] = {}
    times: list[datetime] = []
    names: dict[str, UUID] = {}
    for wish in orders:
        now += timedelta(seconds=wish.pause)
        one = Ask(new_uuid(), wish.key, wish.amount, limits, wish.name, wish.body)
        before = copy.deepcopy(purse)
        answer = admit(purse, one, rate, now)
        if not isinstance(answer, Admitted) or answer.replayed:
            assert purse == before
            if isinstance(answer, Admitted):
                assert wish.name is not None
                assert names[wish.name] == answer.task_id
            continue
        paid += wish.amount
        times.append(now)
        if wish.name is not None:
            assert wish.name not in names
            names[wish.name] = one.task_id
        for bucket, (_, limit) in limits.buckets(now).items():
            spent = by_bucket.get((wish.key, bucket), Decimal(0)) + wish.amount
            by_bucket[wish.key, bucket] = spent
            assert spent <= limit
    assert purse.available == funds - paid >= 0
    assert purse.spent == by_bucket
    if creates:
        for first, late in zip(times, times[creates:], strict=False):
            assert (late - first).total_seconds() >= rate.seconds - 1e-4


def test_what_exists_once_is_not_made_again() -> None:
    purse = Purse(Decimal(5))
    first = Ask(new_uuid(), KEYS[0], Decimal(2), once="\nthe wav of a")
    assert admit(purse, first, OPEN, NOW) == Admitted(first.task_id, replayed=False)
    again = Ask(new_uuid(), KEYS[1], Decimal(2), once="\nthe wav of a")
    answer = admit(purse, again, OPEN, NOW)
    assert answer == Admitted(first.task_id, replayed=True, existing=True)
    assert purse.available == 3
    other = Ask(new_uuid(), KEYS[0], Decimal(2), once="\nthe wav of b")
    assert admit(purse, other, OPEN, NOW) == Admitted(other.task_id, replayed=False)


def test_a_repeated_request_for_what_exists_once_is_a_replay() -> None:
    purse = Purse(Decimal(5))
    first = Ask(new_uuid(), KEYS[0], Decimal(2), None, "key", b"a", "\nthe wav of a")
    admit(purse, first, OPEN, NOW)
    again = Ask(new_uuid(), KEYS[0], Decimal(2), None, "key", b"a", "\nthe wav of a")
    assert admit(purse, again, OPEN, NOW) == Admitted(first.task_id, replayed=True)
