"""Tasks that start from a given film or sound: extend, restyle, enlarge, clean, follow, talk."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import EngineFailure, Shape, Work
from genmux.engines.sketch import mouth, seeds
from genmux.engines.sketch.engine import SketchEngine
from genmux.engines.sketch.film import FilmSpec, write_film
from genmux.engines.sketch.scene.compose import compose
from genmux.engines.sketch.words import read
from genmux.media.probe import probe
from tests.engines.sketch.seeing import distance, fitted, frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engines.sketch.conftest import Given, Render


def _film(seconds: float = 1.0, **other: object) -> Shape:
    values: dict[str, object] = {"width": 128, "height": 96, "fps": 12.0, "format": "mp4"} | other
    return Shape("video", seconds=seconds, **values)  # type: ignore[arg-type]


def _silent(share: float) -> None:
    """Nobody watches."""


def test_a_missing_film_is_a_failure(render: Render) -> None:
    with pytest.raises(EngineFailure, match="needs a video"):
        render("extend", _film(), {"prompt": "on"})


def test_extension_alone_starts_from_the_last_frame(
    render: Render, given: Given, clip: Path
) -> None:
    values = {"prompt": "pan right", "duration": 1}
    made = render("extend", _film(1.0), values, given(clip, "source"))
    shown, before = frames(made.files[0].path), frames(clip)
    assert len(shown) == 12
    assert distance(shown[0], before[-1]) < 5.0


def test_extension_includes_the_film_where_it_is_longer_than_asked(
    render: Render, given: Given, clip: Path
) -> None:
    values = {"prompt": "pan right", "extend_times": "1"}
    made = render("extend", _film(2.0, has_audio=True), values, given(clip, "source"))
    shown, before = frames(made.files[0].path), frames(clip)
    assert len(shown) == 24
    assert all(distance(a, b) < 6.0 for a, b in zip(shown, before, strict=False))
    assert distance(shown[12], before[-1]) < 6.0
    assert probe(made.files[0].path).has_audio


def test_a_film_in_place_of_a_first_picture_goes_on(
    render: Render, given: Given, clip: Path
) -> None:
    shape = _film(2.0, has_audio=True)
    made = render("image-to-video", shape, {"prompt": "zoom in"}, given(clip, "source"))
    shown, before = frames(made.files[0].path), frames(clip)
    assert len(shown) == 24
    assert all(distance(a, b) < 6.0 for a, b in zip(shown, before, strict=False))
    assert distance(shown[12], before[-1]) < 6.0


def test_extension_goes_on_from_the_second_that_was_sent(given: Given, tmp_path: Path) -> None:
    panned = tmp_path / "panned.mp4"
    stripes = np.kron(np.random.default_rng(2).integers(0, 255, (1, 60)), np.ones((96, 8)))
    with av.open(str(panned), "w") as file:
        stream = file.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for number in range(24):
            grey = stripes[:, 8 * number : 8 * number + 128].astype(np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.dstack([grey] * 3), "rgb24")))
        file.mux(stream.encode())
    work = Work(
        "0" * 32, "acme/draft", "Draft", "extend", {"extend_at": 1.0, "extend_times": "1"},
        (given(panned, "parent"),), _film(1.0), 11, str(tmp_path),
        request={"input": {"extend_at": 1.0}},
    )  # fmt: skip
    made = SketchEngine().render(work, lambda _: None)
    assert distance(frames(made.files[0].path)[0], frames(panned)[12]) < 8.0


def test_extension_brings_the_whole_film_as_a_part(
    render: Render, given: Given, clip: Path
) -> None:
    options = {"alone": True, "whole": True}
    told: list[float] = []
    shape = _film(0.5, has_audio=True)
    made = render("extend", shape, {"prompt": "pan right"}, given(clip, "parent"),
                  options=options, report=told.append)  # fmt: skip
    added, whole = made.files
    assert (added.role, whole.role) == ("result", "part")
    assert added.detail == {"whole": {"$file": 1}, "width": 128, "height": 96}
    assert told == sorted(told)
    assert told[-1] == 1.0
    before, more, full = frames(clip), frames(added.path), frames(whole.path)
    assert (len(more), len(full)) == (6, 18)
    assert distance(more[0], before[-1]) < 5.0
    assert all(distance(a, b) < 6.0 for a, b in zip(full, before + more, strict=True))
    assert probe(whole.path).has_audio

    again = render("extend", shape, {"prompt": "pan left"}, given(added.path, "parent"),
                   given(whole.path, "whole"), options=options)  # fmt: skip
    last, longer = frames(again.files[0].path), frames(again.files[1].path)
    assert distance(last[0], more[-1]) < 5.0
    assert len(longer) == 24
    assert distance(longer[0], before[0]) < 6.0


def test_restyled_film_keeps_its_frames_and_changes_its_look(
    render: Render, given: Given, clip: Path
) -> None:
    values = {"prompt": "black and white"}
    made = render("video-to-video", _film(has_audio=True), values, given(clip, "source"),
                  options={"mark": False})  # fmt: skip
    shown, before = frames(made.files[0].path), frames(clip)
    assert np.ptp(shown[6], axis=2).mean() < 4
    one, other = shown[6].mean(axis=2).ravel(), before[6].mean(axis=2).ravel()
    assert np.corrcoef(one, other)[0, 1] > 0.9


@pytest.mark.parametrize(("fps", "drawings"), [(24.0, 12), (12.0, 12)])
def test_a_film_drawn_by_hand_has_a_drawing_for_two_fluent_frames(
    render: Render, given: Given, clip: Path, fps: float, drawings: int
) -> None:
    values = {"prompt": "make it line art"}
    made = render("video-to-video", _film(fps=fps), values, given(clip, "source"),
                  options={"mark": False})  # fmt: skip
    shown = frames(made.files[0].path)
    assert len(shown) == fps
    changes = [distance(one, other) for one, other in pairwise(shown)]
    assert sum(change > 0.5 for change in changes) <= drawings
    paper = np.median(np.stack(shown).reshape(-1, 3), axis=0)
    assert paper.min() > 200, "lines on paper"


def test_reference_colours_reach_the_film(
    render: Render, given: Given, clip: Path, other_photo: Path
) -> None:
    made = render("video-to-video", _film(), {"prompt": "sharper"}, given(clip, "source"),
                  given(other_photo, "reference"))  # fmt: skip
    sand = fitted(other_photo, (128, 96)).mean(axis=(0, 1))
    after, before = frames(made.files[0].path)[6], frames(clip)[6]
    assert (
        np.abs(after.mean(axis=(0, 1)) - sand).sum() < np.abs(before.mean(axis=(0, 1)) - sand).sum()
    )


def test_upscaled_film_is_the_film(render: Render, given: Given, clip: Path) -> None:
    shape = _film(width=256, height=192, has_audio=True)
    made = render("upscale", shape, {}, given(clip, "source"))
    shown, before = frames(made.files[0].path), frames(clip)
    assert shown[0].shape == (192, 256, 3)
    assert all(distance(a[::2, ::2], b) < 9.0 for a, b in zip(shown, before, strict=True))


def test_an_enlarged_film_is_nearer_to_the_truth_than_plain_enlarging(
    render: Render, given: Given, tmp_path: Path
) -> None:
    scene = compose(read("a castle by a lake, two people"), (512, 288), seeds.generator(3)).still()
    truth, path = np.asarray(scene, float), tmp_path / "small.mp4"
    small = np.asarray(scene.resize((256, 144), Image.Resampling.BOX))
    spec = FilmSpec(path, 256, 144, Fraction(12), 6, "small")
    write_film([spec], iter([(small,)] * 6), None, _silent)
    plain = Image.fromarray(frames(path)[-1].astype(np.uint8))
    plainly = np.asarray(plain.resize((512, 288), Image.Resampling.BILINEAR), float)
    shape = _film(0.5, width=512, height=288)
    shown = frames(render("upscale", shape, {}, given(path, "source")).files[0].path)
    assert np.square(shown[-1] - truth).mean() < 0.97 * np.square(plainly - truth).mean()


def test_several_films_are_shown_in_turn_until_the_length_is_filled(
    render: Render, given: Given, clip: Path, tmp_path: Path
) -> None:
    path = tmp_path / "square.mp4"
    _square_film(path, lambda number: 8 + 3 * number)
    media = given(clip, "source"), given(path, "reference")
    made = render("video-to-video", _film(3.5, has_audio=True), {"prompt": "as it is"}, *media)
    shown, first, second = (frames(one) for one in (made.files[0].path, clip, path))
    assert len(shown) == 42
    assert distance(shown[3], first[3]) < 8.0
    assert distance(shown[12 + 6], second[6]) < 8.0
    assert distance(shown[36 + 2], first[2]) < 8.0
    assert probe(made.files[0].path).has_audio


def test_a_standing_mark_is_painted_over(render: Render, given: Given, tmp_path: Path) -> None:
    y, x = np.mgrid[0:144, 0:192]

    def frame(n: int) -> np.ndarray:
        wave = 110 + 60 * np.sin((x + 9 * n) / 15) * np.cos((y + 5 * n) / 12)
        pixels = np.repeat(wave[..., None], 3, axis=2).astype(np.uint8)
        pixels[108:124, 140:180] = 255
        return pixels

    path = tmp_path / "marked.mp4"
    spec = FilmSpec(path, 192, 144, Fraction(12), 12, "")
    write_film([spec], ((frame(n),) for n in range(12)), None, _silent)
    made = render("remove-watermark", _film(width=192, height=144), {}, given(path, "source"))
    for shown in frames(made.files[0].path):
        assert shown[112:120, 150:170].mean() < 200
    before, after = frames(path)[6], frames(made.files[0].path)[6]
    assert distance(before[:80], after[:80]) < 4.0


def test_a_film_without_a_mark_is_left_alone(render: Render, given: Given, clip: Path) -> None:
    made = render("remove-watermark", _film(), {}, given(clip, "source"))
    assert all(
        distance(a, b) < 8.0 for a, b in zip(frames(made.files[0].path), frames(clip), strict=True)
    )


def test_a_page_link_gives_a_scene_to_show(render: Render) -> None:
    made = render("remove-watermark", _film(), {"video_url": "https://example.com/p/s_1"})
    assert len(frames(made.files[0].path)) == 12


def test_motion_follows_the_driving_film(
    render: Render, given: Given, photo: Path, tmp_path: Path
) -> None:
    rng = np.random.Generator(np.random.PCG64(5))
    ground = np.asarray(
        Image.fromarray(rng.integers(0, 255, (24, 60, 3), dtype=np.uint8)).resize((480, 96))
    )
    path = tmp_path / "pan.mp4"
    spec = FilmSpec(path, 128, 96, Fraction(12), 12, "")
    moving = ((ground[:, 130 - 3 * n : 258 - 3 * n],) for n in range(12))
    write_film([spec], moving, None, _silent)
    made = render(
        "motion-control", _film(), {}, given(photo, "first_frame"), given(path, "driving")
    )
    shown = frames(made.files[0].path)
    assert _red_centre(shown[-1]) - _red_centre(shown[0]) > 6


def _square_film(path: Path, left: Callable[[int], int]) -> None:
    """Two seconds of a white square on grey, whose left edge is told by frame number."""

    def drawn(number: int) -> tuple[np.ndarray, ...]:
        frame = np.full((96, 128, 3), 90, np.uint8)
        frame[36:60, left(number) : left(number) + 24] = 250
        return (frame,)

    spec = FilmSpec(path, 128, 96, Fraction(12), 24, "")
    write_film([spec], (drawn(number) for number in range(24)), None, _silent)


def test_a_long_movement_is_followed_to_its_end(
    render: Render, given: Given, photo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "far.mp4"
    ground = np.kron(np.random.default_rng(3).integers(0, 255, (12, 60, 3)), np.ones((8, 8, 1)))
    moving = ((ground[:, 180 - 6 * n : 308 - 6 * n].astype(np.uint8),) for n in range(24))
    write_film([FilmSpec(path, 128, 96, Fraction(12), 24, "")], moving, None, _silent)
    made = render(
        "motion-control", _film(2.0), {}, given(photo, "first_frame"), given(path, "driving")
    )
    places = [_red_centre(shown) for shown in frames(made.files[0].path)[::6]]
    assert all(after - before > 1.5 for before, after in pairwise(places))


def test_a_replaced_subject_begins_where_the_movement_is(
    render: Render, given: Given, photo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "square.mp4"
    _square_film(path, lambda number: 8 + 3 * number)
    made = render("motion-control", _film(2.0), {"background_source": "input_video"},
                  given(photo, "first_frame"), given(path, "driving"))  # fmt: skip
    places = [_red_centre(shown) for shown in frames(made.files[0].path)]
    assert max(abs(b - a) for a, b in pairwise(places[:6])) < 4, "it leaps"
    assert places[-1] - places[0] > 20


def _red_centre(shown: np.ndarray) -> float:
    red = (shown[..., 0] - shown[..., 2]) > 60
    return float(np.flatnonzero(red.any(axis=0)).mean())


def test_subject_takes_over_the_scene(
    render: Render, given: Given, photo: Path, clip: Path
) -> None:
    values = {"background_source": "input_video"}
    made = render("motion-control", _film(), values, given(photo, "first_frame"),
                  given(clip, "driving"))  # fmt: skip
    shown, scene = frames(made.files[0].path)[6], frames(clip)[6]
    assert ((shown[..., 0] - shown[..., 2]) > 100).mean() > 0.05
    assert distance(shown[:10, :10], scene[:10, :10]) < 8.0


def test_mouth_opens_while_the_voice_sounds(
    render: Render, given: Given, voice: Path, tmp_path: Path
) -> None:
    _face().save(tmp_path / "face.png")
    shape = _film(width=200, height=200, has_audio=True)
    made = render(
        "avatar", shape, {}, given(tmp_path / "face.png", "first_frame"), given(voice, "audio")
    )
    shown = frames(made.files[0].path)
    quiet, loud = ((shown[n][95:130, 105:135].max(axis=2) < 90).sum() for n in (2, 9))
    assert loud > quiet + 20, "the open mouth is dark"
    assert probe(made.files[0].path).has_audio


def test_a_mask_says_who_speaks(render: Render, given: Given, voice: Path, tmp_path: Path) -> None:
    both = Image.new("RGB", (400, 200))
    both.paste(_face(), (0, 0))
    both.paste(_face(), (200, 0))
    both.save(tmp_path / "both.png")
    mask = Image.new("L", (400, 200), 0)
    for left in (0, 200):
        mask.paste(255, (left, 0, left + 200, 200))
        mask.paste(0, (200 - left, 0, 400 - left, 200))
        mask.save(tmp_path / "mask.png")
        made = render(
            "avatar", _film(width=400, height=200, has_audio=True), {},
            given(tmp_path / "both.png", "first_frame"), given(voice, "audio"),
            given(tmp_path / "mask.png", "mask"),
        )  # fmt: skip
        shown = frames(made.files[0].path)[9]
        dark = [
            (shown[95:130, x + 95 : x + 145].max(axis=2) < 90).sum() for x in (left, 200 - left)
        ]
        assert dark[0] > dark[1] + 20


def test_short_film_runs_again_under_a_long_voice(
    render: Render, given: Given, clip: Path, voice: Path
) -> None:
    made = render("lip-sync", _film(1.5, has_audio=True), {}, given(clip, "source"),
                  given(voice, "audio"))  # fmt: skip
    shown = frames(made.files[0].path)
    assert len(shown) == 18
    assert distance(shown[12], frames(clip)[0]) < 6.0


def test_mouth_is_found_in_a_face() -> None:
    found = mouth.find(_face())
    assert found.x == pytest.approx(120, abs=5)
    assert 90 < found.y < 118


def _face() -> Image.Image:
    """A skin-coloured oval with two eyes around (120, 80)."""
    pixels = np.full((200, 200, 3), (70, 110, 160), np.uint8)
    y, x = np.mgrid[0:200, 0:200]
    pixels[((x - 120) / 34) ** 2 + ((y - 80) / 44) ** 2 < 1] = (226, 176, 146)
    for eye in (107, 133):
        pixels[(x - eye) ** 2 + (y - 70) ** 2 < 16] = (40, 30, 30)
    return Image.fromarray(pixels)
