"""ElevenLabs, played: every sound is a short tone, every transcript says the same two words."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from genmux.testing.doubles.playing import Playing
from genmux.testing.doubles.samples import sound

VOICES = {
    "EXAVITQu4vr4xnSDxMaL": "Sarah - Mature and sure",
    "21m00Tcm4TlvDq8ikWAM": "Rachel",
    "nPczCjzI2devNBz1zQrb": "Brian - Deep and calm",
}


class ElevenLabsDouble(Playing):
    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.get("/v2/voices", self._voices),
            web.post("/v1/text-to-speech/{voice}", self._speech),
            web.post("/v1/text-to-speech/{voice}/with-timestamps", self._timed),
            web.post("/v1/text-to-dialogue", self._sound),
            web.post("/v1/sound-generation", self._sound),
            web.post("/v1/audio-isolation", self._sound),
            web.post("/v1/speech-to-text", self._transcript),
        )

    def knows(self, request: web.Request) -> bool:
        return request.headers.get("xi-api-key") == self.key

    def stranger(self) -> web.Response:
        return web.json_response(problem("invalid_api_key", "Invalid API key"), status=401)

    async def _voices(self, request: web.Request) -> web.Response:
        wanted = request.query.get("search", "").lower()
        voices = [
            {"voice_id": voice, "name": name}
            for voice, name in VOICES.items()
            if wanted in name.lower()
        ]
        return web.json_response({"voices": voices, "has_more": False, "total_count": len(voices)})

    async def _speech(self, request: web.Request) -> web.Response:
        if request.match_info["voice"].startswith("gone"):
            return web.json_response(problem("voice_not_found", "No such voice"), status=404)
        return await self._sound(request)

    async def _sound(self, _request: web.Request) -> web.Response:
        headers = {"character-cost": "21", "request-id": "made-1"}
        return web.Response(body=sound(), content_type="audio/mpeg", headers=headers)

    async def _timed(self, _request: web.Request) -> web.Response:
        letters = list(self.seen[-1].json["text"])
        starts = [round(0.1 * number, 1) for number in range(len(letters))]
        times = {
            "characters": letters,
            "character_start_times_seconds": starts,
            "character_end_times_seconds": [round(start + 0.1, 1) for start in starts],
        }
        made = base64.b64encode(sound()).decode()
        body = {"audio_base64": made, "alignment": times, "normalized_alignment": times}
        return web.json_response(body)

    async def _transcript(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {
                "language_code": "eng",
                "language_probability": 0.98,
                "text": "Hello there",
                "words": [
                    _word("Hello", 0.1, 0.5, "word"),
                    _word(" ", 0.5, 0.6, "spacing"),
                    _word("there", 0.6, 0.9, "word"),
                ],
                "transcription_id": "t-1",
            }
        )


def problem(status: str, message: str) -> dict[str, Any]:
    """An error as the API words it."""
    return {"detail": {"status": status, "message": message}}


def _word(text: str, start: float, end: float, kind: str) -> dict[str, Any]:
    return {
        "text": text,
        "start": start,
        "end": end,
        "type": kind,
        "speaker_id": "speaker_0",
        "logprob": -0.1,
    }
