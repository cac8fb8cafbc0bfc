"""How `serve` starts its parts: settings go to the child over standard input, never on the
command line or in the environment, where others could read the database's address."""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import dataclass

from genmux.processes import die_with_parent
from genmux.settings import Settings


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
