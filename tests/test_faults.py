"""What a fault's text may say, and what is said about one that is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from genmux.errors import InvalidInput
from genmux.faults import FAILURES, REFUSALS, WORDS, Faults, parse

USUAL = timedelta(days=14)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Faults()),
        (" None ", Faults()),
        ("refuse=429", Faults(refuse=429)),
        ("REFUSE = 455 ; times = 2 ;", Faults(refuse=455, times=2)),
        ("delay=0.5; empty", Faults(delay=0.5, empty=True)),
        ("fail=501; after=0.5", Faults(fail=501, after=0.5)),
        ("fail=501; after=first", Faults(fail=501, after="first")),
        ("timeout=2", Faults(delay=2, fail=408)),
        ("timeout=2; after=1", Faults(delay=2, fail=408, after=1.0)),
        ("callback=duplicate; callback_delay=3", Faults(callback="duplicate", callback_delay=3)),
        ("expire=0; slow=10", Faults(expire=0, slow=10)),
    ],
)
def test_a_text_and_what_it_means(text: str, meant: Faults) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("dely=3", "there is no fault dely; did you mean delay? Faults are refuse, delay"),
        ("501", "there is no fault 501"),
        ("delay", "delay must be seconds, 0 to 86400, not ''"),
        ("delay=nan", "delay must be seconds"),
        ("delay=86401", "delay must be seconds, 0 to 86400"),
        ("fail=503", "fail must be one of the codes 400, 402, 408"),
        ("fail=٥٠١", "fail must be one of the codes"),
        ("refuse=200", "refuse must be one of the codes 400, 401, 402"),
        ("fail=501; after=second", "after must be a share, 0 to 1, or one of the stages text, fi"),
        ("empty=maybe", "empty must be written without a value, not 'maybe'"),
        ("callback=late", "callback must be lost or duplicate, not 'late'"),
        ("slow=0", "slow must be whole bytes a second, 1 to 1000000000"),
        ("slow=1.5", "slow must be whole bytes a second"),
        ("fail=501; times=0", "times must be a whole number, 1 to 100"),
        ("delay=1; delay=2", "delay is given twice"),
        ("after=0.5", "after says when fail happens"),
        ("refuse=429; delay=1", "refuse stands alone"),
        ("times=2", "times says how often something goes wrong"),
        ("empty; fail=501", "empty and fail cannot be given together"),
        ("timeout=1; delay=1", "delay and timeout cannot be given together"),
        ("timeout=1; fail=501", "timeout and fail cannot be given together"),
        ("callback=lost; callback_delay=1", "a callback that is lost cannot be late"),
    ],
)
def test_a_wrong_text_is_refused_with_what_is_allowed(text: str, complaint: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(text, "X-Place")
    assert caught.value.message.startswith(f"X-Place: {complaint}")
    assert caught.value.field == "X-Place"


def test_every_code_has_a_message() -> None:
    assert all(FAILURES.values())
    assert all(kind().message and kind().code == code for code, kind in REFUSALS.items())
    assert {code for code in FAILURES if parse(f"fail={code}").fail_message} == set(FAILURES)


def test_every_word_is_a_part_of_the_value() -> None:
    assert set(WORDS) - {"timeout"} == set(Faults.__dataclass_fields__)


def test_what_the_rooms_ask() -> None:
    assert (parse("").copies, parse("callback=duplicate").copies) == (1, 2)
    assert (parse("").keep(USUAL), parse("expire=1.5").keep(USUAL)) == (
        USUAL,
        timedelta(seconds=1.5),
    )
    assert (parse("").file_facts, parse("slow=9").file_facts) == ({}, {"bytes_per_second": 9})
