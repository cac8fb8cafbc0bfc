"""The record of the Market, which every model shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from genmux.engines.base import FileRole, Work
from genmux.engines.remote import Finished, Refused, StillRunning
from genmux.engines.vendors.kie import pace
from genmux.engines.vendors.kie.codes import failure
from genmux.engines.vendors.kie.made import Files

_ROLES: Mapping[str, FileRole] = {
    "resultUrls": "result",
    "resultWaterMarkUrls": "watermarked",
    "firstFrameUrl": "first_frame",
    "lastFrameUrl": "last_frame",
}
"""key of the result → role of the files that it lists; every other key is told as it stands"""
_ENDED = ("success", "fail")


def read(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    state = data.get("state")
    if state not in _ENDED:
        progress = data.get("progress")
        share = progress / 100 if isinstance(progress, int | float) and progress > 0 else None
        return StillRunning(pace.again(work, data), share)
    if state == "fail":
        raise failure(data.get("failCode"), data.get("failMsg"))
    return finished(_result(data))


def finished(result: Mapping[str, Any]) -> Finished:
    files = Files()
    for key, role in _ROLES.items():
        if key in result:
            files.add_all(result[key], role)
    extra = {key: files.referred(value) for key, value in result.items() if key not in _ROLES}
    return Finished(files.all(), extra)


def _result(data: Mapping[str, Any]) -> Mapping[str, Any]:
    text = data.get("resultJson")
    try:
        value = orjson.loads(text) if isinstance(text, str) and text else data.get("response")
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, Mapping):
        raise Refused("The vendor says it is done, but its record holds no result.", "failed")
    return value
