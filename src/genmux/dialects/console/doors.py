"""All calls of the console, as routes."""

from __future__ import annotations

from starlette.routing import BaseRoute

from genmux.dialects.console import (
    audit,
    events,
    health,
    keys,
    models,
    money,
    people,
    projects,
    secret,
    session,
    settings,
    story,
    vendors,
)
from genmux.dialects.http import Api


def routes(api: Api) -> list[BaseRoute]:
    own = (session, projects, people, keys, secret, audit, settings)
    rooms = (*own, money, health, models, vendors)
    found: list[BaseRoute] = [route for room in rooms for route in room.routes(api)]
    return [*found, *story.routes(api), *events.routes(api)]
