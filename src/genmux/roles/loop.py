"""Running a role's coroutine on the fastest event loop at hand, until a signal ends it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine


def run(main: Coroutine[None, None, None]) -> None:
    try:
        import uvloop

        factory = uvloop.new_event_loop
    except ImportError:  # no wheel for this platform
        factory = asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop
