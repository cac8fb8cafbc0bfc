"""Routes as the operator writes them, with what is known of the vendors filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from genmux.catalogue.chat_model import ChatModel
from genmux.catalogue.load import Catalogue
from genmux.chat.wires.anthropic import Anthropic
from genmux.chat.wires.gemini import Gemini
from genmux.chat.wires.openai_chat import OpenAIChat
from genmux.chat.wires.openai_responses import OpenAIResponses
from genmux.chat.wires.wire import Target, Wire
from genmux.engines.vendors.account import Account

WIRES: Mapping[str, Wire] = {
    wire.name: wire for wire in (OpenAIChat(), OpenAIResponses(), Anthropic(), Gemini())
}
_USUAL = "openai-chat"


@dataclass(frozen=True, slots=True)
class Place:
    """One way to be answered. `models` are patterns of ids, `wires` in order of preference;
    `model` is what it calls all of them, else `names` have the name of each. With `own_paths` a
    model is found where this server has it too, in the dialects that it has there."""

    models: tuple[str, ...]
    url: str
    key_env: str
    wires: tuple[Wire, ...]
    model: str
    budgets: tuple[str, ...]
    names: Mapping[str, str]
    own_paths: bool = False
    key: str = field(default="", repr=False)
    name: str = ""
    """of the account; empty = named after the host"""

    def serves(self, model: ChatModel) -> bool:
        return any(fnmatchcase(model.id, pattern) for pattern in self.models)

    def spoken(self, model: ChatModel) -> list[tuple[Wire, str]]:
        """The wires of a model there, each with the address that its paths follow."""
        if not self.own_paths:
            return [(wire, self.url) for wire in self.wires]
        base = self.url.rstrip("/")
        found = [(WIRES[dialect], paths[0]) for dialect, paths in model.paths.items()]
        return [(wire, base + path.removesuffix(_tail(wire))) for wire, path in found]

    def target(self, model: ChatModel) -> Target:
        name = self.model or self.names.get(model.id, model.id)
        budgets = any(fnmatchcase(name, pattern) for pattern in self.budgets)
        return Target(name, model.default_output, budgets, own=self.own_paths)


def _tail(wire: Wire) -> str:
    """What the official client puts behind its base URL, up to the model's name."""
    return wire.path.partition("/{model}")[0]


def places(routes: Sequence[Mapping[str, str]]) -> tuple[Place, ...]:
    """`routes` are those of the settings, which were checked there."""
    return tuple(map(_place, routes))


def _place(route: Mapping[str, str]) -> Place:
    vendor = route.get("vendor")
    known: Mapping[str, Any] = _vendors()[vendor] if vendor else {}
    wires = _words(route.get("wire", "")) or tuple(known.get("wires", (_USUAL,)))
    return Place(
        models=_words(route.get("models", "")) or tuple(known["models"]),
        url=route.get("url") or known["url"],
        key_env=route.get("key_env") or known.get("key_env", ""),
        wires=tuple(WIRES[wire] for wire in wires),
        model=route.get("model", ""),
        # A server of one's own is asked in the older of the two ways, which more of them know.
        budgets=tuple(known.get("budgets", ())) if known else ("*",),
        names=known.get("names", {}),
        own_paths=bool(known.get("own_paths")),
    )


def account_places(accounts: Sequence[Account]) -> tuple[Place, ...]:
    """Those of the operator's accounts at vendors that have chat models."""
    return tuple(
        replace(
            _place({"vendor": one.kind, **({"url": one.url} if one.url else {})}),
            key=one.key,
            name=one.name,
        )
        for one in accounts
        if one.kind in _vendors()
    )


def chat_models(kind: str, catalogue: Catalogue) -> list[str]:
    """The chat models of the catalogue that a vendor of that kind answers."""
    return [
        model.id
        for place in account_places([Account(kind, kind, "")])
        for model in catalogue.chats
        if place.serves(model)
    ]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


@cache
def _vendors() -> Mapping[str, Any]:
    text = files("genmux.chat").joinpath("vendors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
