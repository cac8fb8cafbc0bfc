"""Checks fetched files against the limits of the parameter that named them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.catalogue.limits import MEGABYTE, MediaLimits
from genmux.errors import InvalidInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from genmux.catalogue.inputs import MediaRef
    from genmux.catalogue.rule import Ruleset
    from genmux.catalogue.scope import Scope
    from genmux.engines.base import MediaFacts, MediaInput

# Encoders pad sound and round frame rates: a 15 s clip may measure 15.05 s, 24 fps 23.976.
SLACK_SECONDS = 0.1
SLACK_FPS = 0.05

_SAME_TYPE = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/x-ms-bmp": "image/bmp",
    "image/x-bmp": "image/bmp",
    "image/tif": "image/tiff",
    "image/heif": "image/heic",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/mp3": "audio/mpeg",
    "audio/x-mpeg": "audio/mpeg",
    "audio/mpeg3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/aacp": "audio/aac",
    "audio/x-aac": "audio/aac",
    "audio/opus": "audio/ogg",
    "application/ogg": "audio/ogg",
    "audio/x-flac": "audio/flac",
    "video/x-m4v": "video/mp4",
    "video/mov": "video/quicktime",
    "video/matroska": "video/x-matroska",
}
_SAME_CODEC = {"hevc": "h265", "avc1": "h264", "hvc1": "h265"}


def same_type(mime: str) -> str:
    """The usual name of a MIME type, without parameters: `image/jpg` is `image/jpeg`."""
    name = mime.partition(";")[0].strip().lower()
    return _SAME_TYPE.get(name, name)


def accepted(mime: str, limits: MediaLimits) -> bool:
    """Whether a file of this type may come in under these limits."""
    name = same_type(mime)
    if name in {same_type(one) for one in limits.rejects}:
        return False
    return not limits.accepts or name in {same_type(one) for one in limits.accepts}


def check_media(
    refs: Sequence[MediaRef], rules: Ruleset, scope: Scope, media: Sequence[MediaInput]
) -> None:
    facts = {(item.field, item.index): item.facts for item in media}
    found = [(ref, facts[ref.field, ref.index]) for ref in refs if (ref.field, ref.index) in facts]
    for ref, fact in found:
        _check_type(ref, fact)
        for check in _CHECKS:
            check(ref, fact)
    _check_totals(found)
    for form in rules.same_size(scope):
        _check_same_size(form.names, {ref.field: fact for ref, fact in found})


def _refuse(ref: MediaRef, reason: str) -> InvalidInput:
    return InvalidInput(f"{ref.place} {reason}", field=ref.place)


def _check_type(ref: MediaRef, fact: MediaFacts) -> None:
    if fact.kind not in ref.kinds:
        wanted = " or ".join(ref.kinds)
        raise _refuse(ref, f"must be of kind {wanted} (got {fact.kind}, {same_type(fact.mime)})")
    # an MP4 that holds nothing but sound is an M4A, whatever its sniffer called it
    mime = fact.mime.replace("video/", "audio/") if fact.kind == "audio" else fact.mime
    if not accepted(mime, ref.limits):
        wanted = ", ".join(dict.fromkeys(same_type(one) for one in ref.limits.accepts))
        raise _refuse(ref, f"must be {wanted or 'another type'} (got {same_type(mime)})")


def _check_bytes(ref: MediaRef, fact: MediaFacts) -> None:
    limit = ref.limits.max_bytes
    if limit is not None and fact.size > limit:
        got = fact.size / MEGABYTE
        raise TooLarge(
            f"{ref.place} is larger than {ref.limits.max_mb:g} MB (got {got:.1f} MB)",
            field=ref.place,
        )


def _check_pixels(ref: MediaRef, fact: MediaFacts) -> None:
    limits = ref.limits
    if not fact.width or not fact.height:
        return
    size = f"{fact.width} x {fact.height}"
    short, long = sorted((fact.width, fact.height))
    pixels, aspect = fact.width * fact.height, fact.width / fact.height
    if _under(limits, "min_side_px", short):
        least = _bound(limits, "min_side_px", "more than", "at least")
        raise _refuse(ref, f"needs sides of {least} px (got {size})")
    if _over(limits, "max_side_px", long):
        most = _bound(limits, "max_side_px", "less than", "at most")
        raise _refuse(ref, f"may have sides of {most} px (got {size})")
    if _under(limits, "min_pixels", pixels):
        raise _refuse(ref, f"needs at least {limits.min_pixels} pixels in all (got {size})")
    if _over(limits, "max_pixels", pixels):
        raise _refuse(ref, f"may have at most {limits.max_pixels} pixels in all (got {size})")
    if _under(limits, "min_aspect", aspect) or _over(limits, "max_aspect", aspect):
        low, high = limits.min_aspect or 0, limits.max_aspect
        between = f"between {low:g} and {high:g}" if high else f"at least {low:g}"
        raise _refuse(ref, f"must have width / height {between} (got {size})")


def _check_seconds(ref: MediaRef, fact: MediaFacts) -> None:
    if fact.kind == "image":
        return
    got = f"(got {fact.seconds:.2f} s)"
    if _under(ref.limits, "min_seconds", fact.seconds, SLACK_SECONDS):
        least = _bound(ref.limits, "min_seconds", "longer than", "at least")
        raise _refuse(ref, f"must be {least} s long {got}")
    if _over(ref.limits, "max_seconds", fact.seconds, SLACK_SECONDS):
        most = _bound(ref.limits, "max_seconds", "shorter than", "at most")
        raise _refuse(ref, f"must be {most} s long {got}")


def _check_stream(ref: MediaRef, fact: MediaFacts) -> None:
    if fact.kind != "video":
        return
    limits = ref.limits
    if fact.fps and _under(limits, "min_fps", fact.fps, SLACK_FPS):
        least = _bound(limits, "min_fps", "more than", "at least")
        raise _refuse(ref, f"needs {least} frames per second (got {fact.fps:g})")
    if fact.fps and _over(limits, "max_fps", fact.fps, SLACK_FPS):
        raise _refuse(
            ref, f"may have at most {limits.max_fps:g} frames per second (got {fact.fps:g})"
        )
    codec = _SAME_CODEC.get(fact.codec, fact.codec)
    if limits.codecs and codec and codec not in limits.codecs:
        raise _refuse(ref, f"must be coded in {' or '.join(limits.codecs)} (got {codec})")
    if limits.max_mbps is not None and fact.seconds:
        rate = fact.size * 8 / fact.seconds / 1e6
        if rate > limits.max_mbps:
            raise _refuse(ref, f"may have at most {limits.max_mbps:g} Mbit/s (got {rate:.1f})")


_CHECKS: tuple[Callable[[MediaRef, MediaFacts], None], ...] = (
    _check_bytes,
    _check_pixels,
    _check_seconds,
    _check_stream,
)


def _under(limits: MediaLimits, name: str, value: float, slack: float = 0) -> bool:
    limit = getattr(limits, name)
    if limit is None:
        return False
    return bool(value <= limit if name in limits.exclusive else value < limit - slack)


def _over(limits: MediaLimits, name: str, value: float, slack: float = 0) -> bool:
    limit = getattr(limits, name)
    if limit is None:
        return False
    return bool(value >= limit if name in limits.exclusive else value > limit + slack)


def _bound(limits: MediaLimits, name: str, exclusive: str, inclusive: str) -> str:
    word = exclusive if name in limits.exclusive else inclusive
    return f"{word} {getattr(limits, name):g}"


def _check_totals(found: Iterable[tuple[MediaRef, MediaFacts]]) -> None:
    seconds: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for ref, fact in found:
        seconds[ref.field] = seconds.get(ref.field, 0.0) + fact.seconds
        sizes[ref.field] = sizes.get(ref.field, 0) + fact.size
        longest, largest = ref.limits.total_max_seconds, ref.limits.total_max_mb
        if longest is not None and seconds[ref.field] > longest + SLACK_SECONDS:
            raise InvalidInput(
                f"{ref.field} together must be at most {longest:g} s long"
                f" (got {seconds[ref.field]:.2f} s)",
                field=ref.field,
            )
        if largest is not None and sizes[ref.field] > largest * MEGABYTE:
            raise TooLarge(
                f"{ref.field} together are larger than {largest:g} MB"
                f" (got {sizes[ref.field] / MEGABYTE:.1f} MB)",
                field=ref.field,
            )


def _check_same_size(names: tuple[str, ...], facts: Mapping[str, MediaFacts]) -> None:
    known = [(name, facts[name]) for name in names if name in facts]
    for name, fact in known[1:]:
        first, model = known[0]
        if (fact.width, fact.height) != (model.width, model.height):
            raise InvalidInput(
                f"{name} must have the pixel size of {first}, {model.width} x {model.height}"
                f" (got {fact.width} x {fact.height})",
                field=name,
            )
