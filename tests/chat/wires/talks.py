"""A talk with everything in it, and what any double makes of one script."""

from __future__ import annotations

from typing import Any

from genmux.engines.talk import (
    Arguments,
    Ask,
    Call,
    Calling,
    Choice,
    Counted,
    Event,
    Media,
    Message,
    Result,
    Said,
    Signed,
    Text,
    Thinking,
    Thought,
    Tool,
    Usage,
)
from tests.chat.wires.doubles import Script

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"at": {"type": "string"}},
    "required": ["at"],
    "additionalProperties": False,
}
TOOL = Tool("look", "Looks there.", SCHEMA)
PNG = "iVBORw0KGgo="
SCRIPT = Script(
    ("Hel", "lo"),
    (("call_a", "look", {"at": "Oslo"}), ("call_b", "look", {"at": "Rome"})),
    "Hm.",
    "c2ln",
)


def talk(signature: str, **more: Any) -> Ask:
    """Two turns with a picture, thoughts, two calls and what they found."""
    messages = (
        Message("system", (Text("Be kind."),)),
        Message("user", (Text("What is this?"), Media("image", "image/png", data=PNG))),
        Message(
            "assistant",
            (
                Thought("Hm.", signature),
                Text("I look."),
                Call("call_a", "look", '{"at":"Oslo"}'),
                Call("call_b", "look", '{"at":"Rome"}'),
            ),
        ),
        Message("tool", (Result("call_a", "snow", "look"),)),
        Message("tool", (Result("call_b", "lost", "look", failed=True),)),
    )
    known: dict[str, Any] = {"model": "m", "messages": messages, "tools": (TOOL,)}
    return Ask(**(known | more))


def heard(events: list[Event]) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Thoughts, text and calls, whatever the pieces."""
    calls: dict[int, list[str]] = {}
    for event in events:
        if isinstance(event, Calling):
            calls[event.index] = [event.id, event.name, ""]
        elif isinstance(event, Arguments):
            calls[event.index][2] += event.text
    thought = "".join(event.text for event in events if isinstance(event, Thinking))
    text = "".join(event.text for event in events if isinstance(event, Said))
    return thought, text, [(id_, name, said) for id_, name, said in calls.values()]


def usage_in(events: list[Event]) -> Usage | None:
    """The last that was told."""
    found = [event.usage for event in events if isinstance(event, Counted)]
    return found[-1] if found else None


def signatures_in(events: list[Event]) -> list[str]:
    return [event.signature for event in events if isinstance(event, Signed)]


ONE_AT_A_TIME = Choice("auto", parallel=False)
