"""What is to be spoken, by whom and how, read from a task's input."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genmux.engines.base import Work
from genmux.engines.sketch.speech.casting import Manner, Voice, cast_all, manner_of


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's words. `pause` is the silence before them, in seconds."""

    text: str
    voice: Voice
    manner: Manner
    pause: float


@dataclass(frozen=True, slots=True)
class Script:
    turns: tuple[Turn, ...]
    language: str = ""

    @property
    def length(self) -> int:
        """Characters to speak."""
        return sum(len(turn.text) for turn in self.turns)


def read_script(work: Work) -> Script:
    """The script of a speech or dialogue task, whichever of the three input shapes it uses."""
    given = work.input
    take = _take(work.seed)
    if given.get("dialogue_turns"):
        return _directed(given, take)
    language = str(given.get("language_code") or "")
    if given.get("dialogue"):
        lines = [(str(line["text"]), str(line.get("voice") or "")) for line in given["dialogue"]]
    else:
        lines = [(str(given.get("text") or ""), str(given.get("voice") or ""))]
    voices = cast_all((name, "") for _, name in lines)
    manner = take.then(_delivery(given))
    turns = [
        Turn(text, voices[name, ""], manner, _pause(index, lines[index - 1][1] == name))
        for index, (text, name) in enumerate(lines)
    ]
    return Script(tuple(turns), language)


def _directed(given: Mapping[str, Any], take: Manner) -> Script:
    """Speakers with accent, style and pace, and turns that refer to them."""
    speakers = {str(speaker["speaker_id"]): speaker for speaker in given.get("speakers") or ()}
    order = [(_voice_name(s), str(s.get("accent") or "")) for s in speakers.values()]
    voices = cast_all(order)
    heat = Manner(range=(float(given.get("temperature", 1) or 0) - 1) * 12)
    turns: list[Turn] = []
    last = ""
    for turn in given["dialogue_turns"]:
        name = str(turn.get("speaker_id") or "")
        speaker = speakers.get(name, {"voice_name": name})
        key = (_voice_name(speaker), str(speaker.get("accent") or ""))
        voice = voices.get(key) or cast_all([key])[key]
        manner = take.then(heat)
        manner = manner.then(manner_of("styles", str(speaker.get("style") or "")))
        manner = manner.then(manner_of("paces", str(speaker.get("pace") or "")))
        turns.append(Turn(str(turn["text"]), voice, manner, _pause(len(turns), last == name)))
        last = name
    return Script(tuple(turns))


def _voice_name(speaker: Mapping[str, Any]) -> str:
    return str(speaker.get("voice_name") or speaker.get("speaker_id") or "")


def _delivery(given: Mapping[str, Any]) -> Manner:
    """Low stability and high style widen the melody; speed is taken as it is."""
    stability = _number(given.get("stability"), 0.5)
    style = _number(given.get("style"), 0.0)
    return Manner(
        rate=_number(given.get("speed"), 1.0),
        range=(0.5 - stability) * 36 + style * 18,
    )


def _take(seed: int) -> Manner:
    """Another seed is another take: a touch faster or slower, higher or lower."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return Manner(rate=1 + dice.uniform(-0.012, 0.012), pitch=dice.uniform(-0.025, 0.025))


def _pause(index: int, same_speaker: bool) -> float:
    if index == 0:
        return 0.0
    return 0.3 if same_speaker else 0.42


def _number(value: object, usual: float) -> float:
    return float(value) if isinstance(value, (int, float, str)) and value != "" else usual
