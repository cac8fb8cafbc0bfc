"""Lengths in frames, as a route asks for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genmux.engines.remote import Refused
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.fal import open_engine
from tests.engines.vendors.works import work_of

ENGINE = open_engine(Account("one", "fal", "key"))
MODEL = "infinitalk/from-audio"


@pytest.mark.parametrize(("seconds", "frames"), [(0.5, 41), (2, 53), (5.8, 149), (28.8, 721)])
def test_the_video_is_as_long_as_the_sound(tmp_path: Path, seconds: float, frames: int) -> None:
    work = work_of(MODEL, tmp_path)
    work = replace(work, shape=replace(work.shape, seconds=seconds))
    assert ENGINE.mapped(work).body["num_frames"] == frames
    assert (frames - 1) % 4 == 0


def test_a_longer_one_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    work = work_of(MODEL, tmp_path)
    work = replace(work, shape=replace(work.shape, seconds=29.0))
    with pytest.raises(Refused, match="at most 28 seconds") as caught:
        ENGINE.plan(work)
    assert caught.value.why == "unsupported"


def test_other_models_have_no_frames(tmp_path: Path) -> None:
    assert "num_frames" not in ENGINE.mapped(work_of("kling/v2-1-standard", tmp_path)).body
