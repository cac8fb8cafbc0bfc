"""The states of a task and the moves between them. Every change of state goes through `MOVES`.

queued ──▶ running ──▶ succeeded
   │        │  ▲│
   │        │  └┴─▶ queued       a worker that stops gives its tasks back
   ▼        ▼
 failed, cancelled
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """What a running task is at; saved before the act, so that a restart knows where it was."""

    NONE = ""
    FETCHING = "fetching"
    RENDERING = "rendering"
    SUBMITTING = "submitting"
    WAITING = "waiting"
    STORING = "storing"


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.RUNNING, State.FAILED, State.CANCELLED}),
    State.RUNNING: frozenset({State.QUEUED, State.SUCCEEDED, State.FAILED, State.CANCELLED}),
    State.SUCCEEDED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}

ENDED = frozenset(state for state, moves in MOVES.items() if not moves)


def sources(target: State) -> list[str]:
    """The states from which that one may be reached: the compare part of a compare-and-set."""
    return [state.value for state, moves in MOVES.items() if target in moves]
