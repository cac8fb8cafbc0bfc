"""The gallery asks every model for something, and shows what comes back."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from examples.gallery.make import given_files, make
from examples.gallery.orders import PROMPTS, Order, orders, work_of
from examples.gallery.page import contact_sheets, write_page

from genmux.catalogue.load import load_catalogue
from genmux.engines.base import MediaFacts, MediaInput, Rendered


@pytest.fixture(scope="module")
def everything() -> dict[str, Order]:
    catalogue = load_catalogue()
    return {one.model.id: one for one in orders([*catalogue, *catalogue.calls])}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MediaInput]:
    return given_files(tmp_path_factory.mktemp("given") / "files")


def test_every_model_is_asked_and_finds_what_it_builds_on(everything: dict[str, Order]) -> None:
    catalogue = load_catalogue()
    assert set(everything) == {one.id for one in (*catalogue, *catalogue.calls)}
    for order in everything.values():
        waiting, seen = [order], set()
        while waiting:
            one = waiting.pop()
            assert one.model.id not in seen or not one.parents, f"{order.model.id} needs itself"
            seen.add(one.model.id)
            waiting += [everything[parent] for parent in one.parents.values()]


def test_prompts_differ_from_card_to_card(everything: dict[str, Order]) -> None:
    asked = [o.values["prompt"] for o in everything.values() if o.model.task == "text-to-image"]
    assert len(set(asked)) >= 8


def test_cards_show_pictures_sounds_and_objects(
    everything: dict[str, Order], given: dict[str, MediaInput], tmp_path: Path
) -> None:
    made: dict[str, tuple[Order, Rendered]] = {}
    cards = []
    for name in ("z-image", "elevenlabs/sound-effect-v2", "omni/audio"):
        order = everything[name]
        rendered, card = make(work_of(order, given, made, tmp_path / order.model.slug))
        assert rendered is not None, card.failure
        cards.append(card)
    page = write_page(cards, tmp_path).read_text(encoding="utf-8")
    contact_sheets(cards, tmp_path)
    for card in cards:
        assert card.title in page
        for one in card.shown:
            assert one.look is None or one.look.is_file()
    assert "<audio" in page
    assert "<img" in page
    assert "voice" in page
    assert (tmp_path / "contact-1.png").is_file()


def test_what_fails_is_shown_with_its_reason(everything: dict[str, Order], tmp_path: Path) -> None:
    order = everything["recraft/remove-background"]
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    given = {"image": MediaInput("", 0, "", str(broken), "0" * 64, _facts())}
    rendered, card = make(work_of(order, given, {}, tmp_path / "out"))
    assert rendered is None
    assert "cannot be read" in card.failure
    assert card.failure in write_page([card], tmp_path).read_text(encoding="utf-8")


def _facts() -> MediaFacts:
    return MediaFacts("image", "image/png", 10, 64, 64)


def test_titles_stand_in_many_scripts(everything: dict[str, Order]) -> None:
    asked = " ".join(
        str(o.values["prompt"]) for o in everything.values() if o.model.task == "text-to-image"
    )
    for script in ("CJK", "ARABIC", "DEVANAGARI", "CYRILLIC", "HIRAGANA"):
        assert any(unicodedata.name(sign, "").startswith(script) for sign in asked), script


def test_films_of_a_picture_are_told_what_to_do_with_it(everything: dict[str, Order]) -> None:
    for order in everything.values():
        if order.model.task == "image-to-video":
            assert order.values.get("prompt") not in PROMPTS["video"]
