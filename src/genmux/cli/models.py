"""`genmux models`: what may be asked, what it takes, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from genmux.cli.output import json_option, print_facts, print_json, print_table
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from genmux.catalogue.entry import Model
    from genmux.catalogue.field import Field
    from genmux.catalogue.load import Catalogue


@click.group()
def models() -> None:
    """The catalogue: every model, its parameters and its price."""


@models.command(name="list")
@click.argument("words", nargs=-1)
@click.option("--kind", help="image, video, audio, speech or object.")
@json_option
@place_options
def list_(words: tuple[str, ...], kind: str | None, as_json: bool) -> None:
    """List the models, or those whose id, title, family or task contains all WORDS.

    \b
    Examples:
      genmux models list
      genmux models list image-to-video kling
      genmux models list --kind speech --json
    """
    found = [
        model
        for model in _catalogue()
        if (kind is None or kind == model.kind)
        and all(
            word.lower() in f"{model.id} {model.title} {model.family} {model.task}".lower()
            for word in words
        )
    ]
    if as_json:
        print_json([{**model.summary(), "kind": model.kind} for model in found])
        return
    print_table(
        ("model", "kind", "task", "price"),
        ((model.id, model.kind, model.task, _short(model.price_text())) for model in found),
        "No model fits.",
    )


@models.command()
@click.argument("model")
@json_option
@place_options
def show(model: str, as_json: bool) -> None:
    """Show one model: price, parameters with their limits, and a request to start from.

    \b
    Example:
      genmux models show z-image
    """
    found = find(_catalogue(), model)
    if as_json:
        print_json({**found.summary(), "kind": found.kind, "input": found.schema})
        return
    print_facts(
        {
            "model": found.id,
            "title": found.title,
            "kind": found.kind,
            "task": found.task,
            "price": found.price_text(),
            "notes": found.notes,
        }
    )
    click.echo()
    print_table(
        ("parameter", "type", "default", "allowed", "meaning"),
        (
            (field.name, _type(field), _default(field), _allowed(field), field.help)
            for field in found.fields
        ),
        "",
    )
    required = " ".join(f"{field.name}=..." for field in found.fields if field.required)
    click.echo(f"\ngenmux run {found.id} {required}")


def find(catalogue: Catalogue, model_id: str) -> Model:
    """The model of that id; the error names one that is spelt alike."""
    from genmux.settings_values import near

    found = catalogue.get(model_id)
    if found is None:
        guess = near(model_id, (model.id for model in catalogue))
        raise click.ClickException(
            f"there is no model {model_id!r}{guess or '; `genmux models list` shows them'}"
        )
    return found


def _catalogue() -> Catalogue:
    from genmux.catalogue.load import load_catalogue

    return load_catalogue(the_settings().catalogue.folders)


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:69] + "…"


def _type(field: Field) -> str:
    name = " or ".join(field.types)
    return f"{name}, required" if field.required else name


def _default(field: Field) -> Any:
    return field.default


def _allowed(field: Field) -> str | None:
    parts = []
    if field.choices:
        parts.append(", ".join(str(choice) for choice in field.choices))
    if field.low is not None or field.high is not None:
        parts.append(_span(field.low, field.high))
    if field.min_length is not None or field.max_length is not None:
        parts.append(f"{_span(field.min_length, field.max_length)} characters")
    if field.min_items is not None or field.max_items is not None:
        parts.append(f"{_span(field.min_items, field.max_items)} items")
    if field.media is not None:
        parts.append(f"{' or '.join(field.media.kinds)} link")
    return "; ".join(parts) or None


def _span(low: float | None, high: float | None) -> str:
    if low is None:
        return f"up to {high}"
    return f"from {low}" if high is None else f"{low} to {high}"
