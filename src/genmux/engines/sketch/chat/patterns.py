"""A text that a regular expression matches: each choice takes its first, each repeat its least."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

# There is no other way to read one, and no types for it.
names: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

_CATEGORIES = {
    names.CATEGORY_DIGIT: "0",
    names.CATEGORY_WORD: "a",
    names.CATEGORY_SPACE: " ",
    names.CATEGORY_NOT_DIGIT: "a",
    names.CATEGORY_NOT_WORD: "-",
    names.CATEGORY_NOT_SPACE: "a",
}
_CANDIDATES = "aA0-_ .bB1xX"
_MOST = 100_000
"""letters; a pattern that demands more is not matched"""


def text_like(pattern: str) -> str:
    """A text in which `pattern` is found; an empty one when it cannot be read."""
    try:
        return _texts(parser.parse(pattern))
    except (re.error, OverflowError, RecursionError):
        return ""


def _texts(nodes: Any) -> str:
    return "".join(_text(kind, value) for kind, value in nodes)


def _text(kind: Any, value: Any) -> str:
    if kind is names.LITERAL:
        return chr(value)
    if kind is names.NOT_LITERAL:
        return next(one for one in _CANDIDATES if ord(one) != value)
    if kind is names.ANY:
        return "a"
    if kind is names.IN:
        return _one_of(value)
    if kind is names.BRANCH:
        return _texts(value[1][0])
    if kind is names.SUBPATTERN:
        return _texts(value[-1])
    if kind in (names.MAX_REPEAT, names.MIN_REPEAT):
        least, most, inner = value
        count: int = max(least, min(1, most))
        text = _texts(inner)
        return text * min(count, _MOST // max(1, len(text)))
    return ""  # anchors and assertions


def _one_of(members: Any) -> str:
    if members[0][0] is names.NEGATE:
        return next((one for one in _CANDIDATES if not _among(one, members[1:])), "a")
    kind, value = members[0]
    if kind is names.RANGE:
        return chr(value[0])
    return _CATEGORIES[value] if kind is names.CATEGORY else chr(value)


def _among(one: str, members: Any) -> bool:
    code = ord(one)
    for kind, value in members:
        if kind is names.LITERAL and code == value:
            return True
        if kind is names.RANGE and value[0] <= code <= value[1]:
            return True
        if kind is names.CATEGORY and _fits(one, value):
            return True
    return False


def _fits(one: str, category: Any) -> bool:
    fits = {
        names.CATEGORY_DIGIT: one.isdigit(),
        names.CATEGORY_WORD: one.isalnum() or one == "_",
        names.CATEGORY_SPACE: one.isspace(),
    }
    if category in fits:
        return fits[category]
    return not {
        names.CATEGORY_NOT_DIGIT: one.isdigit(),
        names.CATEGORY_NOT_WORD: one.isalnum() or one == "_",
        names.CATEGORY_NOT_SPACE: one.isspace(),
    }.get(category, True)
