"""Files that come inside a URL: `data:<type>;base64,<content>`."""

from __future__ import annotations

import binascii
from urllib.parse import unquote_to_bytes

from genmux.errors import InvalidInput, TooLarge
from genmux.storage.sink import readable_size


def is_data_url(text: str) -> bool:
    return text[:5].lower() == "data:" and ";base64," in text[:200].lower()


def decode(url: str, max_bytes: int, field: str) -> bytes:
    """The content. Raises InvalidInput (not base64) or TooLarge, naming the field."""
    head, comma, payload = url[5:].partition(",")
    if not comma or not head.lower().endswith(";base64"):
        raise InvalidInput(f"{field}: a data URL must be base64", field=field)
    if len(payload) > max_bytes * 4:  # even if each character were percent-encoded
        raise TooLarge(f"{field}: the file is larger than {readable_size(max_bytes)}", field=field)
    try:
        raw = unquote_to_bytes(payload).translate(None, b" \t\r\n").rstrip(b"=")
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise InvalidInput(f"{field}: the data URL is not valid base64", field=field) from error
