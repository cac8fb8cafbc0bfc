from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from genmux.engines.base import Shape
from genmux.media.probe import probe
from tests.engines.sketch.seeing import distance, fitted, frames, picture

if TYPE_CHECKING:
    from tests.engines.sketch.conftest import Given, Render


def _film(seconds: float = 1.0, fps: float = 12.0, **other: object) -> Shape:
    values: dict[str, object] = {"width": 160, "height": 96, "format": "mp4"} | other
    return Shape("video", seconds=seconds, fps=fps, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "fps", "count"),
    [(1.0, 24.0, 24), (0.7, 25.0, 18), (0.5, 29.97, 15), (1.5, 16.0, 24)],
)
def test_length_and_rate_are_as_asked(
    render: Render, seconds: float, fps: float, count: int
) -> None:
    made = render("text-to-video", _film(seconds, fps), {"prompt": "a hill"})
    facts = probe(made.files[0].path)
    assert len(frames(made.files[0].path)) == count
    assert facts.fps == pytest.approx(fps, abs=0.01)
    assert facts.seconds == pytest.approx(count / fps, abs=0.002)


@pytest.mark.parametrize("kind", ["mp4", "mov"])
@pytest.mark.parametrize("has_audio", [True, False])
def test_container_codec_and_sound(render: Render, kind: str, has_audio: bool) -> None:
    made = render("text-to-video", _film(format=kind, has_audio=has_audio), {"prompt": "a hill"})
    facts = probe(made.files[0].path)
    assert facts.codec == "h264"
    assert facts.mime == {"mp4": "video/mp4", "mov": "video/quicktime"}[kind]
    assert made.files[0].name == f"text-to-video-0.{kind}"
    assert facts.has_audio is has_audio
    assert (facts.sample_rate, facts.channels) == ((48_000, 2) if has_audio else (0, 0))


def test_film_starts_fast(render: Render) -> None:
    made = render("text-to-video", _film(), {"prompt": "a hill"})
    data = Path(made.files[0].path).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_scene_moves(render: Render) -> None:
    made = render("text-to-video", _film(), {"prompt": "a forest, the camera pans right"})
    shown = frames(made.files[0].path)
    assert distance(shown[0], shown[-1]) > 5.0


@pytest.mark.parametrize("words", ["zoom in", "zoom out", "pan left", "tilt up", "orbit", ""])
def test_no_edge_of_the_scene_is_ever_seen(render: Render, words: str) -> None:
    made = render("text-to-video", _film(), {"prompt": f"a desert by day, {words}"})
    for shown in frames(made.files[0].path):
        rim = np.concatenate([shown[0], shown[-1], shown[:, 0], shown[:, -1]])
        assert rim.max(axis=1).min() > 24, "black shows beyond the scene"


def test_first_frame_is_the_given_picture(render: Render, given: Given, photo: Path) -> None:
    values = {"prompt": "the camera pans right, snow falls"}
    made = render("image-to-video", _film(), values, given(photo, "first_frame"))
    shown = frames(made.files[0].path)
    assert distance(shown[0], fitted(photo, (160, 96))) < 4.0
    assert distance(shown[0], shown[-1]) > 4.0


def test_image_to_video_works_from_words_where_no_picture_is_needed(render: Render) -> None:
    made = render("image-to-video", _film(), {"prompt": "a hill"})
    assert len(frames(made.files[0].path)) == 12


def test_last_frame_is_met(render: Render, given: Given, photo: Path, other_photo: Path) -> None:
    made = render(
        "image-to-video", _film(), {"prompt": "zoom out"}, given(photo, "first_frame"),
        given(other_photo, "last_frame"),
    )  # fmt: skip
    shown = frames(made.files[0].path)
    assert distance(shown[0], fitted(photo, (160, 96))) < 4.0
    assert distance(shown[-1], fitted(other_photo, (160, 96))) < 4.0


def test_first_and_last_frame_come_as_pictures(render: Render, given: Given, photo: Path) -> None:
    shape = _film(return_last_frame=True)
    made = render("image-to-video", shape, {"prompt": "x"}, given(photo, "first_frame"))
    assert [file.role for file in made.files] == ["result", "first_frame", "last_frame"]
    shown = frames(made.files[0].path)
    assert distance(picture(made.files[1].path), fitted(photo, (160, 96))) == 0.0
    assert distance(picture(made.files[2].path), shown[-1]) < 4.0


def test_cover_is_the_first_frame(render: Render, given: Given, photo: Path) -> None:
    made = render("text-to-video", _film(0.5), {"prompt": "x"}, given(photo, "first_frame"),
                  options={"cover": True})  # fmt: skip
    film, cover = made.files
    assert (film.role, cover.role, cover.mime) == ("result", "cover", "image/jpeg")
    assert distance(picture(cover.path), frames(film.path)[0]) < 6.0


def test_a_text_stands_in_the_corner_of_every_frame(render: Render) -> None:
    shape = _film(0.5, width=320, height=240)
    values = {"prompt": "a boat on the sea", "mark_text": "Ocean Films"}
    plain, signed = (
        frames(render("text-to-video", shape, values, options=options).files[0].path)
        for options in ({"mark": False}, {"mark": False, "signature": "mark_text"})
    )
    for before, after in zip(plain, signed, strict=True):
        changed = np.abs(before - after).max(axis=2) > 60
        assert changed[180:, 160:].sum() > 60
        assert not changed[:180].any()
        assert not changed[:, :120].any()
    values["mark_text"] = ""
    bare = render("text-to-video", shape, values, options={"mark": False, "signature": "mark_text"})
    assert distance(frames(bare.files[0].path)[0], plain[0]) < 1.0


def test_watermarked_variant(render: Render) -> None:
    made = render(
        "text-to-video", _film(), {"prompt": "a hill"}, options={"watermark_variant": True}
    )
    assert [file.role for file in made.files] == ["result", "watermarked"]
    clean, marked = (frames(file.path) for file in made.files)
    assert len(clean) == len(marked)
    assert distance(clean[3], marked[3]) > 0.5


_SHOTS = [{"Scene": "a night city", "duration": 0.5}, {"Scene": "a desert", "duration": 1}]
_PROMPTS = [{"prompt": "a night city", "duration": 1}, {"prompt": "a desert", "duration": 2}]


@pytest.mark.parametrize(
    "values",
    [{"shots": _SHOTS}, {"multi_shots": True, "multi_prompt": _PROMPTS}],
    ids=["storyboard", "multi_prompt"],
)
def test_shots_cut_where_asked(render: Render, values: dict[str, object]) -> None:
    made = render("storyboard-to-video", _film(1.5), values)
    shown = frames(made.files[0].path)
    steps = [distance(a, b) for a, b in pairwise(shown)]
    assert int(np.argmax(steps)) == 5
    assert max(steps) > 20


def test_the_last_shot_fills_what_the_told_seconds_leave(render: Render) -> None:
    shown = frames(render("storyboard-to-video", _film(3.0), {"shots": _SHOTS}).files[0].path)
    steps = [distance(a, b) for a, b in pairwise(shown)]
    assert int(np.argmax(steps)) == 5
    assert len(shown) == 36


def test_a_list_that_is_switched_off_is_ignored(render: Render) -> None:
    values = {
        "prompt": "a quiet hill by day, static",
        "multi_shots": False,
        "multi_prompt": [{"prompt": "a night city", "duration": 1}] * 2,
    }
    shown = frames(render("text-to-video", _film(), values).files[0].path)
    assert max(distance(a, b) for a, b in pairwise(shown)) < 10


def test_references_are_shown(render: Render, given: Given, photo: Path, other_photo: Path) -> None:
    made = render(
        "reference-to-video", _film(), {"prompt": "in the snow"}, given(photo, "reference"),
        given(other_photo, "reference"),
    )  # fmt: skip
    shown = frames(made.files[0].path)[6]
    red = np.abs(shown - np.array([210, 50, 40])).sum(axis=2) < 80
    green = np.abs(shown - np.array([40, 150, 70])).sum(axis=2) < 80
    assert red.mean() > 0.01
    assert green.mean() > 0.01


def test_references_come_into_a_first_picture(
    render: Render, given: Given, photo: Path, other_photo: Path
) -> None:
    media = given(other_photo, "first_frame"), given(photo, "subject")
    shape = _film(2.0, width=120, height=120)
    shown = frames(render("image-to-video", shape, {"prompt": "still"}, *media).files[0].path)
    assert distance(shown[0], picture(other_photo)) < 6.0, "the first is met exactly"
    red = np.abs(shown[-3] - np.array([210, 50, 40])).sum(axis=2) < 80
    assert red.mean() > 0.01


def test_large_films_have_their_full_size(render: Render) -> None:
    shape = _film(2 / 12, width=2560, height=1440)
    facts = probe(render("text-to-video", shape, {"prompt": "a hill"}).files[0].path)
    assert (facts.width, facts.height) == (2560, 1440)


def test_given_sound_is_the_soundtrack(render: Render, given: Given, voice: Path) -> None:
    from genmux.engines.sketch.source import samples_of

    shape = _film(has_audio=True)
    made = render("text-to-video", shape, {"prompt": "a hill"}, given(voice, "audio"))
    heard = np.concatenate(list(samples_of(made.files[0].path)))
    half = len(heard) // 2
    assert np.abs(heard[2000 : half - 2000]).max() < 0.05
    assert np.abs(heard[half:]).max() > 0.3
