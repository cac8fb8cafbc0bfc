"""Pictures from pictures: edits, remixes, characters, several references, masks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs, lettering, look, palette, seeds, styles
from genmux.engines.sketch.collage import beside, cut_out, join, stand
from genmux.engines.sketch.picture import cover, flat, open_picture, save_picture, size_of
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.scene.subjects import picture_of, subjects_of
from genmux.engines.sketch.stills import region
from genmux.engines.sketch.stills.signed import signed
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work
    from genmux.engines.sketch.words import Wish

_ADDING = frozenset({"add", "put", "place", "insert", "include", "adding"})
_SIDE_BY_SIDE = frozenset({"side-by", "collage", "grid", "next-to", "diptych", "compare"})


def make(work: Work, report: Report) -> Rendered:
    """As many variants as the shape counts, each the given picture with the change asked for."""
    base = cover(open_picture(inputs.main_image(work).path), size_of(work.shape))
    others = [open_picture(m.path) for m in inputs.side_images(work)]
    files = []
    for number in range(work.shape.count):
        picture = _variant(work, base, others, number)
        files.append(save_picture(picture, work, f"{work.task}-{number}"))
        report((number + 1) / work.shape.count)
    return Rendered(tuple(files))


def _variant(work: Work, base: Image.Image, others: list[Image.Image], number: int) -> Image.Image:
    wish = wish_of(work)
    rng = seeds.generator(work.seed, 2, number)
    mask = region.chosen(work, base)
    # a bare reference is no picture to be changed but a character to be shown in a new one
    bare = inputs.main_image(work).role in inputs.BESIDE and wish.text.strip()
    if bare or _new_background(wish):
        scene = compose(wish, base.size, rng, family=seeds.generator(work.seed), lonely=True)
        picture = scene.still()
        for place, given in enumerate([base, *others]):
            stand(picture, cut_out(given), place, 1 + len(others))
        picture = styles.styled(picture, wish.style)
    elif others and _SIDE_BY_SIDE & set(wish.words):
        picture = _looked(work, wish, beside([base, *others], base.size), number, rng)
    else:
        box = region.room(mask) if mask else None
        picture = _looked(work, wish, _joined(base, others, wish, box, rng), number, rng, box)
    changed = signed(work, picture.copy())
    if mask is None:
        return changed
    kept = base.copy()
    kept.paste(changed.convert(base.mode), (0, 0), mask)
    return kept


def _joined(
    base: Image.Image,
    others: list[Image.Image],
    wish: Wish,
    box: region.Box | None,
    rng: np.random.Generator,
) -> Image.Image:
    """The picture with what is added to it: other pictures' subjects and things of the prompt.

    Where only a part may change, they stand in that.
    """
    picture = flat(base)
    ground = picture.crop(box) if box else picture
    for given in others:
        join(ground, cut_out(given))
    if _ADDING & set(wish.words):
        ground = _with_subjects(ground, wish, rng)
    if box is None:
        return ground
    picture.paste(ground, box[:2])
    return picture


def _looked(
    work: Work,
    wish: Wish,
    ground: Image.Image,
    number: int,
    rng: np.random.Generator,
    box: region.Box | None = None,
) -> Image.Image:
    """The ground in the look that the words ask for; a text stands in the box."""
    strength = _number(work.input.get("strength"), 0.8)
    asked = _varied(look.look_of(wish, rng, strength=strength), number, rng)
    if box is None:
        return look.apply(ground, asked)
    picture = look.apply(ground, replace(asked, text=""))
    if asked.text:
        lettering.inside(picture, asked.text, box)
    return picture


def _new_background(wish: Wish) -> bool:
    return "background" in wish.words and bool(wish.setting)


def _varied(asked: look.Look, number: int, rng: np.random.Generator) -> look.Look:
    if number == 0:
        return asked
    return replace(
        asked,
        brightness=asked.brightness * float(rng.uniform(0.94, 1.07)),
        saturation=asked.saturation * float(rng.uniform(0.82, 1.2)),
    )


def _with_subjects(ground: Image.Image, wish: Wish, rng: np.random.Generator) -> Image.Image:
    """The picture with the things that the prompt asks to add, drawn into its foreground."""
    picture = ground.copy()
    colours = palette.choose(wish, "studio", wish.time or "day", rng)
    things = subjects_of(wish, rng) if wish.subjects else []
    for thing in things:
        drawn = picture_of(thing, colours, max(8, round(picture.height * thing.tall)))
        join(picture, drawn, tall=thing.tall * 0.9)
    return picture


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default
