"""Pictures for songs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import Shape
from genmux.engines.sketch import typeface
from genmux.media.probe import probe
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.seeing import distance, picture
from tests.engines.sketch.songs.conftest import DETAIL, Song

ART = Shape("image", 2, 256, 256, format="jpeg")


def test_as_many_squares_as_asked_that_differ_but_belong_together(
    render: Render, song: Song
) -> None:
    track = song(DETAIL)
    made = render("cover-art", Shape("image", 3, 256, 256, format="jpeg"), {}, track)
    assert [file.name for file in made.files] == [f"cover-art-{n}.jpg" for n in range(3)]
    facts = probe(made.files[0].path)
    assert (facts.width, facts.height, facts.mime) == (256, 256, "image/jpeg")
    one, two, three = (picture(file.path) for file in made.files)
    assert min(distance(one, two), distance(one, three), distance(two, three)) > 3
    other = render("cover-art", ART, {}, song(DETAIL | {"title": "Night City", "lyrics": ""}))
    assert distance(one, picture(other.files[0].path)) > distance(one, three)


def test_title_tags_and_words_show(render: Render, song: Song) -> None:
    pictures = [
        picture(render("cover-art", ART, {}, song(detail)).files[0].path)
        for detail in (
            {},
            {"title": "Ida"},
            {"title": "Ida", "tags": "synthwave"},
            {"title": "Ida", "lyrics": "[Verse]\na lighthouse on the sea"},
        )
    ]
    for number, one in enumerate(pictures):
        assert all(distance(one, other) > 2 for other in pictures[number + 1 :])


@pytest.mark.parametrize("size", [(96, 64), (40, 300), (1024, 1024)])
def test_any_size_and_any_title_can_be_drawn(
    render: Render, song: Song, size: tuple[int, int]
) -> None:
    detail = {"title": "Incomprehensibilities of " * 6, "tags": "x" * 300, "lyrics": "[Verse]"}
    made = render("cover-art", Shape("image", 1, *size, format="png"), {}, song(detail))
    with Image.open(made.files[0].path) as file:
        assert file.size == size


def test_letters_that_the_typeface_lacks_are_left_out(render: Render, song: Song) -> None:
    plain = render("cover-art", ART, {}, song({"title": ""}))
    other = render("cover-art", ART, {}, song({"title": "\ue000\ue001"}))
    assert np.array_equal(picture(plain.files[0].path), picture(other.files[0].path))


def test_titles_in_other_scripts_are_set(render: Render, song: Song) -> None:
    if typeface.unsettable("夜曲"):
        pytest.skip("this machine has no such typeface")
    plain = render("cover-art", ART, {}, song({"title": ""}))
    other = render("cover-art", ART, {}, song({"title": "夜曲"}))
    assert distance(picture(plain.files[0].path), picture(other.files[0].path)) > 2


def test_equal_songs_give_equal_pictures(render: Render, song: Song) -> None:
    track = song(DETAIL)
    one, two = (render("cover-art", ART, {}, track) for _ in range(2))
    assert [Path(file.path).read_bytes() for file in one.files] == [
        Path(file.path).read_bytes() for file in two.files
    ]


def test_no_song_at_all_gives_pictures_too(render: Render) -> None:
    assert len(render("cover-art", ART, {}).files) == 2
