from __future__ import annotations

import itertools

import pytest

from genmux.tasks.states import ENDED, MOVES, State, sources


def test_an_ended_task_moves_no_more() -> None:
    assert {state for state in State if not MOVES[state]} == ENDED
    assert {State.SUCCEEDED, State.FAILED, State.CANCELLED} == ENDED


def test_every_state_is_reachable_from_the_first() -> None:
    seen, ahead = {State.QUEUED}, [State.QUEUED]
    while ahead:
        new = MOVES[ahead.pop()] - seen
        seen |= new
        ahead += new
    assert seen == set(State)


@pytest.mark.parametrize(("start", "target"), list(itertools.product(State, State)))
def test_sources_are_the_moves_read_backwards(start: State, target: State) -> None:
    assert (start.value in sources(target)) == (target in MOVES[start])


def test_only_work_succeeds() -> None:
    assert sources(State.SUCCEEDED) == ["running"]
