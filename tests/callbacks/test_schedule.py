from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from genmux.callbacks.schedule import DEFAULT_DELAYS, Schedule


def test_without_jitter_the_delays_come_in_order_and_then_it_gives_up() -> None:
    schedule, rng = Schedule(jitter=0.0), random.Random(1)
    made = [schedule.next_delay(attempts, rng) for attempts in range(1, 10)]
    assert made == [5, 30, 120, 600, 3600, 10800, 28800, None, None]


def test_the_default_covers_a_receiver_that_is_dead_for_half_a_day() -> None:
    assert 12 * 3600 < sum(DEFAULT_DELAYS) < 13 * 3600


@given(attempts=st.integers(1, 7), jitter=st.floats(0, 1), seed=st.integers())
def test_jitter_stays_within_its_share(attempts: int, jitter: float, seed: int) -> None:
    delay = Schedule(jitter=jitter).next_delay(attempts, random.Random(seed))
    base = DEFAULT_DELAYS[attempts - 1]
    assert delay is not None
    assert base * (1 - jitter) - 1e-6 <= delay <= base * (1 + jitter) + 1e-6


def test_jitter_spreads_equal_deliveries() -> None:
    rng = random.Random(1)
    assert len({Schedule().next_delay(3, rng) for _ in range(20)}) == 20


@given(seed=st.integers())
def test_no_delivery_outlasts_the_longest_time(seed: int) -> None:
    schedule, rng = Schedule(), random.Random(seed)
    total = sum(schedule.next_delay(attempts, rng) or 0 for attempts in range(1, 8))
    assert total <= schedule.longest


def test_an_empty_schedule_means_one_attempt() -> None:
    assert Schedule(()).next_delay(1, random.Random(1)) is None
