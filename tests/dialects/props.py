"""An engine that makes something of every kind in an instant, telling how far it is."""

from __future__ import annotations

from pathlib import Path

from genmux.engines.base import Rendered, RenderedFile, Report, Work
from tests.dialects.suno.band import Band

PLACE = "tests.dialects.props:Props"
SIZE = 4000
"""bytes of each file"""
_FILES = {
    "image": ("png", "image/png"),
    "video": ("mp4", "video/mp4"),
    "audio": ("mp3", "audio/mpeg"),
}


class Props:
    name = "props"

    def render(self, work: Work, report: Report) -> Rendered:
        for share in (0.3, 0.6, 0.9):
            report(share)
        if work.model.startswith("suno/"):
            return Band().render(work, report)
        if work.shape.kind == "object":
            return Rendered((_file(work, "part", "png", "image/png", "part"),), {"id": "1"})
        suffix, mime = _FILES[work.shape.kind]
        count = range(work.shape.count)
        return Rendered(tuple(_file(work, f"made-{n}", suffix, mime) for n in count))


def _file(work: Work, name: str, suffix: str, mime: str, role: str = "result") -> RenderedFile:
    path = Path(work.out_dir) / f"{name}.{suffix}"
    path.write_bytes(b"x" * SIZE)
    return RenderedFile(str(path), path.name, mime, role)  # type: ignore[arg-type]
