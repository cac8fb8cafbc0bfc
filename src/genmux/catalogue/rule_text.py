"""Words for tests and values, as they stand in messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genmux.catalogue.scope import Test, Tests

SHOWN_CHARACTERS = 80
SHOWN_CHOICES = 12


def show(value: Any) -> str:
    """A caller's value, shortened so that a message never carries a whole prompt."""
    if isinstance(value, str):
        text = json.dumps(value[: SHOWN_CHARACTERS + 1], ensure_ascii=False)
    elif isinstance(value, list | tuple | Mapping):
        return "a list" if not isinstance(value, Mapping) else "an object"
    else:
        text = json.dumps(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def listing(values: Iterable[Any]) -> str:
    """`5, 10`; texts stand without quotes; a long list is cut and says by how much."""
    shown = [bare(value) for value in values]
    if len(shown) > SHOWN_CHOICES:
        return f"{', '.join(shown[:SHOWN_CHOICES])} and {len(shown) - SHOWN_CHOICES} more"
    return ", ".join(shown)


def bare(value: Any) -> str:
    if isinstance(value, str):
        return value[:SHOWN_CHARACTERS] if value else '""'
    return show(value)


def either(names: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    first = list(names)
    last = first.pop()
    return f"{', '.join(first)} or {last}" if first else last


def items(amount: Any) -> str:
    return "1 item" if amount == 1 else f"{amount} items"


def say(test: Test) -> str:
    """What a test demands: `must be one of 1K, 2K`."""
    if test.any_of is not None:
        return f"must be {'one of ' if len(test.any_of) > 1 else ''}{listing(test.any_of)}"
    if test.none_of:
        return f"must not be {listing(test.none_of)}"
    parts = []
    if test.least is not None and test.most is not None:
        parts.append(f"must be between {test.least} and {test.most}")
    elif test.least is not None:
        parts.append(f"must be at least {test.least}")
    elif test.most is not None:
        parts.append(f"must be at most {test.most}")
    if test.fewest_items is not None and test.fewest_items == test.most_items:
        parts.append(f"must have exactly {items(test.most_items)}")
    elif test.fewest_items is not None:
        parts.append(f"needs at least {items(test.fewest_items)}")
    elif test.most_items is not None:
        parts.append(f"takes at most {items(test.most_items)}")
    return " and ".join(parts)


def say_when(tests: Tests) -> str:
    """`resolution is 1080P and image_urls is given`."""
    parts = []
    for name, test in tests.items():
        if test.given is not None:
            parts.append(f"{name} is {'given' if test.given else 'not given'}")
        if test.any_of is not None:
            parts.append(f"{name} is {either([bare(value) for value in test.any_of])}")
        elif test.none_of:
            parts.append(f"{name} is not {either([bare(value) for value in test.none_of])}")
        elif test.given is None:
            parts.append(f"{name} {say(test).replace('must be', 'is').replace('must have', 'has')}")
    return " and ".join(parts)
