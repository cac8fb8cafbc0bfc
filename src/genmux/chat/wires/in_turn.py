"""Calls one after the other, where a server writes the arguments of several by turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from genmux.engines.talk import Arguments, Calling, Counted, Event, Stopped


class InTurn:
    """Passes events on so that a call is whole before anything else is said.

    What comes before the arguments of the open call are whole JSON waits for that, or for the end.
    Calls that are written one after the other pass at once.
    """

    def __init__(self) -> None:
        self._open: int | None = None
        self._pieces: list[str] = []
        self._waiting: list[Event] = []

    def take(self, event: Event) -> Iterator[Event]:
        free = self._open is None and not isinstance(event, Calling | Arguments)
        if free or isinstance(event, Counted):  # some servers count in every chunk
            yield event
        elif isinstance(event, Stopped):
            while self._waiting:
                yield from self._next()
            yield event
        elif isinstance(event, Arguments):
            yield from self._arguments(event)
        elif self._open is not None and not _is_whole(self._pieces):
            self._waiting.append(event)
        else:
            self._open = event.index if isinstance(event, Calling) else None
            self._pieces.clear()
            yield event

    def _arguments(self, event: Arguments) -> Iterator[Event]:
        if event.index == self._open:
            self._pieces.append(event.text)
            yield event
            if self._waiting and _is_whole(self._pieces):
                yield from self._next()
        elif any(isinstance(one, Calling) and one.index == event.index for one in self._waiting):
            self._waiting.append(event)
        # Those of a call that is over, or was never begun, belong to nothing.

    def _next(self) -> Iterator[Event]:
        """Ends the open call and says again what has waited for it."""
        self._open = None
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            yield from self.take(event)


def _is_whole(pieces: Sequence[str]) -> bool:
    try:
        orjson.loads("".join(pieces))
    except orjson.JSONDecodeError:
        return False
    return True
