"""Frames that are drawn ahead: same order, few of them, and nothing left running."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.ahead import HELD, ahead, drawn


def _running() -> list[str]:
    names = [one.name for one in threading.enumerate()]
    return [name for name in names if name.startswith(("frames ahead", "drawing"))]


def test_items_keep_their_order() -> None:
    assert list(ahead(range(50))) == list(range(50))
    assert list(drawn(lambda n: n * n, range(50))) == [n * n for n in range(50)]
    assert list(drawn(lambda n: n, range(0))) == []
    assert _running() == []


def test_only_a_few_are_made_ahead() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    taken = ahead(items())
    next(taken)
    time.sleep(0.3)
    assert len(made) <= HELD + 3
    taken.close()  # type: ignore[attr-defined]  # it is a generator
    assert _running() == []


@pytest.mark.parametrize("after", [0, 5])
def test_a_failure_comes_after_what_was_made_before_it(after: int) -> None:
    def items() -> Iterator[int]:
        yield from range(after)
        raise EngineFailure("no more")

    got: list[int] = []
    with pytest.raises(EngineFailure, match="no more"):
        got.extend(ahead(items()))
    assert got == list(range(after))
    assert _running() == []


def test_a_failing_drawing_is_raised_in_its_place() -> None:
    def draw(number: int) -> int:
        if number == 3:
            raise EngineFailure("third")
        return number

    frames = drawn(draw, range(9))
    assert [next(frames) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(EngineFailure, match="third"):
        next(frames)
