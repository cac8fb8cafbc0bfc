"""Two servers in a row: what the first is asked for, it has the second make."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serve import Served, serving

_SETTINGS = """
[vendors.up]
kind = "kie"
key = "env:UP_KEY"
url = "{url}"
idempotent = "true"
"""


@contextmanager
def chained(folder: Path, *, public: bool = True) -> Iterator[Served]:
    """The first of them; its logs and those of the second are in `folder`.

    With `public` the second can fetch the first one's files and tell it that a job is done;
    without, files are uploaded and records are asked for again and again.
    """
    for name in ("front", "back"):
        (folder / name).mkdir()
    with serving(folder / "back") as back:
        port = _free_port() if public else 0
        with serving(
            folder / "front",
            port=port,
            settings=_SETTINGS.format(url=back.url),
            flags=["--public-url", f"http://127.0.0.1:{port}"] if public else [],
            more={"UP_KEY": back.key},
        ) as front:
            yield front


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
