"""What the built-in engine can tell of a file: its kind, its size, and for pictures its pixels."""

from __future__ import annotations

import base64
import binascii
import io

from genmux.engines.talk import Media
from genmux.engines.tokens import PICTURE, count_media
from genmux.media.sniff import sniff_mime

_PIXELS_PER_TOKEN = 750
_KINDS = {"image": "picture", "audio": "sound", "video": "film", "file": "file"}


def describe(media: Media) -> str:
    """E.g. `a picture (image/png, 64 × 32 pixels, 214 bytes)`, `a film at https://host/a.mp4`."""
    noun = _KINDS[media.kind]
    named = f" called {media.name}" if media.name else ""
    if not media.data:
        return f"a {noun}{named} at {media.url}" if media.url else f"a {noun}{named}"
    raw = _raw(media)
    facts = [sniff_mime(raw) if raw else media.mime or "unreadable"]
    pixels = _pixels(raw) if media.kind == "image" else None
    if pixels:
        facts.append(f"{pixels[0]} × {pixels[1]} pixels")
    facts.append(f"{len(raw)} bytes")
    return f"a {noun}{named} ({', '.join(facts)})"


def tokens_of(media: Media) -> int:
    if media.kind != "image" or not media.data:
        return count_media(media)
    pixels = _pixels(_raw(media))
    return max(1, pixels[0] * pixels[1] // _PIXELS_PER_TOKEN) if pixels else PICTURE


def _raw(media: Media) -> bytes:
    try:
        return base64.b64decode(media.data)
    except (binascii.Error, ValueError):
        return b""


def _pixels(raw: bytes) -> tuple[int, int] | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(raw)) as picture:  # reads the header only
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
