"""Continuing a film from its last frame."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch import inputs
from genmux.engines.sketch.clips import takes
from genmux.engines.sketch.clips.output import Clip, bed
from genmux.engines.sketch.film import SAMPLE_RATE
from genmux.engines.sketch.source import samples_of
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genmux.engines.base import Rendered, Report, Work
    from genmux.engines.sketch.film import Frame, Samples
    from genmux.engines.sketch.source import Source

_JOIN = 0.25


def make(work: Work, report: Report) -> Rendered:
    """The continuation alone, or the given film with it where the shape is longer than asked."""
    clip, source = Clip(work), inputs.main_video(work)
    kept = _kept_frames(work, clip, source)
    sound = _sound(work, clip, source, kept) if work.shape.has_audio else None
    return clip.deliver(_frames(work, clip, source, kept), report, sound=sound)


def _kept_frames(work: Work, clip: Clip, source: Source) -> int:
    """How many frames of the given film come first."""
    asked = next(
        (_number(work.input[n]) for n in ("extend_times", "duration") if work.input.get(n)), 0.0
    )
    before = clip.seconds - asked if asked else min(source.seconds, clip.seconds / 2)
    if before < 0.5:
        return 0
    return min(clip.frames - 1, round(min(before, source.seconds) * clip.fps))


def _frames(work: Work, clip: Clip, source: Source, kept: int) -> Iterator[Frame]:
    last: Frame | None = None
    for frame in islice(source.frames(clip.size, clip.fps), kept):
        last = frame
        yield frame
    if last is None:
        last = source.last_frame(clip.size)
    wish = wish_of(work)
    photo = takes.Photo(Image.fromarray(last), clip.size, wish, work.seed)
    more = clip.frames - kept
    yield from takes.take(work, wish, photo, more, clip.fps, from_rest=True)


def _sound(work: Work, clip: Clip, source: Source, kept: int) -> Iterator[Samples]:
    """The film's own sound, then a bed that fades in."""
    before = float(kept / clip.fps)
    made = bed(work, clip.seconds - before).copy()
    fade = min(len(made), round(_JOIN * SAMPLE_RATE))
    made[:fade] *= np.linspace(0.0, 1.0, fade, dtype=np.float32)[:, None]
    if not before:
        return iter([made])
    return chain(_padded(samples_of(source.path, seconds=before), before), [made])


def _padded(sound: Iterator[Samples], seconds: float) -> Iterator[Samples]:
    """Exactly that many seconds, silence where the sound is shorter."""
    left = round(seconds * SAMPLE_RATE)
    for chunk in sound:
        yield chunk[:left]
        left -= min(left, len(chunk))
    if left:
        yield np.zeros((left, 2), np.float32)


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0
