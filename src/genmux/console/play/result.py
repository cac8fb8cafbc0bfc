"""What a finished task made, as markup: pictures, players, data, and files to save."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from genmux.console.parts.icons import icon
from genmux.console.play.task import ResultFile, files_of, input_of, kind_of_url, result_of
from genmux.console.visit import Visit
from genmux.console.words import Words

_STAGES = ("first_frame", "last_frame", "cover")


def markup(visit: Visit, task: Mapping[str, Any]) -> str:
    """All files in order, the main ones large; then what the result says besides."""
    words = visit.words
    files = files_of(task)
    before = _picture_before(visit, task)
    large = [file for file in files if file.kind != "other" and file.role not in _STAGES]
    rest = [file for file in files if file not in large]
    covers = {_stem(file): visit.shown(file.url) for file in rest if file.role == "cover"}
    shown = "".join(
        _large(visit, file, n, before or covers.get(_stem(file), ""))
        for n, file in enumerate(large)
    )
    many = " many" if sum(file.kind == "image" for file in large) > 1 else ""
    saved = "".join(_row(visit, file) for file in rest)
    parts = []
    if shown:
        parts.append(f'<div class="results{many}">{shown}</div>')
    if saved:
        parts.append(f'<ul class="result-files">{saved}</ul>')
    told = result_of(task)
    if told:
        parts.append(data(words, told, opened=not files))
    return "".join(parts)


def _stem(file: ResultFile) -> str:
    return file.name.rpartition(".")[0]


def _large(visit: Visit, file: ResultFile, number: int, beside: str) -> str:
    """One file; `beside` is the picture that it was made from, or the cover of a track."""
    source = escape(visit.shown(file.url))
    label = escape(f"{visit.words('playground.result')} {number + 1}")
    if file.kind == "image":
        inner = (
            f'<button type="button" class="zoomable" data-play="zoom" '
            f'aria-label="{escape(visit.words("playground.zoom"))}: {label}">'
            f'<img src="{source}" alt="{label}" data-after></button>'
        )
        if beside:
            inner = _comparable(visit.words, inner, beside)
    elif file.kind == "video":
        inner = (
            f'<video src="{source}" controls loop playsinline preload="metadata" '
            f'aria-label="{label}"></video>'
        )
    else:
        cover = f'<img src="{escape(beside)}" alt="" class="track-cover">' if beside else ""
        inner = (
            f'<div class="track">{cover}<audio src="{source}" controls preload="metadata" '
            f'aria-label="{label}"></audio></div>'
        )
    return (
        f'<figure class="result {file.kind}">{inner}{_caption(visit.words, file, source)}</figure>'
    )


def _comparable(words: Words, inner: str, before: str) -> str:
    label = escape(words("playground.compare"))
    return (
        f'<div class="compare" data-compare>{inner}'
        f'<img class="before" src="{escape(before)}" hidden '
        f'alt="{escape(words("playground.before"))}">'
        f'<input type="range" min="0" max="100" value="50" aria-label="{label}" hidden></div>'
        '<button type="button" class="button quiet small" data-play="compare" '
        f'aria-pressed="false">{label}</button>'
    )


def _caption(words: Words, file: ResultFile, source: str) -> str:
    return (
        f'<figcaption class="row between"><span class="soft small cut">{escape(file.name)}</span>'
        f'<a class="button small" href="{source}" download="{escape(file.name)}">{icon("download")}'
        f"<span>{escape(words('playground.download'))}</span></a></figcaption>"
    )


def _row(visit: Visit, file: ResultFile) -> str:
    source = escape(visit.shown(file.url))
    kind = file.kind if file.kind != "other" else "object"
    return (
        f'<li>{icon(kind)}<span class="grow cut">{escape(file.name)}</span>'
        f'<span class="soft small">{escape(file.mime)}</span>'
        f'<a class="button small" href="{source}" download="{escape(file.name)}">{icon("download")}'
        f"<span>{escape(visit.words('playground.download'))}</span></a></li>"
    )


def data(words: Words, told: Any, *, opened: bool = True) -> str:
    """JSON to read and copy."""
    text = escape(json.dumps(told, indent=2, ensure_ascii=False))
    code = (
        f'<div class="code"><pre tabindex="0">{text}</pre>'
        '<button type="button" class="button small" '
        f'data-act="copy" data-done="{escape(words("shell.copied"))}">{icon("copy")}'
        f"<span>{escape(words('shell.copy'))}</span></button></div>"
    )
    if opened:
        return code
    title = escape(words("playground.data"))
    return f'<details class="more"><summary>{title}</summary>{code}</details>'


def _picture_before(visit: Visit, task: Mapping[str, Any]) -> str:
    """The picture that the request started from, for a comparison; empty without one."""
    for value in input_of(task).values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.startswith("http") and kind_of_url(one) == "image":
                return visit.shown(one)
    return ""


def thumbnails(visit: Visit, tasks: Sequence[Mapping[str, Any]], *, pick: str = "") -> str:
    """Earlier results as small pictures: links to them, or buttons that carry what
    `pick` names: the `url` of the file, the `task`."""
    cells = []
    for task in tasks:
        for file in files_of(task)[: 8 if pick == "url" else 1]:
            if file.kind == "other":
                continue
            label = escape(f"{task.get('model')}, {file.name}")
            inner = _small(visit, file)
            if pick:
                value = file.url if pick == "url" else str(task["taskId"])
                cells.append(
                    f'<li><button type="button" class="thumb" aria-label="{label}" '
                    f'data-value="{escape(value)}">{inner}</button></li>'
                )
            else:
                to = f"/playground?model={escape(str(task['model']))}&amp;task={task['taskId']}"
                cells.append(
                    f'<li><a class="thumb" href="{to}" aria-label="{label}">{inner}</a></li>'
                )
    return f'<ul class="thumbs">{"".join(cells)}</ul>' if cells else ""


def _small(visit: Visit, file: ResultFile) -> str:
    source = escape(visit.shown(file.url))
    if file.kind == "image":
        return f'<img src="{source}" alt="" loading="lazy" decoding="async">'
    if file.kind == "video":
        return f'<video src="{source}#t=0.1" muted playsinline preload="metadata"></video>'
    return icon("audio")
