"""Records of 4o image and Flux Kontext."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, StillRunning
from genmux.engines.vendors.kie import pace
from genmux.engines.vendors.kie.codes import failure
from genmux.engines.vendors.kie.made import Files, given

DONE = 1
"""`successFlag` of every family that has numbers; 0 runs, whatever is above 1 has failed"""


def gpt4o(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    flag = data.get("successFlag")
    if flag == DONE:
        files = Files()
        response = given(data, "response")
        files.add_all(response.get("resultUrls") or response.get("result_urls") or [])
        return Finished(files.all())
    return running(data, work, _share(data.get("progress")))


def kontext(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    """The original is the same picture before it was stored there; one is enough."""
    if data.get("successFlag") == DONE:
        files = Files()
        response = given(data, "response")
        files.add_all(response.get("resultImageUrl") or response.get("originImageUrl"))
        return Finished(files.all())
    return running(data, work)


def running(data: Mapping[str, Any], work: Work, progress: float | None = None) -> StillRunning:
    """A record that is not done: still running, or raises Refused."""
    if data.get("successFlag"):
        raise failure(data.get("errorCode"), data.get("errorMessage"))
    return StillRunning(pace.again(work, data), progress)


def _share(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
