"""Continuing a film from its last frame.

By themselves the lengths decide whether the given film comes along. The option `alone` asks for
the continuation only; `whole` adds, as a part, the given film with the continuation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.base import Rendered, RenderedFile
from genmux.engines.sketch import inputs
from genmux.engines.sketch.clips import takes
from genmux.engines.sketch.clips.output import Clip, bed
from genmux.engines.sketch.film import SAMPLE_RATE, FilmSpec, write_film
from genmux.engines.sketch.picture import label
from genmux.engines.sketch.source import Source, samples_of
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genmux.engines.base import Report, Stage, Work
    from genmux.engines.sketch.film import Frame, Samples

_JOIN = 0.25


def make(work: Work, report: Report) -> Rendered:
    """The continuation alone, or the given film with it where the shape is longer than asked."""
    clip, source = Clip(work), inputs.main_video(work)
    kept = 0 if work.options.get("alone") else _kept_frames(work, clip, source)
    sound = _sound(work, clip, source, kept) if work.shape.has_audio else None
    frames = _frames(work, clip, source, kept)
    if not work.options.get("whole"):
        return clip.deliver(frames, report, sound=sound)
    made = clip.deliver(frames, _within(report, 0.0, 0.5), sound=sound)
    return _with_whole(work, clip, made, _within(report, 0.5, 1.0))


def onward(work: Work, report: Report) -> Rendered:
    """The given film from its beginning, and then its continuation: the shape counts both."""
    clip, source = Clip(work), inputs.main_video(work)
    kept = min(clip.frames - 1, max(1, round(source.seconds * clip.fps)))
    own = work.shape.has_audio and inputs.audio(work) is None
    sound = _sound(work, clip, source, kept) if own else None
    return clip.deliver(_frames(work, clip, source, kept), report, sound=sound)


def _within(report: Report, start: float, end: float) -> Report:
    """Reports the shares of one half of the work as shares of all of it."""

    def told(reached: float | Stage) -> None:
        report(start + (end - start) * reached if isinstance(reached, float) else reached)

    return told


def _with_whole(work: Work, clip: Clip, made: Rendered, report: Report) -> Rendered:
    """The continuation, and beside it everything from the very beginning of the given film.

    The detail of the continuation leads to it, so that the next one finds it.
    """
    before, added = inputs.whole_video(work), made.files[0]
    kept = max(1, round(before.seconds * clip.fps))
    name = f"{work.task}-0-whole{Path(added.path).suffix}"
    path = Path(work.out_dir) / name
    spec = FilmSpec(path, clip.width, clip.height, clip.fps, kept + clip.frames, label(work))
    fps, heard = float(clip.fps), work.shape.has_audio
    after = Source(added.path, clip.seconds, fps, heard, clip.width, clip.height)
    shown = chain(
        islice(before.frames(clip.size, clip.fps), kept), after.frames(clip.size, clip.fps)
    )
    sound = None
    if heard:
        lead = float(kept / clip.fps)
        own = _padded(samples_of(before.path, seconds=lead), lead)
        sound = chain(own, samples_of(after.path))
    write_film([spec], ((frame,) for frame in shown), sound, report)
    detail = {"whole": {"$file": len(made.files)}, "width": clip.width, "height": clip.height}
    whole = RenderedFile(str(path), name, added.mime, "part")
    return Rendered((replace(added, detail=detail), *made.files[1:], whole), made.extra)


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
        last = _end(work, clip, source)
    wish = wish_of(work)
    photo = takes.Photo(Image.fromarray(last), clip.size, wish, work.seed)
    more = clip.frames - kept
    yield from takes.take(work, wish, photo, more, clip.fps, from_rest=True)


def _end(work: Work, clip: Clip, source: Source) -> Frame:
    """The frame to go on from: the last one, or the one at the second that the client named.

    A default of that field is no wish: whoever leaves it out expects the film's end.
    """
    sent = work.request.get("input", work.request)
    second = _number(sent.get("extend_at")) if isinstance(sent, Mapping) else 0.0
    if not 0.0 < second < source.seconds:
        return source.last_frame(clip.size)
    return next(source.frames(clip.size, clip.fps, start=second))


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
