"""Talking pictures and films: the mouth opens with the energy of the given sound."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from scipy import ndimage

from genmux.engines.base import EngineFailure
from genmux.engines.sketch import inputs, mouth
from genmux.engines.sketch.clips.output import Clip
from genmux.engines.sketch.layers import Layer, Stage, View
from genmux.engines.sketch.picture import cover, extend, flat, open_picture
from genmux.engines.sketch.plates import Plates
from genmux.engines.sketch.source import loudness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from genmux.engines.base import Rendered, Report, Work
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.source import Source

_MARGIN = 0.06
_LOOK_EVERY = 12
"""frames between two looks for a face that may have moved"""
_NOBODY = (90, 110, 130)
"""a colour that no skin has"""


def avatar(work: Work, report: Report) -> Rendered:
    """The given picture speaks the given sound, and sways a little; given masks say who speaks."""
    clip = Clip(work)
    picture = cover(flat(open_picture(inputs.main_image(work).path)), clip.size)
    levels = _levels(work, clip)
    return clip.deliver(_speaking(clip, picture, _speakers(work, picture), levels), report)


def _speakers(work: Work, picture: Image.Image) -> list[mouth.Mouth]:
    """A mouth for each mask, else the one of the likeliest face."""
    found = []
    for given in inputs.masks(work):
        mask = cover(flat(open_picture(given.path), (0, 0, 0)), picture.size).convert("L")
        shown = Image.new("RGB", picture.size, _NOBODY)
        shown.paste(picture, (0, 0), mask)
        found.append(mouth.find(shown))
    return found or [mouth.find(picture)]


def lip_sync(work: Work, report: Report) -> Rendered:
    """The given film speaks the given sound; a film that is too short runs again."""
    clip, source = Clip(work), inputs.main_video(work)
    return clip.deliver(_dubbed(clip, source, _levels(work, clip)), report)


def _levels(work: Work, clip: Clip) -> NDArray[np.float32]:
    given = inputs.audio(work)
    if given is None:
        raise EngineFailure("this needs a sound, and none is given", code="422")
    levels = loudness(given.path, clip.fps, clip.frames)
    # below a quarter of its loud passages a voice pauses; a jaw is slower than sound
    shares = np.clip((levels - 0.12) / 0.7, 0.0, 1.0)
    return np.asarray(ndimage.gaussian_filter1d(shares, 0.7), np.float32)


def _speaking(
    clip: Clip, picture: Image.Image, speakers: list[mouth.Mouth], levels: NDArray[np.float32]
) -> Iterator[Frame]:
    width, height = clip.size
    spare = round(width * _MARGIN / 2) * 2, round(height * _MARGIN / 2) * 2
    canvas = np.asarray(extend(picture, (width + 2 * spare[0], height + 2 * spare[1])))
    places = [mouth.Mouth(one.x + spare[0], one.y + spare[1], one.half) for one in speakers]
    sheet = Layer(Image.fromarray(canvas), -spare[0], -spare[1], clear=False)
    plates = Plates(Stage(clip.size, [sheet]), [], photo=True)
    for number in range(clip.frames):
        second = float(number / clip.fps)
        openings = [mouth.opening_of(canvas, place, float(levels[number])) for place in places]
        patches = [one for one in openings if one is not None]
        easing = min(1.0, second)
        view = View(
            0.012 * float(np.sin(second * 0.9)) * easing,
            0.008 * float(np.sin(second * 1.7)) * easing,
            1.0 + 0.02 * (1.0 - float(np.cos(second * 0.6))),
        )
        yield plates.look(view, patches=patches)


def _dubbed(clip: Clip, source: Source, levels: NDArray[np.float32]) -> Iterator[Frame]:
    rounds = chain.from_iterable(source.frames(clip.size, clip.fps) for _ in repeat(None))
    place: mouth.Mouth | None = None
    for number, frame in zip(range(clip.frames), rounds, strict=False):
        if place is None:
            place = mouth.find(Image.fromarray(frame))
        elif number % _LOOK_EVERY == 0:
            found = mouth.of_face(Image.fromarray(frame))
            place = place if found is None else _between(place, found)
        yield mouth.opened(frame, place, float(levels[number]))


def _between(one: mouth.Mouth, other: mouth.Mouth) -> mouth.Mouth:
    """Half way, so that the mouth follows a head without jumping."""
    return mouth.Mouth((one.x + other.x) / 2, (one.y + other.y) / 2, (one.half + other.half) / 2)
