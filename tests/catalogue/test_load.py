from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from genmux.catalogue.field_read import Shared
from genmux.catalogue.load import Catalogue, CatalogueError, load_catalogue, read_shared
from genmux.catalogue.source import Document

from .builders import HEAD, PRICE, model_from

if TYPE_CHECKING:
    from pathlib import Path

PROMPT = '[input]\nprompt = { use = "prompt", required = true }\n'


def test_the_packaged_catalogue_is_complete_and_sorted(catalogue: Catalogue) -> None:
    ids = [model.id for model in catalogue]
    assert len(catalogue) == len(ids) == 149
    assert ids == sorted(ids)


def test_an_id_is_the_path_of_its_file(catalogue: Catalogue) -> None:
    assert "kling-2.6/text-to-video" in catalogue
    assert "z-image" in catalogue
    assert catalogue.get("z-image/none") is None


def test_a_folder_adds_a_model(tmp_path: Path) -> None:
    (tmp_path / "models" / "small").mkdir(parents=True)
    (tmp_path / "models" / "small" / "one.toml").write_text(HEAD + PROMPT + PRICE, encoding="utf-8")
    found = load_catalogue([tmp_path])
    assert len(found) == 150
    assert "small/one" in found


def test_a_later_folder_replaces_a_model(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "z-image.toml").write_text(HEAD + PROMPT + PRICE, encoding="utf-8")
    found = load_catalogue([tmp_path])
    assert len(found) == 149
    model = found.get("z-image")
    assert model is not None
    assert model.title == "Small"


def test_a_folder_brings_shared_fields_and_sizes_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_text(
        '[field.mood]\ntype = "string"\nhelp = "The mood."\n', encoding="utf-8"
    )
    (tmp_path / "sizes.toml").write_text('[tiny.all]\n"1:1" = [64, 64]\n', encoding="utf-8")
    body = '[input]\nmood = { use = "mood" }\n[output]\nsize = { table = "tiny" }\n'
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.toml").write_text(HEAD + body + PRICE, encoding="utf-8")
    model = load_catalogue([tmp_path]).get("mine")
    assert model is not None
    assert model.shape(model.check({})).width == 64


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such folder"):
        load_catalogue([tmp_path / "none"])


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ('[input]\na = { use = "promt" }\n', 9, "no shared field is called 'promt'; did you mean"),
        ('[input]\na = { type = "text", help = "x" }\n', 9, "type must be one of"),
        ('[input]\na = { help = "x" }\n', 9, "type is missing"),
        ('[input]\na = { type = "string" }\n', 9, "a has no help text"),
        ('[input]\na = { use = "prompt", max_lenght = 5 }\n', 9, "did you mean 'max_length'"),
        ('[input]\na = { use = "prompt", default = 5 }\n', 9, "the default of a is not valid"),
        (
            '[input]\na = { use = "seed_31", default = -4 }\n',
            9,
            "the default of a is not valid: it is below 0",
        ),
        (
            '[input]\na = { use = "prompt", choices = ["x"], default = "y" }\n',
            9,
            "it is not among the choices",
        ),
        ('[input]\na = { media = "image", help = "x" }\n', 9, "needs a role"),
        ('[input]\na = { media = "image", role = "hero", help = "x" }\n', 9, "role must be one of"),
        ('[input]\na = { use = "prompt", max_mb = 5 }\n', 9, "max_mb is for fields with media"),
        (
            '[input]\na = { use = "image_url", accepts = "foto" }\n',
            9,
            "no MIME type and no group: 'foto'",
        ),
        (PROMPT + '[[rule]]\nrequire_one = ["b"]\n', 11, "require_one names 'b'"),
        (PROMPT + "[[rule]]\nneed = { b = 1 }\n", 11, "need names 'b'"),
        (PROMPT + "[[rule]]\n", 10, "a rule needs exactly one of"),
        (
            PROMPT + '[[rule]]\nwhen = { prompt = { is = 1 } }\nunique = "a"\n',
            11,
            "unknown key 'is'",
        ),
        (
            PROMPT + '[[rule]]\ncites = { text = "prompt", mark = "(", names = "prompt" }\n',
            11,
            "not a regular expression",
        ),
        (PROMPT + '[output]\nsize = { table = "none" }\n', 11, "has no table 'none'"),
        (
            PROMPT + '[output]\nsize = { table = "video", at = "9p" }\n',
            11,
            "size table 'video' has no row '9p'",
        ),
        (PROMPT + '[output]\nseconds = { field = "long" }\n', 11, "names 'long'"),
        (PROMPT + '[output]\nfps = { is = 1, field = "prompt" }\n', 11, "exactly one of"),
        (PROMPT + "[example]\nb = 1\n", 11, "example names 'b'"),
        (PROMPT + "[extra]\n", 10, "unknown key 'extra'"),
    ],
)
def test_a_broken_file_names_line_and_reason(
    tmp_path: Path, body: str, line: int, reason: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        model_from(tmp_path, body)
    assert reason in caught.value.reason
    assert caught.value.file.endswith("one.toml")
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("", "a model needs at least one"),
        ('[[price]]\ncredits = -1\nper = "image"\n', "credits must be a number from 0 up"),
        ('[[price]]\ncredits = 1\nper = "pixel"\n', "per must be"),
        ('[[price]]\ncredits = 1\nper = "image"\nwhen = { b = 1 }\n', "when names 'b'"),
        ('[[price]]\ncredits = 1\nper = "image"\nwhen = { size = "3K" }\n', "size is never '3K'"),
        (
            '[[price]]\ncredits = 1\nper = "image"\nwhen = { has_image = true }\n',
            "no [[price]] row fits a request with defaults",
        ),
        ('[[price]]\ncredits = 1\nper = "second"\nof = "source"\n', "needs [hold] seconds"),
    ],
)
def test_a_broken_price_is_refused(tmp_path: Path, price: str, reason: str) -> None:
    body = '[input]\nsize = { use = "resolution", choices = ["1K", "2K"], default = "1K" }\n'
    with pytest.raises(CatalogueError) as caught:
        model_from(tmp_path, body, price=price)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('kind = "picture"', "kind must be one of"),
        ('provider = "Nobody"', "provider must be one of"),
        ('task_types = ["Text to Nothing"]', "task_types must be among"),
    ],
)
def test_labels_are_the_known_ones(tmp_path: Path, line: str, reason: str) -> None:
    key = line.partition(" ")[0]
    head = "\n".join(line if row.startswith(f"{key} ") else row for row in HEAD.splitlines()) + "\n"
    with pytest.raises(CatalogueError, match=reason):
        model_from(tmp_path, PROMPT, head=head)


def test_a_shared_field_needs_help_and_cannot_use_another(tmp_path: Path) -> None:
    for text, reason in (
        ('[field.mood]\ntype = "string"\n', "needs a help text"),
        ('[field.mood]\nuse = "prompt"\nhelp = "x"\n', "cannot use another one"),
    ):
        (tmp_path / "fields.toml").write_text(text, encoding="utf-8")
        with pytest.raises(CatalogueError, match=reason):
            read_shared(Document(tmp_path / "fields.toml"), Shared({}, {}))


def test_hints_for_the_built_in_engine_come_along(tmp_path: Path) -> None:
    model = model_from(tmp_path, PROMPT + "[sketch]\ngrain = 0.5\n")
    assert model.sketch == {"grain": 0.5}


def test_calls_with_a_path_are_offered_beside_the_models() -> None:
    catalogue = load_catalogue()
    offers = {one.id: one for one in catalogue.offers}
    assert {model.id for model in catalogue} < set(offers)
    paths = [one.path for one in catalogue.offers if one.path]
    assert len(paths) == len(set(paths)) == len(offers) - len(catalogue)
    assert catalogue.offered("no/such") is None
    unsent = [call.id for call in catalogue.calls if not call.path]
    assert [catalogue.offered(one) for one in unsent] == [None] * len(unsent)
