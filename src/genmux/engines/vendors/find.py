"""Finding a vendor's code by its name: a folder here, or a package that says it is one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.metadata import entry_points
from importlib.resources import files

from genmux.engines.remote import RemoteEngine
from genmux.engines.vendors.account import Account

GROUP = "genmux.engines"
_HERE = __name__.rpartition(".")[0]

Open = Callable[[Account], RemoteEngine]


class UnknownVendor(LookupError):
    """There is no vendor of that name; the message lists those that there are."""


def kinds() -> list[str]:
    """Every vendor that can be named in the settings."""
    return sorted({*_folders(), *(point.name for point in entry_points(group=GROUP))})


def find(kind: str) -> Open:
    """What opens an account there. A package outside wins over a folder of the same name.

    Raises UnknownVendor.
    """
    opened: Open | None = None
    for point in entry_points(group=GROUP, name=kind):
        opened = point.load()
    if opened is None and kind in _folders():
        opened = importlib.import_module(f"{_HERE}.{kind}").open_engine
    if opened is None:
        raise UnknownVendor(f"there is no vendor {kind}; known are {', '.join(kinds())}")
    return opened


def _folders() -> list[str]:
    return [
        folder.name
        for folder in files(_HERE).iterdir()
        if folder.is_dir() and (folder / "engine.py").is_file()
    ]
