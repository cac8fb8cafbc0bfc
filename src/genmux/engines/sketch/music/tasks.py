"""Which function answers which music task; read by the engine's dispatcher."""

from __future__ import annotations

from collections.abc import Callable

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.sketch.music import (
    accompany,
    cover,
    create,
    extend,
    loops,
    mashup,
    replace,
    writing,
)

TASKS: dict[str, Callable[[Work, Report], Rendered]] = {
    "text-to-music": create.make,
    "extend-music": extend.make,
    "cover-music": cover.make,
    "add-instrumental": accompany.add_instrumental,
    "add-vocals": accompany.add_vocals,
    "mashup": mashup.make,
    "replace-section": replace.make,
    "music-sound": loops.make,
    "lyrics": writing.lyrics,
    "music-style": writing.describe_style,
}
