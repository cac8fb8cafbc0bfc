"""Two servers in a row: what the first is asked for, it has the second make."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serve import Served, serving

_SETTINGS = """
[vendors.up]
kind = "kie"
key = "env:UP_KEY"
url = "{url}"
hook_secret = "env:UP_HOOK"
idempotent = "true"
"""


@dataclass(frozen=True, slots=True)
class Chain:
    front: Served
    back: Served


@contextmanager
def chained(folder: Path) -> Iterator[Chain]:
    """The second can fetch the first one's files and tell it that a job is done, signed.

    Their logs are in `folder`.
    """
    for name in ("front", "back"):
        (folder / name).mkdir()
    with serving(folder / "back") as back:
        port = _free_port()
        with serving(
            folder / "front",
            port=port,
            settings=_SETTINGS.format(url=back.url),
            flags=["--public-url", f"http://127.0.0.1:{port}"],
            more={"UP_KEY": back.key, "UP_HOOK": back.told("deliveries", "secret")},
        ) as front:
            yield Chain(front, back)


@contextmanager
def front_of_chain(folder: Path) -> Iterator[Served]:
    """The one that is spoken to."""
    with chained(folder) as chain:
        yield chain.front


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
