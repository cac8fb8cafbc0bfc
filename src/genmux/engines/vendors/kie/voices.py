"""Records and answers about who sings, speaks or appears: phrases, voices, personas, characters.

What the vendor calls them stands in the extra result: later requests name them by that id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, Refused, StillRunning
from genmux.engines.vendors.kie import pace
from genmux.engines.vendors.kie.codes import failure
from genmux.engines.vendors.kie.made import VENDOR_ID, Files

_FAILED = ("fail", "processing_validate_fail")


def phrase(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    """Ready as soon as there are words to read aloud."""
    waiting = _by_status(data, work, ("wait_validating", "success"))
    return waiting or Finished((), {"phrase": str(data.get("validateInfo") or "")})


def voice(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    return _by_status(data, work, ("success",)) or Finished((), _named(data, "voiceId"))


def persona(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    told = {name: work.input.get(name, "") for name in ("name", "description")}
    return Finished((), {**told, **_named(data, "personaId")})


def omni_voice(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    """`voice` is what the built-in engine would need to speak with it."""
    told = {
        "voice": str(work.input.get("audio_id") or ""),
        "name": str(work.input.get("name") or ""),
        "manner": str(work.input.get("voice_description") or ""),
        "line": str(work.input.get("example_dialogue") or ""),
    }
    return Finished((), {"voice": told, **_named(data, "kieAudioId")})


def omni_character(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    files = Files()
    told = {
        "name": str(work.input.get("character_name") or ""),
        "description": str(work.input.get("descriptions") or ""),
    }
    if files.add(data.get("imageUrl"), "part", detail=told) is None:
        raise Refused("The vendor made a character and named no picture of it.", "failed")
    shown = {**told, "picture": {"$file": 0}}
    return Finished(files.all(), {"character": shown, **_named(data, "characterId")})


def _by_status(data: Mapping[str, Any], work: Work, done: tuple[str, ...]) -> StillRunning | None:
    status = data.get("status")
    if status in _FAILED:
        raise failure(data.get("errorCode"), data.get("errorMessage"))
    return None if status in done else StillRunning(pace.again(work, data))


def _named(data: Mapping[str, Any], key: str) -> dict[str, str]:
    if not data.get(key):
        raise Refused(f"The vendor says it is done, but names no {key}.", "failed")
    return {VENDOR_ID: str(data[key])}
