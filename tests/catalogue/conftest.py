from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from genmux.catalogue.load import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


def contract_folder() -> Path | None:
    """Where the API facts lie: `GENMUX_CONTRACT`, or beside the repository."""
    stated = os.environ.get("GENMUX_CONTRACT")
    beside = Path(__file__).resolve().parents[3] / "shared" / "contract"
    folder = Path(stated) if stated else beside
    return folder if (folder / "models.json").is_file() else None


def contract(name: str) -> list[dict[str, Any]]:
    folder = contract_folder()
    if folder is None:
        pytest.skip("no contract files: set GENMUX_CONTRACT to compare the catalogue with them")
    found: list[dict[str, Any]] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found
