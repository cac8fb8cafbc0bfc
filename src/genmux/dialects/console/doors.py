"""All calls of the console, as routes."""

from __future__ import annotations

from starlette.routing import BaseRoute

from genmux.dialects.console import keys, people, projects, session
from genmux.dialects.http import Api


def routes(api: Api) -> list[BaseRoute]:
    rooms = (session, projects, people, keys)
    return [route for room in rooms for route in room.routes(api)]
