"""Prompts in other languages as the English words that the vocabulary knows.

Not a translation: only what can be drawn, counted or placed is carried over, word by word.
"""

from __future__ import annotations

import re
from functools import cache

from genmux.engines.sketch import scripts, vocabulary
from genmux.engines.sketch.dictionaries import DICTIONARIES, MARKS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|\s+")
_SMALL = "the a of with and is in on at an to from by for no not or without under over"
_ENGLISH = frozenset(_SMALL.split())
_SURE = 1.4
"""how much must speak for a language: more than one small word"""
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_OTHER = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\uac00-\ud7af\u0900-\u097f]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_AFTER = re.compile(r"([\w-]+)\s+(?:\w{1,2}\s+)?@([\w-]+)")
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ف", "ل", "ك")


def english(text: str) -> str:
    """The text with the known words of other languages replaced; English text stays as it is."""
    if _IDEOGRAPH.search(text):
        text = _ideographic(text)
    if _OTHER.search(text):
        text = "".join(_stemmed(word) for word in _WORD.findall(text))
    language = _language(text)
    if not language:
        return text
    words = DICTIONARIES[language]
    return "".join(_looked_up(word, words) for word in _WORD.findall(text))


def _language(text: str) -> str:
    """The language of a text in Latin letters by its small words; empty for English."""
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    own = len(words & _ENGLISH)
    best, score = "", 0.0
    for name, marks in MARKS.items():
        known = len(words & set(DICTIONARIES[name]))
        if (found := 1.0 * len(words & marks) + 0.3 * known) > score and words & marks:
            best, score = name, found
    return best if score > max(own, _SURE) else ""


def _looked_up(word: str, words: dict[str, str]) -> str:
    """The English word, also for a plural or an inflected form of a known one."""
    low = word.lower()
    if low in words:
        return words[low]
    if "'" in low or "’" in low:  # an article without its vowel
        return _looked_up(re.split("['’]", low)[-1], words)
    for ending in ("es", "en", "s", "n", "e", "er"):
        if low.endswith(ending) and (stem := low.removesuffix(ending)) in words:
            return words[stem] + ("s" if ending in {"es", "en", "s", "n"} else "")
    return word


@cache
def _signs() -> list[tuple[str, str]]:
    """Words of scripts without spaces with their English ones, long ones first."""
    known: dict[str, str] = {}
    for table in ("SUBJECTS", "SETTINGS", "TIMES", "WEATHERS", "STYLES", "LAYOUTS", "EVENTS",
                  "SEASONS"):  # fmt: skip
        for row in getattr(vocabulary, table).values():
            first, *rest = row.split()
            known |= {word: first for word in rest if _IDEOGRAPH.match(word)}
    known |= scripts.SIGNS
    return sorted(known.items(), key=lambda item: -len(item[0]))


def _ideographic(text: str) -> str:
    for sign, word in _signs():
        text = text.replace(sign, f" {word} ")
    text = text.replace("，", ", ").replace("、", ", ").replace("。", ". ")
    # what tells a place stands after it: "table on" is on the table
    return _AFTER.sub(r" \2 \1 ", text).replace("@", " ")


def _stemmed(word: str) -> str:
    """A word of a script with many endings by its beginning; an Arabic one also without article."""
    low = word.lower()
    if low in scripts.EXACT:
        return scripts.EXACT[low]
    low = low.removesuffix("ا") if low.endswith("ا") else low
    bare = [low, *(low.removeprefix(one) for one in _PREFIXES if low.startswith(one))]
    for form in bare:
        if form in scripts.EXACT:
            return scripts.EXACT[form]
        shortest = 1 if _HANGUL.match(form) else 2
        for size in range(len(form), shortest, -1):
            if found := scripts.STEMS.get(form[:size]):
                return found
    return word
