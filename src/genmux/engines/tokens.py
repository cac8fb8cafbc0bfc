"""Counting tokens without the vendor's vocabulary: about four bytes of text each, pictures by size.

Used by the built-in engine, for the estimate that is held, and where a route reports no usage.
"""

from __future__ import annotations

import orjson

from genmux.engines.talk import Ask, Call, Media, Message, Part, Result, Text, Thought

PICTURE = 1_600
"""tokens of a picture whose size is not known: that of about one megapixel"""
_BYTES = 4
_MESSAGE = 4
"""what a message costs beyond its parts"""
_MEDIA_BYTES = {"audio": 500, "video": 500, "file": 50}
"""bytes behind one token, where the length in time or pages is not known"""
_MOST = 150_000
"""of a file of pages, however large: vendors take about a hundred pages"""
_UNSEEN = 1_000
"""a sound, film or file that is only linked to"""


def count_text(text: str) -> int:
    return -(-len(text if text.isascii() else text.encode("utf-8", "replace")) // _BYTES)


def count_media(media: Media) -> int:
    if media.kind == "image":
        return PICTURE
    size = len(media.data) * 3 // 4
    if not size:
        return _UNSEEN
    if media.kind == "file" and media.mime.startswith("text/"):
        return max(1, size // _BYTES)
    return min(_MOST, max(1, size // _MEDIA_BYTES[media.kind]))


def count_part(part: Part) -> int:
    if isinstance(part, Text | Thought):
        return count_text(part.text)
    if isinstance(part, Call):
        return count_text(part.name) + count_text(part.arguments)
    if isinstance(part, Result):
        return count_text(part.text) + sum(map(count_media, part.media))
    return count_media(part)


def count_message(message: Message) -> int:
    return _MESSAGE + sum(map(count_part, message.parts))


def count_ask(ask: Ask) -> int:
    """Input tokens of the request: messages, tools and the schema of the answer."""
    total = sum(map(count_message, ask.messages))
    for tool in ask.tools:
        total += count_text(tool.name + tool.description) + len(orjson.dumps(tool.schema)) // _BYTES
    if ask.form.schema:
        total += len(orjson.dumps(ask.form.schema)) // _BYTES
    return total
