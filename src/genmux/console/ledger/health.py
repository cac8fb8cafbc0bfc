"""How the work goes: success, time, queue, storage, callbacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from genmux.client import ClientError
from genmux.console.ledger.spend import card_head
from genmux.console.parts.chart import bar, span_bar, tile, tiles
from genmux.console.parts.controls import button
from genmux.console.parts.moments import length, share, size
from genmux.console.parts.places import card, empty
from genmux.console.parts.tabs import choices
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit
from genmux.console.words import Words

_HOURS = ("1", "24", "168", "720")
_LIVE_MS = 5000
_GOOD, _FAIR = 0.98, 0.9
"""shares of success above which nothing needs to be looked at, or soon"""


class Health:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._labels: dict[str, dict[str, str]] = {}
        self._seen: Mapping[str, Any] = {}

    async def draw(self) -> None:
        visit, words = self._visit, self._words
        names = {hours: words(f"money.hours_{hours}") for hours in _HOURS}
        links, self._hours = choices(visit, "hours", names, usual="24", label=words("money.range"))
        self._of = "project"
        if visit.may("operator"):
            scopes = {name: words(f"money.of_{name}") for name in ("project", "server")}
            more, self._of = choices(
                visit, "of", scopes, usual="project", label=words("money.scope")
            )
            links += more
        models = await visit.shelf.models(visit.api)
        self._labels = {
            "model": {str(model["id"]): str(model["title"]) for model in models},
            "engine": {
                str(engine["name"]): words.told(str(engine.get("label") or engine["name"]))
                for model in models
                for engine in model.get("engines") or ()
            },
        }
        html(links, "bar row")
        self._place = Tag("div", "stack")
        refresh = button("", self._refresh, tabindex="-1", aria_hidden="true", hidden=True)
        refresh.set(data_live=str(_LIVE_MS))
        self._seen = await self._ask()
        self._fill()

    def _asked(self, by: str) -> dict[str, str]:
        """The parameters of a file of what is shown."""
        whole = {"all": "true"} if self._of == "server" else {}
        return {"by": by, "hours": self._hours, **whole}

    async def _ask(self) -> Mapping[str, Any]:
        whole = "true" if self._of == "server" else None
        found: Mapping[str, Any] = await self._visit.api.get(
            "/health", hours=self._hours, all=whole
        )
        return found

    async def _refresh(self) -> None:
        try:
            seen = await self._ask()
        except ClientError:
            return  # asked again soon; what is shown stays true
        if seen != self._seen:
            self._seen = seen
            self._fill()

    def _fill(self) -> None:
        words, seen = self._words, self._seen
        with self._place.clear():
            html(work_tiles(words, seen))
            html(queue_tiles(words, seen))
            if seen.get("sampled"):
                Tag("p", "soft small", words("money.sampled"))
            if not seen["models"]:
                with card():
                    empty(words("money.no_work"), words("money.no_work_text"), icon="clock")
                return
            for kind in ("model", "engine"):
                with card():
                    html(card_head(words, f"money.pulse_{kind}", "health", self._asked(kind)))
                    html(pulses(words, kind, seen[f"{kind}s"], self._labels[kind]))


def work_tiles(words: Words, seen: Mapping[str, Any]) -> str:
    tasks, rate = seen["tasks"], seen["successRate"]
    return tiles(
        [
            tile(words("money.success"), share(rate), words("money.success_note"), tone(rate)),
            tile(words("money.succeeded"), f"{tasks['succeeded']:,}"),
            tile(words("money.failures"), f"{tasks['failed']:,}"),
            tile(words("money.cancelled"), f"{tasks['cancelled']:,}"),
            tile(words("money.unfinished"), f"{tasks['unfinished']:,}"),
            tile(
                words("money.deliveries"),
                f"{seen['deliveries']['pending']:,}",
                words("money.deliveries_note", n=seen["deliveries"]["failed"]),
            ),
        ]
    )


def queue_tiles(words: Words, seen: Mapping[str, Any]) -> str:
    lanes = [
        tile(
            words.get(f"money.lane_{lane['lane']}", str(lane["lane"])),
            f"{lane['waiting']:,}",
            words("money.lane_note", n=lane["running"]),
        )
        for lane in seen["queue"]
    ]
    if not lanes:
        lanes = [tile(words("money.queue"), "0", words("money.lane_note", n=0))]
    storage, workers = seen["storage"], seen["workers"]["alive"]
    return tiles(
        [
            *lanes,
            tile(words("money.oldest"), escape(length(words, seen["oldestQueuedMs"]))),
            tile(words("money.workers"), str(workers), tone="" if workers else "bad"),
            tile(
                words("money.storage"),
                size(storage["bytes"]),
                words("money.storage_note", n=f"{storage['files']:,}"),
            ),
        ]
    )


def tone(rate: float | None) -> str:
    if rate is None:
        return ""
    return "good" if rate >= _GOOD else "warm" if rate >= _FAIR else "bad"


def pulses(
    words: Words, kind: str, found: Sequence[Mapping[str, Any]], labels: Mapping[str, str]
) -> str:
    """Success and time of each, as bars and as numbers."""
    names = (kind, "succeeded", "failures", "success", "success_bar", "p50", "p95", "time_bar")
    right, drawn = "right", "bar-cell"
    sides = ("", right, right, right, drawn, right, right, drawn)
    head = "".join(
        f'<th scope="col" class="{side}">{escape(words(f"money.head_{name}"))}</th>'
        for name, side in zip(names, sides, strict=True)
    )
    most = max((float(one["p95Ms"] or 0) for one in found), default=0.0)
    body = "".join(_pulse(words, kind, one, labels, most) for one in found)
    label = escape(words(f"money.pulse_{kind}"))
    return (
        f'<div class="scroll tall" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="plain-table sticky pulses"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _pulse(
    words: Words,
    kind: str,
    one: Mapping[str, Any],
    labels: Mapping[str, str],
    most: float,
) -> str:
    name, rate = str(one[kind]), one["successRate"]
    middle, high = float(one["p50Ms"] or 0), float(one["p95Ms"] or 0)
    return (
        f"<tr><td>{escape(labels.get(name, name))}</td>"
        f'<td class="right">{one["succeeded"]:,}</td><td class="right">{one["failed"]:,}</td>'
        f'<td class="right">{share(rate)}</td>'
        f'<td class="bar-cell">{bar(rate or 0, tone(rate))}</td>'
        f'<td class="right">{escape(length(words, one["p50Ms"]))}</td>'
        f'<td class="right">{escape(length(words, one["p95Ms"]))}</td>'
        f'<td class="bar-cell">{span_bar(middle, high, most)}</td></tr>'
    )
