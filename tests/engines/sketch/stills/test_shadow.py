from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from genmux.engines.sketch.stills.shadow import with_shadow


def test_a_shadow_goes_with_its_thing() -> None:
    picture = Image.new("RGB", (240, 180), (190, 190, 180))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((70, 136, 170, 160), fill=(110, 110, 104))
    draw.rectangle((100, 60, 140, 148), fill=(200, 60, 40))
    alpha = np.zeros((180, 240), np.uint8)
    alpha[60:149, 100:141] = 255
    grown = with_shadow(picture, alpha)
    assert grown[150, 80] == 255
    assert grown[100, 60] == 0
    assert grown[170, 20] == 0


def test_without_a_thing_there_is_no_shadow() -> None:
    nothing = np.zeros((40, 60), np.uint8)
    assert not with_shadow(Image.new("RGB", (60, 40)), nothing).any()
