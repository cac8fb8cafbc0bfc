"""Group commit: who goes together, who gets which answer, and that nobody waits for ever."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genmux.db.batch import Batcher
from genmux.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence


class Store:
    """Doubles numbers, notes the groups, and can be held shut; refuses negative numbers."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.under_way = 0
        self.most = 0

    async def flush(self, group: list[int]) -> Sequence[int | Exception]:
        self.groups.append(group)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        return [item * 2 if item >= 0 else NotFound(str(item)) for item in group]


@asynccontextmanager
async def started(batcher: Batcher[int, int]) -> AsyncIterator[Batcher[int, int]]:
    await batcher.start()
    try:
        yield batcher
    finally:
        await batcher.stop()


async def turns(count: int = 5) -> None:
    """Lets every task that can go on do so."""
    for _ in range(count):
        await asyncio.sleep(0)


async def held(store: Store, batcher: Batcher[int, int], *items: int) -> list[asyncio.Task[int]]:
    """Submits 0, which is held in a flush, and then the items, which wait behind it."""
    store.gate.clear()
    first = asyncio.create_task(batcher.submit(0))
    await turns()
    rest = [asyncio.create_task(batcher.submit(item)) for item in items]
    await turns()
    return [first, *rest]


async def test_a_lone_item_waits_for_nobody() -> None:
    store = Store()
    async with started(Batcher(store.flush)) as batcher:
        assert await batcher.submit(21) == 42
    assert store.groups == [[21]]


async def test_who_puts_an_item_in_may_do_other_things_meanwhile() -> None:
    store = Store()
    async with started(Batcher(store.flush)) as batcher:
        answer = batcher.put(21)
        assert not answer.done()
        assert await answer == 42


async def test_what_arrives_during_a_flush_goes_together_in_order() -> None:
    store = Store()
    async with started(Batcher(store.flush)) as batcher:
        tasks = await held(store, batcher, 1, 2, 3)
        store.gate.set()
        assert await asyncio.gather(*tasks) == [0, 2, 4, 6]
    assert store.groups == [[0], [1, 2, 3]]


async def test_a_group_has_at_most_limit_items() -> None:
    store = Store()
    async with started(Batcher(store.flush, limit=2)) as batcher:
        tasks = await held(store, batcher, 1, 2, 3, 4, 5)
        store.gate.set()
        await asyncio.gather(*tasks)
    assert store.groups == [[0], [1, 2], [3, 4], [5]]


async def test_flushers_work_side_by_side() -> None:
    store = Store()
    async with started(Batcher(store.flush, flushers=3, limit=1)) as batcher:
        tasks = await held(store, batcher, 1, 2, 3, 4)
        assert store.most == 3
        store.gate.set()
        assert await asyncio.gather(*tasks) == [0, 2, 4, 6, 8]
    assert store.most == 3


async def test_a_bad_item_fails_alone() -> None:
    store = Store()
    async with started(Batcher(store.flush)) as batcher:
        tasks = await held(store, batcher, 1, -2, 3)
        store.gate.set()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert answers[0::3] == [0, 6]
    assert answers[1] == 2
    assert isinstance(answers[2], NotFound)
    assert answers[2].message == "-2"


async def test_a_broken_flush_is_told_to_its_whole_group_and_no_other() -> None:
    async def flush(group: list[int]) -> list[int]:
        if 1 in group:
            raise ZeroDivisionError
        return group

    async with started(Batcher(flush)) as batcher:
        answers = await asyncio.gather(batcher.submit(1), batcher.submit(2), return_exceptions=True)
        assert [type(answer) for answer in answers] == [ZeroDivisionError] * 2
        assert await batcher.submit(3) == 3


@pytest.mark.parametrize("answers", [[], [1], [1, 2, 3]])
async def test_answers_that_do_not_fit_the_group_are_given_to_nobody(answers: list[int]) -> None:
    async def flush(group: list[int]) -> list[int]:
        return answers if len(group) == 2 else group

    async with started(Batcher(flush)) as batcher:
        told = await asyncio.gather(batcher.submit(1), batcher.submit(2), return_exceptions=True)
        assert [type(answer) for answer in told] == [RuntimeError] * 2
        assert await batcher.submit(3) == 3


async def test_a_flush_that_is_cancelled_from_within_stops_nothing() -> None:
    async def flush(group: list[int]) -> list[int]:
        if 1 in group:
            raise asyncio.CancelledError
        return group

    async with started(Batcher(flush)) as batcher:
        with pytest.raises(Unavailable):
            await batcher.submit(1)
        assert await batcher.submit(2) == 2


async def test_a_cancelled_caller_does_not_break_its_group() -> None:
    store = Store()
    async with started(Batcher(store.flush)) as batcher:
        tasks = await held(store, batcher, 1, 2, 3)
        tasks[2].cancel()
        await turns()
        store.gate.set()
        assert [await tasks[0], await tasks[1], await tasks[3]] == [0, 2, 6]
    assert tasks[2].cancelled()
    assert store.groups == [[0], [1, 2, 3]]


async def test_a_caller_cancelled_during_its_flush_does_not_break_the_group() -> None:
    store = Store()
    store.gate.clear()
    async with started(Batcher(store.flush)) as batcher:
        tasks = [asyncio.create_task(batcher.submit(item)) for item in (1, -2, 3)]
        await turns()
        assert store.under_way == 1
        tasks[1].cancel()
        store.gate.set()
        assert [await tasks[0], await tasks[2]] == [2, 6]


async def test_the_queue_is_bounded() -> None:
    store = Store()
    async with started(Batcher(store.flush, depth=2)) as batcher:
        tasks = await held(store, batcher, 1, 2)
        with pytest.raises(Unavailable):
            await batcher.submit(3)
        store.gate.set()
        assert await asyncio.gather(*tasks) == [0, 2, 4]
        assert await batcher.submit(3) == 6


async def test_stop_finishes_what_was_accepted_and_refuses_the_rest() -> None:
    store = Store()
    batcher = Batcher(store.flush, flushers=2, limit=1)
    await batcher.start()
    tasks = await held(store, batcher, 1, 2, 3)
    stopping = asyncio.create_task(batcher.stop())
    await turns()
    with pytest.raises(Unavailable):
        await batcher.submit(4)
    store.gate.set()
    await stopping
    assert [task.result() for task in tasks] == [0, 2, 4, 6]
    with pytest.raises(Unavailable):
        await batcher.submit(5)


async def test_submit_before_start_is_refused() -> None:
    with pytest.raises(Unavailable):
        await Batcher(Store().flush).submit(1)


async def test_a_stopped_batcher_starts_again() -> None:
    batcher = Batcher(Store().flush)
    async with started(batcher):
        pass
    async with started(batcher):
        assert await batcher.submit(1) == 2


async def test_a_killed_flusher_leaves_nobody_waiting() -> None:
    store = Store()
    batcher = Batcher(store.flush)
    await batcher.start()
    tasks = await held(store, batcher, 1, 2)
    (flusher,) = [task for task in asyncio.all_tasks() if task.get_name() == "flusher"]
    flusher.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    with pytest.raises(Unavailable):
        await batcher.submit(3)
    await batcher.stop()


@given(
    steps=st.lists(st.integers(min_value=0, max_value=3), min_size=1, max_size=60),
    bad=st.sets(st.integers(min_value=1, max_value=60)),
    gone=st.sets(st.integers(min_value=1, max_value=60)),
    flushers=st.integers(min_value=1, max_value=3),
    limit=st.integers(min_value=1, max_value=8),
)
def test_each_item_is_flushed_once_and_answered_with_its_own_result(
    steps: list[int], bad: set[int], gone: set[int], flushers: int, limit: int
) -> None:
    """`steps` are the loop turns before each submit; `bad` items fail, `gone` callers give up."""

    async def scenario() -> None:
        store = Store()
        tasks: dict[int, asyncio.Task[int]] = {}
        async with started(Batcher(store.flush, flushers=flushers, limit=limit)) as batcher:
            for item, pause in enumerate(steps, start=1):
                sent = -item if item in bad else item
                tasks[sent] = asyncio.create_task(batcher.submit(sent))
                await turns(pause)
                if item in gone:
                    tasks[sent].cancel()
            await turns(1)
        answers = await asyncio.gather(*tasks.values(), return_exceptions=True)
        flushed = [item for group in store.groups for item in group]
        assert len(set(flushed)) == len(flushed)
        assert flushed == [item for item in tasks if item in set(flushed)]
        assert all(1 <= len(group) <= limit for group in store.groups)
        assert store.most <= flushers
        for item, answer in zip(tasks, answers, strict=True):
            if abs(item) in gone and isinstance(answer, asyncio.CancelledError):
                continue
            assert item in flushed
            if item < 0:
                assert isinstance(answer, NotFound)
                assert answer.message == str(item)
            else:
                assert answer == item * 2

    asyncio.run(scenario())
