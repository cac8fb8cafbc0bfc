"""The drummer: patterns of `drums.toml` through the sections, fills and crashes between them."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.music import kit
from genmux.engines.sketch.music.band import Plan, loudness_of, swung
from genmux.engines.sketch.music.form import Section
from genmux.engines.sketch.music.score import Note, Part
from genmux.engines.sketch.music.style import table

_STRENGTHS = {"X": 1.0, "x": 0.78, "o": 0.45}
_GAIN = 0.85


def drums(plan: Plan, dice: np.random.Generator) -> list[Part]:
    """A part for each drum that is struck; none when the style has no drums."""
    if not plan.style.drums or "drums" in plan.without:
        return []
    pattern = table("drums")[plan.style.drums]
    struck: dict[str, list[Note]] = {}
    for section in plan.sections:
        if not plan.plays(section, "drums") and not _framing(plan, section):
            continue
        full = section.kind in {"chorus", "solo"}
        lines = {**pattern, **pattern.get("more", {})} if full else pattern
        last = section.end - 1 if section.kind == "outro" else section.end
        for bar in range(section.bar, last):
            fill = bar == section.end - 1 and section.bars > 2
            _bar(struck, lines, plan, section, bar, fill)
        if full:
            _hit(struck, "crash", section.bar * plan.style.beats, 0.8)
    _risers(struck, plan)
    return [
        Part(
            name,
            drum=True,
            notes=[_played(note, plan, dice) for note in notes],
            gain=_GAIN,
            pan=kit.PANS.get(name, 0.0),
            room=0.02 if name in {"kick", "hat"} else 0.1,
        )
        for name, notes in sorted(struck.items())
    ]


def _framing(plan: Plan, section: Section) -> bool:
    """Lively songs begin with their beat and keep it until the last chord."""
    slowest = {"intro": 104, "outro": 84}.get(section.kind, 999)
    return plan.style.bpm > slowest and "drums" not in plan.without


def _bar(
    struck: dict[str, list[Note]],
    lines: dict[str, str],
    plan: Plan,
    section: Section,
    bar: int,
    fill: bool,
) -> None:
    style = plan.style
    start = bar * style.beats
    loud = min(1.0, loudness_of(section, style) + 0.08)
    until = style.beats - 1 if fill else style.beats
    for name, line in lines.items():
        if name == "more" or not line:
            continue
        steps = len(line)
        for index, sign in enumerate(line):
            at = index * style.beats / steps
            if sign in _STRENGTHS and (at < until or name == "kick"):
                _hit(struck, name, start + at, loud * _STRENGTHS[sign])
    if fill:
        _fill(struck, lines, start + until, loud)


def _fill(struck: dict[str, list[Note]], lines: dict[str, str], start: float, loud: float) -> None:
    """A beat of drums that leads into the next section."""
    soft = "conga" if "conga" in lines else "brush" if "brush" in lines else "snare"
    taiko = "taiko" in lines
    for index, share in enumerate((0.55, 0.7, 0.8, 1.0)):
        name = "taiko" if taiko else ("tom" if index > 1 and soft == "snare" else soft)
        _hit(struck, name, start + index / 4, loud * share)


def _risers(struck: dict[str, list[Note]], plan: Plan) -> None:
    if not plan.style.duck:
        return
    for section in plan.sections:
        lead = 2.0 * plan.style.bpm / 60
        start = section.bar * plan.style.beats - lead
        if section.kind == "chorus" and start >= 0:
            _hit(struck, "riser", start, 0.8)


def _hit(struck: dict[str, list[Note]], name: str, beat: float, velocity: float) -> None:
    struck.setdefault(name, []).append(Note(beat, 0.25, 60.0, velocity))


def _played(note: Note, plan: Plan, dice: np.random.Generator) -> Note:
    human = 0.0 if plan.style.duck else 0.04
    loud = note.velocity * (1 + float(dice.normal(0, human)) if human else 1.0)
    return Note(swung(plan.style, note.start), note.beats, note.pitch, min(1.0, loud))
