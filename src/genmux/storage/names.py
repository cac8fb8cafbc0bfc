"""The names of files: what a user sees, what a header carries, and the key inside the store."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from uuid import UUID

MAX_NAME_BYTES = 160
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}\Z")
_SPACE = re.compile(r"\s+")


def safe_name(name: str, default: str = "file") -> str:
    """A single path segment that any client, header and file system can carry.

    Folders, control and invisible characters go; letters of any script stay; a name longer than
    160 bytes of UTF-8 is cut before its extension.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Category C holds controls, lone surrogates and the marks that reverse a line of text,
    # with which "gpj.exe" can be shown as "exe.jpg".
    text = "".join(" " if c.isspace() else c for c in text if visible(c))
    text = _SPACE.sub(" ", text).strip(" .")
    if not text:
        return default
    suffix = suffix_of(text)
    stem = text.removesuffix(suffix)
    room = MAX_NAME_BYTES - len(suffix)
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + suffix


def visible(char: str) -> bool:
    return char.isspace() or not unicodedata.category(char).startswith("C")


def suffix_of(name: str) -> str:
    """The extension with its dot, or "" when there is none that a key could carry."""
    match = _SUFFIX.search(name)
    return match.group() if match and match.start() else ""


def asset_key(asset_id: UUID, name: str, created_at: datetime) -> str:
    """`2026/08/31/<32 hex><extension>`: unique for ever, and folders that stay small.

    The user's own name is not part of it, so no name can collide, overwrite or escape.
    """
    return f"{created_at.astimezone(UTC):%Y/%m/%d}/{asset_id.hex}{suffix_of(name).lower()}"


def content_disposition(name: str, *, attachment: bool) -> str:
    """RFC 6266 with the RFC 5987 form for names beyond plain ASCII."""
    kind = "attachment" if attachment else "inline"
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    value = f'{kind}; filename="{plain}"'
    if plain != name:
        value += f"; filename*=UTF-8''{quote(name, safe='')}"
    return value
