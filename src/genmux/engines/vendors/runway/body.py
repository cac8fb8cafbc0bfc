"""A mapped request as Runway wants it: its lists of files, and a ratio that it makes."""

from __future__ import annotations

from collections.abc import Mapping

from genmux.engines.remote import Refused
from genmux.engines.vendors.mapping import Mapped
from genmux.engines.vendors.offer import Offer
from genmux.engines.vendors.sizes import alike, nearest, sides

_LISTS: Mapping[str, Mapping[str, str]] = {
    "references": {},
    "referenceImages": {},
    "referenceVideos": {"type": "video"},
    "referenceAudio": {"type": "audio"},
}
_FRAMES = ("promptImage", "frames")
_TIMES_LARGER = 2


def shaped(offer: Offer, given: Mapped) -> Mapped:
    """Raises Refused `unsupported` for prompts and sizes that are beyond this route."""
    body = given.body
    longest = offer.hints.get("longest")
    if longest and _units(body.get("promptText", "")) > longest:
        raise Refused(f"prompt: this route takes at most {longest} characters", "unsupported")
    if "sizes" in offer.hints and "ratio" in body:
        body["ratio"] = _ratio(offer, given, body["ratio"])
    if "frames" in body:
        frames = body.pop("frames")
        body["promptImage"] = [{"uri": uri, "position": at} for at, uri in frames.items()]
    for name, kind in _LISTS.items():
        if name in body:
            body[name] = [{**kind, "uri": uri} for uri in body[name]]
    if "note" in offer.hints:
        given.notes.append(str(offer.hints["note"]))
    return given


def _ratio(offer: Offer, given: Mapped, size: str) -> str:
    """The nearest ratio; a picture may decide the shape, the client's word may not be changed."""
    ratio = nearest(size, offer.hints["sizes"])
    (width, height), (wide, high) = sides(size), sides(ratio)
    larger = wide * high / (width * height)
    if not 1 / _TIMES_LARGER <= larger <= _TIMES_LARGER:
        raise Refused(f"this route cannot make {size} pixels, but {ratio}", "unsupported")
    if not alike(size, ratio) and not any(name in given.body for name in _FRAMES):
        raise Refused(f"this route cannot make the shape of {size}, but {ratio}", "unsupported")
    if (width, height) != (wide, high):
        given.notes.append(f"the result has {wide}x{high} pixels: {size} is not made there")
    return ratio


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
