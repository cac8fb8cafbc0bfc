"""A composition: style and lyrics become a score with band and voice, and the times of words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from genmux.engines.base import EngineFailure
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import band, rhythm
from genmux.engines.sketch.music.band import Plan
from genmux.engines.sketch.music.form import Section, Verse, opening_bars, played, sung, verses
from genmux.engines.sketch.music.melody import motif, phrase
from genmux.engines.sketch.music.score import Clip, Clock, Note, Part, Score
from genmux.engines.sketch.music.singer import Singer, Tone
from genmux.engines.sketch.music.style import Style
from genmux.engines.sketch.music.theory import Chord
from genmux.engines.sketch.speech.voice import Word

_USUAL_SECONDS = 50.0
_TAIL = 2.2
_VOICE_GAIN = 1.3
_SECOND_GAIN = 0.34
_LIFT = {"chorus": 3.0, "prechorus": 1.5, "bridge": 1.0}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be composed. `lyrics` empty = instrumental; `seconds` 0 = as long as it takes."""

    style: Style
    lyrics: str
    seed: int
    gender: str = ""
    seconds: float = 0.0
    wildness: float = 0.5
    without: frozenset[str] = frozenset()
    clock: Clock | None = None
    """of a recording that is accompanied"""
    chords: Sequence[Chord] = ()
    """one a bar, of such a recording; the last one goes on"""
    opening: bool = True
    """whether the song may begin with bars that lead in"""
    ending: bool = True
    """whether it comes to an end, or goes on until it is cut"""


@dataclass(frozen=True, slots=True)
class Song:
    score: Score
    words: tuple[dict[str, Any], ...]
    """`word`, `start`, `end`; the words together are the lyrics that are sung"""
    sections: tuple[Section, ...]


def compose(ask: Ask) -> Song:
    """The whole song, not yet sounding."""
    style = ask.style
    clock = ask.clock or Clock.steady(style.bpm)
    bar_seconds = style.beats * 60 / style.bpm
    blocks = verses(ask.lyrics)
    sections = _form(ask, blocks, bar_seconds)
    chords = list(ask.chords[: sections[-1].end]) or band.harmony(style, sections)
    chords += [chords[-1]] * (sections[-1].end - len(chords))
    singing = any(section.lines for section in sections)
    plan = Plan(style, sections, chords, singing, ask.without)
    dice = seeds.generator(ask.seed, 31)
    parts = band.arrange(plan, dice) + rhythm.drums(plan, seeds.generator(ask.seed, 32))
    seconds = ask.seconds or clock.seconds(sections[-1].end * style.beats) + _TAIL
    clips: list[Clip] = []
    words: tuple[dict[str, Any], ...] = ()
    if singing:
        vocals = _Vocals(ask, plan, clock)
        vocals.perform(blocks)
        clips, words = vocals.clips, tuple(_in_time(vocals.words, seconds))
        parts += vocals.instead
    score = Score(
        clock, seconds, parts, clips, bright=style.bright, reverb=2.6 if not style.drums else 1.5,
        fade=min(1.8, 0.12 * seconds) if ask.ending else 0.0, seed=ask.seed,
    )  # fmt: skip
    return Song(score, words, tuple(sections))


def room_for(seconds: float) -> float:
    """How much of a song so long is played in bars, before its last chord fades; 0 stays 0."""
    return max(0.0, seconds - min(_TAIL, 0.15 * seconds))


def _form(ask: Ask, blocks: Sequence[Verse], bar_seconds: float) -> list[Section]:
    """The sections that fit the time asked for; what is cut off later has bars to its very end."""
    if not ask.ending:
        room = bar_seconds * math.ceil(ask.seconds / bar_seconds - 0.02)
    else:
        room = room_for(ask.seconds)
    if any(block.lines for block in blocks):
        extra = 0.0 if ask.opening or not room else bar_seconds * opening_bars(bar_seconds)
        sections = sung(blocks, bar_seconds, room + extra)
    else:
        sections = played(bar_seconds, room or _USUAL_SECONDS)
    if not ask.opening:
        sections = _without_opening(sections)
    if not ask.ending:
        sections = _going_on(sections)
    return sections


def _without_opening(sections: Sequence[Section]) -> list[Section]:
    """Sung songs lose the bars before the first line; played ones are strong from the start."""
    first = sections[0]
    if first.kind != "intro" or len(sections) < 2:
        return list(sections)
    if not any(section.lines for section in sections):
        return [replace(first, kind="verse", energy=0.7), *sections[1:]]
    return [replace(section, bar=section.bar - first.bars) for section in sections[1:]]


def _going_on(sections: Sequence[Section]) -> list[Section]:
    """Without an outro: the band plays on."""
    return [
        replace(section, kind="verse", energy=0.7) if section.kind == "outro" else section
        for section in sections
    ]


class _Vocals:
    """The singing part of a song: clips, word times, or an instrument that stands in."""

    def __init__(self, ask: Ask, plan: Plan, clock: Clock) -> None:
        self.clips: list[Clip] = []
        self.words: list[dict[str, Any]] = []
        self.instead: list[Part] = []
        self._plan = plan
        self._clock = clock
        self._singer = Singer(ask.gender, ask.seed)
        dice = seeds.generator(ask.seed, 33)
        kinds = sorted({section.kind for section in plan.sections})
        self._ideas = {kind: motif(dice, leaps=ask.wildness) for kind in kinds}

    def perform(self, blocks: Sequence[Verse]) -> None:
        """Sings every line of every section; without a speech library an instrument does."""
        layout = _layout(blocks)
        for section in self._plan.sections:
            for number, text in enumerate(section.lines):
                try:
                    self._line(section, number, text, layout[section.first_line + number])
                except EngineFailure:
                    self._stand_in(section, number, text)

    def _line(self, section: Section, number: int, text: str, around: tuple[str, str]) -> None:
        line = self._singer.say(text)
        if line is None:
            return
        notes = self._melody(section, number, line.syllables)
        start, wave, said = self._singer.sing(line, self._tones(notes))
        self.clips.append(Clip(start, wave, _VOICE_GAIN, room=0.14, echo=0.1))
        self.words += _written(said, text, around)
        if section.kind == "chorus":
            third = [replace(note, pitch=self._above(note.pitch)) for note in notes]
            start, wave, _ = self._singer.sing(line, self._tones(third))
            self.clips.append(Clip(start + 0.014, wave, _SECOND_GAIN, room=0.2))

    def _melody(self, section: Section, number: int, syllables: int) -> list[Note]:
        style = self._plan.style
        bar = section.bar + section.lead_in + number * section.line_bars
        beats = section.line_bars * style.beats
        centre = self._singer.centre + _LIFT.get(section.kind, 0.0)
        return phrase(
            self._ideas[section.kind], number, syllables, bar * style.beats, beats,
            self._plan.chord_at, style.key, centre, pentatonic=style.pentatonic,
        )  # fmt: skip

    def _tones(self, notes: Sequence[Note]) -> list[Tone]:
        tones = []
        for note in notes:
            first = self._clock.seconds(band.swung(self._plan.style, note.start))
            last = self._clock.seconds(band.swung(self._plan.style, note.start + note.beats))
            tones.append(Tone(max(0.0, first), max(0.06, last - first - 0.01), note.pitch))
        return tones

    def _above(self, pitch: float) -> float:
        key = self._plan.style.key
        return float(key.pitch(key.degree_near(pitch, pitch) + 2, pitch))

    def _stand_in(self, section: Section, number: int, text: str) -> None:
        """The melody all the same, on an instrument like a voice."""
        from genmux.engines.sketch.music.syllables import count

        if not self.instead:
            self.instead.append(Part("choir", gain=1.1, room=0.2, echo=0.12))
        self.instead[0].notes += self._melody(section, number, max(1, count(text)))


def _layout(blocks: Sequence[Verse]) -> list[tuple[str, str]]:
    """For each line of the lyrics, what is written before it and after it."""
    around: list[tuple[str, str]] = []
    waiting = ""
    for block in blocks:
        if block.mark:
            waiting += f"{block.mark}\n"
        for number in range(len(block.lines)):
            last = number == len(block.lines) - 1
            around.append((waiting, block.after[number] + ("\n" if last else "")))
            waiting = ""
    return around


def _written(said: Sequence[Word], line: str, around: tuple[str, str]) -> list[dict[str, Any]]:
    """The words with all that is written between them, so that together they are the lyrics."""
    before, after = around
    starts = [0]
    for word in said[1:]:
        found = line.find(word.text, starts[-1] + 1)
        starts.append(found if found > 0 else starts[-1])
    ends = [*starts[1:], len(line)]
    texts = [line[start:end] for start, end in zip(starts, ends, strict=True)]
    texts[0], texts[-1] = before + texts[0], texts[-1] + after
    return [
        {"word": text, "start": round(word.start, 3), "end": round(word.end, 3)}
        for text, word in zip(texts, said, strict=True)
    ]


def _in_time(words: Sequence[dict[str, Any]], seconds: float) -> list[dict[str, Any]]:
    """Those that are over before the song is, a breath aside."""
    return [
        {**word, "end": min(word["end"], round(seconds, 3))}
        for word in words
        if word["end"] <= seconds + 0.05
    ]


def track_seed(seed: int, number: int) -> int:
    """The seed of one of the tracks that a request gives."""
    return int(seeds.generator(seed, 41, number).integers(2**31))
