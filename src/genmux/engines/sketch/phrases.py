"""A text as words, with the compounds of the vocabulary as one word each."""

from __future__ import annotations

import re
from functools import cache

from genmux.engines.sketch import vocabulary

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|[,.;:!?]")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_TABLES = ("SUBJECTS", "SETTINGS", "TIMES", "WEATHERS", "STYLES", "LAYOUTS", "MOVES", "SEASONS",
           "EVENTS", "IDEAS", "SHOTS", "ACTS")  # fmt: skip


@cache
def index(table: str) -> dict[str, str]:
    """Word to key of one table of the vocabulary; of two keys with a word the first has it."""
    meanings: dict[str, str] = getattr(vocabulary, table)
    return {word: key for key, words in reversed(meanings.items()) for word in words.split()}


def meaning(table: str, word: str) -> str:
    """The key that a word, or the plural of a word, stands for; empty for none."""
    words = index(table)
    return words.get(word) or words.get(word.removesuffix("s")) or ""


def tokens(text: str) -> list[str]:
    """Words in lower case, and points between them; known compounds are one word with dashes.

    "ice cream" is no ice, and "golden retriever" is not golden.
    """
    plain = [word.lower() for word in _WORD.findall(text)]
    found: list[str] = []
    at = 0
    while at < len(plain):
        for size in (3, 2, 1):
            word = "-".join(plain[at : at + size])
            if size == 1 or (at + size <= len(plain) and _compound(word)):
                found.append(word)
                at += size
                break
    return found


def spread(found: list[str], text: str) -> tuple[str, ...]:
    """The tokens, neighbours joined by dashes too, and the known ideographs of the text."""
    plain = [word for word in found if word[0].isalnum()]
    words: list[str] = []
    for number, word in enumerate(plain):
        words += ["-".join(plain[number : number + size]) for size in (3, 2)]
        words.append(word)
    if _IDEOGRAPH.search(text):  # written without spaces between words
        words += ideographs(text)
    return tuple(words)


def ideographs(text: str) -> list[str]:
    """The known words of scripts without spaces, in the order in which they stand."""
    found = [word for word in _known_ideographs() if word in text]
    longest = [one for one in found if not any(one != other and one in other for other in found)]
    return sorted(longest, key=text.find)


@cache
def _known_ideographs() -> tuple[str, ...]:
    return tuple(word for table in _TABLES for word in index(table) if _IDEOGRAPH.match(word))


def _compound(word: str) -> bool:
    return word in _compounds() or word.removesuffix("s") in _compounds()


@cache
def _compounds() -> frozenset[str]:
    return frozenset(word for table in _TABLES for word in index(table) if "-" in word)
