"""Two ways to say what a route says: translated through events here, passed on in `relay`."""

from __future__ import annotations

from typing import Any, Protocol

from genmux.chat.tally import Tally
from genmux.dialects.chat.dialect import Answer, Dialect, Reply
from genmux.engines.talk import Event, Usage
from genmux.errors import GenmuxError


class Speaker(Protocol):
    """`take` gives what is to be sent at once, `end` the rest once the charge is known."""

    @property
    def stop(self) -> str: ...

    @property
    def ended(self) -> bool:
        """Whether the route has come to an end, and not only to the end of its stream."""

    def begin(self) -> bytes: ...

    def take(self, item: Any) -> bytes: ...

    def counted(self) -> tuple[Usage, bool]: ...

    def end(self, usage: Usage, charge: Any) -> bytes: ...

    def fail(self, error: GenmuxError) -> bytes: ...

    def plain(self) -> Any: ...


class Translator:
    """Events into the client's dialect."""

    def __init__(self, dialect: Dialect, reply: Reply) -> None:
        self.tally = Tally()
        self._reply = reply
        self._writer = dialect.writer(reply)

    @property
    def stop(self) -> str:
        return self.tally.reason

    @property
    def ended(self) -> bool:
        return self.tally.ended

    def begin(self) -> bytes:
        return self._writer.begin()

    def take(self, item: Event) -> bytes:
        self.tally.add(item)
        return self._writer.event(item)

    def counted(self) -> tuple[Usage, bool]:
        return self.tally.counted(self._reply.ask)

    def end(self, usage: Usage, charge: Any) -> bytes:
        return self._writer.end(answer_of(self.tally, usage, charge))

    def fail(self, error: GenmuxError) -> bytes:
        return self._writer.fail(error)

    def plain(self) -> Any:
        return self.tally.plain()


def answer_of(tally: Tally, usage: Usage, charge: Any) -> Answer:
    tally.finish()
    return Answer(tally.parts, tally.reason, tally.sequence, usage, charge)
