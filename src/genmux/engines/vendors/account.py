"""An account at a vendor, as the settings or a project name it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


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

    def check_options(self, known: Collection[str]) -> None:
        """Raises ValueError for an option that the vendor does not have."""
        for name in self.options:
            if name not in known:
                have = f"; it has {', '.join(sorted(known))}" if known else ""
                raise ValueError(f"this vendor has no option {name}{have}")

    def choice(self, name: str, among: Collection[str], usual: str) -> str:
        """The option, or `usual` without one. Raises ValueError for any other value."""
        value = self.options.get(name, usual)
        if value != usual and value not in among:
            raise ValueError(f"{name} must be one of {', '.join(among)}, not {value}")
        return value

    def address(self, name: str, usual: str) -> str:
        """The option without a slash at the end, or `usual`. Raises ValueError for what is none."""
        return checked_address(name, self.options.get(name, usual)).rstrip("/")


def checked_address(name: str, text: str) -> str:
    """`text` as it is. Raises ValueError, which does not repeat it: it may hold a password."""
    if not _is_address(text):
        raise ValueError(f"{name} must be an address like https://media.example.org")
    return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  it raises where it is no number
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain
