"""What must hold for every file that an engine made, read back by other means than it wrote it.

Each function returns what is wrong as sentences, none when all is well, so that one run over a
thousand forms tells everything at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageFile

from genmux.engines.base import Rendered, RenderedFile, Shape, Work
from genmux.engines.sketch.sound.codec import read_blocks
from genmux.engines.sketch.sound.loudness import LoudnessMeter, true_peak
from genmux.media.probe import NotMedia, probe

LUFS = -14.0
LOUDNESS_SLACK = 1.5
SHORT_SLACK = 3.0
"""LU; the second is for sounds under three seconds, which hold hardly more than their peaks"""
MOST_TRUE_PEAK_DB = -1.0
_BITRATE_SLACK = 0.05
_EXTENSIONS = {
    "png": (".png", "image/png"),
    "jpeg": (".jpg", "image/jpeg"),
    "webp": (".webp", "image/webp"),
    "mp4": (".mp4", "video/mp4"),
    "mov": (".mov", "video/quicktime"),
    "mp3": (".mp3", "audio/mpeg"),
    "wav": (".wav", "audio/wav"),
    "opus": (".opus", "audio/ogg"),
    "pcm": (".pcm", "audio/pcm"),
    "ulaw": (".ulaw", "audio/basic"),
    "alaw": (".alaw", "audio/x-alaw-basic"),
}
_CODECS = {"mp3": "mp3", "wav": "pcm_s16le", "opus": "opus"}
_BYTES_A_SAMPLE = {"pcm": 2, "ulaw": 1, "alaw": 1}


def faults(work: Work, made: Rendered) -> list[str]:
    """Everything that is wrong with the files of one result."""
    shape = work.shape
    results = [file for file in made.files if file.role == "result"]
    found = list(_naming(made))
    if shape.kind == "object":
        return found if made.extra else [*found, "an object without content"]
    if len(results) != shape.count:
        found.append(f"{len(results)} results instead of {shape.count}")
    for file in results:
        if shape.kind == "image":
            found += _picture(file, work)
        elif shape.kind == "video":
            found += _film(file, work)
        else:
            found += _sound(file, work)
    for file in made.files:
        if file.role in ("first_frame", "last_frame", "cover"):
            found += _strict(Path(file.path))
    ends = {file.role for file in made.files} & {"first_frame", "last_frame"}
    if shape.return_last_frame and len(ends) != 2:
        found.append("first and last frame are asked for and not there")
    return found


def _naming(made: Rendered) -> Iterator[str]:
    names = [file.name for file in made.files]
    if len(set(names)) != len(names):
        yield f"two files have one name: {names}"
    for file in made.files:
        if Path(file.path).name != file.name:
            yield f"{file.name} lies at {file.path}"
        if file.role == "part":
            continue
        known = {*_EXTENSIONS.values(), (".jpeg", "image/jpeg")}
        if (Path(file.name).suffix, file.mime) not in known:
            yield f"{file.name} says it is {file.mime}"


def _stated(file: RenderedFile, fmt: str) -> Iterator[str]:
    extension, mime = _EXTENSIONS[fmt]
    if Path(file.name).suffix != extension or file.mime != mime:
        yield f"{file.name} ({file.mime}) instead of {fmt}"
    if fmt not in _BYTES_A_SAMPLE:
        try:
            found = probe(file.path).mime
        except NotMedia as error:
            yield f"{file.name}: {error.reason}"
        else:
            if found != mime:
                yield f"{file.name} holds {found}"


def _picture(file: RenderedFile, work: Work) -> Iterator[str]:
    shape, path = work.shape, Path(file.path)
    layer = work.task == "layer-decomposition" and not file.name.endswith(f"-base{path.suffix}")
    cut = work.task == "remove-background"
    fmt = "png" if layer or (cut and shape.format == "jpeg") else shape.format
    yield from _stated(file, fmt)
    yield from _strict(path)
    with Image.open(path) as picture:
        if not layer and picture.size != (shape.width, shape.height):
            yield f"{file.name} is {picture.size} instead of {shape.width}x{shape.height}"
        if (picture.mode == "RGBA") != (layer or cut):
            yield f"{file.name} has mode {picture.mode}"
        small = np.asarray(picture.convert("RGB").resize((32, 32)), np.float32)
    if not cut and not layer and float(small.std()) < 3.0:
        yield f"{file.name} shows nothing"


def _strict(path: Path) -> Iterator[str]:
    """A decoder that forgives nothing reads the picture to its end."""
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        with Image.open(path) as picture:
            picture.verify()
        with Image.open(path) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        yield f"{path.name}: {error}"


def _film(file: RenderedFile, work: Work) -> Iterator[str]:
    shape = work.shape
    given = any(one.facts.has_audio for one in work.media)
    path = Path(file.path)
    yield from _stated(file, shape.format)
    names = boxes(path)
    if names[:1] != ["ftyp"] or names.index("moov") > names.index("mdat"):
        yield f"{file.name} does not start at once: {names}"
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        context = stream.codec_context
        size = (context.width, context.height)
        if size != (shape.width, shape.height):
            yield f"{file.name} is {size} instead of {shape.width}x{shape.height}"
        said = (context.codec.canonical_name, context.profile, context.pix_fmt)
        if said != (shape.codec, "High", "yuv420p"):
            yield f"{file.name} is {said}"
        rate = stream.average_rate or Fraction(0)
        if abs(float(rate) - shape.fps) > 0.01:
            yield f"{file.name} has {rate} frames a second instead of {shape.fps}"
        wanted = max(1, round(shape.seconds * float(rate)))
        seconds = float((stream.duration or 0) * (stream.time_base or 0))
        if abs(seconds - wanted / float(rate)) > 0.002:
            yield f"{file.name} lasts {seconds} s instead of {wanted} frames"
        first: np.ndarray | None = None
        frames = 0
        for frame in film.decode(stream):
            frames += 1
            if first is None:
                first = frame.reformat(32, 32, "gray").to_ndarray()
        if frames != wanted:
            yield f"{file.name} has {frames} frames instead of {wanted}"
        if first is None or float(first.std()) < 2.0:
            yield f"{file.name} begins with an empty frame"
        yield from _track(file.name, film, shape)
    if shape.has_audio:
        # a film that plays a given sound is as loud as that sound
        yield from _loud(file, quiet=given)


def _track(name: str, film: av.container.InputContainer, shape: Shape) -> Iterator[str]:
    if bool(film.streams.audio) != shape.has_audio:
        yield f"{name}: sound is {bool(film.streams.audio)} instead of {shape.has_audio}"
    for sound in film.streams.audio:
        said = (sound.codec_context.codec.canonical_name, sound.rate, sound.channels)
        if said != ("aac", 48_000, 2):
            yield f"{name} sounds as {said}"
        seconds = float((sound.duration or 0) * (sound.time_base or 0))
        if abs(seconds - shape.seconds) > 0.06 + 0.5 / shape.fps:
            yield f"{name}: {seconds} s of sound instead of {shape.seconds}"


def boxes(path: Path) -> list[str]:
    """The names of the outermost boxes of an MP4 file, in order."""
    data = path.read_bytes()
    names, at = [], 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode("latin-1"))
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8:
            break
        at += size
    return names


def _sound(file: RenderedFile, work: Work) -> Iterator[str]:
    shape, path = work.shape, Path(file.path)
    yield from _stated(file, shape.format)
    width = _BYTES_A_SAMPLE.get(shape.format)
    if width:
        seconds = path.stat().st_size / width / shape.sample_rate
    else:
        with av.open(str(path)) as sound:
            stream = sound.streams.audio[0]
            said = (stream.codec_context.codec.canonical_name, stream.channels)
            # an Opus stream has no rate of its own: decoders always give 48 kHz
            if said != (_CODECS[shape.format], shape.channels):
                yield f"{file.name} is {said}"
            if stream.rate != shape.sample_rate:
                yield f"{file.name} has {stream.rate} samples a second, not {shape.sample_rate}"
            seconds = float((stream.duration or 0) * (stream.time_base or 0))
        if shape.bitrate and seconds > 1.0:
            yield from _rate(file, shape, seconds)
        # a knock stays a knock, and an isolated voice as loud as it was
        yield from _loud(file, quiet=work.task in ("sound-effect", "audio-isolation"))
    if shape.seconds and work.task != "audio-isolation" and abs(seconds - shape.seconds) > 0.1:
        yield f"{file.name} lasts {seconds} s instead of {shape.seconds}"
    if seconds < 0.2:
        yield f"{file.name} lasts only {seconds} s"


def _rate(file: RenderedFile, shape: Shape, seconds: float) -> Iterator[str]:
    """Bits per second. MP3 is written at a constant rate; Opus spends what the sound needs."""
    with av.open(file.path) as sound:
        spent = sum(packet.size for packet in sound.demux(sound.streams.audio[0])) * 8 / seconds
    most = shape.bitrate * (1 + _BITRATE_SLACK)
    least = shape.bitrate * (1 - _BITRATE_SLACK) if shape.format == "mp3" else 0
    if not least <= spent <= most * (1 if shape.format == "mp3" else 1.3):
        yield f"{file.name} spends {spent:.0f} bits a second instead of {shape.bitrate}"


def _loud(file: RenderedFile, *, quiet: bool) -> Iterator[str]:
    """The level that listeners hear, and no clipping; `quiet` sounds may also be softer."""
    meter: LoudnessMeter | None = None
    peak, samples = 0.0, 0
    for block in read_blocks(file.path, 48_000, 0):
        meter = meter or LoudnessMeter(48_000, block.shape[1])
        meter.add(block)
        samples += len(block)
        peak = max(peak, true_peak(block))
    level = meter.integrated() if meter else -np.inf
    peak_db = 20 * np.log10(max(peak, 1e-9))
    if peak_db > MOST_TRUE_PEAK_DB:
        yield f"{file.name} peaks at {peak_db:.2f} dB"
    if not np.isfinite(level):
        yield f"{file.name} is silent"
        return
    slack = LOUDNESS_SLACK if samples >= 3 * 48_000 else SHORT_SLACK
    if level > LUFS + slack or (not quiet and level < LUFS - slack):
        yield f"{file.name} is at {level:.1f} LUFS"
