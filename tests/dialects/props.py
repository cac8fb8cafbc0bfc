"""An engine that makes something small of every kind in an instant, telling how far it is."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from PIL import Image

from genmux.engines.base import Rendered, RenderedFile, Report, Work
from tests.dialects.suno.band import Band

PLACE = "tests.dialects.props:Props"


class Props:
    name = "props"

    def render(self, work: Work, report: Report) -> Rendered:
        for share in (0.3, 0.6, 0.9):
            report(share)
        if work.model.startswith("suno/"):
            return Band().render(work, report)
        if work.shape.kind == "video":
            return Rendered((_film(work),))
        if work.shape.kind == "object":
            return Rendered((_picture(work, 0, part=True),), {"id": "1"})
        return Rendered(tuple(_picture(work, number) for number in range(work.shape.count)))


def _picture(work: Work, number: int, *, part: bool = False) -> RenderedFile:
    path = Path(work.out_dir) / f"made-{number}.png"
    noise = np.random.default_rng(number).integers(0, 256, (24, 24, 3), np.uint8)
    Image.fromarray(noise).save(path)
    return RenderedFile(str(path), path.name, "image/png", "part" if part else "result")


def _film(work: Work) -> RenderedFile:
    path = Path(work.out_dir) / "made.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        grey = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 90, np.uint8), format="rgb24")
        for number in range(48):
            grey.pts = number
            file.mux(stream.encode(grey))
        file.mux(stream.encode())
    return RenderedFile(str(path), path.name, "video/mp4")
