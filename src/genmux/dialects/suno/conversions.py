"""Suno WAV and music video: one finished track in another form, once for each track.

Asking again is a 409; a try that failed may be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.calls import record_route
from genmux.dialects.http import Api
from genmux.dialects.records import urls_of
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import (
    created,
    derived_record,
    require_callback,
    submit_song,
    told,
    track_name,
    track_position,
    word_of,
)
from genmux.dialects.times import clock_time
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Conversion:
    """Where the two differ: paths and words."""

    name: str
    family: str
    recorded_as: str
    """key of the link in the record"""
    told_as: str
    """key of the link in the callback"""
    failed_word: str
    done: str
    """the callback's message on success"""

    def routes(self, api: Api) -> list[BaseRoute]:
        call = f"suno/{self.name}"

        async def generate(request: Request, caller: Caller) -> Response:
            body = await api.body(request)
            require_callback(body, caller)
            order = Order(
                self.family,
                api.catalogue.call(call),
                body,
                body,
                once=f"{call} {track_name(body)}",
                remember=track_position,
            )
            return created(api, await submit_song(api, request, caller, order))

        path = f"/api/v1/{self.name}"
        return [
            Route(f"{path}/generate", api.endpoint(generate), methods=["POST"]),
            record_route(api, f"{path}/record-info", self.family, self.record, null=True),
        ]

    def record(self, task: Task, links: Links) -> dict[str, Any]:
        return {
            **derived_record(task),
            "response": {self.recorded_as: _url(task, links)},
            "successFlag": word_of(task, self.failed_word),
            "createTime": clock_time(task.created_at),
            "completeTime": clock_time(task.finished_at),
        }

    def callback(self, task: Task, _remaining: Decimal, links: Links) -> str:
        return told(task, self.done, {self.told_as: _url(task, links)})


WAV = Conversion(
    "wav", "suno-wav", "audioWavUrl", "audio_wav_url", "GENERATE_WAV_FAILED", "success"
)
MP4 = Conversion(
    "mp4",
    "suno-mp4",
    "videoUrl",
    "video_url",
    "GENERATE_MP4_FAILED",
    "MP4 generated successfully.",
)


def _url(task: Task, links: Links) -> str | None:
    made = urls_of(task, links) if task.state is State.SUCCEEDED else []
    return made[0] if made else None
