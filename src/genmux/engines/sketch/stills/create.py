"""Pictures from words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs, lettering, seeds, styles
from genmux.engines.sketch.picture import save_picture, size_of
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.stills import edit
from genmux.engines.sketch.stills.poster import arranged
from genmux.engines.sketch.stills.signed import signature_of, signed
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from PIL import Image

    from genmux.engines.base import Report, Work


def make(work: Work, report: Report) -> Rendered:
    """As many variants as the shape counts; with pictures given it becomes an edit of them."""
    if inputs.images(work):
        return edit.make(work, report)
    files = []
    for number in range(work.shape.count):
        files.append(save_picture(draw(work, number), work, f"{work.task}-{number}"))
        report((number + 1) / work.shape.count)
    return Rendered(tuple(files))


def draw(work: Work, number: int) -> Image.Image:
    """Variant `number` of the scene that the prompt describes."""
    wish = wish_of(work)

    def scene(size: tuple[int, int]) -> Image.Image:
        rng, family = seeds.generator(work.seed, 1, number), seeds.generator(work.seed)
        return styles.styled(compose(wish, size, rng, family=family).still(), wish.style)

    picture = arranged(wish, size_of(work.shape), scene, seeds.generator(work.seed, 2, number))
    if work.options.get("caption", True) and not signature_of(work):
        picture = lettering.caption(picture, wish.text)
    return signed(work, picture)
