"""Records of Runway, Aleph and Veo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, StillRunning
from genmux.engines.vendors.kie import pace
from genmux.engines.vendors.kie.codes import failure
from genmux.engines.vendors.kie.made import VENDOR_ID, Files, given, listed
from genmux.engines.vendors.kie.pictures import DONE, running

_LINES: Mapping[str, int] = {"720p": 720, "1080p": 1080, "4k": 2160}


def runway(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    state = data.get("state")
    if state == "fail":
        raise failure(data.get("failCode"), data.get("failMsg"))
    if state != "success":
        return StillRunning(pace.again(work, data))
    film, files = given(data, "videoInfo"), Files()
    detail = {VENDOR_ID: film["videoId"]} if film.get("videoId") else {}
    files.add(film.get("videoUrl"), detail=detail)
    files.add(film.get("imageUrl"), "cover")
    return Finished(files.all())


def aleph(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    """The flag 0 stands for both running and failed on its page; a code tells them apart."""
    if data.get("successFlag") == DONE:
        files = Files()
        response = given(data, "response")
        files.add(response.get("resultVideoUrl"))
        files.add(response.get("resultImageUrl"), "cover")
        return Finished(files.all())
    if data.get("errorCode"):
        raise failure(data["errorCode"], data.get("errorMessage"))
    return running(data, work)


def veo(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    """The whole of an extended video comes beside the part that was added."""
    if data.get("successFlag") != DONE:
        return running(data, work)
    response, files = given(data, "response"), Files()
    urls, wholes = listed(response, "resultUrls"), listed(response, "fullResultUrls")
    size, place = _size(response), len(urls)
    for number, url in enumerate(urls):
        detail: dict[str, Any] = dict(size)
        if number < len(wholes) and wholes[number] not in urls:
            detail["whole"] = {"$file": place}
            place += 1
        files.add(url, detail=detail)
    for whole in wholes[: len(urls)]:
        files.add(whole, "part")
    files.add_all(listed(response, "imageUrls"), "cover")
    return Finished(files.all())


def _size(response: Mapping[str, Any]) -> dict[str, int]:
    """Pixels by the name of the resolution: these videos are 16:9, or upright where the record
    names originals."""
    lines = _LINES.get(str(response.get("resolution")).lower())
    if lines is None:
        return {}
    long, short = lines * 16 // 9, lines
    width, height = (short, long) if listed(response, "originUrls") else (long, short)
    return {"width": width, "height": height}
