"""From frames to the files of a film task: size, length, marks, first and last frame, sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from genmux.engines.base import EngineFailure, Rendered, RenderedFile
from genmux.engines.sketch import lettering
from genmux.engines.sketch.ahead import ahead
from genmux.engines.sketch.film import SAMPLE_RATE, FilmSpec, rate, write_film
from genmux.engines.sketch.inputs import audio
from genmux.engines.sketch.picture import label, save_picture
from genmux.engines.sketch.planes import divided, planes, rgb
from genmux.engines.sketch.source import samples_of
from genmux.engines.sketch.words import prompt_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from numpy.typing import NDArray

    from genmux.engines.base import FileRole, Report, Work
    from genmux.engines.sketch.film import Frame, Samples

_MIMES = {"mp4": "video/mp4", "mov": "video/quicktime"}
_FADE = 0.5
_LARGE = 2_300_000
_LUFS = -14.0
_CEILING_DB = -3.0
"""below the -1 dB that a decoded file may reach, since AAC overshoots"""
_BENEATH = 0.35
"""of the bed's usual level, while somebody may speak"""


class Clip:
    """What a film task must deliver. `size` is the size to draw at, at most that of the result.

    Frames above some two megapixels are drawn at half size and scaled up while encoding: a draft
    in 4K then costs little more than one in full HD.
    """

    def __init__(self, work: Work) -> None:
        shape = work.shape
        self.work = work
        self.fps: Fraction = rate(shape.fps or 24.0)
        self.frames = max(1, round(shape.seconds * self.fps))
        # 4:2:0 has no odd sides
        self.width, self.height = shape.width // 2 * 2, shape.height // 2 * 2
        if self.width < 2 or self.height < 2:
            raise EngineFailure("no pixel size is known for this video")
        half = self.width * self.height > _LARGE
        self.size = (self.width // 4 * 2, self.height // 4 * 2) if half else self.full_size

    @property
    def full_size(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def seconds(self) -> float:
        return float(self.frames / self.fps)

    def _spec(self, name: str) -> FilmSpec:
        path = Path(self.work.out_dir) / name
        return FilmSpec(path, self.width, self.height, self.fps, self.frames, label(self.work))

    def deliver(
        self,
        frames: Iterable[Frame],
        report: Report,
        *,
        sound: Iterable[Samples] | None = None,
        mark: bool = True,
    ) -> Rendered:
        """Encodes the frames. Without `sound`, a film with an audio track gets `soundtrack`."""
        work = self.work
        extension = work.shape.format if work.shape.format in _MIMES else "mp4"
        mime = _MIMES[extension]
        names = [(f"{work.task}-0.{extension}", "result")]
        if work.options.get("watermark_variant"):
            names.append((f"{work.task}-0-watermarked.{extension}", "watermarked"))
        ends = _Ends()
        # nothing behind this may look at more frames than are written, or the last is the wrong one
        frames = ahead(frames)
        if mark:
            frames = self._signed(frames)
        shown = _variants(ends.watch(frames), len(names) > 1)
        heard: Iterable[Samples] | None = None
        if work.shape.has_audio:
            heard = soundtrack(work, self.seconds) if sound is None else sound
        write_film([self._spec(name) for name, _ in names], shown, heard, report)
        files = [
            RenderedFile(str(Path(work.out_dir) / name), name, mime, role)  # type: ignore[arg-type]
            for name, role in names
        ]
        if work.shape.return_last_frame:
            files += [self._still(ends.first, "first_frame"), self._still(ends.last, "last_frame")]
        if work.options.get("cover"):
            files.append(self._still(ends.first, "cover", "jpeg"))
        return Rendered(tuple(files))

    def _signed(self, frames: Iterable[Frame]) -> Iterable[Frame]:
        """Frames with the text of the field that the option `signature` names, and the mark.

        The mark fades in and out: first and last frame stay as they are.
        """
        options = self.work.options
        text = self.work.input.get(str(options.get("signature", "")))
        if isinstance(text, str) and text:
            frames = _stamped(frames, lambda picture: lettering.signature(picture, text))
        if options.get("mark", True):
            frames = _stamped(frames, lettering.mark, self._mark_share)
        return frames

    def _mark_share(self, number: int) -> float:
        edge = min(number, self.frames - 1 - number) / float(self.fps) / _FADE
        return max(0.0, min(1.0, edge))

    def _still(self, frame: Frame | None, role: FileRole, kind: str = "png") -> RenderedFile:
        assert frame is not None
        picture = Image.fromarray(rgb(frame))
        if picture.size != self.full_size:
            picture = picture.resize(self.full_size, Image.Resampling.BICUBIC)
        stem = f"{self.work.task}-0-{role.replace('_', '-')}"
        return save_picture(picture, self.work, stem, kind=kind, role=role)


class _Ends:
    """Remembers the first and the last frame that passed."""

    def __init__(self) -> None:
        self.first: Frame | None = None
        self.last: Frame | None = None

    def watch(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if self.first is None:
                self.first = frame
            self.last = frame
            yield frame


def _variants(frames: Iterable[Frame], watermarked: bool) -> Iterator[tuple[Frame, ...]]:
    if not watermarked:
        for frame in frames:
            yield (frame,)
        return
    veil: Image.Image | None = None
    for frame in frames:
        picture = Image.fromarray(rgb(frame))
        if veil is None:
            veil = lettering.watermark(Image.new("L", picture.size))
        picture.paste((255, 255, 255), (0, 0), veil)
        yield frame, np.asarray(picture)


def _whole(_number: int) -> float:
    return 1.0


def _stamped(
    frames: Iterable[Frame],
    draw: Callable[[Image.Image], Image.Image],
    strength: Callable[[int], float] = _whole,
) -> Iterator[Frame]:
    """Frames with what `draw` puts into the lower right corner, 0 to 1 strong by frame number."""
    kinds: dict[int, list[_Stamp]] = {}
    for number, frame in enumerate(frames):
        share = strength(number)
        if frame.ndim not in kinds:
            kinds[frame.ndim] = _stamps(frame, draw)
        if share == 0.0 or not kinds[frame.ndim]:
            yield frame
            continue
        shown = frame.copy()
        for plane, stamp in zip(_planes(shown), kinds[frame.ndim], strict=True):
            part = plane[stamp.top :, stamp.left :]
            part[:] = part + (stamp.colour - part) * (stamp.alpha * share)
        yield shown


class _Stamp(NamedTuple):
    """Colour and alpha of what is drawn on a plane, and where its corner of it begins."""

    colour: NDArray[np.float32]
    alpha: NDArray[np.float32]
    left: int
    top: int


def _planes(frame: Frame) -> tuple[Frame, ...]:
    return planes(frame) if frame.ndim == 2 else (frame,)


def _stamps(frame: Frame, draw: Callable[[Image.Image], Image.Image]) -> list[_Stamp]:
    """What is drawn, for each plane of such a frame; none where it is nothing."""
    largest = _planes(frame)[0]
    size = largest.shape[1], largest.shape[0]
    light = np.asarray(draw(Image.new("RGB", size, (255, 255, 255))), np.float32)
    dark = np.asarray(draw(Image.new("RGB", size)), np.float32)
    alpha = 1.0 - (light - dark) / 255.0
    rows, columns = np.flatnonzero(alpha.any(axis=(1, 2))), np.flatnonzero(alpha.any(axis=(0, 2)))
    if not len(rows):
        return []
    # even, so that a plane of half the size begins there too
    top, left = int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2
    dark, alpha = dark[top:, left:], alpha[top:, left:]
    colour = dark / np.maximum(alpha, 1e-3)
    if frame.ndim == 3:
        return [_Stamp(colour, alpha, left, top)]
    shown = Image.fromarray(np.clip(colour, 0, 255).astype(np.uint8))
    veil = alpha.max(axis=2)
    half = veil.reshape(veil.shape[0] // 2, 2, veil.shape[1] // 2, 2).mean(axis=(1, 3))
    stamps = []
    for plane, solid in zip(divided(shown), (veil, half, half), strict=True):
        scale = veil.shape[1] // solid.shape[1]
        stamps.append(_Stamp(np.asarray(plane, np.float32), solid, left // scale, top // scale))
    return stamps


def soundtrack(work: Work, seconds: float) -> Iterable[Samples]:
    """The given sound, or a soft bed that follows the prompt and the seed, with what is spoken."""
    from genmux.engines.sketch.cast import spoken
    from genmux.engines.sketch.sound.loudness import levelled

    given = audio(work)
    if given is not None:
        return samples_of(given.path, seconds=seconds)
    said = spoken(work, seconds, SAMPLE_RATE)
    beneath = bed(work, seconds)
    whole = beneath if said is None else said + _BENEATH * beneath
    return iter([levelled(whole, SAMPLE_RATE, _LUFS, _CEILING_DB)])


def bed(work: Work, seconds: float) -> Samples:
    """A soft ambient bed of that length."""
    from genmux.engines.sketch.sound import ambient

    made: Samples = ambient(seconds, SAMPLE_RATE, work.seed, prompt_of(work))
    return made
