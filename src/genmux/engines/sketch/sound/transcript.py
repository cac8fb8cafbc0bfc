"""Speech-to-text tasks: a sound or video file in, words with times out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure, MediaInput, Rendered, Report, Work
from genmux.engines.sketch.sound.codec import read_blocks
from genmux.engines.sketch.speech.hearing import RATE
from genmux.engines.sketch.speech.listen import Noise, Phrase, listen
from genmux.engines.sketch.speech.pitch import tell_apart

_LANGUAGE = "eng"
_FAST_FROM_SECONDS = 300.0
_MIN_EVENT_SECONDS = 0.8


def render_transcript(work: Work, report: Report) -> Rendered:
    """No file; the result object has text, words, spacings and, when asked, other sounds.

    Files of five minutes and more are searched less widely, to keep the time within reason.
    """
    source = _source(work)
    blocks = _progress(source, report)
    heard = list(listen(blocks, fast=source.facts.seconds >= _FAST_FROM_SECONDS))
    report(1.0)
    phrases = [item for item in heard if isinstance(item, Phrase)]
    speakers = _speakers(phrases, apart=_flag(work, "diarize"))
    events = _flag(work, "tag_audio_events")
    words = _words(heard, speakers, events=events)
    sure = [word.confidence for phrase in phrases for word in phrase.words]
    result = {
        "language_code": _LANGUAGE,
        "language_probability": round(float(np.mean(sure)), 4) if sure else 0.0,
        "text": "".join(word["text"] for word in words),
        "words": words,
    }
    return Rendered(extra={"resultObject": result})


def _words(
    heard: list[Phrase | Noise], speakers: list[int], *, events: bool
) -> list[dict[str, Any]]:
    """Every word, with a spacing between each two entries; their texts joined are the text."""
    entries: list[dict[str, Any]] = []
    numbers = iter(speakers)
    for item in heard:
        if isinstance(item, Phrase):
            speaker = next(numbers)
            for word in item.words:
                _add(entries, word.text, word.start, word.end, "word", speaker)
        elif events and item.end - item.start >= _MIN_EVENT_SECONDS:
            last = int(str(entries[-1]["speaker_id"]).rpartition("_")[2]) if entries else 0
            _add(entries, f"({item.label})", item.start, item.end, "audio_event", last)
    return entries


def _add(
    entries: list[dict[str, Any]], text: str, start: float, end: float, kind: str, speaker: int
) -> None:
    if entries:
        previous = entries[-1]["end"]
        gap = max(start, previous)
        entries.append(_entry(" ", previous, gap, "spacing", entries[-1]["speaker_id"]))
    entries.append(_entry(text, start, end, kind, f"speaker_{speaker}"))


def _entry(text: str, start: float, end: float, kind: str, speaker: str) -> dict[str, Any]:
    return {
        "text": text,
        "start": round(start, 3),
        "end": round(end, 3),
        "type": kind,
        "speaker_id": speaker,
    }


def _speakers(phrases: list[Phrase], *, apart: bool) -> list[int]:
    if not apart:
        return [0] * len(phrases)
    return tell_apart([phrase.pitch for phrase in phrases])


def _progress(source: MediaInput, report: Report) -> Iterator[NDArray[np.float32]]:
    done = 0
    for block in read_blocks(source.path, RATE, 1):
        # small blocks, so that progress moves with the recogniser
        for start in range(0, len(block), RATE):
            part = block[start : start + RATE, 0]
            done += len(part)
            yield part
            report(min(0.99, done / RATE / max(source.facts.seconds, 0.1)))


def _source(work: Work) -> MediaInput:
    for media in work.media:
        if media.facts.kind == "audio" or media.facts.has_audio:
            return media
    raise EngineFailure("audio_url names no file with a sound track.")


def _flag(work: Work, name: str) -> bool:
    value = work.input.get(name)
    return True if value is None else bool(value)
