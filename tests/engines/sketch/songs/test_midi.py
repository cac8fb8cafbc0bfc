"""Known tunes, chords and beats are written down as they were played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genmux.engines.base import EngineFailure, MediaInput, Shape
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.songs.band import RATE, Sound, drummed, sung, tone
from tests.engines.sketch.songs.conftest import Song
from tests.engines.sketch.songs.midi_reader import read_midi

OBJECT = Shape("object", format="json")
Event = tuple[int, float, float]
"""pitch, start, seconds"""
_SHAPES = {
    "sine": ((1.0,), 0.0),
    "mellow": ((1.0, 0.4, 0.2, 0.1), 0.0),
    "plucked": ((1.0, 0.6, 0.4, 0.3, 0.2, 0.1), 3.0),
    "bright": (tuple(1 / n for n in range(1, 15)), 0.0),
    "guitar": ((0.15, 1.0, 0.56, 0.2, 0.18, 0.14, 0.28, 0.14, 0.06, 0.2, 0.09), 2.0),
}


def played(events: Sequence[Event], shape: str) -> Sound:
    partials, decay = _SHAPES[shape]
    wave = np.zeros(round(RATE * (max(start + seconds for _, start, seconds in events) + 0.5)))
    for pitch, start, seconds in events:
        note = 0.18 * tone(pitch, seconds, partials, decay=decay)
        at = round(start * RATE)
        wave[at : at + len(note)] += note
    return np.stack([wave, wave], axis=1)


def stem(song: Song, name: str, samples: Sound) -> MediaInput:
    return song({"stem": name, "seconds": len(samples) / RATE, "bpm": 100.0}, samples)


def matched(events: Sequence[Event], notes: list[dict[str, Any]], within: float) -> float:
    """The share of the events that are among the notes."""
    left = list(notes)
    hits = 0
    for pitch, start, _ in events:
        for note in left:
            if note["pitch"] == pitch and abs(note["start"] - start) <= within:
                left.remove(note)
                hits += 1
                break
    return hits / len(events)


@pytest.mark.parametrize("shape", list(_SHAPES))
def test_a_melody_is_heard(render: Render, song: Song, shape: str) -> None:
    pitches = np.random.default_rng(4).integers(55, 84, 24).tolist()
    events = [(pitch, 0.2 + 0.3 * n, 0.28) for n, pitch in enumerate(pitches)]
    made = render("midi", OBJECT, {}, stem(song, "synth", played(events, shape)))
    (instrument,) = made.extra["instruments"]
    assert instrument["name"] == "Synth"
    notes = instrument["notes"]
    assert matched(events, notes, 0.05) >= 0.9
    assert len(notes) <= (1.5 if shape == "guitar" else 1.1) * len(events)
    ends = {round(note["start"], 1): note["end"] for note in notes}
    assert ends[0.2] == pytest.approx(0.48, abs=0.12)


@pytest.mark.parametrize("shape", ["mellow", "plucked", "bright"])
def test_chords_are_heard(render: Render, song: Song, shape: str) -> None:
    chords = ((57, 60, 64), (53, 57, 60, 65), (48, 55, 64), (55, 59, 62))
    events = [(p, 0.1 + 0.8 * n, 0.75) for n in range(8) for p in chords[n % 4]]
    made = render("midi", OBJECT, {}, stem(song, "keyboard", played(events, shape)))
    notes = made.extra["instruments"][0]["notes"]
    assert matched(events, notes, 0.05) >= 0.9
    assert len(notes) <= 1.25 * len(events)


def test_bass_voice_and_drums_are_heard(render: Render, song: Song) -> None:
    pitches = (28, 33, 40, 35, 45, 31, 38, 43)
    low = [(pitch, 0.1 + 0.4 * n, 0.38) for n, pitch in enumerate(pitches)]
    stems = (
        stem(song, "vocal", sung(5.0)),
        stem(song, "drums", drummed(4.0)),
        stem(song, "bass", played(low, "plucked")),
    )
    made = render("midi", OBJECT, {}, *stems)
    told = {part["name"]: part["notes"] for part in made.extra["instruments"]}
    assert list(told) == ["Vocal", "Drums", "Bass"]
    voice = [(pitch, 0.75 * n, 0.6) for n, pitch in enumerate((64, 67, 71, 69, 67, 66))]
    assert matched(voice, told["Vocal"], 0.1) >= 0.8
    assert len(told["Vocal"]) <= 8
    assert matched(low, told["Bass"], 0.1) >= 0.85
    beat = [(key, 0.5 * n, 0) for n in range(8) for key in ((36, 42) if n % 2 == 0 else (38,))]
    assert matched(beat, told["Drums"], 0.05) >= 0.9
    for notes in told.values():
        assert all(0 <= note["pitch"] <= 127 and 0 < note["velocity"] <= 1 for note in notes)
        assert all(note["end"] > note["start"] >= 0 for note in notes)


def test_a_tone_between_two_keys_is_one_note(render: Render, song: Song) -> None:
    at = np.arange(2 * RATE) / RATE
    tone = 0.4 * np.sin(2 * np.pi * 200.5 * at) + 0.2 * np.sin(2 * np.pi * 401 * at)
    made = render("midi", OBJECT, {}, stem(song, "synth", np.stack([tone, tone], axis=1)))
    (note,) = made.extra["instruments"][0]["notes"]
    assert note["pitch"] in {55, 56}
    assert note["end"] - note["start"] == pytest.approx(2.0, abs=0.15)


def test_the_file_holds_the_same_notes(render: Render, song: Song) -> None:
    events = [(60 + n, 0.1 + 0.4 * n, 0.35) for n in range(6)]
    made = render("midi", OBJECT, {}, stem(song, "piano", played(events, "mellow")))
    file = made.files[0]
    assert (file.name, file.role, file.mime) == ("notes.mid", "part", "audio/midi")
    read = read_midi(Path(file.path).read_bytes())
    assert round(60_000_000 / read.tempo) == 100
    notes = made.extra["instruments"][0]["notes"]
    assert [note.pitch for note in read.tracks[1].notes] == [note["pitch"] for note in notes]
    starts = [note["start"] for note in notes]
    assert [note.start for note in read.tracks[1].notes] == pytest.approx(starts, abs=0.002)


def test_silent_stems_have_no_notes(render: Render, song: Song) -> None:
    quiet = np.zeros((RATE, 2))
    stems = [stem(song, name, quiet) for name in ("vocal", "drums", "bass", "guitar")]
    stems.append(stem(song, "fx", 0.2 * np.random.default_rng(1).standard_normal((RATE, 2))))
    made = render("midi", OBJECT, {}, *stems)
    assert made.extra["instruments"] == []
    assert len(read_midi(Path(made.files[0].path).read_bytes()).tracks) == 1


def test_a_stem_without_details_is_a_melody(render: Render, song: Song) -> None:
    events = [(64, 0.1, 0.4), (67, 0.6, 0.4)]
    made = render("midi", OBJECT, {}, replace(song({}, played(events, "mellow")), detail={}))
    assert made.extra["instruments"][0]["name"] == "Melody"


def test_equal_stems_give_equal_notes(render: Render, song: Song) -> None:
    given = [stem(song, "vocal", sung(3.0)), stem(song, "strings", played([(60, 0, 1)], "bright"))]
    one, two = (render("midi", OBJECT, {}, *given) for _ in range(2))
    assert one.extra == two.extra
    assert Path(one.files[0].path).read_bytes() == Path(two.files[0].path).read_bytes()


def test_no_sound_is_refused(render: Render, given: Given, photo: Path) -> None:
    with pytest.raises(EngineFailure, match="needs the stems"):
        render("midi", OBJECT, {}, given(photo, "parent"))
