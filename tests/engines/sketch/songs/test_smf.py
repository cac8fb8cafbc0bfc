"""MIDI files, read back by a reader that shares nothing with their writer."""

from __future__ import annotations

from genmux.engines.sketch.songs.smf import TICKS, Note, Part, file_bytes
from tests.engines.sketch.songs.midi_reader import read_midi


def test_names_programs_notes_and_tempo_are_read_back() -> None:
    tune = (Note(60, 0.0, 0.5, 1.0), Note(64, 0.5, 1.25, 0.5), Note(67, 0.5, 30.0, 0.1))
    beat = (Note(36, 0.0, 0.1, 0.9),)
    parts = [Part("Lead", 73, tune), Part("Drums", None, beat), Part("Bass", 33, ())]
    read = read_midi(file_bytes(parts, 90.0))
    assert (read.format, read.division, len(read.tracks)) == (1, TICKS, 4)
    assert abs(60_000_000 / read.tempo - 90) < 0.001
    assert [track.name for track in read.tracks[1:]] == ["Lead", "Drums", "Bass"]
    lead, drums, bass = read.tracks[1:]
    assert (lead.program, drums.program, bass.program) == (73, None, 33)
    assert {note.channel for note in drums.notes} == {9}
    assert {note.channel for note in lead.notes} == {0}
    for wanted, got in zip(tune, lead.notes, strict=True):
        assert got.pitch == wanted.pitch
        assert abs(got.start - wanted.start) < 0.001
        assert abs(got.end - wanted.end) < 0.001
        assert abs(got.velocity / 127 - wanted.velocity) < 0.005


def test_a_repeated_note_does_not_cut_itself_off() -> None:
    notes = (Note(60, 0.0, 0.5, 0.8), Note(60, 0.5, 1.0, 0.8))
    track = read_midi(file_bytes([Part("x", 0, notes)], 120)).tracks[1]
    assert [(note.start, note.end) for note in track.notes] == [(0.0, 0.5), (0.5, 1.0)]


def test_many_instruments_never_play_on_the_drum_channel() -> None:
    parts = [Part(str(n), 0, (Note(60, 0, 1, 1),)) for n in range(20)]
    read = read_midi(file_bytes(parts, 120))
    assert 9 not in {note.channel for track in read.tracks for note in track.notes}
