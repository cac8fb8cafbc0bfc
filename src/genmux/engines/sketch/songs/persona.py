"""What makes a song's singer or sound known again: its most telling ten seconds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure, Rendered, Report, Work
from genmux.engines.sketch.songs.track import Track, track_of
from genmux.engines.sketch.songs.voice import gender_of, passage
from genmux.engines.sketch.sound.codec import read_blocks
from genmux.engines.sketch.sound.master import open_result
from genmux.engines.sketch.speech.pitch import voice_pitch

_SECONDS = 10.0
_RATE = 44_100
_LISTEN_RATE = 16_000
_HOPS = 4  # a second
_VOICE = (180, 4000)
_SUNG = 3.0  # what is known to be sung counts this much more than other loud parts


def render_persona(work: Work, report: Report) -> Rendered:
    """`reference.mp3`, some ten seconds of the song itself, and its description."""
    track = track_of(work)
    levels = _voice_levels(track.path)
    if not len(levels):
        raise EngineFailure("the song has no sound that can be decoded")
    start = telling_start(levels, track)
    seconds = min(_SECONDS, len(levels) / _HOPS)
    report(0.5)
    shape = replace(work.shape, format="mp3", channels=2)
    writer, file = open_result(replace(work, shape=shape), "reference", _RATE, 2)
    with writer:
        for block in passage(track.path, start, seconds, 2):
            writer.write(block)
    told = _told(work, track, start, seconds)
    report(1.0)
    return Rendered((replace(file, role="part", detail={"seconds": seconds}),), told)


def telling_start(levels: NDArray[np.float64], track: Track) -> float:
    """Where the loudest sung stretch begins, in seconds; at the start of a word if it has any."""
    weight = np.ones(len(levels))
    for word in track.words:
        weight[int(word.start * _HOPS) : int(np.ceil(word.end * _HOPS))] = _SUNG
    size = min(len(levels), round(_SECONDS * _HOPS))
    sums = np.convolve(levels * weight, np.ones(size), "valid")
    best = float(int(sums.argmax()) / _HOPS)
    latest = (len(levels) - size) / _HOPS
    near = [max(0.0, word.start - 0.1) for word in track.words if abs(word.start - best) < 1.0]
    return min(latest, min(near, key=lambda start: abs(start - best))) if near else best


def _voice_levels(path: str) -> NDArray[np.float64]:
    """RMS in the voice's band for each quarter of a second."""
    size = _LISTEN_RATE // _HOPS
    inside = np.fft.rfftfreq(size, 1 / _LISTEN_RATE)
    band = (inside >= _VOICE[0]) & (inside <= _VOICE[1])
    rows = []
    for block in read_blocks(path, _LISTEN_RATE, 1):
        whole = np.pad(block[:, 0], (0, -len(block) % size)).reshape(-1, size)
        power = np.abs(np.fft.rfft(whole * np.hanning(size), axis=1)) ** 2
        rows.append(np.sqrt(power[:, band].sum(axis=1)) / size)
    return np.concatenate(rows) if rows else np.zeros(0)


def _told(work: Work, track: Track, start: float, seconds: float) -> dict[str, Any]:
    """Its own words first, then what the song is known to be, then what is heard."""
    mono = _heard(track.path, start, seconds)
    pitch = voice_pitch(mono, _LISTEN_RATE)
    told: dict[str, Any] = {"pitch": round(pitch, 1)}
    wish = str(work.input.get("description") or "").strip()
    parts = [wish.rstrip("."), track.tags]
    if track.bpm > 0:
        told["bpm"] = track.bpm
        parts.append(f"{track.bpm:g} BPM")
    if track.key:
        told["key"] = track.key
        parts.append(track.key)
    if pitch > 0:
        told["gender"] = gender_of(pitch)
        parts.append(f"{'high' if told['gender'] == 'f' else 'low'} voice around {pitch:.0f} Hz")
    told["description"] = ", ".join(part for part in parts if part)
    told["tags"] = track.tags
    told["start"] = round(start, 2)
    told["seconds"] = round(seconds, 2)
    told["reference"] = {"$file": 0}
    return told


def _heard(path: str, start: float, seconds: float) -> NDArray[np.float32]:
    first, last = round(start * _LISTEN_RATE), round((start + seconds) * _LISTEN_RATE)
    parts = []
    at = 0
    for block in read_blocks(path, _LISTEN_RATE, 1):
        parts.append(block[max(0, first - at) : max(0, last - at), 0])
        at += len(block)
        if at >= last:
            break
    return np.concatenate(parts)
