"""A finished track: the file, its cover picture and what is told about both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from genmux.engines.base import Rendered, RenderedFile, Stage
from genmux.engines.sketch import lettering, seeds, styles
from genmux.engines.sketch.music.tones import RATE
from genmux.engines.sketch.picture import save_picture
from genmux.engines.sketch.scene.compose import compose as compose_scene
from genmux.engines.sketch.sound.codec import Samples
from genmux.engines.sketch.sound.master import Tape, finish, open_result
from genmux.engines.sketch.words import wish_of

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work

LUFS = -14.0
_BITRATE = 192_000
_POINTS = 100
_COVER = 1024


@dataclass(frozen=True, slots=True)
class Notes:
    """What the record of a track says beside its sound."""

    title: str
    tags: str
    lyrics: str
    words: tuple[Mapping[str, Any], ...]
    bpm: float
    key: str
    instrumental: bool
    seed: int


class Waveform:
    """Collects the outline of a sound that streams by: loudest values, 0 to 1."""

    def __init__(self) -> None:
        self._peaks: list[float] = []
        self.samples = 0

    def add(self, block: Samples) -> None:
        step = RATE // 10
        for start in range(0, len(block), step):
            self._peaks.append(float(np.abs(block[start : start + step]).max()))
        self.samples += len(block)

    def points(self) -> list[float]:
        """At most a hundred values, the loudest of which is 1."""
        if not self._peaks:
            return []
        rows = np.array_split(np.array(self._peaks), min(_POINTS, len(self._peaks)))
        values = np.array([row.max() for row in rows])
        return [round(float(v), 3) for v in values / max(1e-9, float(values.max()))]


def shaped(work: Work) -> Work:
    """The work with a track's usual form where the shape leaves it open."""
    shape = work.shape
    fmt = shape.format if shape.format in {"mp3", "wav", "flac", "m4a", "opus"} else "mp3"
    return replace(
        work,
        shape=replace(
            shape,
            kind="audio",
            format=fmt,
            channels=shape.channels or 2,
            sample_rate=shape.sample_rate or RATE,
            bitrate=shape.bitrate or _BITRATE,
        ),
    )


def record(
    work: Work,
    number: int,
    blocks: Iterable[Samples],
    notes: Notes,
    done: Callable[[float], None],
    seconds: float,
) -> list[RenderedFile]:
    """Track `number` from stereo blocks, brought to the usual loudness, and its cover."""
    outline = Waveform()
    with Tape(work.out_dir, RATE, 2) as tape:
        for block in blocks:
            tape.append(block)
            outline.add(block)
            done(min(0.7, 0.7 * tape.seconds / max(1.0, seconds)))
        file = finish(
            shaped(work),
            tape,
            f"track-{number + 1}",
            lambda told: done(0.7 + 0.25 * told),
            lufs=LUFS,
        )
    return [_described(file, number, notes, outline), cover(work, number, notes)]


def keep(work: Work, number: int, blocks: Iterable[Samples], notes: Notes) -> list[RenderedFile]:
    """Like `record`, but at the level that the blocks have: what was given stays as it was."""
    outline = Waveform()
    writer, file = open_result(shaped(work), f"track-{number + 1}", RATE, 2)
    with writer:
        for block in blocks:
            writer.write(block)
            outline.add(block)
    return [_described(file, number, notes, outline), cover(work, number, notes)]


def _described(file: RenderedFile, number: int, notes: Notes, outline: Waveform) -> RenderedFile:
    detail = {
        "title": notes.title,
        "tags": notes.tags,
        "lyrics": notes.lyrics,
        "seconds": round(outline.samples / RATE, 3),
        "words": [dict(word) for word in notes.words],
        "bpm": round(notes.bpm, 2),
        "key": notes.key,
        "waveform": outline.points(),
        "cover": {"$file": 2 * number + 1},
        "instrumental": notes.instrumental,
        "seed": notes.seed,
    }
    return replace(file, detail=detail)


def cover(work: Work, number: int, notes: Notes) -> RenderedFile:
    """A square picture of what title and style bring to mind, with the title on it."""
    wish = wish_of(work, f"{notes.title}, {notes.tags}")
    rng = seeds.generator(notes.seed, 1, number)
    size = (_COVER // 2, _COVER // 2)
    scene = compose_scene(wish, size, rng, family=seeds.generator(notes.seed)).still()
    picture = styles.styled(scene, wish.style).resize((_COVER, _COVER))
    if notes.title.strip():
        picture = lettering.headline(picture, notes.title)
    stem = f"track-{number + 1}"
    file = save_picture(lettering.mark(picture), work, stem, kind="jpeg", role="cover")
    path = Path(file.path).rename(Path(work.out_dir) / f"{stem}.jpeg")
    return replace(file, path=str(path), name=path.name)


def make_all(
    work: Work,
    report: Report,
    text: Mapping[str, str],
    one: Callable[[int, Callable[[float], None]], list[RenderedFile]],
) -> Rendered:
    """All tracks of a request with its stages; `one` makes the files of track n."""
    count = max(1, work.shape.count)
    report(Stage("text", Rendered((), {"tracks": [dict(text) for _ in range(count)]})))
    files: list[RenderedFile] = []
    for number in range(count):
        files += one(number, _share(report, number, count))
        report((number + 1) / count)
        if number == 0:
            report(Stage("first", Rendered(tuple(files))))
    return Rendered(tuple(files))


def _share(report: Report, number: int, count: int) -> Callable[[float], None]:
    return lambda done: report((number + min(1.0, done)) / count)
