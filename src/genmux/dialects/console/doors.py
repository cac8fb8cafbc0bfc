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
)
from genmux.dialects.http import Api


def routes(api: Api) -> list[BaseRoute]:
    rooms = (session, projects, people, keys, secret, audit, settings, money, health, models)
    found: list[BaseRoute] = [route for room in rooms for route in room.routes(api)]
    return [*found, *story.routes(api), *events.routes(api)]
