"""Stop texts for vendors that know none: what comes after is read for its count, and not said."""

from __future__ import annotations

from collections.abc import Sequence

from genmux.engines.talk import Counted, Events, Said, Stopped


async def until(events: Events, stops: Sequence[str]) -> Events:
    """The same events up to the first of the stop texts in what is said."""
    held, found = "", ""
    keep = max(map(len, stops)) - 1
    async for event in events:
        if found:
            if isinstance(event, Stopped | Counted):
                yield Stopped("sequence", found) if isinstance(event, Stopped) else event
            continue
        if isinstance(event, Said):
            held += event.text
            at, found = _first(held, stops)
            # The end of it may be the beginning of a stop text.
            say, held = (held[:at], "") if found else _split(held, keep)
            if say:
                yield Said(say)
            continue
        if held:
            yield Said(held)
            held = ""
        yield event


def _first(text: str, stops: Sequence[str]) -> tuple[int, str]:
    found = [(at, stop) for stop in stops if stop and (at := text.find(stop)) >= 0]
    return min(found, default=(-1, ""))


def _split(text: str, keep: int) -> tuple[str, str]:
    at = len(text) - keep
    return (text[:at], text[at:]) if at > 0 else ("", text)
