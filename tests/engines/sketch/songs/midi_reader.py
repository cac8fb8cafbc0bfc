"""A small reader of MIDI files, for tests only."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ReadNote:
    pitch: int
    start: float
    end: float
    velocity: int
    channel: int


@dataclass
class ReadTrack:
    name: str = ""
    program: int | None = None
    notes: list[ReadNote] = field(default_factory=list)


@dataclass
class ReadFile:
    format: int
    division: int
    tempo: int
    tracks: list[ReadTrack]


def read_midi(data: bytes) -> ReadFile:
    """The whole file; asserts that it is well formed."""
    assert data[:8] == b"MThd\0\0\0\6"
    kind, count, division = (int.from_bytes(data[at : at + 2], "big") for at in (8, 10, 12))
    at = 14
    tempo = 500_000
    tracks = []
    for _ in range(count):
        assert data[at : at + 4] == b"MTrk"
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        track, own = _track(data[at + 8 : at + 8 + size], division, tempo)
        tempo = own or tempo
        tracks.append(track)
        at += 8 + size
    assert at == len(data)
    return ReadFile(kind, division, tempo, tracks)


def _track(body: bytes, division: int, tempo: int) -> tuple[ReadTrack, int]:
    track, found = ReadTrack(), 0
    sounding: dict[tuple[int, int], ReadNote] = {}
    at = ticks = 0
    ended = False
    while at < len(body):
        assert not ended
        delta, at = _number(body, at)
        ticks += delta
        now = ticks * tempo / division / 1e6
        status = body[at]
        at += 1
        if status == 0xFF:
            kind = body[at]
            size, at = _number(body, at + 1)
            value = body[at : at + size]
            at += size
            ended = kind == 0x2F
            if kind == 0x51:
                found = int.from_bytes(value, "big")
            elif kind == 0x03:
                track.name = value.decode()
            continue
        channel = status & 15
        if status >> 4 == 0xC:
            track.program = body[at]
            at += 1
            continue
        assert status >> 4 in (8, 9)
        pitch, velocity = body[at], body[at + 1]
        assert pitch < 128
        assert velocity < 128
        at += 2
        if status >> 4 == 9 and velocity:
            assert (channel, pitch) not in sounding
            note = ReadNote(pitch, now, now, velocity, channel)
            sounding[channel, pitch] = note
            track.notes.append(note)
        else:
            sounding.pop((channel, pitch)).end = now
    assert ended
    assert not sounding
    return track, found


def _number(body: bytes, at: int) -> tuple[int, int]:
    value = 0
    while True:
        value = value << 7 | body[at] & 127
        at += 1
        if not body[at - 1] & 128:
            return value, at
