"""What is set, and where it comes from. Values that are secret are covered."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from genmux.dialects.console.projects import require_operator
from genmux.dialects.http import Api
from genmux.settings import default_text, variable


def routes(api: Api) -> list[Route]:
    async def show(request: Request) -> Response:
        require_operator(await api.session(request))
        settings = api.settings
        shown = []
        for key, value in settings.shown().items():
            source, place = _source(key, settings.origin[key])
            shown.append(
                {
                    "key": key,
                    "value": value,
                    "source": source,
                    "place": place,
                    "help": helps().get(key, ""),
                }
            )
        return api.reply({"settings": shown})

    return [Route("/genmux/v1/settings", api.guarded(show), methods=["GET"])]


def _source(key: str, origin: str) -> tuple[str, str]:
    if origin == "default":
        return "default", ""
    if origin == variable(key):
        return "environment", origin
    return ("flag", "") if origin == "the command line" else ("file", origin)


@cache
def helps() -> dict[str, str]:
    """What the manual says above each key."""
    found: dict[str, str] = {}
    table, words = "", list[str]()
    for line in default_text().splitlines():
        if line.startswith("# "):
            words.append(line[2:])
        elif line.startswith("[") and line.endswith("]"):
            table, words = line[1:-1], []
        elif " = " in line and table:
            found[f"{table}.{line.partition(' = ')[0]}"] = " ".join(words)
            words = []
        elif not line.strip():
            words = []
    return found
