"""Sound effects: words in, one sound file of the asked length out."""

from __future__ import annotations

import hashlib

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.sketch.sound.effects.scene import is_silent, natural_seconds, render_scene
from genmux.engines.sketch.sound.effects.words import read
from genmux.engines.sketch.sound.master import Tape, finish

_RATE = 44_100
_LUFS, _SILENCE_LUFS = -14.0, -50.0
_SHORTEST, _LONGEST = 0.5, 60.0


def render_effect(work: Work, report: Report) -> Rendered:
    """One file. Length: the shape's, else `duration_seconds`, else what the words suggest.

    `loop`, or the word in the text, makes end and start meet; a low `prompt_influence` lets levels
    and places stray more.
    """
    text = str(work.input.get("text") or work.input.get("prompt") or "")
    picture = read(text)
    asked = work.shape.seconds or float(work.input.get("duration_seconds") or 0.0)
    seconds = min(_LONGEST, max(_SHORTEST, asked or natural_seconds(picture)))
    influence = work.input.get("prompt_influence")
    report(0.05)
    samples = render_scene(
        picture,
        seconds,
        _RATE,
        _seed(work.seed, text),
        loop=bool(work.input.get("loop")) or picture.loop,
        freedom=1.0 - float(0.3 if influence is None else influence),
    )
    report(0.7)
    if work.shape.channels == 1:
        samples = samples.mean(axis=1, keepdims=True)
    beds = all(layer.sound.bed for layer in picture.layers)
    with Tape(work.out_dir, _RATE, samples.shape[1]) as tape:
        tape.append(samples)
        file = finish(
            work,
            tape,
            "sound",
            lambda done: report(0.7 + 0.3 * done),
            lufs=_SILENCE_LUFS if is_silent(picture) else _LUFS,
            max_over_db=12.0 if beds else 4.0,
        )
    return Rendered((file,))


def _seed(seed: int, text: str) -> int:
    digest = hashlib.sha256(f"{seed}:{text}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:6], "big")
