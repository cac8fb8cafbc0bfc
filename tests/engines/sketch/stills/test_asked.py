from __future__ import annotations

import pytest

from genmux.engines.sketch.stills.asked import act_of, added_text
from genmux.engines.sketch.vocabulary import COLOURS
from genmux.engines.sketch.words import read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("remove the background", "cutout"),
        ("crop to the face", "crop"),
        ("blend these two pictures", "blend"),
        ("remove the car", "remove"),
        ("change the shirt to blue", "thing"),
        ("make the sky pink", "sky"),
        ("change the background to green", "ground"),
        ("make it blue", ""),
        ("paint everything green", ""),
        ("make it sunset", ""),
        ("change the background to a snowy forest", ""),
        ("black and white", ""),
    ],
)
def test_instructions_name_an_act(text: str, kind: str) -> None:
    assert act_of(read(text)).kind == kind


def test_the_last_colour_is_the_wanted_one() -> None:
    act = act_of(read("change the red dress to blue"))
    assert (act.before, act.colour) == (COLOURS["red"], COLOURS["blue"])
    assert act_of(read("make the sky pink")).before is None


def test_what_is_added_is_told_from_where() -> None:
    assert added_text("add a dog beside her") == "a dog"
    assert added_text("Put a red car and a tree in front of the house") == "a red car and a tree"
    assert added_text("sharper") == ""
