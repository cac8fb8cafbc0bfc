"""Plain HTML elements on the page: what all components are made of.

No component of the framework's own look is used: native controls are lighter, and people and
their screen readers know them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from genmux.console.parts.icons import icon

Handler = Callable[..., Any]


class Tag(TextElement):
    """`Tag("p", "soft", "Words", aria_live="polite")`; usable with `with`.

    Attributes are HTML's, with _ for - and a trailing _ dropped (`for_`); None leaves one out.
    """

    def __init__(self, tag: str, classes: str = "", text: str = "", **attributes: Any) -> None:
        super().__init__(tag=tag, text=text)
        if classes:
            self.classes(classes)
        self.set(**attributes)

    def set(self, **attributes: Any) -> Tag:
        """Changes attributes; None takes one away."""
        for name, value in attributes.items():
            key = name.rstrip("_").replace("_", "-")
            # As an attribute, never as a property: what a person types stays theirs.
            key = f"^{key}" if key == "value" else key
            if value is None or value is False:
                self._props.pop(key, None)
            else:
                self._props[key] = value
        self.update()
        return self


def html(content: str, classes: str = "", tag: str = "div") -> ui.html:
    """Markup of our own making; whatever comes from outside must have been escaped."""
    return ui.html(content, sanitize=False, tag=tag).classes(classes)


def picture(name: str) -> ui.html:
    """An icon."""
    return html(icon(name), "icon", "span")


def on_value(element: Tag, event: str, handler: Handler, *, checkbox: bool = False) -> Tag:
    """Calls `handler(value)` with what a control holds at `event`."""
    what = "e.target.checked" if checkbox else "e.target.value"
    element.on(event, lambda e: handler(e.args), js_handler=f"(e) => emit({what})")
    return element
