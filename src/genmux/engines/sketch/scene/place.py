"""What a place gives a scene."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genmux.engines.sketch.layers import Layer


@dataclass(slots=True)
class Ground:
    """A place. Heights are shares of the frame, down from its top."""

    behind: list[Layer]
    before: list[Layer] = field(default_factory=list)
    floor: float = 0.88
    depth: float = 0.8
    scale: float = 1.0
    waterline: float = 0.0
    closeup: bool = False
    """a portrait is asked for: people are shown from the chest up"""
    dim: bool = False
    """so little light that what shines is seen to"""
