"""An engine that makes something at once, for tests about everything around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from genmux.engines.base import Rendered, RenderedFile, Work


class Quick:
    """Two small files for every request."""

    def render(self, work: Work, progress: Callable[[float], None]) -> Rendered:
        progress(0.5)
        files = []
        for number in range(2):
            path = Path(work.out_dir) / f"result-{number}.txt"
            path.write_text(f"{work.model} {work.seed} {number}\n" * 100)
            files.append(RenderedFile(str(path), path.name, "text/plain"))
        return Rendered(tuple(files))
