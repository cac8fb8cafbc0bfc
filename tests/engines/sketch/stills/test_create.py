from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from genmux.engines.base import Shape
from genmux.media.probe import probe
from tests.engines.sketch.seeing import distance, picture

if TYPE_CHECKING:
    from tests.engines.sketch.conftest import Render


@pytest.mark.parametrize("size", [(64, 64), (320, 40), (40, 320), (257, 131)])
@pytest.mark.parametrize("prompt", ["", "a red fox in the snow at night", "quantum entropy"])
def test_pixels_are_as_asked(render: Render, size: tuple[int, int], prompt: str) -> None:
    made = render("text-to-image", Shape("image", 1, *size), {"prompt": prompt})
    facts = probe(made.files[0].path)
    assert (facts.width, facts.height, facts.codec) == (*size, "png")


def test_count_variants_are_made_and_differ(render: Render) -> None:
    made = render("text-to-image", Shape("image", 4, 160, 120), {"prompt": "a cat in a forest"})
    assert [file.name for file in made.files] == [f"text-to-image-{n}.png" for n in range(4)]
    pictures = [picture(file.path) for file in made.files]
    assert all(distance(a, b) > 2.0 for a, b in combinations(pictures, 2))


def test_different_prompts_look_different(render: Render) -> None:
    prompts = (
        "a boat on the sea at sunset",
        "a robot in a city at night",
        "a cup of coffee on a table",
        "a fish under water",
    )
    shape = Shape("image", 1, 160, 120)
    pictures = [
        picture(render("text-to-image", shape, {"prompt": p}).files[0].path) for p in prompts
    ]
    assert all(distance(a, b) > 20.0 for a, b in combinations(pictures, 2))


@pytest.mark.parametrize(
    "style", ["watercolor", "pixel art", "pencil sketch", "black and white", "vintage", "dreamy"]
)
def test_style_words_change_the_picture(render: Render, style: str) -> None:
    shape = Shape("image", 1, 160, 120)
    plain = render("text-to-image", shape, {"prompt": "a fox on a hill by day"})
    styled = render("text-to-image", shape, {"prompt": f"a fox on a hill by day, {style}"})
    assert distance(picture(plain.files[0].path), picture(styled.files[0].path)) > 3.0


@pytest.mark.parametrize("words", ["isometric", "logo", "poster", "portrait"])
def test_arrangement_words_change_the_picture(render: Render, words: str) -> None:
    shape = Shape("image", 1, 160, 120)
    plain = render("text-to-image", shape, {"prompt": "a woman by day"})
    arranged = render("text-to-image", shape, {"prompt": f"{words} of a woman by day"})
    assert distance(picture(plain.files[0].path), picture(arranged.files[0].path)) > 10.0


def test_a_poster_keeps_its_title_off_the_scene(render: Render) -> None:
    shape, clean = Shape("image", 1, 240, 320), {"mark": False, "caption": False}
    one, other = (
        picture(render("text-to-image", shape, {"prompt": f'poster by day, a tree, "{title}"'},
                       options=clean).files[0].path)
        for title in ("HELLO", "GOODBYE")
    )  # fmt: skip
    assert distance(one[:80], other[:80]) > 2.0
    assert distance(one[80:], other[80:]) == 0.0


@pytest.mark.parametrize("title", ["ЗИМА", "ΚΑΛΟΚΑΙΡΙ", "夏", "שלום", "ฤดูร้อน"])
def test_titles_of_any_script_leave_a_trace(render: Render, title: str) -> None:
    """Set where a typeface is at hand, else named: never nothing."""
    shape, clean = Shape("image", 1, 240, 160), {"mark": False, "caption": False}
    made = render("text-to-image", shape, {"prompt": f'a field by day "{title}"'}, options=clean)
    plain = render("text-to-image", shape, {"prompt": 'a field by day " "'}, options=clean)
    assert distance(picture(made.files[0].path)[:80], picture(plain.files[0].path)[:80]) > 1.0


def test_quoted_text_is_written(render: Render) -> None:
    shape = Shape("image", 1, 240, 160)
    one = render("text-to-image", shape, {"prompt": 'a poster by day "HELLO"'})
    other = render("text-to-image", shape, {"prompt": 'a poster by day "GOODBYE"'})
    top = slice(0, 60)
    assert distance(picture(one.files[0].path)[top], picture(other.files[0].path)[top]) > 2.0


def test_mark_and_caption_can_be_switched_off(render: Render) -> None:
    shape, values = Shape("image", 1, 200, 200), {"prompt": "a quiet field by day"}
    clean = render("text-to-image", shape, values, options={"mark": False, "caption": False})
    usual = render("text-to-image", shape, values)
    one, other = picture(clean.files[0].path), picture(usual.files[0].path)
    assert distance(one[:150], other[:150]) == 0.0
    assert distance(one[150:], other[150:]) > 1.0


def test_given_colours_lead_the_palette(render: Render) -> None:
    shape = Shape("image", 1, 160, 120)
    colours = [{"hex": "#ff0000", "ratio": "60.00%"}, {"hex": "#00ff00", "ratio": "40.00%"}]
    plain = render("text-to-image", shape, {"prompt": "a ball"})
    led = render("text-to-image", shape, {"prompt": "a ball", "color_palette": colours})
    assert distance(picture(plain.files[0].path), picture(led.files[0].path)) > 3.0
