"""All API families, by the name that their tasks carry. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from starlette.routing import BaseRoute

from genmux.dialects import flux_kontext, market
from genmux.dialects.http import Api
from genmux.storage.links import Links
from genmux.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Family:
    """What a family's module gives to the rest of the program."""

    routes: Callable[[Api], list[BaseRoute]]
    callback: Callable[[Task, Decimal, Links], str]
    """(ended task, credits that remain, links) → JSON text of the body"""
    stage_callback: Callable[[Task, Links], str | None] | None = None
    """(task at a new stage, links) → JSON text; None for a stage that is not told"""


FAMILIES: Mapping[str, Family] = {
    market.FAMILY: Family(market.routes, market.callback),
    flux_kontext.FAMILY: Family(flux_kontext.routes, flux_kontext.callback),
}
