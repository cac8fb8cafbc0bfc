"""How long a video is, for models that want it in frames."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Refused

_GROUP = 4
"""frames come in groups after the first one"""


def frames_of(work: Work, hints: Mapping[str, Any]) -> dict[str, int]:
    """What goes into the body where the hints say `frames`: the name, how many a second has, and
    the least and the most there may be. Raises Refused `unsupported`."""
    wish = hints.get("frames")
    if not wish or not work.shape.seconds:
        return {}
    groups = math.ceil(work.shape.seconds * wish["per_second"] / _GROUP)
    frames = max(wish["least"], groups * _GROUP + 1)
    if frames > wish["most"]:
        longest = wish["most"] // wish["per_second"]
        raise Refused(f"this route makes at most {longest} seconds", "unsupported")
    return {wish["to"]: frames}
