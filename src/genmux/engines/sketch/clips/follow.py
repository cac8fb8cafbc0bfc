"""A given picture that moves as a given film does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch import inputs
from genmux.engines.sketch.clips.output import Clip
from genmux.engines.sketch.clips.takes import Photo
from genmux.engines.sketch.collage import cut_out
from genmux.engines.sketch.layers import View
from genmux.engines.sketch.motion import Track, track
from genmux.engines.sketch.picture import contain, open_picture
from genmux.engines.sketch.source import samples_of
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from genmux.engines.base import Rendered, Report, Work
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.source import Source

_REACH = 0.13


def make(work: Work, report: Report) -> Rendered:
    """The picture follows the film's movement; or its subject takes over the film's scene.

    The second is chosen by the input `background_source` or the option `replace_subject`.
    """
    clip, source = Clip(work), inputs.main_video(work)
    picture = open_picture(inputs.main_image(work).path)
    path = track(source, clip.fps, clip.frames)
    keeps_scene = work.input.get("background_source") == "input_video"
    if keeps_scene or work.options.get("replace_subject"):
        frames = _instead(clip, source, picture, path)
    else:
        frames = _along(work, clip, picture, path)
    sound = samples_of(source.path) if work.shape.has_audio and source.has_audio else None
    return clip.deliver(frames, report, sound=sound)


def _along(work: Work, clip: Clip, picture: Image.Image, path: Track) -> Iterator[Frame]:
    photo = Photo(picture, clip.size, wish_of(work, ""), work.seed)
    x = _within_reach(path.x + 0.45 * (path.spot_x - path.spot_x[0]))
    y = _within_reach(path.y + 0.45 * (path.spot_y - path.spot_y[0]))
    for number in range(clip.frames):
        view = View(
            -float(x[number]),
            -float(y[number]),
            1.0 + 0.05 * float(min(1.0, path.energy[number])) * min(1.0, number / float(clip.fps)),
        )
        yield photo.look(view, float(number / clip.fps))


def _within_reach(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same way, smaller where it leads beyond the margin: it must not end half-way."""
    return way * min(1.0, _REACH / max(float(np.abs(way).max()), 1e-9))


def _instead(clip: Clip, source: Source, picture: Image.Image, path: Track) -> Iterator[Frame]:
    width, height = clip.size
    piece = contain(cut_out(picture), (max(1, round(width * 0.5)), max(1, round(height * 0.78))))
    piece = piece.convert("RGBA")
    for number, frame in enumerate(source.frames(clip.size, clip.fps)):
        at = min(number, clip.frames - 1)
        left = round(width * (0.3 * 0.5 + 0.7 * path.spot_x[at]) - piece.width / 2)
        top = round(height * (0.96 + 0.12 * (path.spot_y[at] - path.spot_y[0]))) - piece.height
        shown = Image.fromarray(frame)
        shown.paste(piece, (left, top), piece)
        yield np.asarray(shown)
