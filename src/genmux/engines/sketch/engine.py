"""The built-in engine: drafts of every kind of media, from the request and its seed alone.

It is a draft renderer and a test double, and every file says so. The task decides who makes it;
each maker is a module of its own, imported when it is first needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from genmux.engines.base import EngineFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.base import Rendered, Report, Work

    Maker = Callable[[Work, Report], Rendered]

_HERE = "genmux.engines.sketch"

MAKERS: dict[str, str] = {
    "text-to-image": "stills.create:make",
    "image-edit": "stills.edit:make",
    "reframe": "stills.reframe:make",
    "remove-background": "stills.cutout:remove_background",
    "layer-decomposition": "stills.cutout:layers",
    "text-to-video": "clips.animate:make",
    "image-to-video": "clips.animate:make",
    "storyboard-to-video": "clips.animate:make",
    "reference-to-video": "clips.animate:make",
    "extend": "clips.extend:make",
    "video-to-video": "clips.restyle:make",
    "remove-watermark": "clips.restyle:remove_watermark",
    "motion-control": "clips.follow:make",
    "avatar": "clips.talk:avatar",
    "lip-sync": "clips.talk:lip_sync",
    "music-video": "songs.video:make",
    "cover-art": "songs.artwork:make",
}
_TABLES = {
    "audio": ("sound.tasks", "music.tasks", "songs.tasks"),
    "object": ("sound.tasks", "music.tasks", "songs.tasks", "objects", "cast"),
}
"""for other kinds than pictures and films: modules with a table `TASKS` of their own makers"""
_BY_KIND: dict[tuple[str, str], str] = {
    ("upscale", "image"): "stills.enlarge:make",
    ("upscale", "video"): "clips.restyle:upscale",
}


class SketchEngine:
    """Deterministic drafts on this machine's processor, without network or weights."""

    name = "sketch"

    def render(self, work: Work, report: Report) -> Rendered:
        """Makes exactly what `work.shape` says; EngineFailure for a task that it does not know."""
        return _maker(work)(work, report)


def _maker(work: Work) -> Maker:
    where = _BY_KIND.get((work.task, work.shape.kind)) or MAKERS.get(work.task)
    if where is not None:
        module, function = where.split(":")
        return cast("Maker", getattr(import_module(f"{_HERE}.{module}"), function))
    for module in _TABLES.get(work.shape.kind, ()):
        makers: dict[str, Maker] = import_module(f"{_HERE}.{module}").TASKS
        if work.task in makers:
            return makers[work.task]
    raise EngineFailure(f"the built-in engine cannot make the task {work.task}")
