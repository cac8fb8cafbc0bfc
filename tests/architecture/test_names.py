"""A model or a vendor is data: no code may ask for one by name."""

from __future__ import annotations

import ast
from pathlib import Path

import genmux
from genmux.catalogue.load import load_catalogue

SOURCE = Path(genmux.__file__).parent
CATALOGUE = SOURCE / "catalogue"
DIALECTS = SOURCE / "dialects"
DOUBLES = SOURCE / "testing" / "doubles"
VENDORS = SOURCE / "engines" / "vendors"


def ids_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.toml")}


def model_ids() -> set[str]:
    return ids_in(CATALOGUE / "models")


def call_ids() -> set[str]:
    return ids_in(CATALOGUE / "calls")


def chat_ids() -> set[str]:
    return {name for model in load_catalogue().chats for name in model.ids}


def makers() -> set[str]:
    """Folder names and first words of ids, e.g. the maker's name before the model's."""
    names = {model_id.split("/")[0] for model_id in model_ids()}
    return {name.rstrip("-0123456789.") for name in names if len(name) > 3}


def literals(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


def test_no_model_or_maker_is_named_in_code() -> None:
    forbidden = model_ids() | chat_ids() | makers()
    assert len(forbidden) > 100
    named = [
        f"{path.relative_to(SOURCE)}:{line}: {text!r}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "cli" not in path.relative_to(SOURCE).parts  # help texts show examples
        and not path.is_relative_to(VENDORS)
        and not path.is_relative_to(DOUBLES)  # they play a vendor
        for line, text in literals(path)
        if text.lower() in forbidden
    ]
    assert not named


def test_a_call_is_named_in_the_module_of_its_family_only() -> None:
    """`suno/wav` in `dialects/suno/...`, `flux-kontext/generate` in `dialects/flux_kontext.py`.

    A vendor's folder may name those that the vendor has.
    """
    calls = call_ids()
    assert len(calls) > 20
    strangers = []
    for path in sorted(SOURCE.rglob("*.py")):
        if path.is_relative_to(VENDORS):
            continue
        own = path.relative_to(DIALECTS).parts[0].removesuffix(".py") if _in_dialects(path) else ""
        strangers += [
            f"{path.relative_to(SOURCE)}:{line}: {text!r}"
            for line, text in literals(path)
            if text in calls and text.split("/")[0].replace("-", "_") != own
        ]
    assert not strangers


def _in_dialects(path: Path) -> bool:
    return path.is_relative_to(DIALECTS)


def test_command_line_names_models_in_help_only() -> None:
    """An example in a help text is a sentence, never a bare id that code could compare with."""
    ids = model_ids()
    for path in sorted((SOURCE / "cli").rglob("*.py")):
        assert not [text for _, text in literals(path) if text in ids], path.name
