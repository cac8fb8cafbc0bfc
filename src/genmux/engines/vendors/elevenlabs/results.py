"""ElevenLabs' replies as results."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from genmux.engines.remote import Finished, Made, Refused, Response

_WORD = ("text", "start", "end", "type", "speaker_id")
_STEMS = {"speech": "speech", "dialogue": "speech", "sound": "sound", "isolation": "voice"}


def sound(reply: Response, call: str, form: str) -> Finished:
    """The body is the file."""
    if not reply.body:
        raise Refused("The vendor finished without a sound.", "failed")
    return Finished((Made(data=reply.body, name=f"{_STEMS[call]}.{form}"),))


def timed_sound(answer: Mapping[str, Any], form: str) -> Finished:
    """The sound in base64, with the times of its characters; those of the words are made of them.

    They are returned as those of a transcript are.
    """
    data = base64.b64decode(answer.get("audio_base64") or "")
    if not data:
        raise Refused("The vendor finished without a sound.", "failed")
    words = list(_words(answer.get("alignment") or {}))
    return Finished((Made(data=data, name=f"speech.{form}"),), {"resultObject": {"words": words}})


def transcript(answer: Mapping[str, Any]) -> Finished:
    """No file; what the vendor knows beyond the documented result is left out."""
    words = [{name: one.get(name) for name in _WORD} for one in answer.get("words") or ()]
    result = {
        "language_code": answer.get("language_code", ""),
        "language_probability": answer.get("language_probability", 0.0),
        "text": answer.get("text", ""),
        "words": words,
    }
    return Finished((), {"resultObject": result})


def _words(alignment: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    text, first, last = "", 0.0, 0.0
    times = zip(
        alignment.get("characters") or (),
        alignment.get("character_start_times_seconds") or (),
        alignment.get("character_end_times_seconds") or (),
        strict=False,
    )
    for letter, start, end in times:
        if letter.isspace():
            if text:
                yield _word(text, first, last)
            text = ""
            continue
        first = first if text else start
        text, last = text + letter, end
    if text:
        yield _word(text, first, last)


def _word(text: str, start: float, end: float) -> dict[str, Any]:
    return {"text": text, "start": start, "end": end, "type": "word", "speaker_id": "speaker_0"}
