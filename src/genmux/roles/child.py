"""How `serve` and its parts talk: settings go to the child over standard input, never on the
command line or in the environment, where others could read the database's address; the child
answers on standard output with `ready ...` or `failed REASON`."""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from genmux.catalogue.source import CatalogueError
from genmux.db.pool import LOST
from genmux.errors import GenmuxError
from genmux.processes import die_with_parent
from genmux.settings import Settings, SettingsError

log = logging.getLogger(__name__)

READY = "ready"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """What a child is to do: `url` is the database, `socket` an inherited listening socket."""

    settings: Settings
    url: str
    parent: int
    socket: int | None = None


def receive() -> Order:
    """Reads the order of the parent; ends at once when that is gone already."""
    die_with_parent()
    order: Order = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # from our own parent
    if os.getppid() != order.parent:
        sys.exit(1)
    return order


def send(order: Order) -> bytes:
    return pickle.dumps(order, protocol=pickle.HIGHEST_PROTOCOL)


def say(word: str, text: str) -> None:
    sys.stdout.write(f"{word} {text}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Ends the process when the block fails: with one line for the parent where a person can do
    something about it, with a traceback where it is a bug. A database that is away is neither:
    the parent starts it and this part again."""
    try:
        yield
    except Exception as error:
        if isinstance(error, LOST) and not getattr(error, "filename", None):
            log.warning("the database is away: %r", error)
        elif isinstance(error, GenmuxError | SettingsError | CatalogueError | ValueError | OSError):
            say(FAILED, " ".join(_words(error).split()))
        else:
            raise
        sys.exit(1)


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
