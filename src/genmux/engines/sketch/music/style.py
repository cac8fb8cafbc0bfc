"""What the words of a style mean in music: tempo, key, mood, harmony and who plays."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from genmux.engines.sketch.music import theory
from genmux.engines.sketch.music.theory import Key

if TYPE_CHECKING:
    import numpy as np

    from genmux.engines.sketch.music.request import Wish

_BPM = re.compile(r"(\d{2,3})\s*(?:bpm|beats per minute)", re.IGNORECASE)
_ROLES = ("chords", "pad", "pluck", "lead", "bass")
_DRUM_WORDS = ("drums", "drum", "percussion", "beat", "beats", "rhythm")
_TOPIC = re.compile(r"\b(?:about|telling of|dedicated to)\b.*?(?=[,.;\n]|$)", re.IGNORECASE)
"""what a song tells of says little about how it is played"""
_TOPICAL = frozenset({"christmas"})
_MOVED, _HURRY = 2.5, 0.5
"""how far moods, and words of speed, move the tempo through the range of its genre"""
_PACE = 0.09
"""by how much, at most, a tempo gives way to the length that is asked for"""
_FASTER, _SLOWER = ("fast", "uptempo", "up-tempo", "quick"), ("slow", "slowly", "laid-back")


@dataclass(frozen=True, slots=True)
class Style:
    """How a song is to be played. Instrument names are those of `instruments.toml`."""

    genre: str
    moods: tuple[str, ...]
    bpm: float
    key: Key
    beats: int
    """in a bar"""
    progressions: tuple[tuple[str, ...], ...]
    bars_per_chord: int
    drums: str
    """a pattern's name; empty = none"""
    bassline: str
    comping: str
    players: Mapping[str, str]
    """role to instrument; a role that is missing stays silent"""
    swing: float
    bright: float
    energy: float
    duck: float
    pentatonic: bool


def table(name: str) -> Mapping[str, Any]:
    """The vocabulary file of that name: genres, moods, instruments or drums."""
    return _table(name)


@cache
def _table(name: str) -> Mapping[str, Any]:
    file = resources.files(__package__).joinpath(f"{name}.toml")
    return tomllib.loads(file.read_text("utf-8"))


def named(name: str, words: str) -> list[str]:
    """The entries of a vocabulary file that a text names, in the text's order.

    Longer phrases come before the shorter ones that they contain.
    """
    rest = words.lower()
    found: list[tuple[int, str]] = []
    for pattern, entry in _patterns(name):
        for match in pattern.finditer(rest):
            found.append((match.start(), entry))
            rest = rest[: match.start()] + "\0" * len(match[0]) + rest[match.end() :]
    return list(dict.fromkeys(entry for _, entry in sorted(found)))


@cache
def _patterns(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_as_pattern(phrase)), entry) for phrase, entry in _phrases(name))


def _as_pattern(phrase: str) -> str:
    if not phrase.isascii():
        return re.escape(phrase)  # in scripts that write no spaces between words
    return rf"(?<![^\W_]){re.escape(phrase)}(?![^\W_])"


@cache
def _phrases(name: str) -> tuple[tuple[str, str], ...]:
    pairs = [
        (phrase.strip().lower(), entry)
        for entry, facts in _table(name).items()
        for phrase in facts["words"].split("|")
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def read(wish: Wish, dice: np.random.Generator) -> Style:
    """The style that the wish's words describe; what they leave open follows the dice."""
    said = ", ".join(part for part in (wish.style, wish.persona) if part)
    idea = said if wish.lyrics else f"{said}, {wish.prompt}"
    # the less the words weigh, the more is left to chance
    wildness = min(1.0, max(0.0, wish.weirdness + 0.5 - wish.style_weight))
    return of_words(idea, wish.negative, dice, wildness=wildness)


def of_words(
    words: str, without: str, dice: np.random.Generator, *, wildness: float = 0.5
) -> Style:
    """Like `read`, from bare words and those of what is not wanted."""
    unwanted = frozenset(named("genres", without))
    genres = [name for name in _genres(words) if name not in unwanted]
    moods = tuple(named("moods", words))
    usual = {"calm": "ambient", "aggressive": "rock", "sad": "ballad", "epic": "cinematic"}
    alone = next((i for i in named("instruments", words) if i in table("genres")), "")
    mood = next((usual[m] for m in moods if m in usual), "pop")
    first = genres[0] if genres else alone or mood
    if wildness > 0.75 and len(genres) < 2:
        everything = sorted(set(table("genres")) - unwanted)
        genres = [first, everything[int(dice.integers(len(everything)))]]
    facts = table("genres")[first]
    energy, bright = 1.0, float(facts.get("bright", 1.0))
    for name in moods:
        energy *= table("moods")[name].get("energy", 1.0)
        bright *= table("moods")[name].get("bright", 1.0)
    key = _key(words, facts, moods, dice)
    return Style(
        genre=first,
        moods=moods,
        bpm=_tempo(words, facts, moods, dice),
        key=key,
        beats=facts.get("beats", 4),
        progressions=_progressions(facts, key, dice),
        bars_per_chord=2 if facts.get("slow") else 1,
        drums="" if _silenced(without, _DRUM_WORDS) else _drums(facts, words),
        bassline=facts["bassline"],
        comping=facts["comping"],
        players=_players(facts, genres[1:2], words, without),
        swing=float(facts.get("swing", 0.0)),
        bright=bright,
        energy=min(1.4, energy),
        duck=float(facts.get("duck", 0.0)),
        pentatonic=bool(facts.get("pentatonic")),
    )


def _genres(words: str) -> list[str]:
    """The genres that the words name; one in another time than the others' comes first.

    "A song about a house" is no house music, an orchestral waltz is a waltz.
    """
    told = named("genres", _TOPIC.sub(" ", words))
    told += [name for name in named("genres", words) if name in _TOPICAL and name not in told]
    return sorted(told, key=lambda name: table("genres")[name].get("beats", 4) == 4)


def fitted(style: Style, bpm: float, key: Key) -> Style:
    """The same style in the tempo and key of a given recording."""
    if key.minor == style.key.minor:
        return replace(style, bpm=bpm, key=key)
    rows = ("i VI III VII", "i iv VII III") if key.minor else ("I V vi IV", "I vi IV V")
    return replace(style, bpm=bpm, key=key, progressions=tuple(tuple(r.split()) for r in rows))


def paced(style: Style, words: str, room: float) -> Style:
    """The style so little faster or slower that whole bars fill `room` seconds.

    A tempo that the words tell stays, and so does one that would leave its genre's range.
    """
    if _BPM.search(words) or room <= 0:
        return style
    bars = max(1, round(room * style.bpm / 60 / style.beats))
    bpm = bars * style.beats * 60 / room
    low, high = table("genres")[style.genre]["tempo"]
    fits = low * 0.98 <= bpm <= high * 1.02 and abs(bpm / style.bpm - 1) < _PACE
    return replace(style, bpm=math.ceil(bpm * 100) / 100) if fits else style


def _tempo(
    words: str, facts: Mapping[str, Any], moods: tuple[str, ...], dice: np.random.Generator
) -> float:
    said = _BPM.search(words)
    if said:
        return float(min(300, max(30, int(said[1]))))
    low, high = facts["tempo"]
    share = float(dice.uniform(0.2, 0.8))
    for mood in moods:
        share += _MOVED * (float(table("moods")[mood].get("tempo", 1.0)) - 1)
    plain = set(re.findall(r"[\w-]+", words.lower()))
    pace = 1.0
    for names, factor in ((_FASTER, 1.06), (_SLOWER, 0.9)):
        if plain & set(names):
            share, pace = share + _HURRY * (1 if factor > 1 else -1), factor
    return float(round(pace * (low + (high - low) * min(1.0, max(0.0, share)))))


def _key(
    words: str, facts: Mapping[str, Any], moods: tuple[str, ...], dice: np.random.Generator
) -> Key:
    tonic = int(dice.choice([0, 2, 3, 4, 5, 7, 9, 10]))
    said = theory.key_in(words)
    if said:
        return said
    mode = str(facts["mode"])
    for mood in moods:
        mode = table("moods")[mood].get("mode", "") or mode
    return Key(tonic, mode == "minor")


def _progressions(
    facts: Mapping[str, Any], key: Key, dice: np.random.Generator
) -> tuple[tuple[str, ...], ...]:
    rows = [tuple(row.split()) for row in facts["progressions"]]
    if key.minor != (facts["mode"] == "minor"):
        texts = ("i VI III VII", "i iv v i", "VI VII i i") if key.minor else (
            "I V vi IV", "IV I V vi", "I iii IV V")  # fmt: skip
        rows = [tuple(row.split()) for row in texts]
    return tuple(rows[index] for index in dice.permutation(len(rows)))


def _drums(facts: Mapping[str, Any], words: str) -> str:
    plain = words.lower()
    if re.search(r"\b(no drums|drumless|without drums|a cappella|acapella)\b", plain):
        return ""
    pattern = str(facts["drums"])
    if not pattern and re.search(r"\b(drums?|beats?|percussion)\b", plain):
        return "waltz" if facts.get("beats") == 3 else "ballad"
    return pattern


def _players(
    facts: Mapping[str, Any], second: list[str], words: str, without: str
) -> dict[str, str]:
    """The genre's band, colours of a second genre, then whatever is asked for by name."""
    players = {role: facts[role] for role in _ROLES if facts[role]}
    for name in second:
        other = table("genres")[name]
        players.update({role: other[role] for role in ("pad", "lead") if other[role]})
    for instrument in reversed(named("instruments", words)):
        players[table("instruments")[instrument]["role"]] = instrument
        if table("instruments")[instrument]["role"] == "lead" and not facts["drums"]:
            players.pop("pluck", None)
    gone = set(named("instruments", without))
    families = {part for name in gone for part in name.split("_")}
    kept = {}
    for role, instrument in players.items():
        if instrument in gone or (
            families & {"guitar", "bass", "piano"} & set(instrument.split("_"))
        ):
            continue
        kept[role] = instrument
    return kept


def _silenced(without: str, words: tuple[str, ...]) -> bool:
    return bool(set(re.findall(r"[\w-]+", without.lower())) & set(words))
