"""Keys, scales and chords. Pitches are MIDI numbers (60 = middle C), classes run from 0 to 11."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = {"DB": 1, "EB": 3, "GB": 6, "AB": 8, "BB": 10, "CB": 11, "FB": 4}
MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
_ROMAN = {"I": 0, "II": 1, "III": 2, "IV": 3, "V": 4, "VI": 5, "VII": 6}
_NUMERAL = re.compile(r"(b?)(VII|VI|IV|V|III|II|I)(maj7|m7|7|sus4)?$", re.IGNORECASE)
_KEY = re.compile(
    r"\b([A-G])\s*(#|♯|b|♭|sharp|flat)?\s*[- ]?(major|minor|maj|min|dur|moll)\b", re.IGNORECASE
)
_SHORT_KEY = re.compile(r"^\s*([A-G])\s*(#|♯|b|♭)?\s*(m|min|minor|maj|major)?\s*$")
_SPREAD = 12
_MAJOR_TRIADS = ("I", "IV", "V", "vi", "ii", "iii")


@dataclass(frozen=True, slots=True)
class Key:
    tonic: int
    minor: bool

    @property
    def scale(self) -> tuple[int, ...]:
        return MINOR if self.minor else MAJOR

    @property
    def label(self) -> str:
        return f"{NAMES[self.tonic]} {'minor' if self.minor else 'major'}"

    def pitch(self, degree: int, centre: float) -> int:
        """The note `degree` steps of the scale above the tonic that lies nearest to `centre`."""
        octave, step = divmod(degree, 7)
        base = self.tonic + 12 * round((centre - self.tonic) / 12)
        return base + 12 * octave + self.scale[step]

    def degree_near(self, pitch: float, centre: float) -> int:
        """The scale step, counted as in `pitch`, of the note nearest to `pitch`."""
        return min(range(-14, 15), key=lambda step: abs(self.pitch(step, centre) - pitch))


@dataclass(frozen=True, slots=True)
class Chord:
    root: int
    """pitch class"""
    tones: tuple[int, ...]
    """pitch classes, the root first"""


def chord(key: Key, numeral: str) -> Chord:
    """The chord of a Roman numeral such as `vi`, `bVII`, `IVmaj7` or `im7` in a key.

    Steps are those of the key's own scale; the case of the numeral decides the third.
    """
    found = _NUMERAL.match(numeral)
    if found is None:
        raise ValueError(f"{numeral!r} is no Roman numeral")
    flat, roman, more = found[1], found[2], found[3] or ""
    scale = MAJOR if flat else key.scale
    root = (key.tonic + scale[_ROMAN[roman.upper()]] - bool(flat)) % 12
    if flat and roman.upper() == "II" and key.minor:
        root = (key.tonic + 1) % 12
    third = 5 if more == "sus4" else (4 if roman.isupper() else 3)
    tones = [0, third, _fifth(key, root, third)]
    if more == "maj7":
        tones.append(11)
    elif more in {"7", "m7"}:
        tones.append(10)
    return Chord(root, tuple((root + tone) % 12 for tone in tones))


def _fifth(key: Key, root: int, third: int) -> int:
    """Diminished where the scale has it so on a minor third."""
    scale = {(key.tonic + step) % 12 for step in key.scale}
    lowered = third == 3 and (root + 7) % 12 not in scale and (root + 6) % 12 in scale
    return 6 if lowered else 7


def triads(key: Key) -> list[Chord]:
    """The six usable triads of the key, the tonic first."""
    numerals = ("i", "iv", "v", "VI", "III", "VII") if key.minor else _MAJOR_TRIADS
    return [chord(key, numeral) for numeral in numerals]


def voiced(now: Chord, before: Sequence[int], centre: int) -> tuple[int, ...]:
    """The chord's notes around `centre`, each moving as little as can be from those before."""
    choices = []
    for tone in now.tones:
        nearest = tone + 12 * round((centre - tone) / 12)
        choices.append((nearest - 12, nearest, nearest + 12))
    best: tuple[int, ...] = ()
    least = float("inf")
    for notes in product(*choices):
        row = tuple(sorted(notes))
        if row[-1] - row[0] > _SPREAD or min(b - a for a, b in pairwise(row)) < 1:
            continue
        middle = abs(sum(row) / len(row) - centre)
        moved = (
            sum(min(abs(note - old) for old in before) for note in row) / len(row) if before else 0
        )
        cost = moved + 0.35 * middle
        if cost < least:
            best, least = row, cost
    return best


def key_in(text: str) -> Key | None:
    """The key that a text names, e.g. `in F# minor`; None when it names none."""
    found = _KEY.search(text)
    if found is None:
        return None
    return Key(_tonic(found[1], found[2] or ""), found[3].lower() in {"minor", "min", "moll"})


def key_of(label: str) -> Key | None:
    """The key behind a short label: `C#`, `Am`, `C minor`; None for `Any` and other words."""
    found = _SHORT_KEY.match(label)
    if found is None:
        return key_in(label)
    return Key(_tonic(found[1], found[2] or ""), (found[3] or "").startswith("m") and
               not (found[3] or "").startswith("maj"))  # fmt: skip


def _tonic(letter: str, sign: str) -> int:
    name = letter.upper()
    if sign.lower() in {"b", "♭", "flat"}:
        return _FLATS.get(f"{name}B", (NAMES.index(name) - 1) % 12)
    return (NAMES.index(name) + (1 if sign else 0)) % 12


def to_key(tones: Key, pitch: float) -> int:
    """The nearest note of the key."""
    around = range(round(pitch) - 2, round(pitch) + 3)
    inside = [note for note in around if (note - tones.tonic) % 12 in tones.scale]
    return min(inside, key=lambda note: abs(note - pitch))
