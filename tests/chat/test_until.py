"""Stop texts where the vendor knows none."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from genmux.chat.until import until
from genmux.engines.talk import (
    Arguments,
    Calling,
    Counted,
    Event,
    Events,
    Said,
    Stopped,
    Thinking,
    Usage,
)

END: tuple[Event, ...] = (Stopped("stop"), Counted(Usage(1, 2)))


async def heard(events: Iterable[Event], *stops: str) -> list[Event]:
    async def stream() -> Events:
        for event in events:
            yield event

    return [event async for event in until(stream(), stops)]


@pytest.mark.parametrize(
    "pieces", [["one ", "ST", "OP", " two"], ["one STOP two"], ["one", " S", "T", "O", "P"]]
)
async def test_it_ends_before_the_text(pieces: list[str]) -> None:
    found = await heard([*map(Said, pieces), Said("more"), *END], "STOP", "never")
    assert "".join(one.text for one in found if isinstance(one, Said)) == "one "
    assert found[-2:] == [Stopped("sequence", "STOP"), Counted(Usage(1, 2))]


async def test_what_only_looks_like_it_is_said() -> None:
    found = await heard([Thinking("Hm"), Said("one ST"), Said("OUT"), *END], "STOP")
    assert "".join(one.text for one in found if isinstance(one, Said)) == "one STOUT"
    assert found[-2:] == list(END)


async def test_what_is_held_is_said_before_a_call() -> None:
    call = (Calling(0, "a", "look"), Arguments(0, "{}"))
    found = await heard([Said("one S"), *call, *END], "STOP")
    assert "".join(one.text for one in found[:-4] if isinstance(one, Said)) == "one S"
    assert tuple(found[-4:-2]) == call


async def test_the_first_of_several_ends_it() -> None:
    found = await heard([Said("a B c D"), *END], "D", "B")
    assert found[:2] == [Said("a "), Stopped("sequence", "B")]
