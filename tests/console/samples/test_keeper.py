"""Samples: served when there, drawn once when not, and only for models that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from genmux.catalogue.load import load_catalogue
from genmux.console.samples.draw import Drawer
from genmux.console.samples.keeper import Keeper
from genmux.console.samples.names import sample_name

PICTURES = ["z-image"]


async def test_a_missing_sample_is_drawn_and_then_found(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    try:
        assert await keeper.find(f"{sample_name('z-image')}.webp") is None
        keeper.announce(PICTURES)
        path = await keeper.find(f"{sample_name('z-image')}.webp")
        assert path is not None
        assert path.read_bytes()[8:12] == b"WEBP"
        assert await keeper.find("../keeper.py") is None
    finally:
        await keeper.close()


async def test_what_cannot_be_drawn_is_tried_once(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    try:
        keeper.announce(["acme/no-such-model"])
        name = f"{sample_name('acme/no-such-model')}.webp"
        assert await keeper.find(name) is None
        assert await keeper.find(name) is None
    finally:
        await keeper.close()


@pytest.mark.parametrize("kind", ["image", "video", "audio", "speech"])
def test_every_kind_has_a_picture(kind: str, tmp_path: Path) -> None:
    from PIL import Image

    model = next(one for one in load_catalogue(()) if one.kind == kind)
    Drawer(tmp_path).draw(model)
    with Image.open(tmp_path / f"{sample_name(model.id)}.webp") as picture:
        assert picture.size == (480, 300)
    assert (tmp_path / f"{sample_name(model.id)}.mp4").exists() is (kind == "video")


def test_names_are_plain_and_never_shared() -> None:
    ids = [one.id for one in load_catalogue(())]
    names = {sample_name(one) for one in ids}
    assert len(names) == len(ids)
    assert all(name.replace("-", "").isalnum() for name in names)
    assert sample_name("a/b") != sample_name("a-b")
