"""How many syllables words have, near enough to give each of them a note."""

from __future__ import annotations

import re
import unicodedata

_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουωאויةاوي")
_GROUP = re.compile(r"[aeiouy]+")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


def count(text: str) -> int:
    """Syllables of a line or word; at least 1 where anything can be said, else 0."""
    return sum(_of_word(word) for word in re.findall(r"[^\s\-–—/]+", text))


def unspaced(sign: str) -> bool:
    """Whether it belongs to a script in which every sign is a syllable of its own."""
    return unicodedata.name(sign, "").startswith(_UNSPACED)


def _of_word(word: str) -> int:
    letters = [sign for sign in word.lower() if sign.isalnum()]
    if not letters:
        return 0
    own = sum(unspaced(sign) for sign in letters)
    if own:
        return own
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", "".join(letters))
        if not unicodedata.combining(sign)
    )  # fmt: skip
    if plain.isascii():
        return _english(plain)
    return max(1, sum(sign in _VOWELS for sign in plain))


def _english(word: str) -> int:
    if word.isdigit():
        return 2 * len(word)
    groups = len(_GROUP.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ie", "ye", "oe", "ue"))
    if groups > 1 and silent:
        groups -= 1
    if groups > 1 and re.search(r"[^aeiouytd]ed$", word):
        groups -= 1
    if groups > 1 and re.search(r"[^aeiouyszxgc]es$", word) and not word.endswith("les"):
        groups -= 1
    if re.search(r"(ia|io|ea(?=t[eo]|l[il])|[ui]et)(?!n)", word) and len(word) > 4:
        groups += 1 if re.search(r"ia[^n]|io(?!n|us)|iet|uet", word) else 0
    return max(1, groups)
