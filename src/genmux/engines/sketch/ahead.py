"""Frames drawn ahead of the encoder: the libraries that draw and encode let go of the interpreter.

Order and content are those of drawing one by one; only a few frames are ever held.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

S = TypeVar("S")
T = TypeVar("T")

HELD = 3
"""how many finished frames wait at most"""
_DRAWERS = 2
_WAIT = 0.1


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items, made in a thread of their own while earlier ones are used.

    What making them raises is raised here. Closing the iterator, or dropping it, ends the thread.
    """
    ready: Queue[T] = Queue(HELD)
    stopped, done = Event(), Event()
    failures: list[BaseException] = []

    def fill() -> None:
        try:
            for item in items:
                while not stopped.is_set():
                    try:
                        ready.put(item, timeout=_WAIT)
                        break
                    except Full:
                        continue
                if stopped.is_set():
                    return
        except BaseException as error:  # it is raised again where the items are used
            failures.append(error)
        finally:
            done.set()

    thread = Thread(target=fill, name="frames ahead", daemon=True)
    thread.start()
    try:
        while True:
            try:
                yield ready.get(timeout=_WAIT)
            except Empty:
                if done.is_set() and ready.empty():
                    break
        if failures:
            raise failures[0]
    finally:
        stopped.set()
        thread.join()


def drawn(draw: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """`draw` of each item in order, two at a time; it must depend on nothing but the item."""
    with ThreadPoolExecutor(_DRAWERS, thread_name_prefix="drawing") as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(draw, item))
                if len(waiting) > _DRAWERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
