"""Records and callbacks of the Veo family.

`successFlag` is 0 while it runs, 1 for success, 2 for a task that failed before anything was made,
3 where making it failed. Times are ISO 8601.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson

from genmux.dialects.codes import known_code
from genmux.dialects.records import ShownFile, dumped, shown_files
from genmux.dialects.times import iso
from genmux.storage.links import Links
from genmux.tasks.states import State
from genmux.tasks.task import Task

FAMILY = "veo"
HD = "veo/get-1080p-video"
UHD = "veo/get-4k-video"
_MADE_BADLY = 501
_RESOLUTIONS = {1080: "1080p", 2160: "4k"}


def record(task: Task, links: Links) -> dict[str, Any]:
    succeeded = task.state is State.SUCCEEDED
    failed = task.finished_at is not None and not succeeded
    shown: dict[str, Any] = {
        "taskId": task.public_id,
        "paramJson": task.request,
        "createTime": iso(task.created_at),
        "completeTime": iso(task.finished_at),
        "response": _response(task, links) if succeeded else None,
        "successFlag": _flag(task),
        "errorCode": known_code(task, _MADE_BADLY) if failed else None,
        "errorMessage": task.fail_msg or "",
    }
    if task.model != UHD:
        shown["fallbackFlag"] = False
    return shown


def callback(task: Task, _remaining: Decimal, links: Links) -> str:
    succeeded = task.state is State.SUCCEEDED
    tell = _told_4k if task.model == UHD else _told
    data = {"taskId": task.public_id, "task_id": task.public_id, **tell(task, links)}
    if task.model == UHD:
        code, msg = (200, "4K Video generated successfully.") if succeeded else (500, task.fail_msg)
    elif succeeded:
        code, msg = 200, "Veo3.1 video generated successfully."
    else:
        code, msg = known_code(task, _MADE_BADLY), task.fail_msg
    return dumped({"code": code, "msg": msg, "taskId": task.public_id, "data": data})


def _flag(task: Task) -> int:
    if task.state is State.SUCCEEDED:
        return 1
    if task.finished_at is None:
        return 0
    return 3 if known_code(task, _MADE_BADLY) == _MADE_BADLY else 2


def _told(task: Task, links: Links) -> dict[str, Any]:
    info = None
    if task.state is State.SUCCEEDED:
        response = _response(task, links)
        info = {
            name: response[name]
            for name in ("resultUrls", "originUrls", "resolution", "fullResultUrls")
        }
    return {"promptJson": task.request, "info": info, "fallbackFlag": False}


def _told_4k(task: Task, links: Links) -> dict[str, Any]:
    """Both spellings: the callback page has camel case in `info`, the schema snake case."""
    if task.state is not State.SUCCEEDED:
        return {"info": None, "result_urls": None, "media_ids": None, "image_urls": None}
    response = _response(task, links)
    urls, images, ids = response["resultUrls"], response["imageUrls"], response["mediaIds"]
    return {
        "info": {"resultUrls": urls, "imageUrls": images},
        "result_urls": urls,
        "media_ids": ids,
        "image_urls": images,
        "creditsConsumed": task.charged,
    }


def _response(task: Task, links: Links) -> dict[str, Any]:
    """`originUrls` is there where the ratio is not 16:9; nothing is cropped here, so they are the
    results. `fullResultUrls` holds the whole of a video that was extended."""
    files = shown_files(task, links)
    films = [file for file in files if file.role == "result"]
    urls = [file.url for file in films]
    response: dict[str, Any] = {
        "taskId": task.public_id,
        "resultUrls": urls,
        "originUrls": urls if _other_ratio(task, films) else [],
        "resolution": _resolution(task, films),
        "fullResultUrls": [file.detail["whole"] for file in films if "whole" in file.detail],
    }
    if task.model == UHD:
        response["imageUrls"] = [file.url for file in files if file.role == "cover"]
        response["mediaIds"] = [file.id for file in films]
    return response


def _other_ratio(task: Task, films: list[ShownFile]) -> bool:
    """Whether the video may be upright; for `Auto` only the picture knows."""
    asked = orjson.loads(task.input).get("aspectRatio", "16:9")
    return asked != "16:9" or any(_sides(film)[0] < _sides(film)[1] for film in films)


def _resolution(task: Task, films: list[ShownFile]) -> str:
    fixed = {HD: "1080p", UHD: "4k"}.get(task.model)
    asked: str | None = fixed or orjson.loads(task.input).get("resolution")
    made = min(_sides(films[0])) if films else 0
    return asked or _RESOLUTIONS.get(made, "720p")


def _sides(film: ShownFile) -> tuple[int, int]:
    """Width and height as far as its engine told them."""
    return int(film.detail.get("width", 0)), int(film.detail.get("height", 0))
