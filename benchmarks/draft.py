"""Films of the built-in engine: time against encoding the same frames, memory, and cancelling."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
import wave
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import psutil
from numpy.typing import NDArray

from genmux.engines.base import MediaInput, Shape, Stage, Work
from genmux.engines.registry import SKETCH
from genmux.engines.sketch.engine import SketchEngine
from genmux.engines.sketch.film import FilmSpec, write_film
from genmux.media.probe import probe
from genmux.worker.renderers import Renderers

from .figures import Figure, ratio
from .ground import Ground
from .processes import rss

_FILM = Shape("video", 1, 1280, 720, 5.0, 24.0, format="mp4", codec="h264")
_FOUR_K = replace(_FILM, width=3840, height=2160)
_FILMS = {
    "from words": ("text-to-video", "a sailing boat on the sea at sunset, a dog on the beach"),
    "of flat colours": ("text-to-video", "comic book superhero in the city, pan right"),
    "from a picture": ("image-to-video", "slow zoom in"),
    "that talks": ("avatar", "she smiles"),
    "in another style": ("video-to-video", "make it watercolour"),
}
_ROUNDS = 6
_VOICE_RATE = 16_000
_SHORT_SECONDS, _LONG_SECONDS = 3.0, 30.0
_LOOK_EVERY = 0.02
_STARTS = 10.0
"""seconds within which a renderer must be there"""
_FEW_FRAMES = 12
_RENDERER = "genmux.worker.renderer"
_numbers = itertools.count()


async def measure(ground: Ground) -> list[Figure]:
    tiny = ground.share < 0.1
    shape = replace(_FILM, seconds=0.25 if tiny else _FILM.seconds)
    picture = await asyncio.to_thread(_picture, ground.folder)
    figures = []
    film = await asyncio.to_thread(_film, ground.folder, shape)
    given = {
        "from a picture": (picture,),
        "that talks": (picture, _voice(ground.folder)),
        "in another style": (film,),
    }
    for name, (task, prompt) in _FILMS.items():
        work = _work(ground.folder, task, shape, given.get(name, ()), prompt)
        rounds = ground.rounds(_ROUNDS)
        figures.append(await asyncio.to_thread(_against_the_encoder, name, work, rounds))
    figures += await _memory(ground.folder, tiny=tiny)
    return [*figures, await _cancelled(ground.folder, ground.rounds(_ROUNDS))]


def _work(
    folder: Path,
    task: str,
    shape: Shape,
    media: tuple[MediaInput, ...] = (),
    prompt: str = "a woman before a lighthouse",
) -> Work:
    out = folder / f"draft-{next(_numbers)}"
    out.mkdir()
    values = {"prompt": prompt}
    return Work("0" * 32, "bench", "Bench", task, values, media, shape, 7, str(out))


def _picture(folder: Path) -> MediaInput:
    """What image-to-video starts from, larger than the film."""
    work = _work(folder, "text-to-image", Shape("image", 1, 1600, 1200))
    path = SketchEngine().render(work, lambda _: None).files[0].path
    return MediaInput("image_url", 0, "first_frame", path, "0" * 64, probe(path))


def _film(folder: Path, shape: Shape) -> MediaInput:
    """What is given another style."""
    work = _work(folder, "text-to-video", shape)
    path = SketchEngine().render(work, lambda _: None).files[0].path
    return MediaInput("video_url", 0, "source", path, "0" * 64, probe(path))


def _voice(folder: Path) -> MediaInput:
    """Something like syllables, three a second, for as long as the longest film."""
    path = str(folder / "voice.wav")
    time_line = np.arange(round(_FILM.seconds * _VOICE_RATE)) / _VOICE_RATE
    wave_line = np.sin(2 * np.pi * 220 * time_line) * (np.sin(2 * np.pi * 3 * time_line) > 0)
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_VOICE_RATE)
        file.writeframes((8000 * wave_line).astype("<i2").tobytes())
    return MediaInput("audio_url", 0, "audio", path, "0" * 64, probe(path))


def _against_the_encoder(name: str, work: Work, rounds: int) -> Figure:
    """Rounds of the draft and of the encoder alone, by the clock, on whatever cores are free."""
    frames = list(_frames(SketchEngine().render(work, lambda _: None).files[0].path))
    _encoded(work, frames)
    drafts, encodes = [], []
    spent = [0.0, 0.0]
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        SketchEngine().render(work, lambda _: None)
        drafts.append(time.perf_counter() - began)
        spent[0] += time.process_time() - cpu
        cpu = time.process_time()
        encodes.append(_encoded(work, frames))
        spent[1] += time.process_time() - cpu
    seconds = statistics.median(drafts), statistics.median(encodes)
    return Figure(
        f"draft of a film {name} / encoding its frames",
        ratio(drafts, encodes),
        at_most=1.5,
        note=f"{seconds[0]:.1f} s, {seconds[1]:.1f} s for {work.shape.seconds:g} s of 720p; "
        f"processor time {spent[0] / spent[1]:.2f}",
    )


def _frames(path: str) -> Iterator[NDArray[np.uint8]]:
    with av.open(path) as film:
        for frame in film.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def _encoded(work: Work, frames: list[NDArray[np.uint8]]) -> float:
    """Seconds that the engine's own encoder takes for frames that lie in memory."""
    shape = work.shape
    path = Path(work.out_dir) / "encoded.mp4"
    spec = FilmSpec(
        path, shape.width, shape.height, Fraction(shape.fps), len(frames), "encoded alone"
    )
    began = time.perf_counter()
    write_film([spec], iter([(one,) for one in frames]), None, lambda _: None)
    return time.perf_counter() - began


async def _memory(folder: Path, *, tiny: bool) -> list[Figure]:
    """How far a renderer's peak is above that of a short film, in frames of the larger one.

    The short film is long enough to fill the encoder's own queue.
    """
    usual, seconds = (0.25, 0.5) if tiny else (_SHORT_SECONDS, _LONG_SECONDS)
    short = await _peak(_work(folder, "text-to-video", replace(_FILM, seconds=usual)))
    long = await _peak(_work(folder, "text-to-video", replace(_FILM, seconds=seconds)))
    large = await _peak(_work(folder, "text-to-video", replace(_FOUR_K, seconds=usual)))
    small_frame, large_frame = (one.width * one.height * 3 / 1e6 for one in (_FILM, _FOUR_K))
    return [
        Figure(
            f"memory of {seconds:g} s of 720p above {usual:g} s",
            max(0.0, long - short) / small_frame,
            "frames",
            at_most=_FEW_FRAMES,
            note=f"peaks {long:.0f} and {short:.0f} MB",
        ),
        Figure(
            "memory of 4K above 720p",
            max(0.0, large - short) / large_frame,
            "frames",
            at_most=3 * _FEW_FRAMES,
            note=f"peak {large:.0f} MB",
        ),
    ]


async def _peak(work: Work) -> float:
    """The highest resident megabytes of a fresh renderer while it makes this."""
    renderers = Renderers(1, SKETCH, 600.0)
    await renderers.start()
    process = await _renderer()
    render = asyncio.create_task(renderers.render(work, _nothing, _ignored, _staged))
    highest = 0.0
    try:
        while not render.done():
            with suppress(psutil.NoSuchProcess):
                highest = max(highest, rss(process.pid))
            await asyncio.sleep(_LOOK_EVERY)
        await render
    finally:
        await renderers.stop()
    return highest


async def _renderer() -> psutil.Process:
    """The renderer's process, which has its name only a moment after it was started."""
    async with asyncio.timeout(_STARTS):
        while True:
            for child in psutil.Process().children():
                with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                    if _RENDERER in child.cmdline():
                        return child
            await asyncio.sleep(_LOOK_EVERY)


async def _cancelled(folder: Path, rounds: int) -> Figure:
    """From cancelling a 30 s film in 4K to the only renderer beginning with the next task."""
    took: list[float] = []
    renderers = Renderers(1, SKETCH, 600.0)
    await renderers.start()
    try:
        took += [await _freed(renderers, folder) for _ in range(rounds)]
    finally:
        await renderers.stop()
    return Figure(
        "cancel until the renderer is free",
        statistics.median(took),
        "s",
        at_most=1.0,
        note=f"slowest {max(took):.2f} s; the process is ended and replaced",
    )


async def _freed(renderers: Renderers, folder: Path) -> float:
    going, free = asyncio.Event(), asyncio.Event()
    long = _work(folder, "text-to-video", replace(_FOUR_K, seconds=_LONG_SECONDS))
    render = asyncio.create_task(renderers.render(long, _nothing, lambda _: going.set(), _staged))
    await going.wait()
    next_one = asyncio.create_task(
        renderers.render(
            _work(folder, "text-to-image", Shape("image", 1, 64, 64)), free.set, _ignored, _staged
        )
    )
    began = time.perf_counter()
    render.cancel()
    with suppress(asyncio.CancelledError):
        await render
    await free.wait()
    took = time.perf_counter() - began
    await next_one
    return took


def _nothing() -> None: ...


def _ignored(_share: float) -> None: ...


async def _staged(_stage: Stage) -> None: ...
