"""Every setting of the server with where it comes from. Read here, set in file or environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from genmux.console.parts.icons import icon
from genmux.console.parts.moments import prose, told
from genmux.console.parts.tag import html
from genmux.console.visit import Visit
from genmux.console.words import Words

_TONES = {"file": "info", "environment": "accent", "flag": "warm"}


class Server:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def draw(self) -> None:
        data = await self._visit.api.get("/settings")
        html(markup(self._visit.words, data["settings"]), "settings").props["data-filtered"] = True


def markup(words: Words, settings: Sequence[Mapping[str, Any]]) -> str:
    """All in one piece, grouped by table; a script of ours filters the rows."""
    search = escape(words("setup.search"))
    bar = (
        f'<p class="soft bar">{escape(words("setup.server_lead"))}</p>'
        f'<div class="row bar"><div class="search">{icon("search")}<input class="input" '
        f'type="search" data-search data-rows aria-label="{search}" placeholder="{search}">'
        '<kbd aria-hidden="true">/</kbd></div><label class="switch"><input type="checkbox" '
        f'role="switch" data-rows><span>{escape(words("setup.only_set"))}</span></label></div>'
    )
    groups = "".join(
        _group(words, table, list(rows)) for table, rows in groupby(settings, key=_table)
    )
    none = escape(words("setup.none_found"))
    return f'{bar}<div class="stack">{groups}<p class="soft" data-none hidden>{none}</p></div>'


def _table(setting: Mapping[str, Any]) -> str:
    return str(setting["key"]).rpartition(".")[0]


def _group(words: Words, table: str, settings: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(_setting(words, one) for one in settings)
    return (
        f'<section class="card" data-group><header><h2><code>{escape(table)}</code></h2></header>'
        f'<dl class="setting-list">{rows}</dl></section>'
    )


def _setting(words: Words, one: Mapping[str, Any]) -> str:
    key, source = str(one["key"]), str(one["source"])
    text = words.get(f"setup.source_{source}", source)
    place = f' <code class="small soft">{escape(str(one["place"]))}</code>' if one["place"] else ""
    help_ = (
        f'<span class="small soft block">{prose(str(one["help"]))}</span>' if one["help"] else ""
    )
    searched = f"{key} {told(one['value'])} {one['help']}".lower()
    return (
        f'<div data-text="{escape(searched)}" data-marked="{int(source != "default")}">'
        f"<dt><code>{escape(key.rpartition('.')[2])}</code>{help_}</dt>"
        f'<dd><code class="value">{escape(told(one["value"]))}</code>'
        f'<span><span class="chip {_TONES.get(source, "")}">{escape(text)}</span>{place}</span>'
        "</dd></div>"
    )
