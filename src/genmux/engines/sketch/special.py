"""Which arrangement a wish asks for that is more than a scene: signs, shirts, charts, patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch import sheets, signage, styles
from genmux.engines.sketch.scene.signs import signs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from PIL import Image

    from genmux.engines.sketch.words import Wish

_COVERS = frozenset({"book-cover", "album-cover", "magazine-cover", "cover"})
_SHINING = frozenset({"neon", "neon-sign", "glowing", "led"})
_LEAST = 64
"""pixels of the shorter side below which there is no room for any of these"""


def made(
    wish: Wish,
    size: tuple[int, int],
    draw: Callable[[tuple[int, int]], Image.Image],
    dice: np.random.Generator,
) -> Image.Image | None:
    """The RGB picture; None where a scene, a logo or a poster is asked for."""
    if min(size) < _LEAST:
        return None
    words = set(wish.words)
    match wish.layout:
        case "pattern" if wish.subjects or signs_of(wish.words):
            return styles.styled(sheets.pattern(wish, size, dice), wish.style)
        case "chart":
            return styles.styled(sheets.chart(wish, size, dice), wish.style)
        case "screens":
            return sheets.screens(wish, size, dice)
        case "shirt":
            return signage.shirt(wish, size, dice)
        case "sign" if wish.quoted:
            lit = _SHINING & words and not wish.subjects
            return (signage.neon if lit else signage.board)(wish, draw(size))
        case "poster" if wish.quoted and _COVERS & words:
            return signage.cover(wish, draw(size))
    return None
