"""Values find their way into another model's form, and nothing that it would refuse does."""

from __future__ import annotations

from typing import Any

from genmux.console.play.carry import fitting, media_fields, media_kinds, with_file

PICTURE = "http://127.0.0.1/files/a/one.png"
FILM = {
    "type": "object",
    "required": ["prompt", "image_url"],
    "properties": {
        "prompt": {"type": "string", "maxLength": 100},
        "last_url": {"type": "string", "format": "uri", "x-media": {"kinds": ["image"]}},
        "image_url": {"type": "string", "format": "uri", "x-media": {"kinds": ["image"]}},
        "audio_urls": {"type": "array", "maxItems": 2, "x-media": {"kinds": ["audio"]}},
        "duration": {"type": "integer", "minimum": 4, "maximum": 10},
        "mode": {"type": "string", "enum": ["std", "pro"]},
        "sound": {"type": "boolean"},
    },
}


def test_the_kinds_of_a_field() -> None:
    assert media_kinds({"x-media": ["image", "video"]}) == ("image", "video")
    assert media_kinds({"type": "array", "items": {"x-media": {"kinds": ["audio"]}}}) == ("audio",)
    assert media_kinds({"x-media": "image"}) == ("image",)
    assert media_kinds({"type": "string"}) == ()


def test_required_fields_come_first() -> None:
    assert [name for name, _, _ in media_fields(FILM)] == ["image_url", "last_url", "audio_urls"]


def test_a_file_goes_into_the_first_free_field_of_its_kind() -> None:
    one = with_file(FILM, {}, PICTURE, "image")
    assert one == {"image_url": PICTURE}
    assert with_file(FILM, one, "http://b", "image")["last_url"] == "http://b"
    assert with_file(FILM, {}, "http://c", "audio") == {"audio_urls": ["http://c"]}
    assert with_file(FILM, {}, "http://d", "video") == {}


def test_only_what_fits_is_carried() -> None:
    asked: dict[str, Any] = {"prompt": "a kite", "duration": 5, "mode": "pro", "sound": True}
    assert fitting(FILM, {**asked, "seed": 3}) == asked
    wrong = {"prompt": "x" * 101, "duration": 11, "mode": "turbo", "sound": "yes"}
    assert fitting(FILM, wrong) == {}
    assert fitting(FILM, {"duration": True, "prompt": 7}) == {}


def test_a_prompt_and_files_find_fields_of_other_names() -> None:
    assert fitting(FILM, {"text": "hello"})["prompt"] == "hello"
    carried = fitting(FILM, {"image_input": [PICTURE]})
    assert carried["image_url"] == PICTURE
