"""A dialogue as Gemini's speech models take it: directions and transcript in one text, voices
beside it; and the samples they answer with as a file."""

from __future__ import annotations

import re
import wave
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from genmux.engines.remote import Refused

Speaker = Mapping[str, Any]
_MOST = 2
_USUAL_RATE = 24000
_MANNER = (("accent", "accent"), ("style", "style"), ("pace", "pace"))
_PLAIN = {"accent": "Neutral", "pace": "Natural"}
"""what needs no direction"""


def script(
    speakers: Sequence[Speaker],
    turns: Sequence[Mapping[str, Any]],
    scene: str = "",
    context: str = "",
) -> str:
    """What the model is told. A lone speaker's turns carry no name, which would be read aloud."""
    alone = len(speakers) == 1
    parts = [f"## Scene\n{scene}"] if scene else []
    parts += [f"## What went before\n{context}"] if context else []
    manners = [line for one in speakers if (line := _manner(one, alone))]
    parts += ["## Direction\n" + "\n".join(manners)] if manners else []
    lines = "\n".join(
        one["text"] if alone else f"{one['speaker_id']}: {one['text']}" for one in turns
    )
    if not parts:
        return lines if alone else f"Read this conversation aloud:\n{lines}"
    head = "Read the transcript aloud, and nothing else of this, as the rest of it directs."
    return "\n\n".join([head, *parts, f"## Transcript\n{lines}"])


def _manner(speaker: Speaker, alone: bool) -> str:
    told = [str(speaker["audio_profile"])] if speaker.get("audio_profile") else []
    told += [
        f"{name}: {speaker[field]}"
        for field, name in _MANNER
        if speaker.get(field) and speaker[field] != _PLAIN.get(field)
    ]
    if not told:
        return ""
    return "; ".join(told) if alone else f"{speaker['speaker_id']}: " + "; ".join(told)


def voices(speakers: Sequence[Speaker]) -> dict[str, Any]:
    """The `speechConfig`. Raises Refused `unsupported` for more speakers than it has place for."""
    if len(speakers) > _MOST:
        raise Refused(f"speakers: this route takes at most {_MOST}", "unsupported")
    if len(speakers) == 1:
        return {"voiceConfig": _voice(speakers[0])}
    several = [{"speaker": one["speaker_id"], "voiceConfig": _voice(one)} for one in speakers]
    return {"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": several}}


def _voice(speaker: Speaker) -> dict[str, Any]:
    return {"prebuiltVoiceConfig": {"voiceName": speaker["voice_name"]}}


def sound_file(data: bytes, mime: str) -> bytes:
    """A WAV file of what came; raw samples are 16 bits, one channel, `rate=` in their type."""
    if "wav" in mime:
        return data
    rate = re.search(r"rate=(\d+)", mime)
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(int(rate[1]) if rate else _USUAL_RATE)
        file.writeframes(data)
    return out.getvalue()
