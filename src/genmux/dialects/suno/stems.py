"""Suno vocal removal: a track taken apart into voice and backing, or into instrument groups.

Every call is charged. The record names stems in camelCase, the callback in snake_case.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from genmux.dialects.calls import record_route
from genmux.dialects.http import Api
from genmux.dialects.records import shown_files
from genmux.dialects.submit import Order
from genmux.dialects.suno.shared import (
    created,
    derived_record,
    require_callback,
    submit_song,
    told,
    track_position,
    word_of,
)
from genmux.dialects.times import ms
from genmux.projects.caller import Caller
from genmux.storage.links import Links
from genmux.tasks.parents import FoundParent
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "suno-vocal-removal"
_CALL = "suno/vocal-removal"
STEMS = {
    "instrumental": "instrumentalUrl",
    "vocal": "vocalUrl",
    "backing_vocals": "backingVocalsUrl",
    "drums": "drumsUrl",
    "bass": "bassUrl",
    "guitar": "guitarUrl",
    "piano": "pianoUrl",
    "keyboard": "keyboardUrl",
    "percussion": "percussionUrl",
    "strings": "stringsUrl",
    "synth": "synthUrl",
    "fx": "fxUrl",
    "brass": "brassUrl",
    "woodwinds": "woodwindsUrl",
}
"""name of a stem → its key in the record"""
_TOLD = {
    "separate_vocal": ("vocal", "instrumental"),
    "split_stem": tuple(name for name in STEMS if name not in ("instrumental", "piano")),
}
"""by kind of separation, the stems that the callback names"""


def routes(api: Api) -> list[BaseRoute]:
    async def generate(request: Request, caller: Caller) -> Response:
        body = await api.body(request)
        require_callback(body, caller)

        def remembered(parents: Sequence[FoundParent]) -> dict[str, Any]:
            asset = parents[0].files[0].asset
            link = api.base_url(request) + api.links.sign(asset.id, asset.name, asset.expires_at)
            return {**track_position(parents), "originUrl": link}

        order = Order(FAMILY, api.catalogue.call(_CALL), body, body, remember=remembered)
        return created(api, await submit_song(api, request, caller, order))

    return [
        Route("/api/v1/vocal-removal/generate", api.endpoint(generate), methods=["POST"]),
        record_route(api, "/api/v1/vocal-removal/record-info", FAMILY, record, null=True),
    ]


def record(task: Task, links: Links) -> dict[str, Any]:
    return {
        **derived_record(task),
        "response": _response(task, links) if task.state is State.SUCCEEDED else None,
        "successFlag": word_of(task, "GENERATE_AUDIO_FAILED"),
        "createTime": ms(task.created_at),
        "completeTime": ms(task.finished_at),
    }


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    info = None
    if task.state is State.SUCCEEDED:
        asked, urls = orjson.loads(task.input), _by_stem(task, links)
        info = {"origin_url": asked["originUrl"]}
        info |= {f"{name}_url": urls.get(name) for name in _TOLD[asked["type"]]}
    return told(task, "vocal Removal generated successfully.", {"vocal_removal_info": info})


def _response(task: Task, links: Links) -> dict[str, Any]:
    urls = _by_stem(task, links)
    return {
        "id": None,
        "originUrl": orjson.loads(task.input)["originUrl"],
        "originData": [
            {
                "id": file.id,
                "duration": file.detail.get("seconds"),
                "audio_url": file.url,
                "stem_type_group_name": str(file.detail.get("stem", "")).replace("_", " ").title(),
            }
            for file in shown_files(task, links)
        ],
        **{key: urls.get(name) for name, key in STEMS.items()},
    }


def _by_stem(task: Task, links: Links) -> dict[str, str]:
    return {str(file.detail.get("stem")): file.url for file in shown_files(task, links)}
