"""Melodies: a motif of rhythm and line, said again, answered, and brought home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from genmux.engines.sketch.music.score import Note
from genmux.engines.sketch.music.theory import Chord, Key

ChordAt = Callable[[float], Chord]
_CONTOURS: tuple[tuple[float, ...], ...] = (
    (0, 1, 2, 1), (2, 3, 1, 0), (0, 2, 4, 2), (2, 1, 0, 2), (0, 0, 2, 1), (4, 2, 3, 1),
    (0, 3, 2, 4), (1, 2, 0, -1),
)  # fmt: skip
_STEPS = (1.0, 0.5, 0.25, 0.125)
_PENTATONIC = {True: (0, 3, 5, 7, 10), False: (0, 2, 4, 7, 9)}


@dataclass(frozen=True, slots=True)
class Motif:
    """The idea that the lines of a section share."""

    contour: tuple[float, ...]
    answer: tuple[float, ...]
    wander: tuple[float, ...]
    """small deviations, the same at every return"""
    holes: tuple[float, ...]
    """how likely each place of the rhythm is to stay empty when there is room"""


def motif(dice: np.random.Generator, *, leaps: float = 0.5) -> Motif:
    """`leaps` from 0 (small steps) to 1 (wide and odd)."""
    one, other = (int(index) for index in dice.choice(len(_CONTOURS), 2, replace=False))
    size = 0.5 + leaps
    return Motif(
        _CONTOURS[one],
        _CONTOURS[other],
        tuple(float(v) for v in np.round(dice.normal(0, 0.55 * size, 64))),
        tuple(float(v) for v in dice.uniform(0, 1, 64)),
    )


def phrase(
    idea: Motif,
    number: int,
    syllables: int,
    start: float,
    beats: float,
    chord_at: ChordAt,
    key: Key,
    centre: float,
    *,
    pentatonic: bool = False,
) -> list[Note]:
    """Line `number` of a section: a note for each of its syllables within `beats` from `start`.

    Even lines ask, odd ones answer; strong beats take tones of the chord, the last line the tonic.
    """
    places, lengths = _rhythm(idea, syllables, beats)
    contour = idea.answer if number % 2 else idea.contour
    height = np.interp(
        np.linspace(0, len(contour) - 1, syllables), np.arange(len(contour)), contour
    )
    last = None
    notes: list[Note] = []
    base = key.degree_near(centre, centre)
    for index in range(syllables):
        wander = idea.wander[(index + (number % 2) * 17) % len(idea.wander)]
        pitch = key.pitch(round(base + height[index] + wander), centre)
        at = start + float(places[index])
        final = index == syllables - 1
        if final or float(places[index]) % 2 == 0:
            pitch = _in(chord_at(at).tones, pitch)
        elif pentatonic:
            pitch = _in([(key.tonic + t) % 12 for t in _PENTATONIC[key.minor]], pitch)
        if last is not None and abs(pitch - last) > 9:
            pitch += 12 if pitch < last else -12
        last = pitch
        accent = 0.86 if float(places[index]) % 1 == 0 else 0.72
        notes.append(Note(at, float(lengths[index]), float(pitch), accent))
    return notes


def _rhythm(
    idea: Motif, syllables: int, beats: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the syllables start, in beats from the line's, and how long they sound."""
    room = beats - (0.5 if beats <= 4 else 1.0)
    step = next((s for s in _STEPS if syllables * s <= room), room / syllables)
    places = np.arange(int(room / step + 1e-6)) * step
    spare = len(places) - syllables
    if spare > 0:
        # the emptied places are where the motif has its holes, and never on the bar's first beat
        weight = np.array([idea.holes[i % len(idea.holes)] for i in range(len(places))])
        weight = weight - 0.8 * (places % 1 == 0) - 5.0 * (places % 4 == 0)
        weight[places >= room - 1] += 0.9
        gone = np.argsort(-weight, kind="stable")[:spare]
        places = np.delete(places, gone)
    ends = np.append(places[1:], min(beats - 0.25, places[-1] + max(2 * step, 1.0)))
    return np.asarray(places, np.float64), np.asarray(np.minimum(ends - places, 2.0), np.float64)


def _in(classes: Sequence[int], pitch: float) -> int:
    """The nearest note whose pitch class is one of these."""
    around = sorted(range(-6, 7), key=abs)
    return next(
        (round(pitch) + step for step in around if (round(pitch) + step) % 12 in classes),
        round(pitch),
    )
