"""The mark in the corner of a film's frames, whichever way the frames are laid out."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from genmux.engines.sketch import lettering, planes
from genmux.engines.sketch.clips.output import _stamped

SIZE = (320, 180)


def _frame(colour: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """One colour as RGB and in planes."""
    picture = Image.new("RGB", SIZE, colour)
    return np.asarray(picture), planes.joined(*planes.divided(picture))


@pytest.mark.parametrize("colour", [(20, 30, 40), (90, 160, 220), (250, 240, 200)])
def test_the_mark_looks_the_same_in_planes(colour: tuple[int, int, int]) -> None:
    plain, flat = _frame(colour)
    marked = list(_stamped([plain, flat, plain], lettering.mark))
    assert [one.ndim for one in marked] == [3, 2, 3], "layouts may change within a film"
    drawn = np.abs(marked[0].astype(int) - plain).max(axis=2)
    assert 0.0005 < (drawn > 8).mean() < 0.05
    assert drawn[:90].max() == 0
    away = np.abs(marked[0].astype(int) - planes.rgb(marked[1]).astype(int))
    assert away.mean() < 2.5
    assert (away.max(axis=2) > 60).mean() < 0.001
    assert (marked[0] == marked[2]).all()


def test_a_frame_without_strength_is_left_alone() -> None:
    plain, flat = _frame((90, 160, 220))
    shown = list(_stamped([plain, flat], lettering.mark, lambda _: 0.0))
    assert shown[0] is plain
    assert shown[1] is flat
