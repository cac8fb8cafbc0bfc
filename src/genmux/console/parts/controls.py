"""Buttons and form fields."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from genmux.console.parts.tag import Handler, Tag, on_value, picture

_numbers = itertools.count(1)


def button(
    text: str,
    on_click: Handler | None = None,
    *,
    kind: str = "",
    icon: str = "",
    label: str = "",
    **attributes: Any,
) -> Tag:
    """`kind`: primary, danger, quiet, small, round, wide, or several. `label` names one that shows
    only an icon."""
    made = Tag("button", f"button {kind}", type="button", aria_label=label or None, **attributes)
    with made:
        if icon:
            picture(icon)
        if text:
            Tag("span", "", text)
    if on_click is not None:
        made.on("click", on_click, args=[])
    return made


def link_button(text: str, to: str, *, kind: str = "", icon: str = "", **attributes: Any) -> Tag:
    """A link that looks like a button, for what leads somewhere."""
    made = Tag("a", f"button {kind}", href=to, **attributes)
    with made:
        if icon:
            picture(icon)
        Tag("span", "", text)
    return made


def chip(text: str, tone: str = "") -> Tag:
    """A word in a pill. `tone`: accent, good, warm, bad, info; with `dot` and `live` before it."""
    return Tag("span", f"chip {tone}", text)


def text_field(
    label: str,
    *,
    value: str = "",
    on_change: Handler | None = None,
    event: str = "change",
    help: str = "",  # noqa: A002  the word that fits
    kind: str = "text",
    lines: int = 0,
    **attributes: Any,
) -> Tag:
    """A labelled field; `on_change(value)` at `event` (change, or input for each key).

    Returns the control. `lines` makes it a text of several lines. The error place is
    `fault(control, text)`.
    """
    name = f"f{next(_numbers)}"
    with Tag("div", "field"):
        Tag("label", "", label, for_=name)
        if lines:
            control = Tag("textarea", "input", value, rows=lines, id=name, **attributes)
        else:
            control = Tag("input", "input", type=kind, value=value, id=name, **attributes)
        _about(control, help)
    return on_value(control, event, on_change) if on_change else control


def select_field(
    label: str,
    choices: Mapping[str, str] | Iterable[str],
    *,
    value: str = "",
    on_change: Handler | None = None,
    help: str = "",  # noqa: A002
    hide_label: bool = False,
    **attributes: Any,
) -> Tag:
    """A labelled choice: value → text."""
    name = f"f{next(_numbers)}"
    pairs = choices if isinstance(choices, Mapping) else {one: one for one in choices}
    with Tag("div", "field"):
        Tag("label", "visually-hidden" if hide_label else "", label, for_=name)
        control = Tag("select", "input", id=name, **attributes)
        with control:
            for key, text in pairs.items():
                Tag("option", "", text, value=key, selected=key == value or None)
        _about(control, help)
    return on_value(control, "change", on_change) if on_change else control


def switch_field(
    label: str, *, value: bool = False, on_change: Handler | None = None, **attributes: Any
) -> Tag:
    """On or off; `on_change(bool)`."""
    with Tag("label", "switch"):
        control = Tag("input", "", type="checkbox", role="switch", **attributes)
        if value:
            control.set(checked=True)
        Tag("span", "", label)
    return on_value(control, "change", on_change, checkbox=True) if on_change else control


def _about(control: Tag, help: str) -> None:  # noqa: A002
    if help:
        name = f"f{next(_numbers)}"
        control.set(aria_describedby=name)
        Tag("p", "help", help, id=name)


def fault(control: Tag, text: str) -> None:
    """Says below a field what is wrong with it; an empty text takes that back."""
    slot = control.parent_slot
    assert slot is not None
    for child in list(slot.children):
        if isinstance(child, Tag) and "error" in child.classes:
            child.delete()
    control.set(aria_invalid="true" if text else None)
    if text:
        with slot.parent:
            Tag("p", "error", text, role="alert")
