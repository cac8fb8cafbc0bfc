from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import rmtree

import pytest

from genmux.catalogue.entry import Model
from genmux.catalogue.load import load_catalogue
from genmux.engines.base import EngineFailure
from genmux.engines.sketch.engine import SketchEngine

from .checks import faults
from .variants import LINKS
from .works import Case, Given, make_given, work_of

ProbeAll = Callable[[Sequence[Case]], list[str]]


@pytest.fixture(scope="session")
def models() -> list[Model]:
    """Every model and every call of a dedicated family."""
    catalogue = load_catalogue()
    return [*catalogue, *catalogue.calls]


@pytest.fixture(scope="session")
def alone(models: Sequence[Model]) -> list[Model]:
    """Those whose example needs no earlier task; the others are made from what these make, and
    the tests of their crafts and families probe them."""
    return [one for one in models if not one.parent_refs(one.check(one.example(LINKS)))]


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return make_given(tmp_path_factory.mktemp("given"))


@pytest.fixture
def probe_all(given: Given, tmp_path: Path) -> ProbeAll:
    """Renders each case through the engine and reads its files back; all that is wrong."""

    def run(cases: Sequence[Case]) -> list[str]:
        found = []
        for number, case in enumerate(cases):
            work = work_of(case, given, tmp_path / str(number))
            try:
                wrong = faults(work, SketchEngine().render(work, lambda _: None))
            except EngineFailure as failure:
                wrong = [f"failed: {failure.message}"]
            found += [f"{case.name}: {one}" for one in wrong]
            rmtree(work.out_dir)
        return found

    return run
