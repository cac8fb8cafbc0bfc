"""The record of songs: two tracks, shown in stages as they become ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, StillRunning
from genmux.engines.vendors.kie import pace
from genmux.engines.vendors.kie.codes import failure
from genmux.engines.vendors.kie.made import VENDOR_ID, Files, given, is_link, listed, name_of

_STAGES = {"TEXT_SUCCESS": "text", "FIRST_SUCCESS": "first"}
_NO_WORDS = 400
_UNTOLD = "CALLBACK_EXCEPTION"
"""only telling it went wrong: whatever is ready counts"""


def read(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    status = str(data.get("status") or "PENDING")
    ready = any(is_link(_sound(one)) for one in _told(data))
    if status == "SUCCESS" or (status == _UNTOLD and ready and not data.get("errorCode")):
        return Finished(_files(_told(data)).all())
    if status in ("PENDING", _UNTOLD) and not data.get("errorCode"):
        return StillRunning(pace.again(work, data))
    if status in _STAGES:
        texts = [_text(one) for one in _told(data)]
        return StillRunning(
            pace.again(work, data),
            stage=_STAGES[status],
            so_far=_files(_told(data)).all(),
            extra={"tracks": texts} if texts else {},
        )
    code = _NO_WORDS if status == "SENSITIVE_WORD_ERROR" else data.get("errorCode")
    raise failure(code, data.get("errorMessage"))


def _told(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = listed(given(data, "response"), "sunoData")
    return [one for one in found if isinstance(one, Mapping)]


def _sound(track: Mapping[str, Any]) -> Any:
    """The link to the finished sound; a stream alone is not the file yet."""
    return track.get("audioUrl") or track.get("sourceAudioUrl")


def _files(told: list[Mapping[str, Any]]) -> Files:
    files = Files()
    # Numbered before any is left out: the second may be ready first.
    for number, track in enumerate(told, start=1):
        if not is_link(_sound(track)):
            continue
        picture = track.get("imageUrl") or track.get("sourceImageUrl")
        detail: dict[str, Any] = dict(_text(track))
        if track.get("id"):
            detail[VENDOR_ID] = track["id"]
        if isinstance(track.get("duration"), int | float):
            detail["seconds"] = track["duration"]
        detail["instrumental"] = not detail["lyrics"]
        if is_link(picture):
            detail["cover"] = {"$file": files.next + 1}
        sound = _sound(track)
        files.add(sound, name=name_of(f"track-{number}", sound, ".mp3"), detail=detail)
        files.add(picture, "cover", name=name_of(f"track-{number}", picture, ".jpeg"))
    return files


def _text(track: Mapping[str, Any]) -> dict[str, str]:
    return {
        "title": str(track.get("title") or ""),
        "tags": str(track.get("tags") or ""),
        "lyrics": str(track.get("prompt") or ""),
    }
