"""Codes and guesses to names of the speech library."""

from __future__ import annotations

import pytest

from genmux.engines.sketch.speech.languages import detect, library_language, runs


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The cat is on the table.", "en"),
        ("a song about a lighthouse in a storm", "en"),
        ("A dog as big as a house", "en"),
        ("Guten Tag und herzlich willkommen", "de"),
        ("Bonjour, comment allez-vous et merci", "fr"),
        ("Hola, ¿cómo está usted? Muchas gracias", "es"),
        ("Buongiorno a tutti, come sono le cose?", "it"),
        ("Olá, obrigado, você está muito bem", "pt"),
        ("Dzień dobry, dziękuję", "pl"),
        ("Привет, мир", "ru"),
        ("Привіт, світе, як її справи", "uk"),
        ("Γειά σου κόσμε", "el"),
        ("你好世界", "zh"),
        ("こんにちは世界", "ja"),
        ("안녕하세요", "ko"),
        ("مرحبا بالعالم", "ar"),
        ("नमस्ते दुनिया", "hi"),
        ("1234 !?", "en"),
        ("", "en"),
    ],
)
def test_a_text_is_read_in_its_own_language(text: str, code: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "en-us"),
        ("en-GB", "en"),
        ("zh", "cmn"),
        ("no", "nb"),
        ("deu", "de"),
        ("pt_BR", "pt-br"),
        ("fil", "id"),
        ("fr", "fr"),
    ],
)
def test_codes_become_names_of_the_library(code: str, name: str) -> None:
    assert library_language(code) == name


def test_no_code_means_looking_at_the_text() -> None:
    assert library_language("", "Guten Tag und danke") == "de"


def test_each_script_is_read_by_a_language_that_is_written_in_it() -> None:
    assert runs("Hello 你好 Привет, bonjour!", "en-us") == [
        ("Hello ", "en-us"),
        ("你好 ", "cmn"),
        ("Привет, ", "ru"),
        ("bonjour!", "en-us"),
    ]


def test_chinese_characters_in_japanese_are_not_spelt_in_english() -> None:
    assert runs("東京へ行く", "ja") == [("東京", "cmn"), ("へ", "ja"), ("行", "cmn"), ("く", "ja")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("こんにちは、カメラ", "ja"),
        ("Это BMW", "ru"),
        ("Қазақстан", "kk"),
        ("안녕 여러분", "ko"),
        ("plain words", "en-us"),
        ("...", "en-us"),
    ],
)
def test_a_text_in_its_own_script_stays_whole(text: str, language: str) -> None:
    assert runs(text, language) == [(text, language)]
