"""Frames as the encoder takes them: light at full size, two differences of colour at half.

Such a frame is uint8 of shape [height * 3 / 2, width], both sides even: the rows of Y, then all of
U, then all of V (I420 in BT.709, limited range). It has half the bytes of an RGB frame, and the
encoder need not convert it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from genmux.engines.sketch.film import Frame
    from genmux.engines.sketch.palette import Colour


def joined(light: Image.Image, blue: Image.Image, red: Image.Image) -> Frame:
    """One frame of its three planes."""
    width, height = light.size
    frame = np.empty((height * 3 // 2, width), np.uint8)
    for plane, picture in zip(planes(frame), (light, blue, red), strict=True):
        plane[:] = np.asarray(picture)
    return frame


def planes(frame: Frame) -> tuple[Frame, Frame, Frame]:
    """Views of such a frame's Y [height, width], U and V [height / 2, width / 2]."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    pixels, flat = width * height, frame.reshape(-1)
    blue, red = flat[pixels : pixels * 5 // 4], flat[pixels * 5 // 4 :]
    half = height // 2, width // 2
    return flat[:pixels].reshape(height, width), blue.reshape(half), red.reshape(half)


def rgb(frame: Frame) -> Frame:
    """The frame as RGB [height, width, 3], which it may be already."""
    if frame.ndim == 3:
        return frame
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="yuv420p")
    picture = picture.reformat(format="rgb24", src_colorspace=Colorspace.ITU709)
    return np.asarray(picture.to_ndarray(), np.uint8)


def divided(picture: Image.Image) -> tuple[Image.Image, Image.Image, Image.Image]:
    """Y, U and V of an RGB or RGBA picture of even size. What is clear has no say in its colour."""
    half = picture.reduce(2)
    light, *_ = _converted(picture, "yuv420p")
    _, blue, red = _converted(half, "yuv444p")
    return Image.fromarray(light), Image.fromarray(blue), Image.fromarray(red)


def doubled(picture: Image.Image) -> Frame:
    """A frame of twice the size of an RGB picture: its light scaled, its colour as it is."""
    light, blue, red = (Image.fromarray(one) for one in _converted(picture, "yuv444p"))
    size = picture.width * 2, picture.height * 2
    return joined(light.resize(size, Image.Resampling.BILINEAR), blue, red)


@cache
def of_colour(colour: Colour) -> tuple[int, int, int]:
    """Y, U and V of one colour."""
    light, blue, red = _converted(Image.new("RGB", (16, 2), colour), "yuv444p")
    return int(light[0, 0]), int(blue[0, 0]), int(red[0, 0])


def _converted(picture: Image.Image, kind: str) -> list[NDArray[np.uint8]]:
    pixels = np.asarray(picture.convert("RGB"))
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format=kind, dst_colorspace=Colorspace.ITU709, interpolation=Interpolation.POINT
    )
    found = []
    for plane in frame.planes:
        rows = np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)
        found.append(np.ascontiguousarray(rows[:, : plane.width]))
    return found
