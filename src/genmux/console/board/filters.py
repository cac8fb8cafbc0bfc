"""The filters above the list, as a form of native controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from genmux.console.board.wanted import STATES, Wanted
from genmux.console.parts.icons import icon
from genmux.console.words import Words


def markup(
    words: Words,
    wanted: Wanted,
    models: Iterable[Mapping[str, Any]],
    families: Mapping[str, str],
    people: Mapping[str, str],
) -> str:
    listed = {str(model["id"]): str(model["title"]) for model in models}
    titles = sorted(listed.items(), key=lambda pair: pair[1].lower())
    states = {state: words(f"tasks.state_{state}") for state in STATES}
    search = escape(words("tasks.search"))
    return (
        f'<div class="search">{icon("search")}<input class="input small" type="search" name="text" '
        f'data-search maxlength="100" aria-label="{search}" placeholder="{search}" '
        f'value="{escape(wanted.text)}"><kbd aria-hidden="true">/</kbd></div>'
        + _select(words("tasks.any_state"), "state", states.items(), wanted.state)
        + _select(words("tasks.any_model"), "model", titles, wanted.model)
        + _select(words("tasks.any_family"), "family", families.items(), wanted.family)
        + _select(words("tasks.anyone"), "key", people.items(), wanted.key)
        + f'<span class="days">{_day(words("tasks.since"), "since", wanted.since)}'
        '<span aria-hidden="true">–</span>'
        f"{_day(words('tasks.until'), 'until', wanted.until)}</span>"
    )


def _select(label: str, name: str, choices: Iterable[tuple[str, str]], value: str) -> str:
    pairs = list(choices)
    if value and value not in dict(pairs):
        pairs.append((value, value))
    options = "".join(
        f'<option value="{escape(key)}"{" selected" if key == value else ""}>'
        f"{escape(text)}</option>"
        for key, text in pairs
    )
    return (
        f'<select class="input small" name="{name}" aria-label="{escape(label)}">'
        f'<option value="">{escape(label)}</option>{options}</select>'
    )


def _day(label: str, name: str, value: str) -> str:
    return (
        f'<input class="input small" type="date" name="{name}" value="{escape(value)}" '
        f'aria-label="{escape(label)}" title="{escape(label)}">'
    )
