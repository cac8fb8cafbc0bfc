"""Who speaks: voice names of the API become espeak-ng variants, and stage directions a manner.

The same name always gets the same voice. Names that `voices.toml` does not know are cast by hash.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

_APART = ((0.42, 1.06), (-0.34, 0.95), (0.75, 1.0), (-0.6, 1.04), (0.2, 0.92), (-0.17, 1.1))
"""pitch and pace of further speakers of one gender against the first"""


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said, relative to the voice's usual way.

    `rate` multiplies, `pitch` runs from -1 to 1, `range` is in espeak's points of 0 to 99 (usual
    50), `gain` in dB, `gap` extra seconds between pieces; `silence` seconds instead of words.
    """

    rate: float = 1.0
    pitch: float = 0.0
    range: float = 0.0
    gain: float = 0.0
    gap: float = 0.0
    whisper: bool = False
    silence: float = 0.0

    def then(self, other: Manner) -> Manner:
        return Manner(
            rate=self.rate * other.rate,
            pitch=self.pitch + other.pitch,
            range=self.range + other.range,
            gain=self.gain + other.gain,
            gap=max(self.gap, other.gap),
            whisper=self.whisper or other.whisper,
        )


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker. `language` is an espeak-ng language that comes with the voice, or empty."""

    name: str
    female: bool
    variant: str
    whisper_variant: str
    manner: Manner
    language: str = ""

    def with_manner(self, manner: Manner) -> Voice:
        return replace(self, manner=self.manner.then(manner))


def cast_voice(name: str, *, taken: Iterable[str] = (), accent: str = "") -> Voice:
    """The voice for a name or id; a variant in `taken` is avoided while others are left."""
    wanted = name.strip() or "narrator"
    digest = hashlib.sha256(wanted.lower().encode("utf-8", "replace")).digest()
    known = _known_names().get(wanted.lower(), "").split(maxsplit=1)
    gender = known[0] if known else ("female" if digest[0] % 2 else "male")
    accents = _table("accents")
    spoken = accents.get(accent.lower()) or (accents[known[1]] if len(known) > 1 else {})
    variants: list[str] = _table("variants")[gender]
    start = digest[1] % len(variants)
    order = variants[start:] + variants[:start]
    busy = set(taken)
    variant = next((v for v in order if v not in busy), order[0])
    own = Manner(
        rate=1.0 + (digest[2] / 255 - 0.5) * 0.08,
        pitch=(digest[3] / 255 - 0.5) * 0.3,
    )
    return Voice(
        name=name,
        female=gender == "female",
        variant=variant,
        whisper_variant=_table("variants")[f"{gender}_whisper"][0],
        manner=own.then(_manner(spoken)),
        language=spoken.get("language", ""),
    )


def cast_all(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Voice]:
    """Voices for (name, accent) pairs, different names sounding different.

    The variants of a gender lie within four semitones of each other, so that the second and later
    speakers of one are moved apart in pitch and pace too.
    """
    voices: dict[tuple[str, str], Voice] = {}
    heard = {True: 0, False: 0}
    for name, accent in names:
        if (name, accent) in voices:
            continue
        taken = [voice.variant for voice in voices.values()]
        voice = cast_voice(name, taken=taken, accent=accent)
        turn = heard[voice.female]
        heard[voice.female] += 1
        if turn:
            # away from the first speaker's pitch, in turns above and below
            base = next(one for one in voices.values() if one.female == voice.female)
            pitch, rate = _APART[(turn - 1) % len(_APART)]
            shift = base.manner.pitch - voice.manner.pitch + pitch
            voice = voice.with_manner(Manner(rate=rate, pitch=shift))
        voices[name, accent] = voice
    return voices


def direction(words: str) -> Manner | None:
    """The manner that a stage direction asks for; None when it is only a sound or unknown."""
    tags = _table("tags")
    plain = words.strip().lower().rstrip(".!")
    if plain in tags:
        return _manner(tags[plain])
    for word in plain.replace(",", " ").split():
        if word in tags:
            return _manner(tags[word])
    return None


def manner_of(table: str, name: str) -> Manner:
    """An entry of the tables `styles` or `paces`; the usual manner for names not in it."""
    return _manner(_table(table).get(name.strip().lower(), {}))


def _manner(entry: Mapping[str, Any]) -> Manner:
    return Manner(**{key: value for key, value in entry.items() if key != "language"})


@cache
def _known_names() -> dict[str, str]:
    return {name.lower(): kind for name, kind in _table("names").items()}


@cache
def _tables() -> dict[str, dict[str, Any]]:
    path = resources.files(__package__).joinpath("voices.toml")
    return tomllib.loads(path.read_text("utf-8"))


def _table(name: str) -> dict[str, Any]:
    return _tables()[name]
