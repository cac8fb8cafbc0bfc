"""The list as one piece of markup: fifty rows cost the server no more than a string."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from genmux.console.board.state import cost, lasted, says, state_chip
from genmux.console.parts.icons import icon
from genmux.console.parts.moments import length, moment
from genmux.console.visit import amount
from genmux.console.words import Words

Model = Mapping[str, Any]


def table(
    words: Words,
    tasks: Sequence[Mapping[str, Any]],
    models: Mapping[str, Model],
    people: Mapping[str, str],
) -> str:
    """`models` by id, `people` the names of keys and persons by id."""
    heads = (
        ("task", ""),
        ("state", ""),
        ("by", "wide"),
        ("time", ""),
        ("took", "right wide"),
        ("credits", "right"),
    )
    head = "".join(
        f'<th scope="col" class="{side}">{escape(words(f"tasks.{name}"))}</th>'
        for name, side in heads
    )
    rows = "".join(_row(words, task, models, people) for task in tasks)
    label = escape(words("tasks.title"))
    return (
        f'<div class="table-wrap" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="table tasks"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div>"
    )


def _row(
    words: Words,
    task: Mapping[str, Any],
    models: Mapping[str, Model],
    people: Mapping[str, str],
) -> str:
    model_id = str(task.get("model"))
    model = models.get(model_id, {})
    title = str(model.get("title") or model_id)
    by = task.get("by") or {}
    who = people.get(str(by.get("id")), words.get(f"tasks.by_{by.get('kind')}", "–"))
    paid = cost(task)
    held = ' class="soft"' if task.get("creditsCharged") is None else ""
    return (
        f'<tr><td class="what"><div>{icon(str(model.get("kind") or "tasks"))}<span>'
        f'<a href="/tasks/{escape(str(task["taskId"]))}">{escape(title)}</a>'
        f'<span class="soft small cut">{escape(says(task)) or escape(model_id)}</span></span></div>'
        "</td>"
        f"<td>{state_chip(words, task)}</td>"
        f'<td class="wide soft small cut">{escape(who)}</td>'
        f'<td class="small number">{moment(task.get("createTime"))}</td>'
        f'<td class="right wide small">{escape(length(words, lasted(task)))}</td>'
        f'<td class="right"><span{held}>{escape(amount(paid)) if paid is not None else "–"}</span>'
        "</td></tr>"
    )


def pager(
    words: Words, *, first: int, shown: int, total: int | None, exact: bool, older: bool
) -> str:
    """`first` tasks come before these. A part of the list may be empty and still have more."""
    if total is None:
        text = words("tasks.range", first=first + 1, last=first + shown) if shown else ""
    elif shown:
        key = "tasks.range_of" if exact else "tasks.range_of_many"
        text = words(key, first=first + 1, last=first + shown, total=f"{total:,}")
    else:
        text = ""
    if older and not shown:
        text = words("tasks.none_yet")

    def turn(name: str, icon_name: str, possible: bool) -> str:
        off = "" if possible else " disabled"
        text, drawn = f"<span>{escape(words(f'tasks.{name}'))}</span>", icon(icon_name)
        inner = text + drawn if name == "older" else drawn + text
        return (
            f'<button type="button" class="button small" data-turn="{name}"{off}>{inner}</button>'
        )

    return (
        f'<div class="pager"><p class="soft small number" role="status">{escape(text)}</p>'
        f'<div class="row">{turn("newer", "back", first > 0)}{turn("older", "forward", older)}'
        "</div></div>"
    )
