"""Samples over HTTP, to who is signed in."""

from __future__ import annotations

import mimetypes

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from genmux.console.house import House

_NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def routes(house: House) -> list[Route]:
    async def show(request: Request) -> Response:
        if house.sessions.of(request) is None:
            return Response(status_code=401)
        file = str(request.path_params["file"])
        path = await house.samples.find(file)
        if path is None:
            # A picture of nothing: the sign of the kind is seen through it.
            return Response(
                _NOTHING, media_type="image/svg+xml", headers={"Cache-Control": "no-store"}
            )
        return FileResponse(
            path,
            media_type=mimetypes.guess_type(file)[0],
            headers={"Cache-Control": "private, max-age=604800, immutable"},
        )

    return [Route("/samples/{file}", show, methods=["GET"])]
