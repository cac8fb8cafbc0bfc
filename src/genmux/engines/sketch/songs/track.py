"""The song that a task builds on: its sound, and what the engine that made it said of it.

An uploaded song, or one by another engine, comes without details; then everything but the sound is
empty and what can be measured is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genmux.engines.base import EngineFailure, MediaInput, Work

_LEADING = ("parent", "source")


@dataclass(frozen=True, slots=True)
class Word:
    """One sung word with the marks and line ends of the lyrics around it; times in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Track:
    """Texts are empty, `bpm` is 0 and `waveform` empty where nothing is known."""

    path: str
    seconds: float
    title: str
    tags: str
    lyrics: str
    words: tuple[Word, ...]
    bpm: float
    key: str
    waveform: tuple[float, ...]
    instrumental: bool | None
    """None = not known"""


def track_of(work: Work) -> Track:
    """The song among the inputs; EngineFailure when there is none."""
    media = sound_of(work)
    told = media.detail
    instrumental = told.get("instrumental")
    return Track(
        path=media.path,
        seconds=media.facts.seconds,
        title=_text(told, "title"),
        tags=_text(told, "tags"),
        lyrics=_text(told, "lyrics"),
        words=tuple(_words(told.get("words"))),
        bpm=_number(told.get("bpm")),
        key=_text(told, "key"),
        waveform=tuple(_number(level) for level in _list(told.get("waveform"))),
        instrumental=instrumental if isinstance(instrumental, bool) else None,
    )


def sound_of(work: Work, *roles: str) -> MediaInput:
    """The first input with sound of those roles (the song's usual ones), else of any role."""
    found = [media for media in work.media if media.facts.kind == "audio" or media.facts.has_audio]
    for role in roles or _LEADING:
        for media in found:
            if media.role == role:
                return media
    if found:
        return found[0]
    raise EngineFailure("this needs a sound, and none is given", code="422")


def _words(given: Any) -> list[Word]:
    words = []
    for item in _list(given):
        if isinstance(item, Mapping):
            start = _number(item.get("start"))
            end = max(start, _number(item.get("end")))
            words.append(Word(str(item.get("word") or ""), start, end))
    return sorted(words, key=lambda word: word.start)


def _list(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple)) else []


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else 0.0
