from __future__ import annotations

import pytest

from genmux.engines.sketch.moves import moves_of


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("pan left", ("pan_left",)),
        ("The camera slowly pans across the bay to the left", ("pan_left",)),
        ("tracking shot to the left", ("pan_left",)),
        ("pan down", ("tilt_down",)),
        ("tilts slowly down", ("tilt_down",)),
        ("the camera zooms out", ("zoom_out",)),
        ("zooming out", ("zoom_out",)),
        ("dollies in on a boat", ("zoom_in",)),
        ("the camera pulls back", ("zoom_out",)),
        ("[Truck left, Pedestal up]", ("pan_left", "tilt_up")),
        ("circles around the tower", ("orbit",)),
        ("镜头向左平移", ("pan_left",)),
        ("镜头推进", ("zoom_in",)),
        ("カメラが左にパン", ("pan_left",)),
        ("la cámara se mueve a la izquierda", ("pan_left",)),
        ("keep the camera still", ("still",)),
    ],
)
def test_a_move_is_found_with_its_direction(text: str, moves: tuple[str, ...]) -> None:
    assert moves_of(text) == moves


@pytest.mark.parametrize(
    "text",
    ["a flag on the left and a tree on the right", "a truck drives down the road", "a still life",
     "people move in the street", "she looks up"],
)  # fmt: skip
def test_where_something_stands_is_no_move(text: str) -> None:
    assert moves_of(text) == ()


def test_of_two_opposite_moves_the_first_counts() -> None:
    assert moves_of("zoom in, then zoom out") == ("zoom_in",)
