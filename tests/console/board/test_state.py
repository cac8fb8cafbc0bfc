"""What a list says of a task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genmux.console.board.state import cost, lasted, says, state_chip
from genmux.console.words import Words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"prompt": "A  red\nkite"}, "A red kite"),
        ({"style": "x", "lyrics": "La la"}, "La la"),
        ({"dialogue": [{"voice": "Adam", "text": "Good morning."}]}, "Good morning."),
        ({"image_url": "https://example.org/a.png"}, ""),
        ({"speaker": 3}, ""),
        ({}, ""),
    ],
)
def test_the_words_of_a_request(asked: dict[str, Any], said: str) -> None:
    assert says({"param": json.dumps({"input": json.dumps(asked)})}) == said


def test_long_words_are_cut() -> None:
    task = {"param": json.dumps({"input": {"prompt": "word " * 100}})}
    assert len(says(task)) <= 160
    assert says(task).endswith("…")


def test_a_running_task_tells_how_far_it_is() -> None:
    assert "40 %" in state_chip(Words("en"), {"status": "running", "progress": 40})
    assert "%" not in state_chip(Words("en"), {"status": "succeeded", "progress": 100})
    assert "&lt;" in state_chip(Words("en"), {"status": "<odd>"})


def test_time_and_cost_are_known_at_the_end() -> None:
    assert lasted({"createTime": 1000, "completeTime": 3500}) == 2500
    assert lasted({"createTime": 1000, "completeTime": None}) is None
    assert cost({"creditsCharged": 0, "creditsHeld": 5}) == 0
    assert cost({"creditsCharged": None, "creditsHeld": 5}) == 5
