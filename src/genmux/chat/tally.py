"""What a route has said so far: gathered into an answer, and counted where it does not count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from genmux.engines.talk import (
    Arguments,
    Ask,
    Call,
    Calling,
    Counted,
    Event,
    Part,
    Reason,
    Said,
    Signed,
    Stopped,
    Text,
    Thinking,
    Thought,
    Usage,
)
from genmux.engines.tokens import count_ask, count_text


@dataclass(slots=True)
class Tally:
    """Fed with every event of one answer, in order."""

    parts: list[Part] = field(default_factory=list)
    reason: Reason = "stop"
    sequence: str = ""
    usage: Usage | None = None
    spoken: bool = False
    """whether anything that a client sees has come"""
    ended: bool = False
    """whether the route has told why it ended"""
    _kind: type[Event] | None = None
    _pieces: list[str] = field(default_factory=list)
    _call: Calling | None = None
    _signature: str = ""

    def add(self, event: Event) -> None:
        kind = type(event)
        if isinstance(event, Said | Thinking | Arguments):
            self.spoken = True
            if kind is not self._kind and not isinstance(event, Arguments):
                self._close()
                self._kind = kind
            self._pieces.append(event.text)
        elif isinstance(event, Calling):
            self._close()
            self.spoken = True
            self._kind, self._call = Calling, event
        elif isinstance(event, Signed):
            if self._kind is Thinking:
                self._signature = event.signature
                self._close()
            else:
                self._close()
                self.parts.append(Thought("", event.signature))
        elif isinstance(event, Stopped):
            self.reason, self.sequence = event.reason, event.sequence
            self.ended = True
        elif isinstance(event, Counted):
            self.usage = event.usage

    def _close(self) -> None:
        text = "".join(self._pieces)
        if self._kind is Said and text:
            self.parts.append(Text(text))
        elif self._kind is Thinking and (text or self._signature):
            self.parts.append(Thought(text, self._signature))
        elif self._kind is Calling and self._call is not None:
            self.parts.append(Call(self._call.id, self._call.name, text or "{}"))
        self._kind, self._call, self._signature = None, None, ""
        self._pieces.clear()

    def finish(self) -> None:
        self._close()

    def counted(self, ask: Ask) -> tuple[Usage, bool]:
        """The usage, and whether it had to be counted here."""
        if self.usage is not None:
            return self.usage, False
        self._close()
        if not self.spoken:
            return Usage(), True
        return Usage(count_ask(ask), sum(map(_tokens, self.parts))), True

    def plain(self) -> list[dict[str, Any]]:
        """The parts as JSON values, for what is kept of a call."""
        self._close()
        return [
            {"call": part.name, "arguments": part.arguments}
            if isinstance(part, Call)
            else {"thought" if isinstance(part, Thought) else "text": part.text}
            for part in self.parts
            if isinstance(part, Call | Text) or (isinstance(part, Thought) and part.text)
        ]


def _tokens(part: Part) -> int:
    if isinstance(part, Call):
        return count_text(part.name) + count_text(part.arguments)
    return count_text(part.text) if isinstance(part, Text | Thought) else 0
