"""A film that begins with a given picture and shows references too: they come into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch.clips.takes import Photo
from genmux.engines.sketch.collage import cut_out, stand
from genmux.engines.sketch.picture import cover, flat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.layers import View
    from genmux.engines.sketch.words import Wish

_ARRIVAL = 1.2
"""seconds until they are wholly there"""


class Guests:
    """The picture alone at second 0, and soon with the subjects of the given ones before it."""

    def __init__(
        self,
        picture: Image.Image,
        size: tuple[int, int],
        wish: Wish,
        seed: int,
        given: Sequence[Image.Image],
    ) -> None:
        whole = cover(flat(picture), size)
        joined = whole.copy()
        for place, one in enumerate(given):
            stand(joined, cut_out(one), place, len(given))
        self._before = Photo(whole, size, wish, seed)
        self._after = Photo(joined, size, wish, seed)

    def look(self, view: View, second: float) -> Frame:
        """What is seen in that view at that second of the take."""
        share = second / _ARRIVAL
        if share >= 1.0:
            return self._after.look(view, second)
        before = self._before.look(view, second)
        if share <= 0.0:
            return before
        after = self._after.look(view, second)
        return np.asarray(Image.blend(Image.fromarray(before), Image.fromarray(after), share))
