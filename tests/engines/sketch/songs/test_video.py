"""Music videos."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from genmux.engines.base import MediaInput, Shape
from genmux.engines.sketch.songs.poster import layout
from genmux.media.probe import probe
from tests.engines.sketch.conftest import Given, Render
from tests.engines.sketch.seeing import Pixels, distance, fitted, frames
from tests.engines.sketch.songs.band import RATE, mixed
from tests.engines.sketch.songs.conftest import DETAIL, Song
from tests.engines.sketch.sound.hearing import heard, likeness_db

NAMES = {"author": "Ada", "domainName": "songs.example"}


def film(size: tuple[int, int] = (320, 180), seconds: float = 6.0) -> Shape:
    return Shape("video", 1, *size, seconds, 25.0, has_audio=True, format="mp4")


def part(frame: Pixels, name: str) -> Pixels:
    left, top, right, low = getattr(layout((frame.shape[1], frame.shape[0])), name)
    return frame[top:low, left:right]


def frames_at(path: str, *moments: float) -> list[Pixels]:
    """Only those frames, as a whole film of them would fill the memory."""
    wanted = {round(moment * 25) for moment in moments}
    with av.open(path) as file:
        return [
            frame.to_ndarray(format="rgb24").astype(np.float64)
            for number, frame in enumerate(file.decode(video=0))
            if number in wanted
        ]


def test_the_film_is_as_long_as_the_song_and_sounds_like_it(render: Render, song: Song) -> None:
    track = song(DETAIL)
    made = render("music-video", film(seconds=track.facts.seconds), NAMES, track).files[0]
    facts = probe(made.path)
    assert (facts.width, facts.height, facts.fps) == (320, 180, 25)
    assert (facts.mime, facts.codec, facts.has_audio) == ("video/mp4", "h264", True)
    with av.open(made.path) as file:
        for stream in file.streams:
            assert stream.duration is not None
            assert stream.time_base is not None
            length = float(stream.duration * stream.time_base)
            assert length == pytest.approx(track.facts.seconds, abs=0.1)
        assert file.streams.audio[0].codec_context.name == "aac"
    own = heard(track.path).mean(axis=1)
    shown = heard(made.path).mean(axis=1)
    at = np.arange(RATE * 2) / RATE + 1
    sound = np.interp(at, np.arange(len(shown)) / 48_000, shown)
    assert likeness_db(sound, np.interp(at, np.arange(len(own)) / RATE, own)) > 8


def test_words_light_up_when_they_are_sung(render: Render, song: Song) -> None:
    made = render("music-video", film((640, 360)), {}, song(DETAIL))
    shown = frames_at(made.files[0].path, 0.2, 1.1, 2.9, 4.8)
    before, first, late, second = (part(frame, "lyrics") for frame in shown)
    assert (before > 200).sum() == 0
    assert 0 <= (first > 200).sum() < (late > 200).sum()
    assert distance(late, second) > 1


def test_bars_follow_the_sound(render: Render, song: Song) -> None:
    sound = mixed(6.0)
    sound[2 * RATE : 4 * RATE] = 0
    made = render("music-video", film(), {}, song({}, sound))
    shown = [part(frame, "bars") for frame in frames(made.files[0].path)]
    loud = [float(frame.mean()) for frame in shown[10:50]]
    quiet = [float(frame.mean()) for frame in shown[80:98]]
    assert min(loud) > max(quiet) + 1
    assert max(quiet) - min(quiet) < 2


def test_the_given_cover_is_shown(render: Render, song: Song, given: Given, photo: Path) -> None:
    cover: MediaInput = given(photo, "cover")
    made = render("music-video", film(seconds=1.0), NAMES, song(DETAIL), cover)
    card = part(frames(made.files[0].path)[0], "card")
    wanted = fitted(photo, (card.shape[1], card.shape[0]))
    assert distance(card[10:-10, 10:-10], wanted[10:-10, 10:-10]) < 20
    drawn = render("music-video", film(seconds=1.0), NAMES, song(DETAIL))
    assert distance(card, part(frames(drawn.files[0].path)[0], "card")) > 20


def test_title_author_and_site_are_written(render: Render, song: Song) -> None:
    track = song(DETAIL)
    full = render("music-video", film(seconds=0.4), NAMES, track)
    bare = render("music-video", film(seconds=0.4), {}, replace(track, detail={}))
    one, other = (frames(made.files[0].path)[0] for made in (full, bare))
    for name in ("head", "foot"):
        assert (part(one, name) > 150).sum() > (part(other, name) > 150).sum()


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1024, 1024), (640, 480), (320, 180)])
def test_parts_of_a_frame_never_overlap(size: tuple[int, int]) -> None:
    place = layout(size)
    covered = np.zeros((size[1], size[0]), int)
    for name in ("card", "head", "lyrics", "bars", "line", "foot"):
        left, top, right, low = getattr(place, name)
        assert 0 <= left < right <= size[0]
        assert 0 <= top < low <= size[1]
        covered[top:low, left:right] += 1
    assert covered.max() == 1


def test_a_shape_that_says_little_gives_the_usual_film(render: Render, song: Song) -> None:
    track = song({}, mixed(0.4))
    made = render("music-video", Shape("video", format="mp4"), {}, track)
    facts = probe(made.files[0].path)
    assert (facts.width, facts.height, facts.fps) == (1280, 720, 25)
    assert facts.seconds == pytest.approx(track.facts.seconds, abs=0.1)


def test_equal_songs_give_equal_films(render: Render, song: Song) -> None:
    track = song(DETAIL)
    one, two = (
        Path(render("music-video", film(seconds=2.0), NAMES, track).files[0].path) for _ in range(2)
    )
    assert one.read_bytes() == two.read_bytes()
