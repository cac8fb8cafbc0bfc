"""MIME type of a file from its first bytes. A name or a header from outside is never believed."""

from __future__ import annotations

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"

SUFFIXES = {
    "application/gzip": ".gz", "application/pdf": ".pdf", "application/zip": ".zip",
    "audio/aac": ".aac", "audio/aiff": ".aiff", "audio/amr": ".amr", "audio/flac": ".flac",
    "audio/midi": ".mid", "audio/mp4": ".m4a", "audio/mpeg": ".mp3", "audio/ogg": ".ogg",
    "audio/wav": ".wav", "audio/x-ms-wma": ".wma", "image/avif": ".avif", "image/bmp": ".bmp",
    "image/gif": ".gif", "image/heic": ".heic", "image/jpeg": ".jpg", "image/png": ".png",
    "image/svg+xml": ".svg", "image/tiff": ".tiff", "image/webp": ".webp", "text/html": ".html",
    "text/plain": ".txt", "video/mp2t": ".ts", "video/mp4": ".mp4", "video/mpeg": ".mpg",
    "video/ogg": ".ogv", "video/quicktime": ".mov", "video/webm": ".webm",
    "video/x-flv": ".flv", "video/x-matroska": ".mkv", "video/x-msvideo": ".avi",
}  # fmt: skip
"""the usual ending of each type that is told apart here; Python's own list knows no WAV"""
_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/x-ms-wma"),
    (b"MThd", "audio/midi"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b", "application/gzip"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_FORM = {b"AIFF": "audio/aiff", b"AIFC": "audio/aiff"}
_BRANDS: tuple[tuple[bytes, str], ...] = (
    (b"qt  ", "video/quicktime"),
    (b"M4A", "audio/mp4"),
    (b"M4B", "audio/mp4"),
    (b"avif", "image/avif"),
    (b"avis", "image/avif"),
    (b"heic", "image/heic"),
    (b"heix", "image/heic"),
    (b"mif1", "image/heic"),
)
_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\b\x1b")


def sniff_mime(head: bytes) -> str:
    """The MIME type that the first 4 KB show, `application/octet-stream` when nothing fits."""
    head = head[:HEAD_BYTES]
    for prefix, mime in _PREFIXES:
        if head.startswith(prefix):
            return mime
    return _boxed(head) or _framed(head) or _textual(head) or UNKNOWN


def suffix_of_type(mime: str) -> str:
    """E.g. `.png`; `.bin` for a type that has no usual one."""
    return SUFFIXES.get(mime, ".bin")


def _boxed(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[:4] == b"FORM":
        return _FORM.get(head[8:12])
    if head[:4] == b"OggS":
        return "video/ogg" if b"theora" in head[:128] else "audio/ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[4:8] == b"ftyp":
        for brand, mime in _BRANDS:
            if head[8:12].startswith(brand):
                return mime
        return "video/mp4"
    if head[4:8] in _QUICKTIME_ATOMS:
        return "video/quicktime"
    if head[:2] == b"BM" and len(head) >= 26 and head[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    return None


def _framed(head: bytes) -> str | None:
    """Streams without a header of their own: MPEG audio, ADTS, MPEG transport streams."""
    if len(head) >= 4 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "audio/aac"
        layer, bitrate = head[1] & 0x06, head[2] >> 4
        if head[1] & 0xE0 == 0xE0 and layer and 0 < bitrate < 15 and head[2] & 0x0C != 0x0C:
            return "audio/mpeg"
    if len(head) >= 377 and head[0] == head[188] == head[376] == 0x47:
        return "video/mp2t"
    return None


def _textual(head: bytes) -> str | None:
    if not head or any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head):
        return None
    if b"<svg" in head[:1024].lower():
        return "image/svg+xml"
    # a multi-byte character may be cut at the end of the head
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "text/html" if head.lstrip()[:1] == b"<" else "text/plain"
    return None
