"""Which of the speech library's languages to read a text in: by code when given, else by looks."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from importlib import resources
from typing import cast

ENGLISH = "en"
_LOOK_AT = 2000
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """The likely two-letter code of the text, `en` when nothing speaks for another."""
    sample = text[:_LOOK_AT].lower()
    scripts = Counter(
        script
        for script in (unicodedata.name(c, "").partition(" ")[0] for c in sample if c.isalpha())
        if script == "LATIN" or script in _table("scripts")
    )
    if not scripts:
        return ENGLISH
    if scripts["HIRAGANA"] + scripts["KATAKANA"]:
        return "ja"  # its Chinese characters alone would point elsewhere
    script = scripts.most_common(1)[0][0]
    if script == "LATIN":
        return _by_words(sample)
    return _by_letters(sample, script)


def library_language(code: str, text: str = "") -> str:
    """The library's name for an ISO 639 code such as `pt-BR`; an empty code looks at the text.

    The name may still be unknown to the library; `fallbacks` then says what to try.
    """
    plain = code.strip().lower().replace("_", "-") or detect(text)
    base = plain.partition("-")[0]
    library = _table("library")
    two = _table("three_letters").get(base, base)
    return library.get(plain) or (plain if "-" in plain else library.get(two, two))


def fallbacks(name: str) -> tuple[str, str]:
    """What to try when the library lacks a name: the language without its region, then English."""
    base = name.partition("-")[0]
    return _table("library").get(base, base), _table("library")[ENGLISH]


def _by_letters(sample: str, script: str) -> str:
    language = _table("scripts")[script]
    rare = {
        code: sum(sample.count(letter) for letter in letters)
        for code, letters in _table("letters").items()
        if unicodedata.name(letters[0]).startswith(script)
    }
    best = max(rare, key=lambda code: rare[code], default="")
    if best and rare[best] and not (best == "bg" and re.search("[ыэё]", sample)):
        return best
    return language


def _by_words(sample: str) -> str:
    words = _WORD.findall(sample)
    scores = {code: sum(word in known for word in words) for code, known in _common_words().items()}
    best = max(scores, key=lambda code: scores[code])
    if scores[best] > scores[ENGLISH] and scores[best] >= max(1, len(words) // 8):
        return best
    return ENGLISH


@cache
def _common_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _table("words").items()}


@cache
def _tables() -> dict[str, dict[str, str]]:
    path = resources.files(__package__).joinpath("languages.toml")
    return cast("dict[str, dict[str, str]]", tomllib.loads(path.read_text("utf-8")))


def _table(name: str) -> dict[str, str]:
    return _tables()[name]
