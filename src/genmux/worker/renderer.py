"""A renderer process: takes `Work` on standard input, answers with messages on standard output.

Started by `renderers.Renderers`, never by hand. Each message is a length (4 bytes, big endian)
and a pickle. Pickles are safe here: both ends of the pipe are our own processes.
"""

from __future__ import annotations

import os
import pickle
import struct
import traceback
from importlib import import_module
from typing import IO, Any

from genmux.engines.base import EngineFailure, LocalEngine, Stage
from genmux.processes import die_with_parent

LENGTH = struct.Struct(">I")
_SMALLEST_STEP = 0.01


def main() -> None:
    die_with_parent()
    os.nice(5)  # drafts must not starve the API on a small machine
    source = os.fdopen(0, "rb")
    sink = os.fdopen(os.dup(1), "wb")
    # Libraries may print; only messages may reach the worker.
    os.dup2(2, 1)
    engines: dict[str, LocalEngine] = {}
    while True:
        head = source.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return
        place, work = pickle.loads(source.read(LENGTH.unpack(head)[0]))  # noqa: S301
        if place not in engines:
            engines[place] = load_engine(place)
        if work is None:
            send(sink, ("ready", None))
            continue
        send(sink, _render(engines[place], work, sink))


def load_engine(place: str) -> LocalEngine:
    """`package.module:Class` → an instance."""
    module, _, name = place.partition(":")
    engine: LocalEngine = getattr(import_module(module), name)()
    return engine


def _render(engine: LocalEngine, work: Any, sink: IO[bytes]) -> tuple[str, Any]:
    last = 0.0

    def report(share: float | Stage) -> None:
        nonlocal last
        if isinstance(share, Stage):
            send(sink, ("stage", share))
        elif share - last >= _SMALLEST_STEP:
            last = share
            send(sink, ("progress", min(share, 1.0)))

    try:
        return "done", engine.render(work, report)
    except EngineFailure as failure:
        return "failed", failure
    except Exception:  # the last line of defence: an engine's bug must not end the process
        return "broken", traceback.format_exc()


def send(sink: IO[bytes], message: tuple[str, Any]) -> None:
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


if __name__ == "__main__":
    main()
