"""The built-in chat route: a plan, said token by token at a settable speed."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from genmux.engines.sketch.chat.compose import plan
from genmux.engines.sketch.chat.seen import tokens_of
from genmux.engines.talk import (
    Arguments,
    Ask,
    Calling,
    Counted,
    Event,
    Events,
    Media,
    Reason,
    Result,
    RouteFailure,
    Said,
    Signed,
    Stopped,
    Thinking,
    Usage,
)
from genmux.engines.tokens import count_ask, count_media, count_message

_TOKEN = re.compile(r"\s*[^\s]{1,5}|\s+")
_CACHE_FROM = 1024
_CACHE_STEP = 128
"""vendors cache prompts of at least so many tokens, in steps"""
_FOREVER = 86_400.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong on purpose: `status` at once, `cut` or `stall` after so many tokens,
    `uncounted` leaves the usage out."""

    status: int = 0
    cut: int = -1
    stall: int = -1
    uncounted: bool = False


class SketchChat:
    """`speed` is tokens a second; 0 = as fast as they can be sent."""

    name = "sketch"

    def __init__(self, speed: float = 0.0) -> None:
        self._speed = speed

    async def answer(self, ask: Ask, fault: Fault = Fault()) -> Events:  # frozen
        """The events of the answer; RouteFailure where `fault` asks for it."""
        if fault.status:
            raise RouteFailure(
                "This failure was asked for.",
                status=fault.status,
                retry_after=1.0 if fault.status == 429 else None,
            )
        try:
            said = _said(ask)
        except ValueError as error:
            raise RouteFailure(
                f"A schema of the request cannot be filled: {error}.", status=400
            ) from error
        clock = asyncio.get_running_loop().time
        began, sent = clock(), 0
        for event, tokens in said:
            if fault.cut == sent:
                raise RouteFailure("The connection was cut, as was asked for.", again=False)
            if fault.stall == sent:
                await asyncio.sleep(_FOREVER)
            sent += tokens
            if self._speed and tokens and (wait := began + sent / self._speed - clock()) > 0:
                await asyncio.sleep(wait)
            if not (fault.uncounted and isinstance(event, Counted)):
                yield event


def _said(ask: Ask) -> list[tuple[Event, int]]:
    """Every event with the output tokens that it stands for, cut where the request says."""
    answer = plan(ask)
    thoughts = _TOKEN.findall(answer.thought)
    most = ask.max_tokens or 1 << 30
    events: list[tuple[Event, int]] = []
    if ask.show_thoughts and thoughts:
        events += [(Thinking(text), 1) for text in thoughts[:most]]
        events.append((Signed(f"sketch-{len(thoughts)}"), 0))
    elif thoughts:
        events.append((Thinking(""), min(len(thoughts), most)))
    left = most - min(len(thoughts), most)
    reason: Reason = "calls" if answer.calls else "stop"
    text, sequence = _until(answer.text, ask.stop)
    pieces = _TOKEN.findall(text)
    events += [(Said(piece), 1) for piece in pieces[:left]]
    if len(pieces) > left or len(thoughts) > most:
        reason, sequence = "length", ""
    elif sequence:
        reason = "sequence"
    left -= min(left, len(pieces))
    for index, call in enumerate(answer.calls):
        parts = _TOKEN.findall(call.arguments)
        if left <= 0:
            reason = "length"
            break
        events.append((Calling(index, call.id, call.name), 1))
        events += [(Arguments(index, part), 1) for part in parts[: left - 1]]
        if len(parts) > left - 1:
            reason = "length"
        left -= len(parts) + 1
    events.append((Stopped(reason, sequence), 0))
    total = sum(tokens for _, tokens in events)
    usage = Usage(_input(ask), total, _cached(ask), min(len(thoughts), most))
    events.append((Counted(usage), 0))
    return events


def _until(text: str, stops: tuple[str, ...]) -> tuple[str, str]:
    """The text up to the first of the stop texts, and which one that was."""
    found = [(text.find(stop), stop) for stop in stops if stop and stop in text]
    if not found:
        return text, ""
    at, stop = min(found)
    return text[:at], stop


def _input(ask: Ask) -> int:
    files = [part for message in ask.messages for part in message.parts if isinstance(part, Media)]
    files += [
        one
        for message in ask.messages
        for part in message.parts
        if isinstance(part, Result)
        for one in part.media
    ]
    return count_ask(ask) + sum(tokens_of(one) - count_media(one) for one in files)


def _cached(ask: Ask) -> int:
    """What an earlier turn had sent already: everything before the last message of the user."""
    last = max((at for at, message in enumerate(ask.messages) if message.role == "user"), default=0)
    before = sum(map(count_message, ask.messages[:last]))
    return before // _CACHE_STEP * _CACHE_STEP if before >= _CACHE_FROM else 0
