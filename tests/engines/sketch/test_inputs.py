from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.base import MediaFacts, MediaInput, Shape, Work
from genmux.engines.sketch import inputs

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Given, Render


def test_the_mask_of_a_reference_does_not_limit_the_change(
    render: Render, given: Given, photo: Path, other_photo: Path, tmp_path: Path
) -> None:
    mask = Image.new("L", (120, 120), 0)
    mask.paste(255, (35, 35, 85, 85))
    mask.save(tmp_path / "mask.png")
    media = given(photo, "source"), given(other_photo, "reference")
    shape = Shape("image", width=160, height=120, format="png")
    asked = {"prompt": "everything in blue watercolour"}
    bare = render("image-edit", shape, asked, *media)
    masked = render(
        "image-edit", shape, asked, *media, given(tmp_path / "mask.png", "reference_mask")
    )
    alike = [np.asarray(Image.open(made.files[0].path)) for made in (bare, masked)]
    assert np.array_equal(alike[0], alike[1])


def test_of_several_views_of_one_thing_the_first_is_shown() -> None:
    facts = MediaFacts("image", "image/png", 10, width=8, height=8)
    place = "elements[].element_input_urls"
    media = tuple(MediaInput(place, n, "subject", f"{n}.png", "", facts) for n in range(5))
    parts = [{"element_input_urls": ["a", "b"]}, {"element_input_urls": ["c", "d", "e"]}]
    shape = Shape("video", width=8, height=8, seconds=1, fps=24)
    work = Work(
        "", "acme/draft", "", "reference-to-video", {"elements": parts}, media, shape, 1, ""
    )
    assert [one.index for one in inputs.references(work)] == [0, 2]
