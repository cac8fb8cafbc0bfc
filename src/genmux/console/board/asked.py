"""What was asked for, value by value, with the files that were sent shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from genmux.console.parts.moments import told
from genmux.console.play.task import kind_of_url
from genmux.console.visit import Visit

_MEDIA_NAMES = ("image", "video", "audio", "file", "frame", "mask", "url")
_ENDINGS = ("png", "jpg", "jpeg", "webp", "gif", "mp4", "mov", "webm", "mp3", "wav", "ogg", "m4a")


def values(visit: Visit, asked: Mapping[str, Any]) -> str:
    """Names and values as a list; what has parts of its own as JSON."""
    if not asked:
        return f'<p class="soft">{escape(visit.words("story.no_input"))}</p>'
    rows = "".join(
        f"<dt>{escape(str(name))}</dt>{_value(visit, str(name), value)}"
        for name, value in asked.items()
    )
    return f'<dl class="facts">{rows}</dl>'


def _value(visit: Visit, name: str, value: Any) -> str:
    given = value if isinstance(value, list) else [value]
    if given and all(_is_media(name, one) for one in given):
        return f"<dd>{''.join(_media(visit, name, one) for one in given)}</dd>"
    nested = isinstance(value, dict) or any(isinstance(one, dict | list) for one in given)
    if nested:
        text = escape(json.dumps(value, indent=2, ensure_ascii=False))
        label = escape(name)
        return (
            f'<dd><div class="code"><pre tabindex="0" aria-label="{label}">{text}</pre></div></dd>'
        )
    return f'<dd class="long">{escape(told(value))}</dd>'


def _is_media(name: str, value: Any) -> bool:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return False
    path = value.partition("?")[0].lower()
    return path.rpartition(".")[2] in _ENDINGS or any(part in name for part in _MEDIA_NAMES)


def _media(visit: Visit, name: str, url: str) -> str:
    """Our own files as they are; a link elsewhere stays a link, since nothing may be loaded from
    there."""
    source = visit.shown(url)
    if not source.startswith("/"):
        return f'<a href="{escape(url)}" rel="noreferrer" target="_blank">{escape(url)}</a> '
    kind, source = kind_of_url(url), escape(source)
    if kind == "audio":
        label = escape(name)
        return f'<audio src="{source}" controls preload="metadata" aria-label="{label}"></audio>'
    inner = f'<img src="{source}" alt="{escape(name)}" loading="lazy">'
    if kind == "video":
        inner = f'<video src="{source}#t=0.1" muted playsinline preload="metadata"></video>'
    return (
        f'<a class="asked-media" href="{source}" target="_blank" aria-label="{escape(name)}">'
        f"{inner}</a>"
    )
