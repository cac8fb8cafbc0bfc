from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from genmux.callbacks.hosts import Hosts

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def bring_down(hosts: Hosts, name: str, now: datetime = NOW) -> None:
    for _ in range(5):
        hosts.started(name)
        hosts.finished(name, False, now)


def test_a_host_nobody_talks_to_is_not_kept() -> None:
    hosts = Hosts(per_host=4, probes=2)
    hosts.started("a")
    hosts.finished("a", True, NOW)
    assert hosts.room(NOW) == {}


def test_requests_under_way_take_places() -> None:
    hosts = Hosts(per_host=4, probes=2)
    hosts.started("a")
    hosts.started("a")
    assert hosts.room(NOW) == {"a": 2}


def test_a_few_failures_change_nothing() -> None:
    hosts = Hosts(per_host=4, probes=2)
    for _ in range(4):
        hosts.started("a")
        assert hosts.finished("a", False, NOW) == ""
    assert hosts.room(NOW) == {"a": 4}


def test_a_success_between_failures_keeps_a_host_up() -> None:
    hosts = Hosts(per_host=4, probes=2)
    for alive in (False, False, False, False, True, False, False):
        hosts.started("a")
        hosts.finished("a", alive, NOW)
    assert hosts.room(NOW) == {"a": 4}


def test_a_host_that_keeps_failing_gets_one_probe_at_a_time_after_a_pause() -> None:
    hosts = Hosts(per_host=4, probes=2)
    bring_down(hosts, "a")
    assert hosts.room(NOW) == {"a": 0}
    assert hosts.room(later(1)) == {"a": 1}
    hosts.started("a")
    assert hosts.room(later(1)) == {"a": 0}


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    hosts = Hosts(per_host=4, probes=2)
    bring_down(hosts, "a")
    moment, pauses = NOW, []
    for _ in range(8):
        pause = next(step for step in range(1, 100) if hosts.room(moment + timedelta(0, step))["a"])
        moment += timedelta(0, pause)
        hosts.started("a")
        hosts.finished("a", False, moment)
        pauses.append(pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


def test_late_failures_of_the_first_burst_do_not_lengthen_the_pause() -> None:
    hosts = Hosts(per_host=10, probes=2)
    for _ in range(10):
        hosts.started("a")
    turns = [hosts.finished("a", False, NOW) for _ in range(10)]
    assert turns == [""] * 4 + ["failing"] * 6
    assert hosts.room(later(1)) == {"a": 1}


def test_one_success_opens_all_places_again() -> None:
    hosts = Hosts(per_host=4, probes=2)
    bring_down(hosts, "a")
    hosts.started("a")
    assert hosts.finished("a", True, later(2)) == ""
    assert hosts.room(later(2)) == {}


def test_the_end_of_a_long_outage_is_told() -> None:
    hosts = Hosts(per_host=4, probes=2)
    bring_down(hosts, "a")
    hosts.started("a")
    assert hosts.finished("a", True, later(601)) == "recovered"


def test_all_failing_hosts_together_take_no_more_than_the_probes() -> None:
    hosts = Hosts(per_host=4, probes=2)
    for name in "abcde":
        bring_down(hosts, name)
    assert sum(hosts.room(later(5)).values()) == 2


def test_a_url_that_cannot_be_used_says_nothing_about_the_host() -> None:
    hosts = Hosts(per_host=4, probes=2)
    bring_down(hosts, "a")
    hosts.started("a")
    assert hosts.finished("a", None, later(700)) == ""
    assert hosts.room(later(700)) == {"a": 1}


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([True, False, None]), st.integers(0, 40))
    )
)
def test_room_is_never_negative_nor_more_than_allowed(
    steps: list[tuple[str, bool | None, int]],
) -> None:
    hosts, moment = Hosts(per_host=3, probes=2), NOW
    for name, alive, seconds in steps:
        moment += timedelta(seconds=seconds)
        if hosts.room(moment).get(name, 3) > 0:
            hosts.started(name)
            hosts.finished(name, alive, moment)
        assert all(0 <= free <= 3 for free in hosts.room(moment).values())
