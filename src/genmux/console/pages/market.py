"""The market: every model as a card with a sample of what it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from genmux.console.frame import Page
from genmux.console.parts.icons import icon
from genmux.console.parts.places import page_head
from genmux.console.parts.tag import html
from genmux.console.samples.names import sample_name
from genmux.console.visit import Visit, amount
from genmux.console.words import Words

_KINDS = ("image", "video", "audio", "speech", "object", "chat")
_NO_SAMPLE = ("chat", "object")
_PRICES = ("1", "5", "20", "100")


async def show(visit: Visit) -> None:
    models = await visit.shelf.models(visit.api)
    visit.samples.announce(str(one["id"]) for one in models if one["kind"] not in _NO_SAMPLE)
    words = visit.words
    with page_head(words("market.title"), words("market.lead", count=len(models))):
        html(_search(words))
    # One piece of markup, shared by all tabs, filtered by a script of ours: a keystroke shows at
    # once, and an open tab costs the server next to nothing.
    html(_contents(words.language, models))


def _market(language: str, models: tuple[Mapping[str, Any], ...]) -> str:
    words = Words(language)
    cards = "".join(_card(words, model) for model in models)
    return (
        f'<div id="market">{_filters(words, models)}'
        f'<div class="market-count"><p class="soft small" role="status" id="market-count" '
        f'data-text="{escape(words("market.count"))}">'
        f"{escape(words('market.count', shown=len(models), all=len(models)))}</p>"
        f"{_orders(words)}</div>"
        f'<ul class="models">{cards}</ul>'
        f'<div class="state" id="market-none" hidden>{icon("search")}'
        f"<h2>{escape(words('market.none'))}</h2><p>{escape(words('market.none_text'))}</p>"
        f'<button type="button" class="button" data-market="clear">'
        f"{escape(words('market.clear'))}</button></div></div>"
    )


_last: dict[str, tuple[tuple[Mapping[str, Any], ...], str]] = {}


def _contents(language: str, models: tuple[Mapping[str, Any], ...]) -> str:
    """The markup for the present list, made once for each language."""
    if language not in _last or _last[language][0] is not models:
        _last[language] = (models, _market(language, models))
    return _last[language][1]


def _search(words: Words) -> str:
    return (
        f'<div class="search market-search">{icon("search")}'
        f'<input class="input" type="search" data-search data-market="q" '
        f'aria-label="{escape(words("market.search"))}" '
        f'placeholder="{escape(words("market.search"))}"><kbd aria-hidden="true">/</kbd></div>'
    )


def _filters(words: Words, models: Iterable[Mapping[str, Any]]) -> str:
    listed = list(models)
    kinds = [kind for kind in _KINDS if any(model["kind"] == kind for model in listed)]
    segments = "".join(
        f'<label><input type="radio" name="kind" data-market="kind" value="{value}"'
        f"{'' if value else ' checked'}><span>{escape(words(f'market.kind_{name}'))}</span></label>"
        for value, name in [("", "all"), *((kind, kind) for kind in kinds)]
    )
    tasks = sorted({task for model in listed for task in model.get("taskTypes") or ()})
    families = sorted({str(model["family"]) for model in listed}, key=str.lower)
    makers = sorted({str(model["provider"]) for model in listed}, key=str.lower)
    engines = {
        engine["name"]: words.told(str(engine.get("label") or engine["name"]))
        for model in listed
        for engine in model.get("engines") or ()
    }
    return (
        '<div class="market-filters">'
        f'<div class="segments" role="radiogroup" aria-label="{escape(words("market.kind"))}">'
        f"{segments}</div>"
        + _select(words("market.task"), "task", {task: words.told(task) for task in tasks})
        + _select(words("market.family"), "family", {family: family for family in families})
        + _select(words("market.maker"), "maker", {maker: maker for maker in makers})
        + _select(
            words("market.price"),
            "price",
            {price: words("market.price_to", credits=price) for price in _PRICES},
        )
        + _select(words("market.available"), "engine", engines)
        + "</div>"
    )


def _orders(words: Words) -> str:
    orders = {name: words(f"market.order_{name}") for name in ("name", "price")}
    return _select(words("market.order"), "order", orders)


def _select(label: str, name: str, choices: Mapping[str, str]) -> str:
    options = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>'
        for value, text in choices.items()
    )
    return (
        f'<select class="input small" data-market="{name}" aria-label="{escape(label)}">'
        f'<option value="">{escape(label)}</option>{options}</select>'
    )


def _card(words: Words, model: Mapping[str, Any]) -> str:
    kind = str(model["kind"])
    page = "chat" if kind == "chat" else "playground"
    tasks = [str(task) for task in model.get("taskTypes") or ()]
    engines = [str(engine["name"]) for engine in model.get("engines") or ()]
    price = (model.get("priceFrom") or {}).get("credits")
    searched = f"{model['id']} {model['title']} {model['family']} {model['provider']} {kind}"
    searched += " " + " ".join(tasks)
    named = [words.told(task) for task in tasks]
    if named != tasks:
        searched += " " + " ".join(named)
    return (
        f'<li class="model" data-kind="{kind}" data-task="{escape("|".join(tasks))}" '
        f'data-family="{escape(str(model["family"]))}" '
        f'data-maker="{escape(str(model["provider"]))}" data-price="{_plain(price)}" '
        f'data-engine="{escape("|".join(engines))}" data-text="{escape(searched.lower())}">'
        f'<a href="/{page}?model={quote(str(model["id"]))}">{_sample(kind, model)}'
        f'<span class="about"><b>{escape(str(model["title"]))}</b>'
        f'<span class="row between"><span class="soft small cut">{escape(str(model["provider"]))}'
        f'</span><span class="small number price">{escape(_price(words, model))}</span></span>'
        f'<span class="row">{_chips(named)}</span></span></a></li>'
    )


def _plain(number: float | None) -> str:
    return "" if number is None else str(number)


def _sample(kind: str, model: Mapping[str, Any]) -> str:
    place = f'<span class="sample {kind}">{icon(kind)}'
    if kind in _NO_SAMPLE:
        return place + "</span>"
    name = sample_name(str(model["id"]))
    moving = f' data-moving="/samples/{name}.mp4"' if kind == "video" else ""
    return (
        f'{place}<img src="/samples/{name}.webp" loading="lazy" decoding="async" alt="" '
        f'width="480" height="300"{moving}></span>'
    )


def _chips(tasks: list[str]) -> str:
    return "".join(f'<span class="chip">{escape(task)}</span>' for task in tasks[:2])


def _price(words: Words, model: Mapping[str, Any]) -> str:
    price = model.get("priceFrom")
    if not price or price.get("credits") is None:
        return ""
    if not price["credits"]:
        return words("market.free")
    per = words.get(f"market.per_{price.get('per')}", str(price.get("per") or ""))
    return words("market.from", credits=amount(price["credits"]), per=per)


PAGE = Page("/", "market", show)
