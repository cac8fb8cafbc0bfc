"""Words of other languages for what can be heard, and their English ones."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_LETTERS = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
_ENDINGS = 3
"""letters that may follow a word of four or more in other alphabets: plurals and cases"""


def in_english(plain: str) -> str:
    """The text in lower case with its foreign words for sounds in English.

    Scripts without spaces are searched for words.
    """
    text = _LETTERS.sub(lambda match: _word(match[0]), plain)
    if not _UNSPACED.search(text):
        return text
    for word, meaning in _unspaced():
        text = text.replace(word, f" {meaning} ")
    return text


def _word(word: str) -> str:
    known = _spaced()
    if word in known:
        return known[word]
    if word.isascii():
        return word
    for size in range(len(word) - 1, max(4, len(word) - _ENDINGS) - 1, -1):
        if word[:size] in known:
            return known[word[:size]]
    return word


@cache
def _table() -> tuple[tuple[str, str], ...]:
    file = resources.files(__package__).joinpath("foreign.toml")
    rows: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["words"]
    return tuple((word, english) for english, others in rows.items() for word in others.split())


@cache
def _spaced() -> dict[str, str]:
    return {word: english for word, english in _table() if not _UNSPACED.search(word)}


@cache
def _unspaced() -> tuple[tuple[str, str], ...]:
    """Longer words first: they contain the shorter ones."""
    found = [(word, english) for word, english in _table() if _UNSPACED.search(word)]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))
