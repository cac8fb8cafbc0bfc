"""Enlarging pictures: Lanczos, then a mild sharpening at the scale of the new pixels."""

from __future__ import annotations

from PIL import Image, ImageFilter


def enlarged(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at exactly `size`, transparency kept."""
    if picture.size == size:
        return picture
    large = picture.resize(size, Image.Resampling.LANCZOS)
    factor = max(size[0] / picture.width, size[1] / picture.height)
    if factor <= 1.0:
        return large
    return large.filter(ImageFilter.UnsharpMask(radius=0.6 * factor, percent=60, threshold=1))
