"""A chat model as data: where it answers, what it takes, what its tokens cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, get_args

from genmux.engines.talk import EFFORTS, Effort, MediaKind, Usage

if TYPE_CHECKING:
    from genmux.catalogue.source import Document, Table

DIALECTS = ("openai-chat", "openai-responses", "anthropic", "gemini")
TOOLS = ("functions", "web_search")
THINKING = ("never", "hidden", "shown")
_MILLION = Decimal(1_000_000)
_PLACES = Decimal("0.000001")
_KEYS: tuple[str, ...] = ("title", "provider", "name", "also", "listed", "notes", "context")
_KEYS += (
    "max_output",
    "default_output",
    "inputs",
    "tools",
    "efforts",
    "effort",
    "thinking",
    "schema",
)
_KEYS += ("stream", "price", "paths")


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """Credits for a million tokens of each kind."""

    input: Decimal
    cached: Decimal
    output: Decimal

    def credits(self, usage: Usage) -> Decimal:
        """Exact, rounded up to the smallest part of a credit that the ledger keeps."""
        fresh = usage.input - usage.cached
        sum_ = fresh * self.input + usage.cached * self.cached + usage.output * self.output
        return (sum_ / _MILLION).quantize(_PLACES, ROUND_UP)


@dataclass(frozen=True, slots=True)
class ChatModel:
    """`name` is what replies call it; `also` are other ids that mean the same model.

    Lengths in tokens. `default_output` is the most that it writes for a request that names no
    limit; the hold assumes it. `thinking` says whether it thinks, and whether its thoughts are
    shown unless a request says otherwise. `stream` is whether it streams by default on its own
    paths. `paths` are those, by dialect.
    """

    id: str
    title: str
    provider: str
    name: str
    also: tuple[str, ...]
    listed: str
    context: int
    max_output: int
    default_output: int
    inputs: frozenset[str]
    tools: frozenset[str]
    efforts: tuple[Effort, ...]
    effort: Effort
    thinking: str
    schema: bool
    stream: bool
    price: TokenPrice
    paths: Mapping[str, tuple[str, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id, *self.also)


def read_chat_model(document: Document, model_id: str) -> ChatModel:
    """One file of `chat/`; raises CatalogueError with the line of what is wrong."""
    root = document.root
    root.only(_KEYS)
    efforts = _among(root, "efforts", EFFORTS)
    effort = root.text("effort", efforts[-1] if efforts else "none")
    if effort not in (*efforts, "none"):
        root.fail(f"effort must be one of {', '.join(efforts)}", "effort")
    thinking = root.text("thinking", "never")
    if thinking not in THINKING:
        root.fail(f"thinking must be one of {', '.join(THINKING)}", "thinking")
    context, most = _size(root, "context"), _size(root, "max_output")
    usual = _size(root, "default_output")
    if not usual <= most <= context:
        root.fail("default_output, max_output and context must not shrink in this order")
    return ChatModel(
        id=model_id,
        title=root.text("title"),
        provider=root.text("provider"),
        name=root.text("name", model_id),
        also=root.texts("also"),
        listed=root.text("listed", ""),
        context=context,
        max_output=most,
        default_output=usual,
        inputs=frozenset(_among(root, "inputs", ("text", *get_args(MediaKind)))),
        tools=frozenset(_among(root, "tools", TOOLS)),
        efforts=tuple(one for one in EFFORTS if one in efforts),
        effort=next(one for one in EFFORTS if one == effort),
        thinking=thinking,
        schema=root.flag("schema", default=True),
        stream=root.flag("stream"),
        price=_price(root),
        paths=_paths(root),
    )


def _among(root: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = root.texts(key)
    for word in words:
        if word not in known:
            root.fail(f"{key} must be among {', '.join(known)}, not {word!r}", key)
    return words


def _size(root: Table, key: str) -> int:
    value = root.whole(key)
    if value is None or value < 1:
        root.fail(f"{key} must be a whole number of tokens, at least 1", key)
    return value


def _price(root: Table) -> TokenPrice:
    table = root.table("price")
    if table is None:
        root.fail("a chat model needs a price", "price")
    table.only(("input", "cached", "output"))
    found: dict[str, Decimal] = {}
    for key in ("input", "output", "cached"):
        value = table.data.get(key, found.get("input") if key == "cached" else None)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            table.fail(f"{key} must be credits for a million tokens", key)
        found[key] = Decimal(value)
    return TokenPrice(found["input"], found["cached"], found["output"])


def _paths(root: Table) -> Mapping[str, tuple[str, ...]]:
    table = root.table("paths")
    if table is None or not table.data:
        root.fail("a chat model needs paths: a dialect and where it answers", "paths")
    table.only(DIALECTS)
    paths = {dialect: table.texts(dialect) for dialect in table.data}
    for dialect, those in paths.items():
        for path in those:
            if not path.startswith("/"):
                table.fail(f"a path begins with a slash, not {path!r}", dialect)
    return paths
