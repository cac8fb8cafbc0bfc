"""Which render function answers which task; read by the engine's dispatcher."""

from __future__ import annotations

from collections.abc import Callable

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.sketch.sound.effect import render_effect
from genmux.engines.sketch.sound.isolate import render_isolation
from genmux.engines.sketch.sound.talk import render_speech
from genmux.engines.sketch.sound.transcript import render_transcript

TASKS: dict[str, Callable[[Work, Report], Rendered]] = {
    "text-to-speech": render_speech,
    "dialogue": render_speech,
    "sound-effect": render_effect,
    "audio-isolation": render_isolation,
    "speech-to-text": render_transcript,
}
