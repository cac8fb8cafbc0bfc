"""The notes of a song's stems, as a list and as a MIDI file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genmux.engines.base import EngineFailure, MediaInput, Rendered, RenderedFile, Report, Work
from genmux.engines.sketch.songs.drumming import transcribe_drums
from genmux.engines.sketch.songs.notes import LOW, USUAL, transcribe
from genmux.engines.sketch.songs.singing import transcribe_singing
from genmux.engines.sketch.songs.smf import Note, Part, file_bytes

_DRUMS = frozenset({"drums", "percussion"})
_NOISES = "fx"
_VOICES = frozenset({"vocal", "backing_vocals"})
_PROGRAMS = {
    "vocal": 52,
    "backing_vocals": 53,
    "bass": 33,
    "guitar": 25,
    "piano": 0,
    "keyboard": 4,
    "strings": 48,
    "synth": 88,
    "brass": 61,
    "woodwinds": 73,
}
"""General MIDI sounds, counted from 0"""
_USUAL_BPM = 120.0


def render_midi(work: Work, report: Report) -> Rendered:
    """The instruments with their notes, and `notes.mid` with the same.

    Every sound among the inputs is one instrument, named after its stem. Stems in which no note
    is heard are left out.
    """
    given = [media for media in work.media if media.facts.kind == "audio" or media.facts.has_audio]
    if not given:
        raise EngineFailure("this needs the stems of a song, and none is given", code="422")
    parts = []
    for number, media in enumerate(given):
        stem = _stem(media)
        notes = _heard(media, stem)
        if notes:
            program = None if stem in _DRUMS else _PROGRAMS.get(stem, 0)
            parts.append(Part(_title(stem), program, tuple(notes)))
        report((number + 1) / (len(given) + 1))
    path = Path(work.out_dir) / "notes.mid"
    path.write_bytes(file_bytes(parts, _bpm(given)))
    report(1.0)
    told = [{"name": part.name, "notes": [_told(note) for note in part.notes]} for part in parts]
    file = RenderedFile(str(path), path.name, "audio/midi", "part")
    return Rendered((file,), {"instruments": told, "midi": {"$file": 0}})


def _heard(media: MediaInput, stem: str) -> list[Note]:
    if stem == _NOISES:
        return []  # whooshes and hiss have no notes
    if stem in _DRUMS:
        return transcribe_drums(media.path)
    if stem in _VOICES:
        return transcribe_singing(media.path)
    return transcribe(media.path, LOW if stem == "bass" else USUAL)


def _stem(media: MediaInput) -> str:
    stem = media.detail.get("stem")
    return stem if isinstance(stem, str) and stem else "melody"


def _title(stem: str) -> str:
    return stem.replace("_", " ").capitalize()


def _bpm(given: list[MediaInput]) -> float:
    for media in given:
        bpm = media.detail.get("bpm")
        if isinstance(bpm, (int, float)) and bpm > 0:
            return float(bpm)
    return _USUAL_BPM


def _told(note: Note) -> dict[str, Any]:
    return {
        "pitch": note.pitch,
        "start": note.start,
        "end": note.end,
        "velocity": note.velocity,
    }
