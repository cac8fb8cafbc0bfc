"""The arrangement: who plays what in which section, from a style, a form and each bar's chord."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from genmux.engines.sketch.music import figures, theory
from genmux.engines.sketch.music.form import Section
from genmux.engines.sketch.music.melody import Motif, motif, phrase
from genmux.engines.sketch.music.score import Note, Part
from genmux.engines.sketch.music.style import Style, table
from genmux.engines.sketch.music.theory import Chord

_ROLES: dict[str, frozenset[str]] = {
    "intro": frozenset({"chords", "pad", "pluck", "lead", "bass"}),
    "verse": frozenset({"chords", "bass", "drums"}),
    "prechorus": frozenset({"chords", "bass", "drums", "pad"}),
    "chorus": frozenset({"chords", "bass", "drums", "pad", "pluck", "full"}),
    "solo": frozenset({"chords", "bass", "drums", "pad", "lead", "full"}),
    "bridge": frozenset({"chords", "pad", "bass"}),
    "outro": frozenset({"chords", "pad", "bass", "lead"}),
}
_GAINS = {"chords": 0.62, "pad": 0.4, "pluck": 0.5, "lead": 0.95, "bass": 1.55}
_HARMONIC = ("chords", "pad", "pluck")
_OPEN_FIGURES = ("power", "chug")
_STRUM_BEATS = 0.028
_BEHIND = 0.8  # a voice stands in front of the band


@dataclass(frozen=True, slots=True)
class Plan:
    """What the players agree on. `chords` has one for every bar."""

    style: Style
    sections: Sequence[Section]
    chords: Sequence[Chord]
    sung: bool
    """whether a voice has the melody, so that the lead keeps to the gaps"""
    without: frozenset[str] = frozenset()
    """roles that stay silent, `drums` too"""

    @property
    def bars(self) -> int:
        return self.sections[-1].end if self.sections else 0

    def chord_at(self, beat: float) -> Chord:
        bar = int(beat // self.style.beats)
        return self.chords[min(len(self.chords) - 1, max(0, bar))]

    def plays(self, section: Section, role: str) -> bool:
        if role in self.without:
            return False
        roles = _ROLES[section.kind]
        if role == "lead":
            return role in roles or (not self.sung and section.kind in {"verse", "chorus"})
        if role == "drums" and section.kind == "bridge":
            return self.style.energy > 1.05
        return role in roles


def harmony(style: Style, sections: Sequence[Section]) -> list[Chord]:
    """A chord for every bar; sections of a kind share their progression, the last bar rests."""
    chords: list[Chord] = []
    rows = style.progressions
    for section in sections:
        which = {"chorus": 1, "bridge": 2, "solo": 1, "prechorus": 2}.get(section.kind, 0)
        row = rows[which % len(rows)]
        numerals = [row[(bar // style.bars_per_chord) % len(row)] for bar in range(section.bars)]
        chords += [theory.chord(style.key, numeral) for numeral in numerals]
    if chords and len(chords) > 1:
        chords[-1] = theory.triads(style.key)[0]
    return chords


def arrange(plan: Plan, dice: np.random.Generator) -> list[Part]:
    """All players' parts, notes in beats from the song's start, swing included."""
    style = plan.style
    ideas = {kind: motif(dice) for kind in sorted({s.kind for s in plan.sections})}
    parts = []
    if "bass" in style.players:
        parts.append(_bass(plan))
    parts += [_harmonic(plan, role) for role in _HARMONIC if role in style.players]
    if "lead" in style.players:
        parts.append(_lead(plan, ideas))
    if plan.sung:
        for part in parts:
            part.gain *= _BEHIND
    human = 0.0 if style.duck or style.genre == "chiptune" else 1.0
    for part in parts:
        part.duck = style.duck if part.instrument != style.players.get("lead") else 0.0
        part.notes = [_played(note, style, dice, human) for note in part.notes]
    return [part for part in parts if part.notes]


def swung(style: Style, beat: float) -> float:
    """Where a beat falls when the style swings; heavy swing moves eighths, light sixteenths."""
    whole, share = divmod(beat, 1.0)
    if style.swing >= 0.25:
        return whole + share * (1 + style.swing) if share <= 0.5 else (
            whole + 1 - (1 - share) * (1 - style.swing))  # fmt: skip
    half, rest = divmod(share, 0.5)
    late = rest * (1 + style.swing) if rest <= 0.25 else 0.5 - (0.5 - rest) * (1 - style.swing)
    return whole + 0.5 * half + late


def _played(note: Note, style: Style, dice: np.random.Generator, human: float) -> Note:
    late = float(dice.normal(0, 0.006)) * human
    loud = note.velocity * (1 + float(dice.normal(0, 0.05)) * human)
    start = max(0.0, swung(style, note.start) + late)
    return replace(note, start=start, velocity=min(1.0, max(0.05, loud)))


def loudness_of(section: Section, style: Style) -> float:
    """The usual velocity in a section."""
    return min(1.0, (0.46 + 0.5 * section.energy) * (0.8 + 0.2 * style.energy))


def _bars(plan: Plan, role: str) -> list[tuple[Section, int]]:
    return [
        (section, bar)
        for section in plan.sections
        if plan.plays(section, role)
        for bar in range(section.bar, section.end)
    ]


def _last(plan: Plan, bar: int) -> bool:
    return bar == plan.bars - 1 and plan.bars > 2


def _bass(plan: Plan) -> Part:
    style = plan.style
    part = Part(style.players["bass"], gain=_GAINS["bass"], room=0.03)
    centre = table("instruments")[part.instrument]["centre"]
    for section, bar in _bars(plan, "bass"):
        name = "long" if section.kind in {"bridge", "outro"} or _last(plan, bar) else style.bassline
        chord, after = plan.chords[bar], plan.chords[min(bar + 1, len(plan.chords) - 1)]
        root = _near(chord.root, centre)
        loud = loudness_of(section, style)
        for event in figures.BASS[name].split():
            start, length, step = event.split(":")
            if float(start) >= style.beats:
                continue
            pitch = _bass_pitch(step, root, chord, _near(after.root, root))
            held = min(float(length), style.beats - float(start))
            part.notes.append(Note(bar * style.beats + float(start), held, pitch, loud))
    return part


def _bass_pitch(step: str, root: int, chord: Chord, following: int) -> int:
    if step == "A":
        return following + (1 if following < root else -1) if following != root else root
    third = (chord.tones[1] - chord.root) % 12
    return root + {"R": 0, "5": 7, "8": 12, "3": third, "7": 10}[step]


def _near(pitch_class: int, centre: float) -> int:
    return int(pitch_class + 12 * round((centre - pitch_class) / 12))


def _harmonic(plan: Plan, role: str) -> Part:
    """Chords, pad or pluck: figures over chords that lead into each other."""
    style = plan.style
    instrument = style.players[role]
    centre = table("instruments")[instrument]["centre"]
    part = Part(
        instrument,
        gain=_GAINS[role],
        pan={"chords": -0.12, "pad": 0.0, "pluck": 0.3}[role],
        width={"chords": 0.3, "pad": 0.75, "pluck": 0.35}[role],
        room={"chords": 0.12, "pad": 0.3, "pluck": 0.25}[role],
        echo=0.25 if role == "pluck" else 0.0,
    )
    notes: tuple[int, ...] = ()
    for section, bar in _bars(plan, role):
        chord = plan.chords[bar]
        notes = theory.voiced(chord, notes, centre) or tuple(_near(t, centre) for t in chord.tones)
        if role == "chords" and style.comping in _OPEN_FIGURES:
            root = _near(chord.root, centre - 4)
            notes = (root, root + 7, root + 12)
        loud = loudness_of(section, style)
        figure = _figure(plan, section, bar, role)
        part.notes += _strokes(figure, notes, bar * style.beats, style.beats, loud)
    return part


def _figure(plan: Plan, section: Section, bar: int, role: str) -> str:
    if role == "pad" or _last(plan, bar):
        return figures.CHORDS["pad"]
    if role == "pluck":
        return figures.PLUCK
    if section.kind in {"outro", "bridge"} and plan.style.comping not in {"arpeggio", "alberti"}:
        return figures.CHORDS["pad"]
    return figures.CHORDS[plan.style.comping]


def _strokes(
    figure: str, notes: Sequence[int], start: float, beats: int, loud: float
) -> list[Note]:
    made: list[Note] = []
    for event in figure.split():
        at, length, *which = event.split(":")
        if float(at) >= beats:
            continue
        held = min(float(length), beats - float(at))
        if which and which[0] != "u":
            index = int(which[0])
            pitch = notes[index % len(notes)] + 12 * (index // len(notes))
            made.append(Note(start + float(at), held, pitch, loud * _stress(float(at))))
            continue
        up = bool(which)
        order = reversed(notes) if up else notes
        level = loud * (0.72 if up else 1.0) * (1.0 if float(at) % 1 == 0 else 0.9)
        for number, pitch in enumerate(order):
            late = _STRUM_BEATS * number if held < 2 else 0.0
            made.append(Note(start + float(at) + late, held, pitch, level))
    return made


def _stress(beat: float) -> float:
    """What falls between the beats is softer: that is how one hears where they are."""
    return 1.0 if beat % 1 == 0 else 0.7


def _lead(plan: Plan, ideas: dict[str, Motif]) -> Part:
    """The melody of an instrumental; in songs with a voice, solos and answers in the intro."""
    style = plan.style
    part = Part(style.players["lead"], gain=_GAINS["lead"], pan=0.08, room=0.2, echo=0.18)
    centre = table("instruments")[part.instrument]["centre"]
    for section in plan.sections:
        if not plan.plays(section, "lead"):
            continue
        lifted = centre + (4 if section.kind in {"chorus", "solo"} else 0)
        calm = style.energy < 0.85 or style.bpm < 76
        dense = (5 if calm else 7) if section.kind == "verse" else (6 if calm else 9)
        beats = 2 * style.beats
        for number, bar in enumerate(range(section.bar, section.end, 2)):
            span = min(beats, (section.end - bar) * style.beats)
            count = max(2, round(dense * span / beats) - number % 2)
            notes = phrase(
                ideas[section.kind], number % 4, count, bar * style.beats, span, plan.chord_at,
                style.key, lifted, pentatonic=style.pentatonic,
            )  # fmt: skip
            loud = loudness_of(section, style)
            part.notes += [replace(note, velocity=note.velocity * loud) for note in notes]
    return part
