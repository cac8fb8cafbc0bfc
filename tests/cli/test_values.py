"""`key=value`: what the parameter is decides what the text means."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import click
import pytest

from genmux.catalogue.field import Field, MediaSpec
from genmux.cli.values import read_values

if TYPE_CHECKING:
    from pathlib import Path

TEXT = Field("prompt", ("string",), "")
NUMBER = Field("seed", ("integer",), "")
EITHER = Field("n", ("string", "integer"), "")
TEXTS = Field("tags", ("list",), "", items=TEXT)
PICTURE = Field("image_url", ("string",), "", media=MediaSpec(("image",), ("source",)))
PICTURES = Field("image_urls", ("list",), "", items=TEXT, media=MediaSpec(("image",), ("source",)))
FIELDS = {field.name: field for field in (TEXT, NUMBER, EITHER, TEXTS, PICTURE, PICTURES)}


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("prompt=42", "42"),
        ("prompt=a=b", "a=b"),
        ("prompt=", ""),
        ("prompt=@@me", "@me"),
        ("seed=42", 42),
        ("seed=many", "many"),
        ("n=5", 5),
        ("tags=one", ["one"]),
        ('tags=["one", "two"]', ["one", "two"]),
        ("other=true", True),
        ("other=1.5", 1.5),
        ('other={"a": [1]}', {"a": [1]}),
        ("other=null", "null"),
        ('other="quoted"', '"quoted"'),
        (" prompt =x", "x"),
    ],
)
def test_what_a_value_means(pair: str, value: Any) -> None:
    assert list(read_values([pair], FIELDS).values()) == [value]


def test_a_key_that_comes_twice_makes_a_list() -> None:
    assert read_values(["tags=a", "tags=b", "x=1", "x=2"], FIELDS) == {
        "tags": ["a", "b"],
        "x": [1, 2],
    }


def test_a_file_for_a_picture_travels_in_the_request(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    link = "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()
    values = read_values([f"image_url=@{tmp_path}/a.png", f"image_urls=@{tmp_path}/a.png"], FIELDS)
    assert values == {"image_url": link, "image_urls": [link]}


def test_a_file_for_a_text_is_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "idea.txt").write_text("a lighthouse")
    assert read_values([f"prompt=@{tmp_path}/idea.txt"], FIELDS) == {"prompt": "a lighthouse"}


@pytest.mark.parametrize(
    ("pair", "message"),
    [("prompt", "not of the form"), ("=x", "not of the form"), ("prompt=@/none", "cannot be read")],
)
def test_what_cannot_be_read(pair: str, message: str) -> None:
    with pytest.raises(click.UsageError, match=message):
        read_values([pair], FIELDS)


def test_a_picture_is_no_prompt(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    with pytest.raises(click.UsageError, match="not a text file"):
        read_values([f"prompt=@{tmp_path}/a.png"], FIELDS)
