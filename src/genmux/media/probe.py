"""What a media file technically is: kind, MIME type, pixels, seconds, rates, codecs.

A local path in, facts out. The worker checks inputs with it, the tests outputs.
Content decides, never the name. Work is bounded: pixels are counted before they are decoded, one
frame of a video at most is decoded, and only the demuxer that fits the first bytes is let near them
(a playlist that names other files is never followed).
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from genmux.media.facts import MediaFacts
from genmux.media.sniff import HEAD_BYTES, UNKNOWN, sniff_mime

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

__all__ = ["MAX_PIXELS", "NotMedia", "probe", "sniff_mime"]

MAX_PIXELS = 89_478_485
"""largest picture or frame that is decoded; a quarter of a gigabyte at three bytes a pixel"""
_TOO_MANY = f"the picture has more than the {MAX_PIXELS} pixels that can be decoded"
_MAX_SCANNED_PACKETS = 60_000

_PICTURES = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/webp": ("WEBP",),
    "image/gif": ("GIF",),
    "image/bmp": ("BMP",),
    "image/tiff": ("TIFF",),
    "image/avif": ("AVIF",),
}
_DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "video/x-flv": "flv",
    "video/mpeg": "mpeg",
    "video/mp2t": "mpegts",
    "video/ogg": "ogg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/aiff": "aiff",
    "audio/amr": "amr",
    "audio/x-ms-wma": "asf",
}
_SOUND_ONLY = {
    "video/mp4": "audio/mp4",
    "video/quicktime": "audio/mp4",
    "video/webm": "audio/webm",
    "video/x-matroska": "audio/x-matroska",
    "video/ogg": "audio/ogg",
}
_WITH_PICTURE = {
    "audio/mp4": "video/mp4",
    "audio/ogg": "video/ogg",
    "audio/x-ms-wma": "video/x-ms-wmv",
}


class NotMedia(Exception):
    """The file is no picture, video or sound that can be read. `reason` may be shown to callers."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def probe(path: Path | str) -> MediaFacts:
    """Facts of the file at `path`; width and height as shown, after EXIF or matrix rotation.

    Raises NotMedia for anything that cannot be decoded, is too large to decode, or is of no known
    type; OSError when the file itself cannot be opened.
    """
    path = Path(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    mime = sniff_mime(head)
    try:
        if mime in _PICTURES:
            return _probe_picture(path, mime, size)
        if mime in _DEMUXERS:
            return _probe_stream(path, mime, size)
    except NotMedia:
        raise
    except Exception as error:  # decoders raise whatever they like on hostile bytes
        raise NotMedia(f"the file says {mime} but cannot be read") from error
    if mime == UNKNOWN:
        raise NotMedia("the file is no known picture, video or sound")
    raise NotMedia(f"files of type {mime} cannot be used here")


def _probe_picture(path: Path, mime: str, size: int) -> MediaFacts:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # every doubt about a file ends as facts or as NotMedia
        try:
            with Image.open(path, formats=_PICTURES[mime]) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise NotMedia(_TOO_MANY)
                codec = (picture.format or "").lower()
                turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                # an eighth of the size is enough to find a broken JPEG, and far cheaper
                picture.draft("L", (max(1, width // 8), max(1, height // 8)))
                picture.load()
        except Image.DecompressionBombError as error:
            raise NotMedia(_TOO_MANY) from error
    if turned:
        width, height = height, width
    codec = "jpeg" if codec == "mpo" else codec
    return MediaFacts("image", mime, size, width=width, height=height, codec=codec)


def _probe_stream(path: Path, mime: str, size: int) -> MediaFacts:
    import av

    options = {"probesize": "5000000", "analyzeduration": "5000000", "protocol_whitelist": "file"}
    with av.open(str(path), format=_DEMUXERS[mime], options=options) as container:
        film = next((s for s in container.streams.video if not _is_cover(s)), None)
        sound = next(iter(container.streams.audio), None)
        if film is None and sound is None:
            raise NotMedia(f"the {mime} file holds neither picture nor sound")
        if film is None:
            assert sound is not None
            return _sound_facts(container, sound, _SOUND_ONLY.get(mime, mime), size)
        return _film_facts(container, film, sound, _WITH_PICTURE.get(mime, mime), size)


def _is_cover(stream: VideoStream) -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _film_facts(
    container: InputContainer,
    film: VideoStream,
    sound: AudioStream | None,
    mime: str,
    size: int,
) -> MediaFacts:
    width, height = film.codec_context.width, film.codec_context.height
    if not 0 < width * height <= MAX_PIXELS:
        raise NotMedia(f"{width}x{height} pixels a frame cannot be decoded")
    frame = next(iter(container.decode(film)), None)
    if frame is None:
        raise NotMedia("the video has no frame that can be decoded")
    if frame.rotation % 180:
        width, height = height, width
    rate = film.average_rate or film.guessed_rate
    return MediaFacts(
        "video",
        mime,
        size,
        width=width,
        height=height,
        seconds=_seconds(container, film),
        fps=round(float(rate), 3) if rate else 0.0,
        codec=film.codec_context.codec.canonical_name,
        has_audio=sound is not None,
        sample_rate=sound.sample_rate if sound else 0,
        channels=sound.channels if sound else 0,
    )


def _sound_facts(container: InputContainer, sound: AudioStream, mime: str, size: int) -> MediaFacts:
    if next(iter(container.decode(sound)), None) is None:
        raise NotMedia("the sound has no sample that can be decoded")
    return MediaFacts(
        "audio",
        mime,
        size,
        seconds=_seconds(container, sound),
        codec=sound.codec_context.codec.canonical_name,
        has_audio=True,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
    )


def _seconds(container: InputContainer, stream: VideoStream | AudioStream) -> float:
    if stream.duration and stream.time_base:
        return round(float(stream.duration * stream.time_base), 3)
    if container.duration:
        return round(container.duration / 1_000_000, 3)
    return _scanned_seconds(container, stream)


def _scanned_seconds(container: InputContainer, stream: VideoStream | AudioStream) -> float:
    """Length of a recording whose header does not tell it, as browsers write them."""
    end = 0.0
    for number, packet in enumerate(container.demux(stream)):
        if packet.pts is not None and packet.time_base is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        if number >= _MAX_SCANNED_PACKETS:
            break
    return round(end, 3)
