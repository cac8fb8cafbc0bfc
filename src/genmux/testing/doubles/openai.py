"""OpenAI's Images API, played: every picture is a grey ramp of the size that was asked for."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from aiohttp import web

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import picture

_AUTO = "1024x1024"


class OpenAIDouble(Playing):
    base = "/v1"

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/v1/images/generations", self._generations),
            web.post("/v1/images/edits", self._edits),
        )

    async def _generations(self, _request: web.Request) -> web.Response:
        asked = self.seen[-1].json
        return self._made(asked, images=0)

    async def _edits(self, _request: web.Request) -> web.Response:
        parts = self.seen[-1].parts
        asked = {part.name: part.body.decode() for part in parts if not part.file}
        return self._made(asked, images=sum(1 for part in parts if part.file))

    def _made(self, asked: dict[str, str], images: int) -> web.Response:
        size = asked.get("size", "auto")
        form = asked.get("output_format", "png")
        width, height = (_AUTO if size == "auto" else size).split("x")
        made = base64.b64encode(picture(int(width), int(height), form.upper())).decode()
        count = int(asked.get("n", 1))
        tokens = {"text_tokens": 12, "image_tokens": 300 * images}
        return web.json_response(
            {
                "created": 1790000000,
                "data": [{"b64_json": made} for _ in range(count)],
                "output_format": form,
                "quality": asked.get("quality", "medium"),
                "size": f"{width}x{height}",
                "usage": {
                    "input_tokens": sum(tokens.values()),
                    "input_tokens_details": tokens,
                    "output_tokens": 1000 * count,
                    "output_tokens_details": {"text_tokens": 0, "image_tokens": 1000 * count},
                    "total_tokens": sum(tokens.values()) + 1000 * count,
                },
            }
        )
