"""What was spent, by day, model, key and vendor: charts with their tables."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from genmux.console.parts.chart import Column, bar, columns, tile, tiles
from genmux.console.parts.icons import icon
from genmux.console.parts.moments import share
from genmux.console.parts.places import card, empty
from genmux.console.parts.tabs import choices
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit, amount
from genmux.console.words import Words

_DAYS = ("7", "30", "90", "365")
_WAYS = ("model", "key", "engine")


class Spend:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words

    async def draw(self) -> None:
        visit, words = self._visit, self._words
        names = {days: words(f"money.days_{days}") for days in _DAYS}
        links, days = choices(visit, "days", names, usual="30", label=words("money.range"))
        last = datetime.now(UTC).date()
        span = {"from": last - timedelta(days=int(days) - 1), "to": last}
        found = await asyncio.gather(
            visit.api.get("/balance"),
            *(visit.api.get("/spend", by=by, **span) for by in ("day", *_WAYS)),
        )
        balance, by_day, *others = found
        labels = await self._labels()
        html(_tiles(words, balance, by_day["total"]))
        html(links, "bar")
        if not by_day["total"]["tasks"]:
            with card():
                empty(words("money.no_spend"), words("money.no_spend_text"), icon="money")
            return
        with Tag("div", "stack"):
            self._days(by_day, span)
            with Tag("div", "grid wide-cells"):
                for by, data in zip(_WAYS, others, strict=True):
                    with card():
                        html(card_head(words, f"money.by_{by}", "spend", {"by": by, **span}))
                        html(breakdown(words, by, data["rows"], labels[by]))

    async def _labels(self) -> dict[str, dict[str, str]]:
        """Names that people know, by key of a row."""
        words, models = self._words, await self._visit.shelf.models(self._visit.api)
        engines = {
            str(engine["name"]): words.told(str(engine.get("label") or engine["name"]))
            for model in models
            for engine in model.get("engines") or ()
        }
        titles = {str(model["id"]): str(model["title"]) for model in models}
        return {"model": titles, "key": {}, "engine": engines}

    def _days(self, data: Mapping[str, Any], span: Mapping[str, date]) -> None:
        words, rows = self._words, data["rows"]
        with card():
            html(card_head(words, "money.by_day", "spend", {"by": "day", **span}))
            with Tag("div", "chart-and-table"):
                html(columns([_column(words, row) for row in rows], _summary(words, data)))
                html(_day_table(words, rows))


def _tiles(words: Words, balance: Mapping[str, Any], total: Mapping[str, Any]) -> str:
    ended = total["tasks"] or 0
    failed = share(total["failures"] / ended) if ended else "–"
    return tiles(
        [
            tile(words("money.available"), amount(balance["available"]), dollars(balance["usd"])),
            tile(words("money.held"), amount(balance["held"]), words("money.held_note")),
            tile(words("money.today"), amount(balance["spentToday"])),
            tile(words("money.in_range"), amount(total["credits"]), dollars(total["usd"])),
            tile(words("money.tasks"), f"{ended:,}"),
            tile(words("money.failed"), failed, words("money.failed_note")),
        ]
    )


def dollars(value: float | None) -> str:
    if value is None:
        return ""
    exact = float(value)
    return f"≈ ${exact:,.2f}" if abs(exact) >= 1 or not exact else f"≈ ${exact:.4f}".rstrip("0")


def export_link(words: Words, what: str, query: Mapping[str, Any]) -> str:
    """A link that saves a table as CSV."""
    to = f"/export/{what}.csv?{urlencode({k: v for k, v in query.items() if v})}"
    return (
        f'<a class="button small" href="{escape(to)}" download>{icon("download")}'
        f"<span>{escape(words('money.export'))}</span></a>"
    )


def card_head(words: Words, title: str, what: str, query: Mapping[str, Any]) -> str:
    """The heading of a table beside the link that saves it."""
    text = escape(words(title))
    return (
        f'<div class="row between card-head"><h2>{text}</h2>{export_link(words, what, query)}</div>'
    )


def _column(words: Words, row: Mapping[str, Any]) -> Column:
    day = str(row["key"])
    tip = words("money.tip", day=day, credits=amount(row["credits"]), tasks=row["tasks"])
    return Column(day, float(row["credits"]), tip)


def _summary(words: Words, data: Mapping[str, Any]) -> str:
    most = max(data["rows"], key=lambda row: float(row["credits"]))
    return words(
        "money.chart",
        first=data["from"],
        last=data["to"],
        total=amount(data["total"]["credits"]),
        day=most["key"],
        most=amount(most["credits"]),
    )


def _day_table(words: Words, rows: Sequence[Mapping[str, Any]]) -> str:
    """Newest first; days on which nothing was asked for are left out."""
    body = "".join(
        f"<tr><td>{escape(str(row['key']))}</td>{_numbers(row)}</tr>"
        for row in reversed(rows)
        if row["tasks"]
    )
    return _scrolled(words, "money.by_day", ("day", *_NUMBERS), body)


_NUMBERS = ("credits", "usd", "tasks", "failures")


def _numbers(row: Mapping[str, Any]) -> str:
    texts = (
        amount(row["credits"]),
        money(float(row["usd"])),
        f"{row['tasks']:,}",
        f"{row['failures']:,}",
    )
    return "".join(f'<td class="right">{text}</td>' for text in texts)


def money(value: float) -> str:
    """Dollars for a column: cents, and what is less than a dollar more exactly."""
    return f"{value:,.2f}" if value >= 1 or not value else f"{value:.4f}"


def breakdown(
    words: Words, by: str, rows: Sequence[Mapping[str, Any]], labels: Mapping[str, str]
) -> str:
    """Most first, each with a bar of its share: a chart that is its own table."""
    whole = sum(float(row["credits"]) for row in rows)
    body = ""
    for row in rows:
        name = labels.get(str(row["key"]), str(row["label"] or row["key"] or "–"))
        part = float(row["credits"]) / whole if whole else 0.0
        body += f'<tr><td><span class="block cut">{escape(name)}</span>{bar(part)}</td>'
        body += f"{_numbers(row)}</tr>"
    return _scrolled(words, f"money.by_{by}", (by, *_NUMBERS), body)


def _scrolled(words: Words, title: str, heads: Sequence[str], body: str) -> str:
    head = "".join(
        f'<th scope="col" class="{"right" if n else ""}">'
        f"{escape(words.get(f'money.head_{name}', name))}</th>"
        for n, name in enumerate(heads)
    )
    label = escape(words.get(title, title))
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="plain-table sticky by-what"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>"
        "</table></div>"
    )
