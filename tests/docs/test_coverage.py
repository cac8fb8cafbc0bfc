"""The coverage page is true, complete and fresh; and what makes it sees each kind of fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from genmux.catalogue.load import load_catalogue
from tests.catalogue.conftest import contract_folder
from tests.docs.coverage import (
    EVERY_MODEL,
    PAGE,
    Proof,
    Proofs,
    Row,
    bought,
    faults,
    page,
    program,
    read_proofs,
    read_rows,
)

ROUTES = {"GET /a", "POST /b"}
MODELS = {"maker/one"}
PROOF = (Proof("tests/test_a.py", "test_a"),)

READ = Row(1, "Part", "Read", route="GET /a")
MAKE = Row(1, "Part", "Make", model="maker/one")
TEXT = Row(1, "Part", "Quickstart", prose="it starts quickly")


def test_every_row_is_served_and_proven() -> None:
    rows = read_rows()
    assert len(rows) == 166
    routes, models = program()
    found = faults(rows, routes, models, read_proofs())
    assert not found, "\n".join(found)


def test_the_page_is_fresh() -> None:
    fresh = page(read_rows(), read_proofs())
    assert PAGE.read_text(encoding="utf-8") == fresh, "run `make coverage`"


def test_no_row_is_forgotten_or_mistyped() -> None:
    folder = contract_folder()
    if folder is None:
        pytest.skip("no contract files: set GENMUX_CONTRACT to compare the rows with them")
    lines = (folder / "seed-rows.md").read_text(encoding="utf-8").splitlines()
    listed = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    wanted = {int(cells[0]): cells[2:] for cells in listed if cells[0].isdigit()}
    rows = {row.number: [row.name, row.model or row.route] for row in read_rows()}
    assert wanted.keys() == rows.keys()
    for number, (name, serves) in wanted.items():
        assert rows[number] == [name, rows[number][1] and serves], number


@pytest.mark.parametrize("row", [READ, MAKE, TEXT], ids=lambda row: row.name)
def test_a_served_and_tested_row_has_no_fault(row: Row) -> None:
    assert not faults([row], ROUTES, MODELS, {1: PROOF})


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (Row(1, "Part", "Lost", route="GET /b"), "nothing serves GET /b"),
        (Row(1, "Part", "Lost", model="maker/two"), "nothing serves maker/two"),
        (Row(2, "Part", "Read", route="GET /a"), "its number should be 1"),
        (Row(1, "Part", "Empty"), "exactly one of model, route and prose"),
        (Row(1, "Part", "Read", route="GET /a", open="later"), "take its `open` away"),
    ],
    ids=["route", "model", "number", "empty", "open"],
)
def test_a_wrong_row_is_a_fault(row: Row, fault: str) -> None:
    found = faults([row], ROUTES, MODELS, {row.number: PROOF})
    assert [text for text in found if fault in text]


@pytest.mark.parametrize("row", [READ, MAKE, TEXT], ids=lambda row: row.name)
def test_a_row_without_a_test_is_a_fault(row: Row) -> None:
    assert faults([row], ROUTES, MODELS, {}) == [f"row 1, {row.name}: no test names it"]


def test_one_test_can_stand_for_every_model_and_for_nothing_else() -> None:
    proofs: Proofs = {EVERY_MODEL: PROOF}
    assert not faults([MAKE], ROUTES, MODELS, proofs)
    assert faults([READ], ROUTES, MODELS, proofs)


def test_an_open_row_may_be_unserved() -> None:
    row = Row(1, "Part", "Chat", route="POST /chat", open="not yet")
    assert not faults([row], ROUTES, MODELS, {})
    assert "| `POST /chat` |  |  |  |  | — | open: not yet |" in page([row], {})


def test_a_row_tells_which_key_buys_it() -> None:
    row = Row(1, "Part", "Draw", model="google/nano-banana")
    assert bought(row) == ["yes", "yes", "yes", "google"]
    assert bought(TEXT) == ["", "", "", ""]
    talk = Row(1, "Part", "Talk", route="POST /c", chat="claude-opus-4-5")
    assert bought(talk) == ["yes", "", "", "anthropic"]


def test_every_call_of_a_row_exists() -> None:
    known = {call.id for call in load_catalogue().calls}
    assert not {row.call for row in read_rows() if row.call} - known


def test_a_marker_for_no_row_is_a_fault() -> None:
    found = faults([READ], ROUTES, MODELS, {1: PROOF, 9: PROOF})
    assert found == ["tests/test_a.py::test_a covers 9, which is no row"]


def test_markers_are_read_from_functions_classes_and_files(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_x.py").write_text(
        "pytestmark = [pytest.mark.covers(1), pytest.mark.slow]\n"
        "@pytest.mark.covers(2, 3)\n"
        "async def test_a(): ...\n"
        "@pytest.mark.covers('every model')\n"
        "class TestB:\n"
        "    def test_c(self): ...\n"
        "def helper(): ...\n"
    )
    a, c = Proof("tests/test_x.py", "test_a"), Proof("tests/test_x.py", "test_c")
    assert read_proofs(folder) == {1: [a, c], 2: [a], 3: [a], EVERY_MODEL: [c]}
