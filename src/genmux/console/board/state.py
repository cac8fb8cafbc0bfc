"""How a task stands, in a word and a colour."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from genmux.console.play.task import input_of
from genmux.console.words import Words

_TONES = {
    "queued": "dot",
    "running": "accent dot live",
    "succeeded": "good dot",
    "failed": "bad dot",
    "cancelled": "dot",
}
_SAYS = ("prompt", "text", "title", "lyrics", "script")


def state_chip(words: Words, task: Mapping[str, Any]) -> str:
    status = str(task.get("status"))
    text = words.get(f"tasks.state_{status}", status)
    progress = int(task.get("progress") or 0)
    if status == "running" and progress:
        text = f"{text} {progress} %"
    return f'<span class="chip {_TONES.get(status, "")}">{escape(text)}</span>'


def says(task: Mapping[str, Any], most: int = 160) -> str:
    """The words that were sent, for a list; empty where a request has none."""
    asked = input_of(task)
    found = next((asked[name] for name in _SAYS if isinstance(asked.get(name), str)), "")
    if not found:
        found = next((one for one in map(_first_text, asked.values()) if one), "")
    line = " ".join(str(found).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _first_text(value: Any) -> str:
    """Words inside a list of lines or shots; an address is none."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        texts = (one for one in value[0].values() if isinstance(one, str) and " " in one)
        return next(texts, "")
    return value if isinstance(value, str) and " " in value else ""


def lasted(task: Mapping[str, Any]) -> float | None:
    """Milliseconds from create to end; None while it goes on."""
    begin, end = task.get("createTime"), task.get("completeTime")
    return float(end) - float(begin) if begin and end else None


def cost(task: Mapping[str, Any]) -> float | None:
    """Credits: charged, or held as long as it is not known."""
    charged = task.get("creditsCharged")
    return charged if charged is not None else task.get("creditsHeld")
