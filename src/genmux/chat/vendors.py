"""Routes as the operator writes them, with what is known of the vendors filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from genmux.catalogue.chat_model import ChatModel
from genmux.chat.wires.anthropic import Anthropic
from genmux.chat.wires.gemini import Gemini
from genmux.chat.wires.openai_chat import OpenAIChat
from genmux.chat.wires.openai_responses import OpenAIResponses
from genmux.chat.wires.wire import Target, Wire

WIRES: Mapping[str, Wire] = {
    wire.name: wire for wire in (OpenAIChat(), OpenAIResponses(), Anthropic(), Gemini())
}
_USUAL = "openai-chat"


@dataclass(frozen=True, slots=True)
class Place:
    """One way to be answered. `models` are patterns of ids, `wires` in order of preference;
    `model` is what it calls all of them, else `names` have the name of each."""

    models: tuple[str, ...]
    url: str
    key_env: str
    wires: tuple[Wire, ...]
    model: str
    budgets: tuple[str, ...]
    names: Mapping[str, str]

    def serves(self, model: ChatModel) -> bool:
        return any(fnmatchcase(model.id, pattern) for pattern in self.models)

    def target(self, model: ChatModel) -> Target:
        name = self.model or self.names.get(model.id, model.id)
        budgets = any(fnmatchcase(name, pattern) for pattern in self.budgets)
        return Target(name, model.default_output, budgets)


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
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


@cache
def _vendors() -> Mapping[str, Any]:
    text = files("genmux.chat").joinpath("vendors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
