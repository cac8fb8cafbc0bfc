"""The frame of every page: navigation, project, purse, language and theme."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nicegui import ui

from genmux.console.parts.icons import icon, mark
from genmux.console.parts.tag import html
from genmux.console.visit import Visit
from genmux.console.words import LANGUAGES, Words

NavItem = tuple[str, str]
"""path and name; the name is also that of its text and its icon"""


def draw(visit: Visit, here: str, items: Sequence[NavItem]) -> None:
    """Puts the navigation beside the page. Static markup: it costs a tab next to nothing."""
    words = visit.words
    layout = ui.context.client.layout
    with layout:
        top = html(_top(words), "top", "header")
        side = html(_side(visit, here, items), "side", "aside")
    side.props["aria-label"] = words("shell.navigation")
    side.props["id"] = "side"
    for element in (side, top):
        element.move(layout, 0)
    if visit.sandbox:
        html(escape(words("shell.sandbox_hint")), "sandbox-strip", "p")


def _top(words: Words) -> str:
    return (
        f'<a class="skip" href="#content">{escape(words("shell.skip"))}</a>'
        f'<a class="wordmark" href="/">{mark()}<span>{escape(words("shell.name"))}</span></a>'
        f'<button type="button" class="button quiet round" data-act="menu" aria-controls="side" '
        f'aria-label="{escape(words("shell.menu"))}">{icon("menu")}</button>'
    )


def _side(visit: Visit, here: str, items: Sequence[NavItem]) -> str:
    words = visit.words
    links = "".join(
        f'<li><a href="{path}"{" aria-current=page" if name == here else ""}>'
        f"{icon(name)}<span>{escape(words(f'shell.{name}'))}</span></a></li>"
        for path, name in items
    )
    return (
        f'<a class="wordmark" href="/">{mark()}<span>{escape(words("shell.name"))}</span></a>'
        f'<nav aria-label="{escape(words("shell.navigation"))}"><ul>{links}</ul></nav>'
        f'<div class="side-foot">{_purse(visit)}{_switcher(visit)}{_choices(visit)}'
        f"{_person(visit)}</div>"
    )


def _purse(visit: Visit) -> str:
    if not visit.balance:
        return ""
    text = visit.words("shell.credits", amount=visit.amount(visit.balance.get("available")))
    return f'<p class="purse"><b id="purse">{escape(text)}</b></p>'


def _switcher(visit: Visit) -> str:
    """A plain form: the choice lives in the cookie, which only a reply can change."""
    words = visit.words
    current = visit.project.get("id", "")
    projects = _options(((p["id"], p["name"]) for p in visit.projects), str(current))
    modes = "".join(
        f'<label><input type="radio" name="mode" value="{mode}" data-act="send"'
        f"{' checked' if visit.sandbox == (mode == 'sandbox') else ''}>"
        f"<span>{escape(words(f'shell.{mode}'))}</span></label>"
        for mode in ("live", "sandbox")
    )
    return (
        '<form class="stack tight" method="post" action="/switch">'
        f'<input type="hidden" name="form" value="{visit.form_token}">'
        f'<input type="hidden" name="back" value="{escape(visit.request.url.path)}">'
        '<label class="visually-hidden" for="shell-project">'
        f"{escape(words('shell.project'))}</label>"
        f'<select class="input small" id="shell-project" name="project" data-act="send">{projects}'
        "</select>"
        f'<div class="segments wide" role="radiogroup" aria-label="{escape(words("shell.mode"))}">'
        f"{modes}</div></form>"
    )


def _choices(visit: Visit) -> str:
    words = visit.words
    theme = visit.request.cookies.get("theme", "system")
    themes = _options(
        ((name, words(f"shell.theme_{name}")) for name in ("system", "light", "dark")), theme
    )
    languages = _options(LANGUAGES.items(), words.language)
    return (
        '<div class="row"><select class="input small grow" data-act="theme" '
        f'aria-label="{escape(words("shell.theme"))}">{themes}</select>'
        '<select class="input small grow" data-act="language" '
        f'aria-label="{escape(words("shell.language"))}">{languages}</select></div>'
    )


def _person(visit: Visit) -> str:
    words = visit.words
    who = visit.person.get("name") or visit.person.get("email") or words("shell.account")
    chip = ""
    if visit.role == "reader":
        chip = f' <span class="chip">{escape(words("shell.read_only"))}</span>'
    return (
        '<form class="row between" method="post" action="/sign-out">'
        f'<input type="hidden" name="form" value="{visit.form_token}">'
        f'<a class="who small cut grow" href="/settings" '
        f'title="{escape(str(visit.person.get("email") or ""))}">{escape(str(who))}{chip}</a>'
        '<button class="button quiet round small" '
        f'aria-label="{escape(words("shell.sign_out"))}" title="{escape(words("shell.sign_out"))}">'
        f"{icon('sign-out')}</button></form>"
    )


def _options(pairs: object, chosen: str) -> str:
    return "".join(
        f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>'
        f"{escape(str(text))}</option>"
        for value, text in pairs  # type: ignore[attr-defined]
    )
