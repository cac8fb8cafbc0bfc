"""What a request for music says, whichever way its API spells the fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from genmux.engines.base import EngineFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from genmux.engines.base import MediaInput, Work

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "continue_at": ("continueAt", "continue_at"),
    "duration": ("duration", "duration_seconds", "music_length_seconds"),
    "exact": ("customMode", "custom_mode"),
    "own": ("defaultParamFlag", "default_param_flag"),
    "gender": ("vocalGender", "vocal_gender"),
    "negative": ("negativeTags", "negative_tags", "negative_prompt"),
    "style": ("style", "tags"),
    "lyrics": ("lyrics", "lyrics_prompt"),
    "full_lyrics": ("fullLyrics", "full_lyrics"),
    "from": ("infillStartS", "infill_start_s"),
    "to": ("infillEndS", "infill_end_s"),
    "style_weight": ("styleWeight", "style_weight"),
    "weirdness": ("weirdnessConstraint", "weirdness_constraint"),
    "audio_weight": ("audioWeight", "audio_weight"),
    "loop": ("soundLoop", "sound_loop", "loop"),
    "tempo": ("soundTempo", "sound_tempo", "tempo", "bpm"),
    "key": ("soundKey", "sound_key", "key"),
    "grab_lyrics": ("grabLyrics", "grab_lyrics"),
}
_MAX_SECONDS = 480.0
_NO_VOICE = re.compile(r"\b(vocals?|voices?|singing|singer|lyrics)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """The request in one spelling. Texts may be empty, weights run from 0 to 1, 0.5 as usual."""

    prompt: str
    lyrics: str
    """words to be sung exactly so; empty when they are to be written or there are none"""
    style: str
    title: str
    negative: str
    instrumental: bool
    gender: str
    """m, f or empty"""
    seconds: float
    """0 = as long as the song takes"""
    style_weight: float
    weirdness: float
    audio_weight: float
    persona: str
    """the words that describe the persona to sing as"""


def field(values: Mapping[str, Any], name: str) -> Any:
    """The value of a field under any of its spellings; None when it is missing or null."""
    for spelling in _SPELLINGS.get(name, (name,)):
        if values.get(spelling) is not None:
            return values[spelling]
    return None


def text(values: Mapping[str, Any], name: str) -> str:
    found = field(values, name)
    return found.strip() if isinstance(found, str) else ""


def number(values: Mapping[str, Any], name: str, usual: float) -> float:
    found = field(values, name)
    try:
        return usual if found is None or isinstance(found, bool) else float(found)
    except (TypeError, ValueError):
        return usual


def flag(values: Mapping[str, Any], name: str) -> bool:
    found = field(values, name)
    return found.strip().lower() == "true" if isinstance(found, str) else bool(found)


def read(work: Work) -> Wish:
    """The wish of any song task; what the task needs beyond it, its maker reads by `field`."""
    values = work.input
    given = text(values, "lyrics")
    prompt = text(values, "prompt")
    if not given and (flag(values, "exact") or flag(values, "own")):
        given = prompt
    instrumental = flag(values, "instrumental") or (
        not given and bool(_NO_VOICE.search(text(values, "negative")))
    )
    return Wish(
        prompt=prompt,
        lyrics="" if instrumental else given,
        style=text(values, "style"),
        title=text(values, "title"),
        negative=text(values, "negative"),
        instrumental=instrumental,
        gender=_gender(work),
        seconds=length_of(work),
        style_weight=_weight(values, "style_weight"),
        weirdness=_weight(values, "weirdness"),
        audio_weight=_weight(values, "audio_weight"),
        persona=_persona(work),
    )


def length_of(work: Work) -> float:
    """Seconds asked for in the input or by the catalogue; 0 when nobody says."""
    asked = number(work.input, "duration", 0.0) or number(work.options, "duration", 0.0)
    asked = asked or work.shape.seconds
    return min(_MAX_SECONDS, max(1.0, asked)) if asked > 0 else 0.0


def sources(work: Work) -> list[MediaInput]:
    """The given sound that is worked on: the parent's track or the uploads, in order."""
    sounds = [m for m in work.media if m.facts.kind == "audio" or m.facts.has_audio]
    found = [m for m in sounds if m.role in {"parent", "source"}]
    return sorted(found, key=lambda m: (m.role != "parent", m.index))


def source(work: Work) -> MediaInput:
    """The one given sound; EngineFailure when there is none."""
    found = sources(work)
    if not found:
        raise EngineFailure("this needs a sound file to work on, and none is given", code="422")
    return found[0]


def _weight(values: Mapping[str, Any], name: str) -> float:
    return min(1.0, max(0.0, number(values, name, 0.5)))


def _gender(work: Work) -> str:
    asked = text(work.input, "gender").lower()[:1]
    if asked in {"m", "f"}:
        return asked
    parent = work.parents.get("personaId")
    found = str(parent.extra.get("gender", "")).lower()[:1] if parent else ""
    if found in {"m", "f"}:
        return found
    words = f"{text(work.input, 'style')} {text(work.input, 'prompt')}".lower()
    if re.search(r"\b(female|woman|girl|diva)\b[^,]{0,12}\b(voice|vocals?|singer)", words):
        return "f"
    if re.search(r"\b(male|man|baritone|tenor)\b[^,]{0,12}\b(voice|vocals?|singer)", words):
        return "m"
    return ""


def _persona(work: Work) -> str:
    parent = work.parents.get("personaId")
    if parent is None:
        return ""
    told = [parent.extra.get("style"), parent.extra.get("description")]
    told += [parent.input.get("style"), parent.input.get("description")]
    return ", ".join(dict.fromkeys(str(one) for one in told if one))
