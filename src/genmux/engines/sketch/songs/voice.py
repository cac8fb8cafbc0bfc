"""A recorded voice: how high and loud it is, and a clean cut of it to sing after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure, Rendered, Report, Work
from genmux.engines.sketch.songs.track import sound_of
from genmux.engines.sketch.sound.codec import read_blocks
from genmux.engines.sketch.sound.loudness import LoudnessMeter
from genmux.engines.sketch.sound.master import Tape, finish
from genmux.engines.sketch.speech.pitch import voice_pitch

_RATE = 44_100
_LISTEN_RATE = 16_000
_LUFS = -18.0
_LONGEST = 60.0
_SILENT_DB = -50.0
_MIN_VOICED = 0.5
_STEP = 0.25
_LEAST_MOVED = 0.004  # octaves; mains hum and test tones keep their pitch, no voice does
_AROUND = 0.3  # consonants have no pitch
_FADE = 0.02
HIGH_FROM_HZ = 165.0
"""men mostly speak below, women above (Traunmüller & Eriksson 1995)"""


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the voice is, in seconds, its median pitch in Hz and its level in LUFS."""

    start: float
    end: float
    pitch: float
    lufs: float


def render_voice(work: Work, report: Report) -> Rendered:
    """`reference.mp3` with the voice trimmed and levelled, and what is known of it.

    EngineFailure, naming the field, for silence and for sound without a voice.
    """
    media = sound_of(work, "voice")
    heard = _listen(media.path, media.field)
    report(0.5)
    length = min(heard.end, heard.start + _LONGEST) - heard.start
    shape = replace(work.shape, format="mp3", channels=work.shape.channels or 1)
    with Tape(work.out_dir, _RATE, 1) as tape:
        for block in passage(media.path, heard.start, length, 1):
            tape.append(block)
        seconds = round(tape.seconds, 2)
        file = finish(
            replace(work, shape=shape),
            tape,
            "reference",
            lambda done: report(0.5 + 0.5 * done),
            lufs=_LUFS,
        )
    told = {
        "pitch": round(heard.pitch, 1),
        "gender": gender_of(heard.pitch),
        "loudness": round(heard.lufs, 1),
        "seconds": seconds,
        "reference": {"$file": 0},
    }
    return Rendered((replace(file, role="part", detail={"seconds": seconds}),), told)


def gender_of(pitch: float) -> str:
    """`f` or `m`, a guess by the pitch in Hz alone."""
    return "f" if pitch >= HIGH_FROM_HZ else "m"


def passage(
    path: str, start: float, seconds: float, channels: int
) -> Iterator[NDArray[np.float32]]:
    """That part of a sound at 44.1 kHz in blocks, its first and last 20 ms faded."""
    first, last = round(start * _RATE), round((start + seconds) * _RATE)
    fade = max(1, round(_FADE * _RATE))
    at = 0
    for block in read_blocks(path, _RATE, channels):
        begin, end = max(first, at), min(last, at + len(block))
        if end > begin:
            place = np.arange(begin, end)
            edge = np.minimum(place - first, last - 1 - place) / fade
            gain = np.clip(edge, 0.0, 1.0).astype(np.float32)
            yield block[begin - at : end - at] * gain[:, None]
        at += len(block)
        if at >= last:
            return


def _listen(path: str, field: str) -> Heard:
    meter = LoudnessMeter(_LISTEN_RATE, 1)
    sung = list(_pitches(path, meter))
    level = meter.integrated()
    if level < _SILENT_DB:
        raise EngineFailure(
            f"{field}: the recording is silent, nothing in it is louder than {_SILENT_DB:g} LUFS",
            code="422",
        )
    pitches = np.array([pitch for _, pitch in sung])
    if len(sung) * _STEP < _MIN_VOICED or float(np.std(np.log2(pitches))) < _LEAST_MOVED:
        raise EngineFailure(
            f"{field}: no voice was found in the recording;"
            f" at least {_MIN_VOICED:g} s of it must be spoken or sung",
            code="422",
        )
    return Heard(
        start=max(0.0, sung[0][0] - _AROUND),
        end=sung[-1][0] + _STEP + _AROUND,
        pitch=float(np.median(pitches)),
        lufs=level,
    )


def _pitches(path: str, meter: LoudnessMeter) -> Iterator[tuple[float, float]]:
    """Start and pitch of each quarter of a second that has one; the meter hears everything."""
    size = round(_STEP * _LISTEN_RATE)
    loud = 10 ** (_SILENT_DB / 20)
    at = 0
    for block in read_blocks(path, _LISTEN_RATE, 1):
        meter.add(block)
        for start in range(0, len(block), size):
            part = block[start : start + size, 0]
            pitch = voice_pitch(part, _LISTEN_RATE) if np.abs(part).max() > loud else 0.0
            if pitch > 0:
                yield (at + start) / _LISTEN_RATE, pitch
        at += len(block)
