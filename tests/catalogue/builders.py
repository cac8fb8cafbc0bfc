"""Small helpers that several tests of the catalogue share."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import genmux.catalogue
from genmux.catalogue.field_read import Shared
from genmux.catalogue.load import read_model, read_shared
from genmux.catalogue.size import SizeTable, read_sizes
from genmux.catalogue.source import Document
from genmux.engines.base import MediaFacts, MediaInput

if TYPE_CHECKING:
    from genmux.catalogue.entry import Model

IMAGE = "https://files.test/one.png"
VIDEO = "https://files.test/one.mp4"
AUDIO = "https://files.test/one.mp3"
TASK = "0123456789abcdef0123456789abcdef"
URLS = {"image": IMAGE, "video": VIDEO, "audio": AUDIO, "task": TASK}

HEAD = """
title = "Small"
family = "small"
kind = "image"
task = "text-to-image"
provider = "Other"
task_types = ["Text to Image"]
"""
PRICE = '[[price]]\ncredits = 1\nper = "image"\n'


@cache
def packaged() -> tuple[Shared, dict[str, SizeTable]]:
    """The shared fields and sizes of the package, read once."""
    folder = Path(genmux.catalogue.__file__).parent
    shared = read_shared(Document(folder / "fields.toml"), Shared({}, {}))
    return shared, read_sizes(Document(folder / "sizes.toml").root)


def model_from(folder: Path, body: str, *, head: str = HEAD, price: str = PRICE) -> Model:
    """A model from the text of its file; `body` starts with the `[input]` table."""
    path = folder / "one.toml"
    path.write_text(head + body + "\n" + price, encoding="utf-8")
    return read_model(Document(path), "small/one", *packaged())


def image(width: int = 1000, height: int = 1000, **changes: Any) -> MediaFacts:
    facts = {"kind": "image", "mime": "image/png", "size": 1000, "width": width, "height": height}
    return MediaFacts(**{**facts, **changes})


def video(seconds: float = 5.0, width: int = 1280, height: int = 720, **changes: Any) -> MediaFacts:
    facts = {"kind": "video", "mime": "video/mp4", "size": 1000, "seconds": seconds, "fps": 24.0}
    return MediaFacts(**{**facts, "width": width, "height": height, "codec": "h264", **changes})


def audio(seconds: float = 5.0, **changes: Any) -> MediaFacts:
    facts = {"kind": "audio", "mime": "audio/mpeg", "size": 1000, "seconds": seconds}
    return MediaFacts(**{**facts, **changes})


def media(field: str, role: str, facts: MediaFacts, index: int = 0) -> MediaInput:
    return MediaInput(field, index, role, "/nowhere", "0" * 64, facts)


def fetched(model: Model, values: dict[str, Any], **facts: MediaFacts) -> list[MediaInput]:
    """What the worker would hand over: every named file, with the facts given for its kind."""
    usual = {"image": image(), "video": video(), "audio": audio()} | facts
    return [
        media(ref.field, ref.role, usual[ref.kinds[0]], ref.index)
        for ref in model.media_refs(values)
    ]
