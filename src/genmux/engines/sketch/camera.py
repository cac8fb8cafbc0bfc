"""Camera moves: where the camera looks at each moment, from the words of the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from genmux.engines.sketch.layers import View

if TYPE_CHECKING:
    from genmux.engines.sketch.words import Wish

_REACH = 0.11
_CLOSE = 1.22
_WIDE = 0.83
"""the widest zoom that the margin of a stage allows"""


@dataclass(frozen=True, slots=True)
class Move:
    """From one view to another, with an optional swing or shake on the way."""

    start: View
    end: View
    swing: float = 0.0
    shake: float = 0.0

    def at(self, share: float) -> View:
        """The view after that share (0 to 1) of the take; it starts and ends gently."""
        way = share * share * (3.0 - 2.0 * share)
        x = self.start.x + (self.end.x - self.start.x) * way
        y = self.start.y + (self.end.y - self.start.y) * way
        zoom = self.start.zoom + (self.end.zoom - self.start.zoom) * way
        x += self.swing * float(np.sin(share * 2.0 * np.pi))
        if self.shake:
            x += self.shake * float(np.sin(share * 61.0) * np.sin(share * 17.0))
            y += self.shake * float(np.sin(share * 47.0) * np.sin(share * 23.0))
        return View(x, y, zoom)


_ENDS: dict[str, View] = {
    "zoom_in": View(zoom=_CLOSE),
    "zoom_out": View(zoom=_WIDE),
    "pan_left": View(x=-_REACH),
    "pan_right": View(x=_REACH),
    "tilt_up": View(y=-_REACH),
    "tilt_down": View(y=_REACH),
    "still": View(),
}


def move_of(wish: Wish, rng: np.random.Generator, *, from_rest: bool, fixed: bool = False) -> Move:
    """The move that the words name, or a gentle one of the seed's choice.

    `from_rest` starts at the undisturbed frame, as a given first picture needs it.
    """
    if fixed or "still" in wish.moves:
        return Move(View(), View())
    if "orbit" in wish.moves:
        return Move(View(), View(zoom=1.08), swing=_REACH * 0.9)
    shake = 0.006 if "shake" in wish.moves else 0.0
    named = [_ENDS[name] for name in wish.moves if name in _ENDS][:2]
    if named:
        end = View(
            sum(view.x for view in named),
            sum(view.y for view in named),
            next((view.zoom for view in named if view.zoom != 1.0), 1.0),
        )
    else:
        side = float(rng.choice([-1.0, 1.0]))
        end = View(x=side * float(rng.uniform(0.02, 0.07)), zoom=float(rng.uniform(1.06, 1.16)))
    if from_rest:
        return Move(View(), end, shake=shake)
    if end.zoom < 1.0:
        return Move(View(end.x, end.y, _CLOSE), View(), shake=shake)
    start = View(-end.x * 0.9, -end.y * 0.9, 1.0)
    return Move(start, end, shake=shake)
