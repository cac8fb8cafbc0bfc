"""Still pictures: opening what was given, fitting it to a size, and saving with a plain label."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter, ImageOps, PngImagePlugin

from genmux.engines.base import EngineFailure, RenderedFile

if TYPE_CHECKING:
    from genmux.engines.base import FileRole, Shape, Work

_KINDS = {
    "png": ("png", "image/png"),
    "jpeg": ("jpg", "image/jpeg"),
    "webp": ("webp", "image/webp"),
}
_KINDS["jpg"] = _KINDS["jpeg"]


def label(work: Work) -> str:
    """The provenance line that every file carries: a draft made for a model, never by it."""
    return f"Genmux sketch draft for {work.model}, seed {work.seed}"


def open_picture(path: str) -> Image.Image:
    """The picture upright, as RGB or, where it has transparency, RGBA."""
    try:
        with Image.open(path) as file:
            picture = _of_eight_bits(ImageOps.exif_transpose(file))
            see_through = "A" in picture.getbands() or "transparency" in picture.info
            return picture.convert("RGBA" if see_through else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise EngineFailure("a picture of the input cannot be read") from error


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits a pixel as `L`: the library's own conversion clips all but the darkest."""
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture).clip(0, 65_535) // 257).astype(np.uint8))


def flat(picture: Image.Image, ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """RGB, transparent parts on `ground`."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    base = Image.new("RGB", picture.size, ground)
    base.paste(picture, (0, 0), picture)
    return base


def cover(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scaled and centre-cropped to exactly `size`; the same picture when it already fits."""
    if picture.size == size:
        return picture
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def contain(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scaled to lie inside `size`, its ratio kept."""
    return ImageOps.contain(picture, size, Image.Resampling.LANCZOS)


def extend(picture: Image.Image, size: tuple[int, int], *, softness: float = 1.0) -> Image.Image:
    """`picture` untouched in the middle of a larger canvas that continues it, ever softer.

    The surroundings mirror the picture at its edges, so nothing breaks at the seam.
    """
    width, height = size
    left, top = (width - picture.width) // 2, (height - picture.height) // 2
    canvas = Image.new("RGB", size)
    flipped = {
        (0, 0): picture,
        (1, 0): ImageOps.mirror(picture),
        (0, 1): ImageOps.flip(picture),
        (1, 1): ImageOps.flip(ImageOps.mirror(picture)),
    }
    columns, rows = -(-left // picture.width), -(-top // picture.height)
    for row in range(-rows, rows + 2):
        for column in range(-columns, columns + 2):
            spot = (left + column * picture.width, top + row * picture.height)
            canvas.paste(flipped[abs(column) % 2, abs(row) % 2], spot)
    radius = max(width, height) / 60 * softness
    distance = Image.new("L", size, 255)
    inset = round(radius)
    distance.paste(
        0, (left + inset, top + inset, left + picture.width - inset, top + picture.height - inset)
    )
    small = (max(1, width // 8), max(1, height // 8))
    veil = distance.resize(small).filter(ImageFilter.GaussianBlur(radius / 8)).resize(size)
    soft = canvas.resize(small).filter(ImageFilter.GaussianBlur(radius / 5))
    canvas.paste(soft.resize(size, Image.Resampling.BICUBIC), (0, 0), veil)
    canvas.paste(picture, (left, top))
    return canvas


def size_of(shape: Shape) -> tuple[int, int]:
    if shape.width < 1 or shape.height < 1:
        raise EngineFailure(f"no pixel size is known for this {shape.kind}")
    return shape.width, shape.height


def save_picture(
    picture: Image.Image,
    work: Work,
    stem: str,
    *,
    kind: str | None = None,
    role: FileRole = "result",
    note: str = "",
) -> RenderedFile:
    """Writes `<stem>.<extension>` of the asked or given format, labelled; `note` adds to that."""
    name = kind or work.shape.format
    if name not in _KINDS:
        raise EngineFailure(f"pictures of format {name} cannot be written")
    extension, mime = _KINDS[name]
    path = Path(work.out_dir) / f"{stem}.{extension}"
    text = f"{label(work)}; {note}" if note else label(work)
    if extension == "png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Description", text)
        info.add_text("Software", "Genmux")
        # level 3 is three times faster than 6 and a seventh larger
        picture.save(path, "PNG", pnginfo=info, compress_level=3)
    else:
        exif = Image.Exif()
        exif[0x010E] = text
        exif[0x0131] = "Genmux"
        if extension == "jpg":
            flat(picture).save(path, "JPEG", quality=92, exif=exif)
        else:
            picture.save(path, "WEBP", quality=90, method=2, exif=exif)
    return RenderedFile(str(path), path.name, mime, role)
