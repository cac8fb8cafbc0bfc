"""A thing that can be drawn: its drawing, its proportions and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.pen import Pen


@dataclass(frozen=True, slots=True)
class Subject:
    """`tall` is the height as a share of the picture's, `home` the setting it suggests."""

    draw: Callable[[Pen, Palette], None]
    aspect: float
    tall: float
    home: str = ""
    place: str = "ground"
    """ground: stands on it; air: floats in the sky; water: swims at the horizon of a sea"""
    rises: bool = False
    """goes up, not along, when the words say that it goes"""
    glows: bool = False
    """gives light of its own"""
    lying: bool = False
    """drawn upright, shown on its side"""
    head: tuple[float, float] = (0.5, 0.08)
    """the top of the head, as shares of the drawing's width and height"""
    head_wide: float = 0.2
    """how wide the head is, by the drawing's height"""
