"""How many of a thing a prompt speaks of."""

from __future__ import annotations

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.phrases import index, meaning

CROWD = 13
"""more than can be told apart: drawn as a crowd, a flock, a field"""
SOME = 3
_ONE = frozenset({"a", "an", "one", "the", "single", "this", "that", "lone", "each", "every"})
_FULL = frozenset({"crowd", "field", "swarm", "hundreds", "thousands", "army", "sea", "dozens"})
"""of which "a field of tulips" is many, "a field" alone none"""
_PLURALS = frozenset({"people", "children", "men", "women", "kids", "wolves", "mice", "geese",
                      "knives", "leaves", "strawberries", "berries",
                      "bunnies", "puppies",
                      "foxes", "babies", "ladies"})  # fmt: skip
_MASSES = frozenset({"breakfast", "bowl", "spectacles", "headphones", "coin", "shelves", "star",
                     "cloud", "cup", "glass", "wheat", "taco", "plate", "gamepad",
                     "shoe", "fireplace", "drums"})  # fmt: skip
"""whose plural is still one drawing"""


def amount_of(subject: str, words: list[str]) -> int:
    """How many the prompt speaks of: a number shortly before the word counts, else its plural."""
    most = 1
    for place, word in enumerate(words):
        if meaning("SUBJECTS", word) != subject:
            continue
        before = words[max(0, place - 4) : place]
        while any(meaning("SUBJECTS", one) or one in ",.;:" for one in before):
            before.pop(0)  # that is said of another thing
        most = max(most, _counted(subject, word, before, words[place + 1 : place + 2]))
    return most


def _counted(subject: str, word: str, before: list[str], after: list[str]) -> int:
    if "of" in before and _FULL & set(before):
        return CROWD
    numbers = [number for one in before if (number := number_of(one))]
    if numbers:
        return min(CROWD, max(numbers))
    if "of" in before:  # "a line of people" is no single one
        before = before[len(before) - before[::-1].index("of") :]
    if after and after[0] in vocabulary.HERDS:
        return SOME
    if word in vocabulary.SEVERAL or (_plural(word) and subject not in _MASSES):
        return 1 if _ONE & set(before) else SOME
    return 1


def number_of(word: str) -> int:
    """The number that a word or a row of digits means; 0 for none."""
    if word.isdigit() and len(word) <= 4:
        return min(CROWD, int(word))
    return vocabulary.NUMBERS.get(word, 0)


def _plural(word: str) -> bool:
    known = index("SUBJECTS")
    single = word.removesuffix("s")
    return (
        word in _PLURALS
        or (single != word and single in known)
        or (word.endswith("ies") and f"{word[:-3]}y" in known)
    )


def told_apart(words: list[str], subject: str) -> int:
    """How often it is named, at most as many as are drawn of it without a number."""
    named = sum(meaning("SUBJECTS", word) == subject for word in words)
    return max(1, min(SOME, named))
