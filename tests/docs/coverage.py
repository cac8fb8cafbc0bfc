"""The page `docs/coverage.md`: what serves each row of the API's documentation and what proves it.

Put together from `docs/coverage.rows.toml`, the running program (its routes and its catalogue) and
the tests. A test says what it proves with `@pytest.mark.covers(95, 96)`, by number of the row;
`@pytest.mark.covers("every model")` stands for all rows that are served by a model.

`make coverage` writes the page; `test_coverage` fails when that was forgotten.
"""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from starlette.routing import BaseRoute, Route

from genmux.catalogue.load import load_catalogue
from genmux.chat.vendors import account_places
from genmux.dialects.server import application
from genmux.engines.remote import RemoteEngine
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.find import find, kinds
from genmux.settings import load_settings

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
ROWS = ROOT / "docs" / "coverage.rows.toml"
PAGE = ROOT / "docs" / "coverage.md"
EVERY_MODEL = "every model"
_SHOWN = 4
"""tests of one row; the others are counted"""
_HEAD = """\
# Coverage

Every row of the documentation of the API that Genmux speaks: what serves it here, the tests that
prove it, and what a key buys: which accounts make it with the real model instead of the built-in
engine. Written by `make coverage`, from the running program, the vendors' routes and the tests;
not by hand.
"""
_COLUMNS = ["#", "row", "served by", "KIE-compatible", "fal", "Replicate", "own vendor"]
_COLUMNS += ["proven by", "state"]
_KINDS = ("kie", "fal", "replicate")
"""the vendors that have a column of their own; the others are named in the last one"""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    section: str
    name: str
    model: str = ""
    route: str = ""
    call: str = ""
    """what the route creates, as the catalogue names it"""
    chat: str = ""
    """who answers there, as the catalogue names it"""
    prose: str = ""
    """what must hold, where the row is a page of text"""
    open: str = ""
    """why it is not served"""


@dataclass(frozen=True, slots=True)
class Proof:
    path: str
    """from the root of the repository"""
    name: str


Proofs = Mapping[int | str, Sequence[Proof]]


def read_rows(path: Path = ROWS) -> list[Row]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Row(section=section["name"], name=row["row"], **{k: row[k] for k in row if k != "row"})
        for section in data["section"]
        for row in section["rows"]
    ]


def program() -> tuple[set[str], set[str]]:
    """The routes, as `GET /path`, and the ids of the models. Needs no database."""
    settings, catalogue = load_settings(file=None, environ={}, flags={}), load_catalogue()
    api = MagicMock(settings=settings, catalogue=catalogue)
    routes = set(_named(application(api, {}).routes))
    return routes, {model.id for model in catalogue}


def _named(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route):
            yield from (f"{method} {route.path}" for method in route.methods or ())


@cache
def sellers() -> Mapping[str, RemoteEngine]:
    """Every vendor by its kind, with an account that is good for looking only."""
    return {kind: find(kind)(Account(kind, kind, "key")) for kind in kinds()}


def talkers(name: str) -> list[str]:
    """The vendors that have that chat model."""
    model = load_catalogue().chat(name)
    assert model is not None, name
    found = account_places([Account(kind, kind, "key") for kind in kinds()])
    return [place.name for place in found if place.serves(model)]


def bought(row: Row) -> list[str]:
    """The cells that say which key buys the row: yes or nothing for those with a column, then the
    other vendors by name."""
    wanted = row.model or row.call
    having = [kind for kind, one in sellers().items() if wanted and one.offers(wanted)]
    having += talkers(row.chat) if row.chat else []
    others = ", ".join(kind for kind in having if kind not in _KINDS)
    return [*("yes" if kind in having else "" for kind in _KINDS), others]


def read_proofs(folder: Path = TESTS) -> Proofs:
    """The tests by the row numbers that their markers name, and by EVERY_MODEL."""
    proofs: dict[int | str, list[Proof]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(folder.parent).as_posix()
        for name, row in _marked(tree.body, _module_rows(tree)):
            proofs.setdefault(row, []).append(Proof(place, name))
    return proofs


def _module_rows(tree: ast.Module) -> list[int | str]:
    """What `pytestmark = ...` says for the whole file."""
    marks = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(to, ast.Name) and to.id == "pytestmark" for to in node.targets)
    ]
    return [row for mark in marks for row in _covered(mark)]


def _marked(
    nodes: Sequence[ast.stmt], inherited: Sequence[int | str]
) -> Iterator[tuple[str, int | str]]:
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        rows = [*inherited, *(row for mark in node.decorator_list for row in _covered(mark))]
        if isinstance(node, ast.ClassDef):
            yield from _marked(node.body, rows)
        elif node.name.startswith("test_"):
            yield from ((node.name, row) for row in rows)


def _covered(expression: ast.expr) -> Iterator[int | str]:
    """The arguments of every `pytest.mark.covers(...)` in an expression, which must be literals."""
    for call in ast.walk(expression):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.covers":
            yield from (ast.literal_eval(argument) for argument in call.args)


def is_served(row: Row, routes: set[str], models: set[str]) -> bool:
    if row.prose:
        return True
    return row.model in models if row.model else row.route in routes


def proofs_of(row: Row, proofs: Proofs) -> Sequence[Proof]:
    every = proofs.get(EVERY_MODEL, ()) if row.model else ()
    return [*proofs.get(row.number, ()), *every]


def faults(rows: Sequence[Row], routes: set[str], models: set[str], proofs: Proofs) -> list[str]:
    """What keeps the page from being true and complete; one line each."""
    found = []
    for place, row in enumerate(rows, start=1):
        label = f"row {row.number}, {row.name}"
        if row.number != place:
            found.append(f"{label}: its number should be {place}")
        if [bool(row.model), bool(row.route), bool(row.prose)].count(True) != 1:
            found.append(f"{label}: needs exactly one of model, route and prose")
            continue
        served = is_served(row, routes, models)
        tested = bool(proofs_of(row, proofs))
        if row.open and served and tested:
            found.append(f"{label}: is served and tested; take its `open` away")
        if not row.open and not served:
            found.append(f"{label}: nothing serves {row.model or row.route}")
        if not row.open and not tested:
            found.append(f"{label}: no test names it")
    numbers = {row.number for row in rows} | {EVERY_MODEL}
    found += [
        f"{test.path}::{test.name} covers {number!r}, which is no row"
        for number, tests in proofs.items()
        if number not in numbers
        for test in tests
    ]
    return found


def page(rows: Sequence[Row], proofs: Proofs) -> str:
    states = Counter("open" if row.open else "green" for row in rows)
    lines = [_HEAD, f"{len(rows)} rows: {states['green']} green, {states['open']} open."]
    section = None
    for row in rows:
        if row.section != section:
            section = row.section
            lines += ["", f"## {section}", ""]
            lines += [
                f"| {' | '.join(_COLUMNS)} |",
                f"| {' | '.join('---' for _ in _COLUMNS)} |",
            ]
        lines.append(_line(row, proofs))
    return "\n".join(lines) + "\n"


def _line(row: Row, proofs: Proofs) -> str:
    serves = row.prose or f"`{row.model or row.route}`"
    tests = proofs_of(row, proofs)
    shown = [f"[{test.name}](../{test.path})" for test in tests[:_SHOWN]]
    if len(tests) > _SHOWN:
        shown.append(f"{len(tests) - _SHOWN} more")
    state = f"open: {row.open}" if row.open else "green"
    proven = ", ".join(shown) or "—"
    cells: list[Any] = [row.number, row.name, serves, *bought(row), proven, state]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(read_rows(), read_proofs()), encoding="utf-8")
