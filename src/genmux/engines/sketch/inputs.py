"""Which given file plays which part. Roles decide where known, the media kind otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from genmux.engines.base import MediaInput, Work

_MASKS = frozenset({"mask", "reference_mask"})
_LAST = frozenset({"last_frame"})
_FIRST = frozenset({"first_frame"})
BESIDE = frozenset({"reference", "subject"})


def images(work: Work, *, without: Iterable[str] = ()) -> list[MediaInput]:
    """The pictures in the order of the request, masks left out."""
    skip = _MASKS | frozenset(without)
    return [m for m in work.media if m.facts.kind == "image" and m.role not in skip]


def main_image(work: Work) -> MediaInput:
    """The picture that is worked on: the source or first frame, else the first one given."""
    given = images(work, without=_LAST)
    if not given:
        raise EngineFailure("this needs a picture, and none is given", code="422")
    leading = [m for m in given if m.role not in BESIDE]
    return (leading or given)[0]


def side_images(work: Work) -> list[MediaInput]:
    """The other pictures: references, styles, characters."""
    first = main_image(work)
    return [m for m in images(work) if m is not first]


def first_frame(work: Work) -> MediaInput | None:
    """The picture that a film begins with: named so, or the only part that pictures can play."""
    given = images(work, without=_LAST)
    named = [m for m in given if m.role in _FIRST]
    return next(iter(named or [m for m in given if m.role not in BESIDE]), None)


def last_frame(work: Work) -> MediaInput | None:
    return next((m for m in work.media if m.role in _LAST and m.facts.kind == "image"), None)


def references(work: Work) -> list[MediaInput]:
    """What is to be seen beside; of several pictures of one thing the first."""
    given = (m for m in images(work, without=_LAST | _FIRST) if m.role in BESIDE)
    return [m for m in given if not _is_further_view(work, m)]


def _is_further_view(work: Work, given: MediaInput) -> bool:
    """Whether it shows a thing again: each part of `elements[].urls` is one thing."""
    outer, nested, inner = given.field.partition("[].")
    parts = work.input.get(outer)
    if not nested or not isinstance(parts, list):
        return False
    start = 0
    for part in parts:
        links = part.get(inner) if isinstance(part, dict) else None
        many = len(links) if isinstance(links, list) else int(bool(links))
        if start < given.index < start + many:
            return True
        start += many
    return False


def mask(work: Work) -> MediaInput | None:
    """What limits a change of the main picture. A reference's own mask says nothing about that."""
    return next(iter(masks(work)), None)


def masks(work: Work) -> list[MediaInput]:
    return [m for m in work.media if m.role == "mask" and m.facts.kind == "image"]


def _source(given: MediaInput) -> Source:
    facts = given.facts
    return Source(given.path, facts.seconds, facts.fps, facts.has_audio, facts.width, facts.height)


def videos(work: Work) -> list[Source]:
    """The given films; those whose role is to be worked on before mere references."""
    found = [m for m in work.media if m.facts.kind == "video"]
    return [_source(m) for m in sorted(found, key=lambda m: m.role in BESIDE)]


def reference_videos(work: Work) -> list[Source]:
    return [_source(m) for m in work.media if m.facts.kind == "video" and m.role in BESIDE]


def main_video(work: Work) -> Source:
    found = videos(work)
    if not found:
        raise EngineFailure("this needs a video, and none is given", code="422")
    return found[0]


def whole_video(work: Work) -> Source:
    """The given film from its very beginning, where it is itself the continuation of another."""
    found = (m for m in work.media if m.role == "whole" and m.facts.kind == "video")
    whole = next(found, None)
    return main_video(work) if whole is None else _source(whole)


def audio(work: Work) -> MediaInput | None:
    """The given sound, not a mere sample of a voice to imitate."""
    return next((m for m in work.media if m.facts.kind == "audio" and m.role != "voice"), None)
