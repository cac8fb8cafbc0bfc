"""Pictures from pictures: edits, remixes, characters, several references, masks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from genmux.engines.base import Rendered
from genmux.engines.sketch import inputs, lettering, look, matte, palette, seeds, styles
from genmux.engines.sketch.collage import beside, crowned, cut_out, join, stand
from genmux.engines.sketch.picture import cover, flat, open_picture, save_picture, size_of
from genmux.engines.sketch.scene.bearing import WORN
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.scene.subjects import named_of, picture_of
from genmux.engines.sketch.stills import parts, region
from genmux.engines.sketch.stills.asked import Act, act_of, added_text
from genmux.engines.sketch.stills.bounded import bounded
from genmux.engines.sketch.stills.fill import filled
from genmux.engines.sketch.stills.hours import hour_of, relit, words_of_hours
from genmux.engines.sketch.stills.signed import signed
from genmux.engines.sketch.stills.skies import weathered
from genmux.engines.sketch.words import read, wish_of

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work
    from genmux.engines.sketch.words import Wish

_ADDING = frozenset({"add", "put", "place", "insert", "include", "adding"})
_MISSED = "what was to be removed is not found in it"
_SEASONS = frozenset({"autumn", "winter"})
"""words that need no tint where leaves and snow show them"""
_SIDE_BY_SIDE = frozenset({"side-by", "collage", "grid", "next-to", "diptych", "compare"})


def make(work: Work, report: Report) -> Rendered:
    """As many variants as the shape counts, each the given picture with the change asked for."""
    base = cover(open_picture(inputs.main_image(work).path), size_of(work.shape))
    others = [open_picture(m.path) for m in inputs.side_images(work)]
    files = []
    for number in range(work.shape.count):
        picture, note = _variant(work, base, others, number)
        files.append(save_picture(picture, work, f"{work.task}-{number}", note=note))
        report((number + 1) / work.shape.count)
    return Rendered(tuple(files))


def _variant(
    work: Work, base: Image.Image, others: list[Image.Image], number: int
) -> tuple[Image.Image, str]:
    """A picture, and what is to be said of it beside that it is a draft."""
    wish, note = wish_of(work), ""
    rng = seeds.generator(work.seed, 2, number)
    mask = region.chosen(work, base)
    act = act_of(wish)
    if act.kind == "cutout" and mask is None:
        return _alone(work, base), note
    # a bare reference is no picture to be changed but a character to be shown in a new one
    bare = inputs.main_image(work).role in inputs.BESIDE and wish.text.strip()
    if bare or _new_background(wish):
        scene = compose(wish, base.size, rng, family=seeds.generator(work.seed), lonely=True)
        picture = scene.still()
        for place, given in enumerate([base, *others]):
            stand(picture, cut_out(given), place, 1 + len(others))
        picture = styles.styled(picture, wish.style)
    elif mask is not None and act.kind in {"remove", "cutout"}:
        picture = filled(flat(base), np.asarray(mask))
    elif act.kind == "remove":
        made = parts.removed(flat(base), act.sought)
        picture, note = (flat(base), _MISSED) if made is None else (made, note)
    elif act.kind:
        picture = _acted(act, wish, flat(base), others)
    elif others and _SIDE_BY_SIDE & set(wish.words):
        picture = _looked(work, wish, beside([base, *others], base.size), number, rng)
    else:
        box = region.room(mask) if mask else None
        picture = _looked(work, wish, _joined(base, others, wish, box, rng), number, rng, box)
    changed = signed(work, picture.copy())
    if mask is None:
        return changed, note
    kept = base.copy()
    kept.paste(changed.convert(base.mode), (0, 0), mask)
    return kept, note


def _alone(work: Work, base: Image.Image) -> Image.Image:
    """The main thing without its background; before white where the file can hold no holes."""
    cut = matte.cut(base)
    return cut if work.shape.format in {"png", "webp"} else flat(cut)


def _acted(act: Act, wish: Wish, base: Image.Image, others: list[Image.Image]) -> Image.Image:
    """The picture after an act on a part of it; words of style still count."""
    colour = act.colour or (128, 128, 128)
    match act.kind:
        case "crop":
            picture = parts.cropped(base, face=act.face, sought=act.sought)
        case "blend":
            picture = parts.blended([base, *others])
        case "sky":
            picture = parts.sky_recoloured(base, colour)
        case "ground":
            picture = parts.grounded(base, colour)
        case _:
            picture = parts.recoloured(base, colour, act.before, act.sought)
    picture = styles.styled(picture, wish.style)
    return lettering.headline(picture, " ".join(wish.quoted)) if wish.quoted else picture


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
        ground = _with_subjects(ground, read(added_text(wish.text)), rng)
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
    hour = hour_of(wish)
    if hour and wish.style != "mono":
        share = min(1.0, strength * 1.25)
        ground = bounded(ground, lambda given: relit(given, hour, rng, strength=share))
    changed = bounded(ground, lambda given: weathered(given, wish, rng))
    done = (words_of_hours() if hour else frozenset()) | (
        frozenset() if changed is ground else _SEASONS
    )
    wish = replace(wish, words=tuple(word for word in wish.words if word not in done))
    # what the hour or the weather has changed needs no grade of the seed's choice
    idle = not hour and changed is ground
    asked = _varied(look.look_of(wish, rng, strength=strength, idle=idle), number, rng)
    ground = changed
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
    for number, named in enumerate(named_of(wish, rng) if wish.subjects else ()):
        thing, seen = named.subject, named.palette(colours, number)
        drawn = picture_of(thing, seen, max(8, round(picture.height * thing.tall)))
        if named.key not in WORN or not crowned(picture, drawn, *WORN[named.key]):
            join(picture, drawn, tall=thing.tall * 0.9)
    return picture


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default
