"""Films from words, from a first (and last) picture, from references, and in several shots."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PIL import Image

from genmux.engines.sketch import inputs
from genmux.engines.sketch.clips import takes
from genmux.engines.sketch.clips.extend import onward
from genmux.engines.sketch.clips.guests import Guests
from genmux.engines.sketch.clips.output import Clip
from genmux.engines.sketch.film import rate
from genmux.engines.sketch.layers import View
from genmux.engines.sketch.picture import open_picture
from genmux.engines.sketch.words import prompt_of, shots_of, wish_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from genmux.engines.base import Rendered, Report, Work
    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.words import Wish

_LISTS = ("multi_prompt", "shots", "prompts")
_SWITCHES = ("multi_shots", "customize_multi_shots")
_PLANNED = ("multi_shots", "prefer_multi_shots", "generate_multi_clip_switch")
_SENTENCE = re.compile(r"[.;!?。！？\n]+\s*")
_MOST_PLANNED = 3


def make(work: Work, report: Report) -> Rendered:
    """One film. A given first picture is its first frame, a given last one its last.

    Where a film stands in for the first picture, it goes on.
    """
    if work.task == "image-to-video" and not inputs.images(work) and inputs.videos(work):
        return onward(work, report)
    clip = Clip(work)
    return clip.deliver(_frames(work, clip), report)


def _frames(work: Work, clip: Clip) -> Iterator[Frame]:
    shots = _shots(work, clip.seconds)
    lengths = _divided(clip.frames, [seconds for _, seconds in shots])
    start, end = _first(work), inputs.last_frame(work)
    cast = _references(work)
    for number, ((text, _), frames) in enumerate(zip(shots, lengths, strict=True)):
        wish = wish_of(work, text)
        if number == 0 and start is not None:
            visible = _begun(start, clip, wish, work, cast)
        elif cast:
            visible = takes.cast(work, wish, clip.size, number, cast)
        else:
            visible = takes.scene(work, wish, clip.size, number)
        rest = number == 0 and start is not None
        run = takes.take(work, wish, visible, frames, clip.fps, number=number, from_rest=rest)
        if end is not None and number == len(shots) - 1:
            photo = takes.Photo(open_picture(end.path), clip.size, wish_of(work, ""), work.seed)
            run = takes.toward(run, _arriving(photo, frames), frames)
        yield from run


def _begun(
    start: Image.Image, clip: Clip, wish: Wish, work: Work, cast: list[Image.Image]
) -> takes.Visible:
    if cast:
        return Guests(start, clip.size, wish, work.seed, cast)
    return takes.Photo(start, clip.size, wish, work.seed)


def _arriving(photo: takes.Photo, frames: int) -> Iterator[Frame]:
    """A take that ends with the picture exactly filling the frame."""
    for number in range(frames):
        left = 1.0 - number / max(1, frames - 1)
        yield photo.look(View(zoom=1.0 + 0.12 * left * left), 0.0)


def _first(work: Work) -> Image.Image | None:
    given = inputs.first_frame(work)
    if given is None and work.task == "image-to-video" and inputs.images(work):
        given = inputs.main_image(work)
    return None if given is None else open_picture(given.path)


def _references(work: Work) -> list[Image.Image]:
    """The reference pictures, and a frame of each reference video."""
    pictures = [open_picture(m.path) for m in inputs.references(work)]
    for source in inputs.reference_videos(work):
        size = (source.width, source.height)
        frame = next(source.frames(size, rate(source.fps or 24)), None)
        if frame is not None:
            pictures.append(Image.fromarray(frame))
    return pictures[:6]


def _shots(work: Work, seconds: float) -> list[tuple[str, float]]:
    """The shots that the request lists; those of its sentences when it leaves the plan to us.

    Told seconds are kept; where they do not fill the film, its last shot goes on.
    """
    listed = shots_of(work.input)
    switched_off = any(work.input.get(name) is False for name in _SWITCHES)
    if listed and not switched_off:
        *before, (text, length) = listed
        spare = seconds - sum(length for _, length in listed)
        return [*before, (text, length + max(0.0, spare))] if _told(work) else listed
    prompt = prompt_of(work)
    if any(work.input.get(name) is True for name in _PLANNED):
        sentences = [part for part in _SENTENCE.split(prompt) if part.strip()]
        if len(sentences) > 1:
            return [(part, 1.0) for part in sentences[:_MOST_PLANNED]]
        return [(prompt, 1.0)] * 2
    return [(prompt, 1.0)]


def _told(work: Work) -> bool:
    """Whether each listed shot says how long it is."""
    items: list[Any] = next((work.input[name] for name in _LISTS if work.input.get(name)), [])
    return all(isinstance(item, dict) and item.get("duration") for item in items)


def _divided(frames: int, weights: list[float]) -> list[int]:
    """`frames` shared out by weight, each share at least one frame while there are enough."""
    total, ends, passed = sum(weights), [0], 0.0
    for weight in weights:
        passed += weight
        ends.append(max(min(ends[-1] + 1, frames), round(frames * passed / total)))
    return [last - first for first, last in pairwise(ends)]
