"""Who was told: each callback of a task with its attempts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from genmux.console.parts.controls import button
from genmux.console.parts.moments import length, moment
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit
from genmux.console.words import Words

_TONES = {"pending": "warm dot", "delivered": "good dot", "failed": "bad dot"}


def deliveries(visit: Visit, story: Mapping[str, Any], send: Callable[[str], Any]) -> None:
    """`send(delivery id)` repeats one."""
    words = visit.words
    found = story.get("deliveries") or ()
    if not found:
        named = (story.get("task") or {}).get("callBackUrl")
        Tag("p", "soft", words("story.no_delivery" if named else "story.no_callback"))
    for one in found:
        _delivery(visit, one, send)


def _delivery(visit: Visit, one: Mapping[str, Any], send: Callable[[str], Any]) -> None:
    words = visit.words
    state = str(one["state"])
    with Tag("div", "delivery"):
        with Tag("div", "row between"):
            text = words.get(f"story.delivery_{state}", state)
            head = f'<span class="chip {_TONES.get(state, "")}">{escape(text)}</span>'
            if one.get("event"):
                head += f' <span class="soft small">{escape(str(one["event"]))}</span>'
            html(head, "row")
            if visit.may("member"):
                delivery_id = str(one["deliveryId"])
                button(
                    words("story.redeliver"), lambda: send(delivery_id), kind="small", icon="send"
                )
        Tag("p", "small mono url", str(one["url"]))
        html(_attempts(words, one))


def _attempts(words: Words, one: Mapping[str, Any]) -> str:
    attempts = one.get("attempts") or ()
    after = ""
    if one.get("nextTime"):
        label = escape(words("story.next_at"))
        after = f'<p class="soft small">{label}: {moment(one["nextTime"])}</p>'
    if not attempts:
        return after or f'<p class="soft small">{escape(words("story.no_attempt"))}</p>'
    heads = "".join(
        f'<th scope="col" class="{side}">{escape(words(f"story.{name}"))}</th>'
        for name, side in (("attempt", ""), ("answer", ""), ("took", "right"), ("time", ""))
    )
    rows = "".join(_attempt(words, attempt) for attempt in attempts)
    title = escape(words("story.attempts"))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f'<table class="plain-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{after}"
    )


def _attempt(words: Words, attempt: Mapping[str, Any]) -> str:
    status, error = attempt.get("status"), attempt.get("error")
    answer = escape(" ".join(str(part) for part in (status, error) if part) or "–")
    if reply := attempt.get("reply"):
        answer += f'<br><span class="soft">{escape(str(reply)[:200])}</span>'
    took = escape(length(words, attempt.get("milliseconds")))
    return (
        f"<tr><td>{attempt['number']}</td><td>{answer}</td>"
        f'<td class="right">{took}</td><td>{moment(attempt.get("startTime"))}</td></tr>'
    )
