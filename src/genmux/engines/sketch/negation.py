"""What a prompt does not want: "no people", "without clouds", a negative prompt."""

from __future__ import annotations

import re

from genmux.engines.sketch.phrases import meaning, tokens

_NOT = re.compile(
    r"\b(?:without(?:\s+any)?|with\s+no|no|free\s+of|free\s+from|avoid|exclude|excluding|"
    r"do(?:n't|\s+not)\s+(?:show|include|draw|add)(?:\s+any)?|sans|sin|ohne|senza|sem|без)\s+"
    r"((?:(?!but\b|with\b|and\s+(?:a|an|the)\b)[\w'-]+\s*){1,3}"
    r"(?:(?:,?\s+(?:or|and|nor)|,\s+no)\s+[\w'-]+(?:\s+[\w'-]+)?)?)",
    re.IGNORECASE,
)
_SKIPPED = re.compile(r"\bno(?:\s+longer|\s+matter|\.|\s*\d)", re.IGNORECASE)
_BARE = re.compile(r"\b(?:empty|deserted|abandoned|uninhabited)\b", re.IGNORECASE)
_TABLES = ("SUBJECTS", "WEATHERS", "EVENTS", "SETTINGS", "STYLES")
_CROWDED = frozenset({"people", "humans", "persons", "person", "human", "anyone", "anybody",
                      "men", "crowd", "crowds", "mujer", "personas", "gente", "menschen",
                      "personnes", "людей"})  # fmt: skip
ANYBODY = "anybody"
TEXT = "text"
_TEXTS = frozenset({"text", "texts", "words", "letters", "lettering", "watermark", "caption"})


def parted(text: str) -> tuple[str, str]:
    """The text without what it denies, and what it denies."""
    if _SKIPPED.search(text):
        return text, ""
    denied = " , ".join(found.group(1) for found in _NOT.finditer(text))
    return (_NOT.sub(" ", text), denied) if denied else (text, "")


def without_of(denied: str, said: str = "") -> frozenset[str]:
    """The keys of the vocabulary that must not be seen; `said` may call a place empty."""
    found = tokens(denied)
    keys = {meaning(table, word) for word in found for table in _TABLES}
    if _CROWDED & set(found) or _BARE.search(said):
        keys.add(ANYBODY)
    if _TEXTS & set(found):
        keys.add(TEXT)
    return frozenset(keys - {""})
