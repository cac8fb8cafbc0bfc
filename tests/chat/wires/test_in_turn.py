"""Calls whose arguments are written by turns come out one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

import orjson
import pytest

from genmux.chat.tally import Tally
from genmux.chat.wires.in_turn import InTurn
from genmux.chat.wires.openai_chat_reply import ChunkReader, events_of
from genmux.chat.wires.responses_reply import EventReader
from genmux.engines.talk import Arguments, Call, Calling, Counted, Event, Said, Stopped, Usage

END: list[Event] = [Stopped("calls"), Counted(Usage(1, 2))]


def calls_of(events: list[Event]) -> list[Any]:
    """As they are gathered, where nothing looks at the numbers of calls."""
    tally = Tally()
    for event in events:
        tally.add(event)
    tally.finish()
    return tally.parts


def through(events: list[Event]) -> list[Event]:
    turns = InTurn()
    return [one for event in events for one in turns.take(event)]


@pytest.mark.parametrize("order", sorted(set(permutations([0, 0, 0, 1, 1, 2]))))
def test_any_order_of_pieces_gives_whole_calls(order: tuple[int, ...]) -> None:
    pieces = {0: ['{"at', '":"Os', 'lo"}'], 1: ['{"at":', '"Rome"}'], 2: ["{}"]}
    events: list[Event] = [Calling(number, f"call_{number}", "look") for number in range(3)]
    events += [Arguments(number, pieces[number].pop(0)) for number in order]
    counted = [one for event in events for one in (event, Counted(Usage(1, 1)))]
    made = [one for one in through([*counted, *END]) if one != Counted(Usage(1, 1))]
    assert calls_of(made) == [
        Call("call_0", "look", '{"at":"Oslo"}'),
        Call("call_1", "look", '{"at":"Rome"}'),
        Call("call_2", "look", "{}"),
    ]
    assert made[-2:] == END
    begun: list[int] = []
    for event in made:
        if isinstance(event, Calling):
            begun.append(event.index)
        elif isinstance(event, Arguments):
            assert event.index == begun[-1]


def test_calls_that_follow_each_other_pass_at_once() -> None:
    turns = InTurn()
    events: list[Event] = []
    for number, word in product(range(2), ("Oslo", "Rome")):
        index = 2 * number + (word == "Rome")
        events += [Calling(index, str(index), "look"), Arguments(index, f'{{"at":"{word}')]
        events += [Arguments(index, '"}')]
    for event in [Said("I look."), *events, *END]:
        assert list(turns.take(event)) == [event]


def test_what_is_cut_off_or_empty_comes_with_the_end() -> None:
    events: list[Event] = [Calling(0, "a", "now"), Calling(1, "b", "look"), Said("So.")]
    events += [Arguments(1, '{"at":"Os')]
    made = calls_of(through([*events, Stopped("length")]))
    assert [part for part in made if isinstance(part, Call)] == [
        Call("a", "now", "{}"),
        Call("b", "look", '{"at":"Os'),
    ]


def chunks(*calls: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for call in calls:
        yield {"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}
    yield {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}


def read(*calls: dict[str, Any]) -> list[Any]:
    reader = ChunkReader()
    return calls_of([event for chunk in chunks(*calls) for event in reader.read(chunk)])


def piece(index: int | None, text: Any, id_: str = "", name: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"function": {"arguments": text}}
    made |= {} if index is None else {"index": index}
    made |= {"id": id_} if id_ else {}
    made["function"] |= {"name": name} if name else {}
    return made


def test_arguments_of_no_call_are_left_out() -> None:
    begun: list[Event] = [Calling(0, "call_0", "look"), Arguments(0, '{"at')]
    assert through([*begun, Arguments(7, "{}"), *END]) == [*begun, *END]
    assert through([Arguments(7, "{}"), *begun, *END]) == [*begun, *END]


def test_chunks_by_turns() -> None:
    found = read(
        piece(0, "", "a", "look"),
        piece(1, "", "b", "look"),
        piece(0, '{"at":'),
        piece(1, '{"at":"Ro'),
        piece(0, '"Oslo"}'),
        piece(1, 'me"}'),
    )
    assert found == [Call("a", "look", '{"at":"Oslo"}'), Call("b", "look", '{"at":"Rome"}')]


@pytest.mark.parametrize("index", [0, None])
def test_calls_that_have_one_place_are_told_apart_by_their_ids(index: int | None) -> None:
    """As some servers write them, whole."""
    found = read(
        piece(index, '{"at":"Oslo"}', "a", "look"), piece(index, '{"at":"Rome"}', "b", "look")
    )
    assert found == [Call("a", "look", '{"at":"Oslo"}'), Call("b", "look", '{"at":"Rome"}')]


def test_a_call_that_was_demanded_may_end_with_stop() -> None:
    call = piece(0, "{}", "a", "look")
    ended = {"index": 0, "finish_reason": "stop"}
    streamed: list[Any] = [{"choices": [{"delta": {"tool_calls": [call]}}]}, {"choices": [ended]}]
    reader = ChunkReader()
    found = [one for chunk in streamed for one in reader.read(chunk)]
    assert found[-1] == Stopped("calls")
    whole = {"choices": [{**ended, "message": {"content": None, "tool_calls": [call]}}]}
    assert list(events_of(whole))[-1] == Stopped("calls")


def test_texts_may_come_in_parts() -> None:
    parts = [{"type": "thinking", "thinking": []}, {"type": "text", "text": "Hi"}]
    (said,) = ChunkReader().read({"choices": [{"delta": {"content": parts}}]})
    assert said == Said("Hi")
    assert next(iter(events_of({"choices": [{"message": {"content": parts}}]}))) == Said("Hi")


def test_an_id_that_is_said_again_begins_nothing() -> None:
    found = read(piece(0, '{"at":', "a", "look"), piece(0, '"Oslo', "a", "look"), piece(0, '"}'))
    assert found == [Call("a", "look", '{"at":"Oslo"}')]


def test_arguments_may_be_an_object_and_ids_may_be_missing() -> None:
    first, second = read(piece(0, {"at": "Oslo"}, name="look"), piece(1, "{}", name="look"))
    assert orjson.loads(first.arguments) == {"at": "Oslo"}
    assert first.id != second.id
    assert read(piece(0, "{}", name="look"))[0].id != first.id


def test_items_by_turns() -> None:
    def item(place: int, **more: Any) -> dict[str, Any]:
        call = {"type": "function_call", "call_id": f"call_{place}", "name": "look", **more}
        return {"output_index": place, "item": call}

    def delta(place: int, text: str) -> dict[str, Any]:
        kind = "response.function_call_arguments.delta"
        return {"type": kind, "output_index": place, "delta": text}

    added, done = "response.output_item.added", "response.output_item.done"
    events = [
        {"type": added, **item(0, arguments="")},
        {"type": added, **item(1, arguments="")},
        delta(1, '{"at":'),
        delta(0, '{"at":"Oslo"}'),
        delta(1, '"Rome"}'),
        {"type": done, **item(1, arguments='{"at":"Rome"}')},
        {"type": done, **item(0, arguments='{"at":"Oslo"}')},
        {"type": "response.completed", "response": {"status": "completed"}},
    ]
    reader = EventReader()
    assert calls_of([one for event in events for one in reader.read(event)]) == [
        Call("call_0", "look", '{"at":"Oslo"}'),
        Call("call_1", "look", '{"at":"Rome"}'),
    ]
