"""After signing in a person goes where they wanted, on this console only."""

from __future__ import annotations

import pytest

from genmux.console.house import own_path


@pytest.mark.parametrize("path", ["/", "/chat", "/playground?model=a/b&task=1"])
def test_own_paths_are_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "https://evil.example/", "//evil.example", "/\\evil.example", "/a\\b", "chat", "/a\n/b"],
)
def test_all_else_leads_home(path: str) -> None:
    assert own_path(path) == "/"
