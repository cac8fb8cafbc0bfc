"""Those whom later films may show and hear: voices with a manner, characters with a picture.

A voice is plain facts, `{"voice", "name", "manner", "line"}`: the ready-made voice behind it, how
it speaks, and what it says where a film gives it no words. A character's voices lie in the detail
of its picture, so that whoever is given the picture can let it speak.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.base import Rendered, RenderedFile, Report, Work
from genmux.engines.sketch import inputs
from genmux.engines.sketch.picture import open_picture
from genmux.engines.sketch.speech.casting import Voice, cast_voice, direction
from genmux.engines.sketch.speech.voice import speak
from genmux.engines.sketch.words import wish_of

Samples = NDArray[np.float32]

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_START, _PAUSE, _FADE = 0.4, 0.35, 0.05
"""seconds before the first line, between lines, and of the fade where the film is over"""
_PEAK = 0.6


def render_voice(work: Work, report: Report) -> Rendered:
    """No file: a voice stays usable for as long as its task is known."""
    given = work.input
    voice = {
        "voice": str(given.get("audio_id") or ""),
        "name": str(given.get("name") or ""),
        "manner": str(given.get("voice_description") or ""),
        "line": str(given.get("example_dialogue") or ""),
    }
    report(1.0)
    return Rendered(extra={"voice": voice})


def render_character(work: Work, report: Report) -> Rendered:
    """The given picture as it is, with name, description and voices as its detail."""
    given = inputs.main_image(work)
    open_picture(given.path)
    name = f"character.{_ENDINGS.get(given.facts.mime, 'img')}"
    path = Path(work.out_dir) / name
    shutil.copyfile(given.path, path)
    detail = {
        "name": str(work.input.get("character_name") or ""),
        "description": str(work.input.get("descriptions") or ""),
        "voices": voices_of(work),
    }
    report(1.0)
    file = RenderedFile(str(path), name, given.facts.mime, "part", detail)
    return Rendered((file,), {"character": {**detail, "picture": {"$file": 0}}})


def voices_of(work: Work) -> list[dict[str, str]]:
    """Whoever may speak, in the order of the request; the characters' own voices come last."""
    found: list[dict[str, str]] = []
    for number, value in enumerate(work.input.get("audio_ids") or []):
        made = work.parents.get(f"audio_ids[{number}]")
        if made is not None:
            found.append(dict(made.extra["voice"]))
        elif value:
            found.append({"voice": str(value)})
    for media in work.media:
        found += media.detail.get("voices", ())
    return found


def spoken(work: Work, seconds: float, sample_rate: int) -> Samples | None:
    """What the voices of the request say, as float32 stereo [n, 2]; None where it has none.

    Quoted words of the prompt are their lines, in turns; without any each voice says its own line,
    and where no voice has one the first tells what the prompt shows. What is over the length of
    the film is cut.
    """
    voices = voices_of(work)
    if not voices:
        return None
    track = np.zeros(max(0, round(seconds * sample_rate)), np.float32)
    at = round(_START * sample_rate)
    for text, voice in _lines(work, voices):
        if at >= len(track):
            break
        samples, rate, _ = speak(text, _speaker(voice))
        line = signal.resample_poly(samples, sample_rate, rate).astype(np.float32)
        line *= _PEAK / max(float(np.abs(line).max(initial=0.0)), 1e-6)
        part = line[: len(track) - at]
        track[at : at + len(part)] = part
        at += len(line) + round(_PAUSE * sample_rate)
    fade = min(len(track), round(_FADE * sample_rate))
    track[len(track) - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return np.stack([track, track], axis=1)


def _lines(work: Work, voices: Sequence[Mapping[str, str]]) -> list[tuple[str, Mapping[str, str]]]:
    wish = wish_of(work)
    if wish.quoted:
        return [(text, voices[n % len(voices)]) for n, text in enumerate(wish.quoted)]
    own = [(voice["line"], voice) for voice in voices if voice.get("line")]
    return own or [(wish.text, voices[0])]


def _speaker(voice: Mapping[str, Any]) -> Voice:
    speaker = cast_voice(voice["voice"])
    manner = direction(voice.get("manner", ""))
    return speaker if manner is None else speaker.with_manner(manner)


TASKS: dict[str, Callable[[Work, Report], Rendered]] = {
    "cast-voice": render_voice,
    "cast-character": render_character,
}
