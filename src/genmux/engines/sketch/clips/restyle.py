"""Films from films: restyled, enlarged, cleaned. Frame by frame, the sound kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, cycle, islice, repeat
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch import inputs, look, seeds, styles
from genmux.engines.sketch.ahead import drawn
from genmux.engines.sketch.clips import animate, follow
from genmux.engines.sketch.clips.clean import Cleaner
from genmux.engines.sketch.clips.grade import grade_of
from genmux.engines.sketch.clips.output import Clip
from genmux.engines.sketch.film import SAMPLE_RATE
from genmux.engines.sketch.picture import open_picture
from genmux.engines.sketch.planes import doubled
from genmux.engines.sketch.source import samples_of
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from genmux.engines.base import Rendered, Report, Work
    from genmux.engines.sketch.film import Frame, Samples
    from genmux.engines.sketch.source import Source

_FLUENT = 20
"""frames a second from which on a drawing stands for two, as in films that are drawn by hand"""
_SPARE = 0.25
"""seconds"""
_MOST_TURNS = 600
"""even of a film whose length nobody knows"""


def make(work: Work, report: Report) -> Rendered:
    """The given film with the look that the words ask for, in the colours of a given reference.

    Several films are shown one after the other; where they do not fill the length, they run again.
    With the option `replace_subject` a given picture's subject takes over the film's scene.
    """
    if work.options.get("replace_subject"):
        return follow.make(work, report)
    clip = Clip(work)
    turns = _turns(work, clip.seconds)
    return clip.deliver(_restyled(work, clip, turns), report, sound=_own_sound(work, *turns))


def _turns(work: Work, seconds: float) -> list[Source]:
    """The given films in the order in which they are shown, until they fill that many seconds."""
    turns = [inputs.main_video(work)]
    for source in islice(cycle(inputs.videos(work)), 1, _MOST_TURNS):
        # a film of this very length may be short of a frame: that one is held, none begins again
        if sum(one.seconds for one in turns) > seconds - _SPARE:
            break
        turns.append(source)
    return turns


def _restyled(work: Work, clip: Clip, turns: Sequence[Source]) -> Iterator[Frame]:
    given = inputs.images(work)
    grade = grade_of(open_picture(given[0].path)) if given else None
    asked = look.look_of(wish_of(work), seeds.generator(work.seed, 4))
    by_hand = asked.style in styles.BY_HAND
    size = _halved(clip.size) if by_hand else clip.size
    frames = chain.from_iterable(one.frames(size, clip.fps) for one in turns)
    stands = 2 if by_hand and clip.fps >= _FLUENT else 1

    def draw(frame: Frame) -> Frame:
        picture = Image.fromarray(grade.apply(frame) if grade is not None else frame)
        if not by_hand:
            return np.asarray(look.apply(picture, asked))
        picture = styles.styled(picture, asked.style)
        rest = replace(asked, style="")
        if rest.plain:
            return doubled(picture)
        return np.asarray(look.apply(picture.resize(clip.size, Image.Resampling.BILINEAR), rest))

    for drawing in drawn(draw, islice(frames, 0, clip.frames, stands)):
        yield from repeat(drawing, stands)


def _halved(size: tuple[int, int]) -> tuple[int, int]:
    return max(2, size[0] // 2), max(2, size[1] // 2)


def upscale(work: Work, report: Report) -> Rendered:
    """The given film with more pixels; nothing else changes, so it carries no mark."""
    clip, source = Clip(work), inputs.main_video(work)
    # Where the half size that the encoder enlarges holds every pixel of the source, it will do.
    drawn = clip.size if source.width <= clip.width // 2 else clip.full_size
    frames = source.frames(drawn, clip.fps, crop=False)
    return clip.deliver(frames, report, sound=_own_sound(work, source), mark=False)


def remove_watermark(work: Work, report: Report) -> Rendered:
    """The given film, with what stands still over all of its frames painted over.

    A link to a page instead of a file gives no film to work on: then a clean scene stands in.
    """
    clip = Clip(work)
    if not inputs.videos(work):
        return animate.make(work, report)
    source = inputs.main_video(work)
    cleaner = Cleaner(source, clip.size)
    frames = map(cleaner.clean, source.frames(clip.size, clip.fps))
    return clip.deliver(frames, report, sound=_own_sound(work, source), mark=False)


def _own_sound(work: Work, *turns: Source) -> Iterable[Samples] | None:
    """The sound of the films in turn; None where the first has none."""
    if not work.shape.has_audio or not turns[0].has_audio:
        return None
    if len(turns) == 1:
        return samples_of(turns[0].path)
    return chain.from_iterable(_of_that_length(one) for one in turns)


def _of_that_length(source: Source) -> Iterator[Samples]:
    """The sound of a film, with silence to its end, so that the next one's begins in time."""
    left = round(source.seconds * SAMPLE_RATE)
    for chunk in samples_of(source.path, seconds=source.seconds):
        left -= len(chunk)
        yield chunk
    if left > 0:
        yield np.zeros((left, 2), np.float32)
