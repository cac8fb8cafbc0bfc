"""Which of a clause's words is what one hears: a thing, who makes it, or only where it is."""

from __future__ import annotations

from functools import lru_cache

from genmux.engines.sketch.sound.effects.sounds import SOUNDS, Sound

_WEAK = """
    baby infant ghost children people audience machine computer robot alien monster zombie car
    cars truck bus boat city street office school airport bar window windows tree fall falls
    falling dropped dropping hit hits hitting impact strike roll rolling ball spring match
    cartoon shock electric steam wheel sail sails sand finger key magic retro jump level arcade
    voice speech water slide sliding tension error success market mall party run runs running
    walking fly throw collect watch breaking paper phone radio television typewriter tower
    hammer knife spoon fork motor horse branch cardboard night dawn garden boxing click clicks
    flies flying erupt erupts erupting clicking chatter chattering crack cracks cracking
"""
WEAK = frozenset(_WEAK.split())
"""words that name who or what is about; a clause that names a sound besides means that one"""
_PLACES = "on onto in into inside at through from to near by off over against across"
_WHERE = frozenset(_PLACES.split())


def sounds_in(words: list[str]) -> list[tuple[int, Sound]]:
    """(place, sound) for the words that name one, in their order; each word names at most one.

    What a thing happens on or in ("on a door", "into a glass") is no sound of its own, save
    places that go on sounding (`in the rain`).
    """
    hits = [(index, sound) for index, word in enumerate(words) if (sound := named(word))]
    strong = [(index, sound) for index, sound in hits if words[index] not in WEAK]
    found: list[tuple[int, Sound]] = []
    for index, sound in hits:
        if any(sound.recipe is other.recipe for _, other in found):
            continue
        placed = bool(found) and bool(_WHERE & set(words[found[-1][0] + 1 : index]))
        if placed and not sound.bed:
            continue
        if words[index] in WEAK and not placed and (strong or found):
            continue
        found.append((index, sound))
    return found


@lru_cache(4096)
def named(word: str) -> Sound | None:
    """The sound that a word in lower case names; None when it names none."""
    return next((sound for sound in SOUNDS if _answers(sound, word)), None)


def _answers(sound: Sound, word: str) -> bool:
    return any(
        word == stem[:-1] if stem.endswith(".") else word.startswith(stem) for stem in sound.stems
    )
