"""Where an upload goes: the folder and name that its sender wished for, or a name made here.

Neither ever becomes a part of a storage key; they are checked so that no client that joins them
to a folder of its own is led out of it.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import Any

from genmux.clock import epoch_ms
from genmux.errors import InvalidInput
from genmux.media.sniff import SUFFIXES, UNKNOWN
from genmux.storage.names import MAX_NAME_BYTES, safe_name, suffix_of, visible

MAX_PATH_BYTES = 500

# Types under which many kinds of file go, which only their names tell apart.
_BROAD = frozenset({UNKNOWN, "application/gzip", "application/zip", "text/html", "text/plain"})


def upload_path(value: Any) -> str:
    """The wished folder as `a/b`, "" for none; slashes at its ends and doubled ones are forgiven.

    Raises InvalidInput when it is missing, or could lead anywhere but down.
    """
    text = _text(value, "uploadPath")
    if text is None:
        raise missing("uploadPath")
    if len(text.encode()) > MAX_PATH_BYTES:
        raise _invalid("uploadPath", f"is longer than {MAX_PATH_BYTES} bytes")
    parts = [part for part in text.split("/") if part]
    if any(not part.strip(" .") for part in parts):
        raise _invalid("uploadPath", "has a folder that is only dots or spaces")
    return "/".join(parts)


def upload_name(value: Any) -> str | None:
    """The wished name, None for none. Raises InvalidInput when it is no plain file name."""
    text = _text(value, "fileName")
    if text is None or not text:
        return None
    if "/" in text:
        raise _invalid("fileName", "has a slash; folders go into uploadPath")
    if len(text.encode()) > MAX_NAME_BYTES:
        raise _invalid("fileName", f"is longer than {MAX_NAME_BYTES} bytes")
    name = safe_name(text, default="")
    if not name:
        raise _invalid("fileName", "is only dots or spaces")
    return name


def random_name(mime: str, original: str, now: datetime) -> str:
    """`<epoch ms>-<random>.<ext>`, as the provider names files that came without a name."""
    return f"{epoch_ms(now)}-{secrets.token_hex(5)}{suffix_for(mime, original)}"


def suffix_for(mime: str, original: str) -> str:
    """The extension for a recognised type; for types that hold many kinds the original's own."""
    known = SUFFIXES.get(mime, "")
    own = suffix_of(original).lower()
    return (own or known or ".bin") if mime in _BROAD else (known or own or ".bin")


def missing(field: str) -> InvalidInput:
    """The provider's own words for it."""
    return InvalidInput(f"Missing required parameter: {field}", field=field)


def _text(value: Any, field: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _invalid(field, "is not a text")
    text = unicodedata.normalize("NFC", value.strip(" \t\r\n"))
    if "\\" in text:
        raise _invalid(field, "has a backslash")
    if not all(char == " " or (visible(char) and not char.isspace()) for char in text):
        raise _invalid(field, "has a character that cannot be seen")
    return text


def _invalid(field: str, why: str) -> InvalidInput:
    return InvalidInput(f"Invalid parameter: {field} {why}", field=field)
