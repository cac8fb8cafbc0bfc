"""What a task cost: held, charged, given back, and each entry of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from genmux.console.parts.moments import moment
from genmux.console.visit import amount
from genmux.console.words import Words


def money(words: Words, paid: Mapping[str, Any]) -> str:
    rows = [("held", _credits(paid.get("held"))), ("charged", _credits(paid.get("charged")))]
    rows.append(("released", _credits(paid.get("released"))))
    if paid.get("usd") is not None:
        rows.append(("usd", _dollars(paid["usd"])))
    facts = "".join(
        f'<dt>{escape(words(f"story.{name}"))}</dt><dd class="number">{escape(text)}</dd>'
        for name, text in rows
    )
    return f'<dl class="facts">{facts}</dl>{_entries(words, paid)}'


def _credits(value: float | None) -> str:
    return "–" if value is None else amount(value)


def _dollars(value: float) -> str:
    return f"${float(value):.4f}".rstrip("0").rstrip(".")


def signed(value: float | None) -> str:
    """A change of a purse: `+5`, `−0.8`, `0`."""
    text = amount(abs(float(value or 0)))
    return text if not value or text == "0" else ("+" if value > 0 else "−") + text


def _entries(words: Words, paid: Mapping[str, Any]) -> str:
    entries = paid.get("entries") or ()
    if not entries:
        return ""
    heads = "".join(
        f'<th scope="col" class="{side}">{escape(words(f"story.{name}"))}</th>'
        for name, side in (("entry", ""), ("available", "right"), ("held", "right"), ("time", ""))
    )
    rows = "".join(
        f"<tr><td>{escape(_kind(words, one))}</td>"
        f'<td class="right">{signed(one.get("available"))}</td>'
        f'<td class="right">{signed(one.get("held"))}</td>'
        f"<td>{moment(one.get('createTime'))}</td></tr>"
        for one in entries
    )
    title = escape(words("story.entries"))
    return (
        f'<details class="more"><summary>{title}</summary><div class="scroll" tabindex="0" '
        f'role="region" aria-label="{title}"><table class="plain-table"><thead><tr>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div></details>"
    )


def _kind(words: Words, entry: Mapping[str, Any]) -> str:
    return words.get(f"story.kind_{entry['kind']}", str(entry["kind"]))
