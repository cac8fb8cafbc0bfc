"""The form of a song: which sections follow each other, how long they are, what is sung there."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from genmux.engines.sketch.music.syllables import count

_MARK = re.compile(r"^\s*[\[(【]\s*([^\])】]{1,80}?)\s*[\])】]\s*:?\s*$")
_KINDS = (
    ("prechorus", ("pre-chorus", "prechorus", "pre chorus", "build")),
    ("chorus", ("chorus", "hook", "refrain", "drop", "副歌", "припев", "coro", "estribillo")),
    ("bridge", ("bridge", "middle 8", "breakdown", "间奏", "бридж")),
    ("intro", ("intro", "opening", "前奏")),
    ("outro", ("outro", "ending", "end", "fade", "coda", "尾声")),
    ("solo", ("solo", "instrumental", "interlude", "break")),
)  # fmt: skip
ENERGY = {
    "intro": 0.75, "verse": 0.55, "prechorus": 0.7, "chorus": 1.0, "bridge": 0.65, "solo": 0.8,
    "outro": 0.75,
}  # fmt: skip
_LINE_SECONDS = 2.5
_SYLLABLE_SECONDS = 0.19
_MAX_LINES = 140
_BREATH = 14  # syllables


@dataclass(frozen=True, slots=True)
class Verse:
    """A block of the lyrics: the mark above it as written (or empty), and its lines.

    Lines too long for one breath are several here; `after` is what is written behind each.
    """

    mark: str
    kind: str
    lines: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Some bars of the song. Bars count from the song's first; lines are sung one after another."""

    kind: str
    bar: int
    bars: int
    energy: float
    lines: tuple[str, ...] = ()
    line_bars: int = 1
    first_line: int = 0
    """the number of its first line among all lines of the lyrics"""
    lead_in: int = 0
    """bars before its first line"""

    @property
    def end(self) -> int:
        return self.bar + self.bars


def verses(lyrics: str) -> list[Verse]:
    """The blocks of the lyrics. Unmarked ones that come back are choruses."""
    blocks: list[Verse] = []
    mark, lines, after = "", list[str](), list[str]()
    for raw in [*lyrics.splitlines(), ""]:
        line = raw.strip()
        found = _MARK.match(line)
        if found or not line:
            if lines or (mark and found):
                blocks.append(Verse(mark, _kind(mark), tuple(lines), tuple(after)))
                mark, lines, after = "", [], []
            if found:
                mark = line
        elif len(lines) < _MAX_LINES:
            for text, behind in _breaths(line):
                lines.append(text)
                after.append(behind)
    if mark:
        blocks.append(Verse(mark, _kind(mark), ()))
    heard = [block.lines for block in blocks]
    return [
        replace(block, kind="chorus")
        if not block.mark and block.lines and heard.count(block.lines) > 1
        else block
        for block in blocks
    ]


def _breaths(line: str) -> list[tuple[str, str]]:
    """A line in pieces of about equal length that can be sung in one breath each."""
    total = count(line)
    if total <= _BREATH:
        return [(line, "\n")]
    parts = re.findall(r"\S+\s*", line)
    if len(parts) < total / _BREATH:
        parts = list(line)
    each = total / math.ceil(total / _BREATH)
    pieces, now, said = [], "", 0
    for part in parts:
        now += part
        said += count(part)
        if said >= each:
            pieces.append(now)
            now, said = "", 0
    pieces += [now] if now else []
    cut = [(piece.rstrip(), piece[len(piece.rstrip()) :]) for piece in pieces]
    return [*cut[:-1], (cut[-1][0], "\n")]


def opening_bars(bar_seconds: float) -> int:
    """Bars of the intro of a song with words."""
    return max(1, round(4.5 / bar_seconds))


def _kind(mark: str) -> str:
    plain = mark.lower()
    return next((kind for kind, names in _KINDS if any(n in plain for n in names)), "verse")


def sung(blocks: Sequence[Verse], bar_seconds: float, seconds: float = 0.0) -> list[Section]:
    """Sections for lyrics, at most `seconds` long when that is not 0."""
    room = math.inf if not seconds else max(1, int(seconds / bar_seconds))
    spare = room - sum(len(b.lines) * _line_bars(b.lines, bar_seconds) for b in blocks)
    opening = opening_bars(bar_seconds) if spare >= 3 else 0
    sections: list[Section] = []
    bar = first = 0
    if opening and not (blocks and blocks[0].kind in {"intro", "solo"} and not blocks[0].lines):
        sections.append(Section("intro", 0, opening, ENERGY["intro"]))
        bar = opening
    before = ""
    for block in blocks:
        length = _line_bars(block.lines, bar_seconds)
        lead = 1 if block.kind == "verse" and before == "chorus" and spare > 8 else 0
        bars = len(block.lines) * length + lead if block.lines else max(1, round(5 / bar_seconds))
        bars = min(bars, int(min(room - bar, 10_000)))
        if bars <= 0:
            break
        fitting = block.lines[: max(0, (bars - lead) // length)]
        if block.lines and not fitting and first == 0:
            fitting, length, lead = block.lines[:1], bars, 0  # better hurried than silent
        sections.append(
            Section(block.kind, bar, bars, ENERGY[block.kind], fitting, length, first, lead)
        )
        bar += bars
        first += len(block.lines)
        before = block.kind
    return _closed(sections, bar, room, bar_seconds)


def _closed(sections: list[Section], bar: int, room: float, bar_seconds: float) -> list[Section]:
    """Ends the song: an outro, and music without words where a longer song was asked for."""
    ending = max(1, round(4.0 / bar_seconds))
    if math.isinf(room):
        return [*sections, Section("outro", bar, ending, ENERGY["outro"])]
    left = int(room) - bar
    turn = 0
    while left > ending + 1:
        bars = min(8, left - ending)
        kind = ("solo", "verse", "chorus")[turn % 3]
        sections.append(Section(kind, bar, bars, ENERGY[kind]))
        bar, left, turn = bar + bars, left - bars, turn + 1
    if left > 0:
        sections.append(Section("outro", bar, left, ENERGY["outro"]))
    return sections


def played(bar_seconds: float, seconds: float) -> list[Section]:
    """Sections of an instrumental of about `seconds`, in whole bars."""
    bars = max(1, int(seconds / bar_seconds + 0.05))
    plan: tuple[tuple[str, int], ...] = (
        ("intro", 4), ("verse", 8), ("chorus", 8), ("verse", 8), ("chorus", 8), ("bridge", 4),
        ("chorus", 8), ("outro", 4),
    )  # fmt: skip
    if bars <= 8:
        plan = (("verse", 2), ("chorus", 2)) if bars > 3 else (("chorus", 1),)
    elif bars <= 20:
        plan = (("intro", 2), ("verse", 6), ("chorus", 6), ("outro", 2))
    elif bars <= 32:
        plan = (
            ("intro", 3),
            ("verse", 8),
            ("chorus", 8),
            ("bridge", 4),
            ("chorus", 6),
            ("outro", 3),
        )
    total = sum(size for _, size in plan)
    sections: list[Section] = []
    bar = heard = 0
    for kind, size in plan:
        heard += size
        end = round(bars * heard / total)
        if end > bar:
            sections.append(Section(kind, bar, end - bar, ENERGY[kind]))
            bar = end
    return sections


def _line_bars(lines: Sequence[str], bar_seconds: float) -> int:
    """Bars for each line, so that its syllables can be told apart."""
    longest = max((count(line) for line in lines), default=0)
    wanted = max(_LINE_SECONDS * 0.7, longest * _SYLLABLE_SECONDS + 0.4)
    bars = max(1, math.ceil(wanted / bar_seconds - 0.1))
    return bars if bars < 3 else bars + bars % 2
