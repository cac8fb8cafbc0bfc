"""Icons: strokes on a grid of 24, drawn for this console."""

from __future__ import annotations

_PATHS = {
    "market": "M4 5h7v7H4zM13 5h7v4h-7zM13 12h7v7h-7zM4 15h7v4H4z",
    "playground": "M5 4.5v15l14-7.5z",
    "chat": "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12.5h5",
    "tasks": "M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h7",
    "keys": "M14 10a5 5 0 1 0-4.5 5l1.5-1.5H13V11.5h2L21 5.5V3h-3z",
    "money": "M4 19h16M6 16v-5M11 16V6M16 16V9",
    "settings": "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h13M20 12h0",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "close": "M6 6l12 12M18 6L6 18",
    "plus": "M12 5v14M5 12h14",
    "down": "M6 9l6 6 6-6",
    "up": "M6 15l6-6 6 6",
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "download": "M12 4v11M7 11l5 5 5-5M5 20h14",
    "upload": "M12 20V8M7 12l5-5 5 5M5 4h14",
    "image": "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15 9.5h.01",
    "video": "M3 6h12v12H3zM15 10.5l6-3v9l-6-3",
    "audio": (
        "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"
        "M19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"
    ),
    "speech": (
        "M12 4a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V7a3 3 0 0 0-3-3zM6 11v1a6 6 0 0 0 12 0v-1M12 18v3"
    ),
    "object": "M9 4H7v6l-3 2 3 2v6h2M15 4h2v6l3 2-3 2v6h-2",
    "check": "M5 12.5l4.5 4.5L19 7",
    "alert": "M12 4L2.5 20h19zM12 10v4M12 17h.01",
    "empty": "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
    "away": "M4 4l16 16M8 8a7 7 0 0 0-2 5h3a4 4 0 0 0 4 4M12 6a7 7 0 0 1 6 7",
    "repeat": "M5 11a7 7 0 0 1 12-4l3 3M20 5v5h-5M19 13a7 7 0 0 1-12 4l-3-3M4 19v-5h5",
    "forward": "M5 12h13M13 6l6 6-6 6",
    "back": "M19 12H6M11 6l-6 6 6 6",
    "code": "M9 7l-5 5 5 5M15 7l5 5-5 5",
    "stop": "M7 7h10v10H7z",
    "user": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0",
    "sign-out": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "link": (
        "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"
    ),
    "trash": "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
    "clock": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 2",
    "send": "M12 19V6M6 12l6-6 6 6",
    "tool": "M14 7a4 4 0 0 1 5-2l-2.5 2.5 1 2 2 1L22 8a4 4 0 0 1-5.5 5L9 20.5 5.5 17z",
}


def icon(name: str) -> str:
    """The icon as SVG, hidden from readers of the page: words stand beside it or in its button."""
    return (
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f'<path d="{_PATHS[name]}"/></svg>'
    )


def mark() -> str:
    """The sign of the product: three frames fanned out of one point."""
    return (
        '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<rect x="3" y="9" width="17" height="17" rx="5" fill="var(--accent)" opacity=".28"/>'
        '<rect x="7.5" y="6" width="17" height="17" rx="5" fill="var(--accent)" opacity=".5"/>'
        '<rect x="12" y="3" width="17" height="17" rx="5" fill="var(--accent)"/>'
        '<path d="M18.5 8v7l6-3.5z" fill="var(--on-accent)"/></svg>'
    )


def names() -> tuple[str, ...]:
    return tuple(_PATHS)
