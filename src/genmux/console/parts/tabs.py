"""Parts of a page that have an address of their own: `?tab=members`."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from genmux.console.parts.tag import html
from genmux.console.visit import Visit


def chosen(visit: Visit, names: Mapping[str, str]) -> str:
    """The tab that the address names, else the first."""
    wanted = visit.request.query_params.get("tab", "")
    return wanted if wanted in names else next(iter(names))


def tabs(visit: Visit, names: Mapping[str, str], label: str) -> str:
    """Links to the parts, `name → text`; returns the name of the one that is shown."""
    here = chosen(visit, names)
    path = visit.request.url.path
    links = "".join(
        f'<a href="{escape(path)}?{urlencode({"tab": name})}"'
        f"{' aria-current=page' if name == here else ''}>{escape(text)}</a>"
        for name, text in names.items()
    )
    place = html(links, "tabs", "nav")
    place.props["aria-label"] = label
    return here


def choices(
    visit: Visit, name: str, values: Mapping[str, str], *, usual: str, label: str
) -> tuple[str, str]:
    """Links that set one parameter of the address, and which value it has now: markup, value."""
    query = dict(visit.request.query_params)
    here = query.get(name, usual)
    here = here if here in values else usual
    path = visit.request.url.path
    links = "".join(
        f'<a href="{escape(path)}?{escape(urlencode({**query, name: value}))}"'
        f"{' aria-current=true' if value == here else ''}>{escape(text)}</a>"
        for value, text in values.items()
    )
    return f'<div class="segments" role="group" aria-label="{escape(label)}">{links}</div>', here
