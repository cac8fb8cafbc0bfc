"""Which function answers which music task; read by the engine's dispatcher."""

from __future__ import annotations

from collections.abc import Callable

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.sketch.music import create

TASKS: dict[str, Callable[[Work, Report], Rendered]] = {
    "text-to-music": create.make,
}
