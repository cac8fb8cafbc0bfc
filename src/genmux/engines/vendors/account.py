"""An account at a vendor, as the settings or a project name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """`kind` is the vendor's folder; `name` tells several accounts at one vendor apart.

    `url` replaces the vendor's own address; empty = that one. `hook_secret` checks the vendor's
    calls where it signs them with one. `options` are what else the settings say, by the names that
    the vendor's README lists.
    """

    name: str
    kind: str
    key: str = field(repr=False)
    url: str = ""
    hook_secret: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)
