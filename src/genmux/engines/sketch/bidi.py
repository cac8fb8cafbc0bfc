"""Texts in which some scripts run to the right and others to the left: what stands where.

The main rules of Unicode's bidirectional algorithm, for lines without marks that switch by hand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_LEFT, _RIGHT, _NUMBER, _NEUTRAL = "L", "R", "N", ""
_KINDS = {"L": _LEFT, "R": _RIGHT, "AL": _RIGHT, "EN": _NUMBER, "AN": _NUMBER}
_JOINING = frozenset({"ES", "CS"})
"""what belongs to a number between two digits, such as its point"""
_MARK = "NSM"


def levels(text: str) -> list[int]:
    """For each sign how deeply it is embedded: even ones run to the right, odd ones to the left."""
    kinds = _kinds(text)
    base = next((kind for kind in kinds if kind in {_LEFT, _RIGHT}), _LEFT)
    strong = base
    for at, kind in enumerate(kinds):
        if kind in {_LEFT, _RIGHT}:
            strong = kind
        elif kind == _NUMBER and strong == _LEFT:
            kinds[at] = _LEFT  # a number runs as the words around it
    _pair(text, kinds, base)
    _settle(kinds, base)
    odd = {_LEFT: 2, _RIGHT: 1, _NUMBER: 2}
    return [odd[kind] if base == _RIGHT or kind != _LEFT else 0 for kind in kinds]


def in_sight(depths: Sequence[int]) -> list[int]:
    """The places of runs, whose levels these are, in the order in which they stand."""
    order = list(range(len(depths)))
    for level in range(max(depths, default=0), 0, -1):
        turned: list[int] = []
        for deep, group in groupby(order, key=[depth >= level for depth in depths].__getitem__):
            together = list(group)
            turned += reversed(together) if deep else together
        order = turned
    return order


def _kinds(text: str) -> list[str]:
    classes = [unicodedata.bidirectional(sign) for sign in text]
    kinds: list[str] = []
    for at, name in enumerate(classes):
        if name == _MARK and kinds:
            kinds.append(kinds[-1])
        elif name in _JOINING and classes[at - 1 : at] == ["EN"] == classes[at + 1 : at + 2]:
            kinds.append(_NUMBER)
        else:
            kinds.append(_KINDS.get(name, _NEUTRAL))
    return kinds


def _pair(text: str, kinds: list[str], base: str) -> None:
    """Both brackets of a pair go with the line, or with the other way where all inside does."""
    opened: list[int] = []
    for at, sign in enumerate(text):
        category = unicodedata.category(sign)
        if category == "Ps":
            opened.append(at)
        elif category == "Pe" and opened:
            first = opened.pop()
            inside = {_side(kind) for kind in kinds[first + 1 : at] if kind}
            before = next((_side(kind) for kind in reversed(kinds[:first]) if kind), base)
            if inside:
                kinds[first] = kinds[at] = base if base in inside else before


def _settle(kinds: list[str], base: str) -> None:
    """Spaces and points go with what is on both sides of them, else with the whole line."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == _NEUTRAL:
            end += 1
        if end > at:
            before = _side(kinds[at - 1]) if at else base
            after = _side(kinds[end]) if end < len(kinds) else base
            kinds[at:end] = [before if before == after else base] * (end - at)
        at = max(end, at + 1)


def _side(kind: str) -> str:
    return _RIGHT if kind == _NUMBER else kind
