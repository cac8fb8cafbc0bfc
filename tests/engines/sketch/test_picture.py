from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.sketch.picture import open_picture

if TYPE_CHECKING:
    from pathlib import Path


def test_grey_of_sixteen_bits_keeps_its_shades(tmp_path: Path) -> None:
    shades = np.linspace(0, 65_535, 256).astype(np.uint16).reshape(16, 16)
    Image.fromarray(shades).save(tmp_path / "deep.png")
    seen = np.asarray(open_picture(str(tmp_path / "deep.png")))
    assert seen.shape == (16, 16, 3)
    assert np.abs(seen[..., 0].astype(int) - shades // 257).max() <= 1
