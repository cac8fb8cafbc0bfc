"""Which engines make a model, in which order."""

from __future__ import annotations

import pytest

from genmux.engines.base import Shape
from genmux.engines.registry import LOCAL, Engines, Own, Rule, lane
from tests.worker.toys import ToyVendor

MODEL = "toy/model"
A, B = ToyVendor("http://a", "a"), ToyVendor("http://b", "b")
OTHER = ToyVendor("http://o", "o", model="other/model")
ENGINES = Engines(remote={"o": OTHER, "a": A, "b": B})


def test_without_accounts_this_machine_makes_it() -> None:
    assert Engines().routes(MODEL, sandbox=False) == (LOCAL,)


def test_accounts_are_tried_in_their_order_where_they_have_the_model() -> None:
    assert ENGINES.routes(MODEL, sandbox=False) == ("a", "b")
    assert ENGINES.routes("unknown", sandbox=False) == (LOCAL,), "nobody has it: a draft"


def test_sandbox_keys_never_leave_this_machine() -> None:
    assert ENGINES.routes(MODEL, sandbox=True, wish=("a",)) == (LOCAL,)


@pytest.mark.parametrize(
    ("rules", "own", "wish", "routes"),
    [
        ([Rule("toy/*", ("b",))], (), (), ("b",)),
        ([Rule("toy/*", ("b", LOCAL))], (), (), ("b", LOCAL)),
        ([Rule("other/*", ("b",))], (), (), ("a", "b")),
        ([Rule("toy/*", ("b",))], [Rule("*", ("a",))], (), ("a",)),
        ([Rule("toy/*", ("b",))], [Rule("*", ("a",))], ("b", "a"), ("b", "a")),
        ([Rule("toy/*", ("o", "gone"))], (), (), ()),
        ([], (), ("o",), ()),
        ([], (), (LOCAL,), (LOCAL,)),
    ],
)
def test_a_wish_comes_before_the_projects_rules_and_these_before_the_settings(
    rules: list[Rule], own: list[Rule], wish: tuple[str, ...], routes: tuple[str, ...]
) -> None:
    engines = Engines(remote=ENGINES.remote, rules=rules)
    assert engines.routes(MODEL, sandbox=False, wish=wish, own=Own(rules=own)) == routes


def test_a_project_brings_accounts_and_replaces_others() -> None:
    mine = ToyVendor("http://mine", "a")
    own = Own({"a": mine, "c": ToyVendor("http://c", "c")})
    assert ENGINES.routes(MODEL, sandbox=False, own=own) == ("a", "b", "c")
    assert ENGINES.vendor("a", own) is mine
    assert ENGINES.vendor("a") is A
    assert ENGINES.names(own) == ["o", "a", "b", "c", LOCAL]


@pytest.mark.parametrize(
    ("routes", "where"),
    [((LOCAL,), "local"), (("a", LOCAL), "remote"), ((LOCAL, "a"), "local"), ((), "local")],
)
def test_where_a_task_waits(routes: tuple[str, ...], where: str) -> None:
    assert lane(routes) == where


@pytest.mark.parametrize(
    ("shape", "long"),
    [
        (Shape("image", count=4, width=4096, height=4096), False),
        (Shape("video", width=1280, height=720, fps=24, seconds=10), False),
        (Shape("video", width=1280, height=720, fps=24, seconds=30), True),
        (Shape("video", width=3840, height=2160, fps=24, seconds=5), True),
        (Shape("audio", seconds=20), False),
        (Shape("audio", seconds=180), True),
        (Shape("audio", count=2), True),
        (Shape("object"), False),
    ],
)
def test_long_drafts_wait_apart(shape: Shape, long: bool) -> None:
    assert lane((LOCAL,), shape) == ("long" if long else "local")
    assert lane(("a", LOCAL), shape) == "remote"
