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
_KANA = frozenset({"HIRAGANA", "KATAKANA"})
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


def runs(text: str, name: str) -> list[tuple[str, str]]:
    """The text in stretches of (words, library language): what is in a script that the language
    `name` is not written in is read by one that is; Latin letters stay, any voice reads them.

    The library's Japanese voice knows no Chinese characters and says so at each one. Read in
    Chinese they are wrong as well, but are syllables.
    """
    own = _scripts_of(name)
    if not own or text.isascii():
        return [(text, name)]
    cuts, kinds = [0], [""]
    for index, letter in enumerate(text):
        if not letter.isalpha():
            continue
        script = _script(letter)
        kind = "" if script in own else "KANA" if script in _KANA else script
        if kind != kinds[-1]:
            cuts.append(index)
            kinds.append(kind)
    parts = [text[cut:end] for cut, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [
        (part, library_language("", part) if kind else name)
        for part, kind in zip(parts, kinds, strict=True)
        if any(letter.isalnum() for letter in part) or len(parts) == 1
    ]


def _scripts_of(name: str) -> frozenset[str]:
    """The scripts that a library language reads; empty when that is not known."""
    base = name.partition("-")[0]
    code = {value.partition("-")[0]: key for key, value in _table("library").items()}.get(base, "")
    codes = {base, code.partition("-")[0]}
    if codes & set(_table("words")):
        return frozenset({"LATIN"})
    scripts = {script for script, owner in _table("scripts").items() if owner in codes}
    scripts |= {
        _script(letters[0]) for owner, letters in _table("letters").items() if owner in codes
    }
    if not scripts:
        return frozenset()
    return frozenset(scripts | {"LATIN"})


def _script(letter: str) -> str:
    """The script of a letter that some language of the table is written in; else LATIN."""
    script = unicodedata.name(letter, "").partition(" ")[0]
    return script if script in _table("scripts") else "LATIN"


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
