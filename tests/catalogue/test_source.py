from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from genmux.catalogue.source import CatalogueError, Document, plain

if TYPE_CHECKING:
    from pathlib import Path


def document(folder: Path, text: str) -> Document:
    path = folder / "one.toml"
    path.write_text(text, encoding="utf-8")
    return Document(path)


def test_a_syntax_error_names_file_line_and_reason(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        document(tmp_path, 'title = "a"\nkind = \n')
    assert caught.value.file.endswith("one.toml")
    assert caught.value.line == 2
    assert "not valid TOML" in caught.value.reason
    assert str(caught.value).startswith(f"{caught.value.file}:2: not valid TOML")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="cannot be read"):
        Document(tmp_path / "one.toml")


def test_an_unknown_key_suggests_the_nearest_and_its_line(tmp_path: Path) -> None:
    root = document(tmp_path, '# words\ntitle = "a"\n\n[input.prompt]\nmax_lenght = 5\n').root
    table = root.table("input")
    assert table is not None
    prompt = table.table("prompt")
    assert prompt is not None
    with pytest.raises(CatalogueError) as caught:
        prompt.only(["max_length", "type"])
    assert caught.value.line == 5
    assert "did you mean 'max_length'?" in caught.value.reason


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (("title",), 1),
        (("price", 1, "credits"), 4),
        (("input", "prompt", "max_length"), 8),
        (("rule", 1, "when"), 14),
        (("input", "nothing"), 7),
        (("nothing",), 0),
    ],
)
def test_lines_of_keys(tmp_path: Path, where: tuple[str | int, ...], line: int) -> None:
    text = """title = "a"
price = [
  { when = { a = 1 }, credits = 2, per = "image" },
  { credits = 3, per = "image" },
]

[input]
prompt = { use = "prompt", max_length = 5 }

[[rule]]
need = { a = 1 }

[[rule]]
when = { b = 2 }
"""
    assert document(tmp_path, text).line_of(where) == line


def test_numbers_stay_exact_until_they_become_json(tmp_path: Path) -> None:
    found = document(tmp_path, "a = 0.24\nb = [0.5, { c = 1.25 }]\n").data
    assert found["a"] == Decimal("0.24")
    assert plain(found) == {"a": 0.24, "b": [0.5, {"c": 1.25}]}


def test_a_wrong_type_names_the_key(tmp_path: Path) -> None:
    root = document(tmp_path, "title = 5\ncount = true\nflag = 1\nnames = [1]\n").root
    for read, reason in (
        (lambda: root.text("title"), "title must be a text"),
        (lambda: root.whole("count"), "count must be a whole number"),
        (lambda: root.flag("flag"), "flag must be true or false"),
        (lambda: root.texts("names"), "names must be a text or a list of texts"),
        (lambda: root.table("title"), "title must be a table"),
        (lambda: root.tables("title"), "title must be an array of tables"),
        (lambda: root.text("absent"), "absent is missing"),
    ):
        with pytest.raises(CatalogueError, match=reason):
            read()
