"""Which render function answers which task; read by the engine's dispatcher."""

from __future__ import annotations

from collections.abc import Callable

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.sketch.songs.aligned import render_alignment
from genmux.engines.sketch.songs.convert import render_conversion
from genmux.engines.sketch.songs.midi import render_midi
from genmux.engines.sketch.songs.persona import render_persona
from genmux.engines.sketch.songs.phrase import render_phrase
from genmux.engines.sketch.songs.stems import render_stems
from genmux.engines.sketch.songs.voice import render_voice

TASKS: dict[str, Callable[[Work, Report], Rendered]] = {
    "audio-convert": render_conversion,
    "stem-separation": render_stems,
    "midi": render_midi,
    "aligned-lyrics": render_alignment,
    "persona": render_persona,
    "voice-phrase": render_phrase,
    "voice": render_voice,
}
