"""Standard MIDI files, format 1, as the MIDI 1.0 specification (RP-001) lays them out."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

TICKS = 480  # a quarter note
DRUM_CHANNEL = 9
_CHANNELS = tuple(number for number in range(16) if number != DRUM_CHANNEL)
_END = b"\x00\xff\x2f\x00"


@dataclass(frozen=True, slots=True)
class Note:
    """One note: pitch 0 to 127, start and end in seconds, velocity 0 to 1."""

    pitch: int
    start: float
    end: float
    velocity: float


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument. `program` is its General MIDI number from 0; None = drums."""

    name: str
    program: int | None
    notes: tuple[Note, ...]


def file_bytes(parts: Sequence[Part], bpm: float) -> bytes:
    """The whole file: a track with the tempo, then one track for each part."""
    tempo = min(0xFFFFFF, max(1, round(60_000_000 / bpm)))
    tracks = [_meta(0x51, tempo.to_bytes(3, "big")) + _END]
    melodic = 0
    for part in parts:
        channel = DRUM_CHANNEL
        if part.program is not None:
            channel = _CHANNELS[melodic % len(_CHANNELS)]
            melodic += 1
        tracks.append(_track(part, channel, 1_000_000 * TICKS / tempo))
    head = struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks), TICKS)
    return head + b"".join(struct.pack(">4sI", b"MTrk", len(body)) + body for body in tracks)


def _track(part: Part, channel: int, ticks_a_second: float) -> bytes:
    body = bytearray(_meta(0x03, part.name.encode("utf-8")))
    if part.program is not None:
        body += b"\x00" + bytes((0xC0 | channel, part.program))
    # ends sort before starts of the same tick, so that repeated notes do not cut themselves off
    events: list[tuple[int, int, int, int]] = []
    for note in part.notes:
        start = round(note.start * ticks_a_second)
        end = max(start + 1, round(note.end * ticks_a_second))
        events.append((start, 1, note.pitch, min(127, max(1, round(note.velocity * 127)))))
        events.append((end, 0, note.pitch, 0))
    now = 0
    for tick, on, pitch, velocity in sorted(events):
        status = (0x90 if on else 0x80) | channel
        body += _length(tick - now) + bytes((status, pitch, velocity))
        now = tick
    return bytes(body) + _END


def _meta(kind: int, data: bytes) -> bytes:
    return b"\x00\xff" + bytes((kind,)) + _length(len(data)) + data


def _length(value: int) -> bytes:
    """Seven bits a byte, the highest first; all but the last have their top bit set."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(value & 0x7F | 0x80)
    return bytes(reversed(out))
