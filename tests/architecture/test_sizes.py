"""Budgets for modules and functions: about 300 and 60 lines, never above the hard limits.

A limit may be lowered, never raised: what grows over it has more than one subject.
"""

from __future__ import annotations

import ast
from pathlib import Path

import genmux

SOURCE = Path(genmux.__file__).parent
MODULE_LIMIT = 350
FUNCTION_LIMIT = 90


def test_modules_stay_short() -> None:
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LIMIT
    }
    assert not long


def test_functions_stay_short() -> None:
    long = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LIMIT:
                    long[f"{path.relative_to(SOURCE)}:{node.name}"] = lines
    assert not long
