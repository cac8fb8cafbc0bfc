"""Both languages say the same things, and every text that the pages ask for is there."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import genmux.console
from genmux.catalogue.entry import Model
from genmux.catalogue.load import load_catalogue
from genmux.console.words import LANGUAGES, Words, glossary, preferred, texts

SOURCE = Path(genmux.console.__file__).parent
_ASKED = re.compile(r"""words\(\s*f?["'](\w+\.\w+)["']""")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_with_the_same_places_to_fill(language: str) -> None:
    assert texts(language).keys() == texts("en").keys()
    for key, text in texts(language).items():
        assert text.strip() == text, key
        assert text, key
        assert _places(text) == _places(texts("en")[key]), key


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


def test_every_folder_of_words_is_a_language() -> None:
    folders = {place.name for place in (files("genmux.console") / "words").iterdir()}
    assert folders == set(LANGUAGES)


def test_every_text_that_is_asked_for_exists() -> None:
    asked = {
        (path.name, key)
        for path in SOURCE.rglob("*.py")
        for key in _ASKED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 80
    assert not {(name, key) for name, key in asked if key not in texts("en")}


@pytest.mark.parametrize(("script", "page"), [("parts/form.js", "form"), ("parts/chat.js", "chat")])
def test_scripts_find_their_texts(script: str, page: str) -> None:
    source = (SOURCE / script).read_text(encoding="utf-8")
    asked = set(re.findall(r"""\b(?:w|say)\(["'](\w+)["']""", source))
    assert len(asked) > 10
    assert asked - {"idea_"} <= Words("en").page(page).keys()


@pytest.fixture(scope="module")
def offers() -> list[tuple[Model, dict[str, Any]]]:
    return [(model, model.schema) for model in load_catalogue().offers]


def _said(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a form says: "field" and its name, "help" and its text."""
    if help_ := schema.get("description"):
        yield "help", help_
    if "items" in schema:
        yield from _said(schema["items"])
    for name, inner in schema.get("properties", {}).items():
        yield "field", name
        yield from _said(inner)


def test_forms_are_told_in_chinese(offers: list[tuple[Model, dict[str, Any]]]) -> None:
    """All but a few: whoever adds a model need not know the language."""
    known = glossary("zh")
    said = {one for _, schema in offers for one in _said(schema)}
    said |= {("note", model.notes) for model, _ in offers if model.notes}
    said |= {("task", kind) for model, _ in offers for kind in model.task_types}
    missing = {
        (what, text)
        for what, text in said
        if (f"fields.{text}" not in texts("zh") if what == "field" else text not in known)
    }
    assert len(said) > 500
    assert len(missing) < len(said) / 20, missing


def test_a_translation_is_not_the_text_itself() -> None:
    assert all(text and text != known for known, text in glossary("zh").items())
    assert glossary("en") == {}
    assert Words("zh").told("One shot.") == "一个镜头。"
    assert Words("zh").told("Nobody wrote this") == "Nobody wrote this"


def test_what_is_not_known_is_said_as_it_is() -> None:
    assert Words("en").get("market.per_parsec", "parsec") == "parsec"
    assert Words("xx").language == "en"


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        ("", "", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "fr-FR, en;q=0.5", "en"),
        ("en", "zh-CN", "en"),
        ("<script>", "zh", "zh"),
    ],
)
def test_the_language_is_chosen_or_the_browsers(cookie: str, header: str, language: str) -> None:
    assert preferred(cookie, header) == language
