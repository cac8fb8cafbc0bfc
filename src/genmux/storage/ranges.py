"""The Range header, RFC 9110 section 14: one range of bytes, or the whole file."""

from __future__ import annotations

import re

_RANGE = re.compile(
    r"bytes=\s*(?:([0-9]{1,18})-([0-9]{1,18})?|-([0-9]{1,18}))\s*", re.ASCII | re.IGNORECASE
)


class UnsatisfiableError(ValueError):
    """The range lies outside of the file."""


def parse_range(header: str | None, size: int) -> tuple[int, int] | None:
    """(start, end) with an exclusive end, or None when the whole file is to be sent.

    Several ranges, other units and malformed headers mean the whole file, as the RFC allows.
    Raises UnsatisfiableError when a well-formed range has no byte in the file.
    """
    match = _RANGE.fullmatch(header) if header else None
    if match is None:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        if int(suffix) == 0 or size == 0:
            raise UnsatisfiableError
        return max(0, size - int(suffix)), size
    start = int(first)
    if last is not None and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    return start, size if last is None else min(int(last) + 1, size)
