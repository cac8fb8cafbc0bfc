"""Links to the tasks that one has to do with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from genmux.console.words import Words


def related(words: Words, story: Mapping[str, Any]) -> str:
    """What it repeats, what repeats it, what it builds on; empty where there is nothing."""
    of = story.get("retryOf")
    groups: list[tuple[str, Iterable[str]]] = [
        ("retry_of", [of] if of else []),
        ("retries", story.get("retries") or ()),
        ("parents", story.get("parents") or ()),
    ]
    rows = "".join(
        f"<dt>{escape(words(f'story.{name}'))}</dt><dd>{_links(ids)}</dd>"
        for name, ids in groups
        if ids
    )
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def _links(ids: Iterable[str]) -> str:
    return "<br>".join(
        f'<a class="mono" href="/tasks/{escape(one)}">{escape(one)}</a>' for one in ids
    )
