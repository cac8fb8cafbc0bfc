"""What happened when, and where: the timeline and the route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from genmux.console.parts.moments import length, moment
from genmux.console.words import Words

_LEAST_SHARE = 0.5
"""per cent of the whole that a step's bar has at least"""


def timeline(words: Words, steps: Sequence[Mapping[str, Any]]) -> str:
    """Steps with their lengths; a bar says how much of the whole each was."""
    whole = sum(step.get("milliseconds") or 0 for step in steps)
    items = "".join(_step(words, step, whole) for step in steps)
    total = words("story.whole", length=length(words, whole)) if whole else ""
    foot = f'<p class="soft small">{escape(total)}</p>' if total else ""
    return f'<ol class="timeline">{items}</ol>{foot}'


def _step(words: Words, step: Mapping[str, Any], whole: float) -> str:
    state, phase = str(step["state"]), str(step.get("phase") or "")
    name = phase if state == "running" and phase else state
    text = words.get(f"story.step_{name}", words.get(f"story.step_{state}", name))
    took = step.get("milliseconds")
    bar = ""
    if took and whole:
        part = max(took / whole * 100, _LEAST_SHARE)
        bar = (
            f'<span class="meter" aria-hidden="true"><span style="width:{part:.1f}%"></span></span>'
        )
    spent = length(words, took) if took is not None else ""
    return (
        f'<li class="{escape(state)}"><span>{escape(text)}<small class="soft">'
        f"{moment(step.get('time'), 'full')}</small></span>"
        f'<span class="number small">{escape(spent)}</span>{bar}</li>'
    )


def route(words: Words, taken: Mapping[str, Any], engines: Mapping[str, str]) -> str:
    """The engine that was chosen and why; then what of the request has no effect there, and which
    others would not take it. `engines` are labels by name."""
    name = str(taken.get("engine") or "–")
    lane = words.get(f"story.lane_{taken.get('lane')}", "")
    label = engines.get(name, name) + (f" · {lane}" if lane else "")
    rows = [("engine", escape(label)), ("why", escape(str(taken.get("why") or "–")))]
    if model := taken.get("model"):
        rows.append(("vendor_model", f"<code>{escape(str(model))}</code>"))
    if vendor_id := taken.get("vendorId"):
        rows.append(("vendor_id", f"<code>{escape(str(vendor_id))}</code>"))
    if taken.get("costUsd") is not None:
        rows.append(("vendor_cost", f"${float(taken['costUsd']):.4f}"))
    if notes := taken.get("notes"):
        items = "".join(f"<li>{escape(str(note))}</li>" for note in notes)
        rows.append(("notes", f"<ul>{items}</ul>"))
    if tried := taken.get("tried"):
        items = "".join(_refusal(one, engines) for one in tried)
        rows.append(("tried", f"<ul>{items}</ul>"))
    body = "".join(f"<dt>{escape(words(f'story.{key}'))}</dt><dd>{text}</dd>" for key, text in rows)
    return f'<dl class="facts">{body}</dl>'


def _refusal(one: Mapping[str, Any], engines: Mapping[str, str]) -> str:
    name = str(one.get("engine"))
    said = str(one.get("message") or one.get("why") or "")
    at = _milliseconds(one.get("at"))
    when = f' <span class="soft small">{moment(at, "full")}</span>' if at is not None else ""
    why = str(one.get("why") or "")
    word = f' <span class="chip">{escape(why)}</span>' if why else ""
    return f"<li>{escape(engines.get(name, name))}{word}{when}<br>{escape(said)}</li>"


def _milliseconds(at: Any) -> float | None:
    """A moment as milliseconds, whether it came so or as ISO 8601."""
    if isinstance(at, int | float):
        return float(at)
    try:
        return datetime.fromisoformat(str(at)).timestamp() * 1000
    except ValueError:
        return None
