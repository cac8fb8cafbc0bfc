"""Records of what is made from a song, and answers about songs in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, StillRunning
from genmux.engines.vendors.kie import pace
from genmux.engines.vendors.kie.codes import failure
from genmux.engines.vendors.kie.made import VENDOR_ID, Files, given, listed, name_of
from genmux.engines.vendors.kie.pictures import DONE

_NO_WORDS = 400
_STEMS = {
    "instrumentalUrl": "instrumental",
    "vocalUrl": "vocal",
    "backingVocalsUrl": "backing_vocals",
    "drumsUrl": "drums",
    "bassUrl": "bass",
    "guitarUrl": "guitar",
    "pianoUrl": "piano",
    "keyboardUrl": "keyboard",
    "percussionUrl": "percussion",
    "stringsUrl": "strings",
    "synthUrl": "synth",
    "fxUrl": "fx",
    "brassUrl": "brass",
    "woodwindsUrl": "woodwinds",
}
_PAINTING = 2
"""`successFlag` of cover pictures that are being made; of notes it is a failure"""


def wav(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    return _by_word(data, work) or _one(data, "audioWavUrl")


def mp4(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    return _by_word(data, work) or _one(data, "videoUrl")


def stems(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    """Each under the name of its instrument; the ids and lengths stand in a list of their own."""
    waiting = _by_word(data, work)
    if waiting:
        return waiting
    response, files = given(data, "response"), Files()
    known = {
        one["audio_url"]: one
        for one in listed(response, "originData")
        if isinstance(one, Mapping) and isinstance(one.get("audio_url"), str)
    }
    for key, stem in _STEMS.items():
        url = response.get(key)
        if not url:
            continue
        told = known.pop(url, {})
        files.add(url, name=name_of(stem, url, ".mp3"), detail=_stem(stem, told))
    for url, told in known.items():
        stem = str(told.get("stem_type_group_name") or "").strip().lower().replace(" ", "_")
        files.add(url, detail=_stem(stem, told))
    return Finished(files.all())


def midi(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    flag = data.get("successFlag")
    if flag == DONE:
        return Finished((), {"instruments": listed(given(data, "midiData"), "instruments")})
    if flag:
        raise failure(data.get("errorCode"), data.get("errorMessage"))
    return StillRunning(pace.again(work, data))


def cover(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    flag = data.get("successFlag")
    if flag == DONE:
        files = Files()
        files.add_all(listed(given(data, "response"), "images"))
        return Finished(files.all())
    if flag and flag != _PAINTING:
        raise failure(data.get("errorCode"), data.get("errorMessage"))
    return StillRunning(pace.again(work, data))


def lyrics(data: Mapping[str, Any], work: Work) -> StillRunning | Finished:
    waiting = _by_word(data, work, "status")
    if waiting:
        return waiting
    told = [one for one in listed(given(data, "response"), "data") if isinstance(one, Mapping)]
    texts = [
        {"text": str(one.get("text") or ""), "title": str(one.get("title") or "")}
        for one in told
        if one.get("status") != "failed"
    ]
    return Finished((), {"lyrics": texts})


def aligned(data: Mapping[str, Any], _work: Work) -> StillRunning | Finished:
    words = [
        {"word": one.get("word", ""), "start": one.get("startS"), "end": one.get("endS")}
        for one in listed(data, "alignedWords")
        if isinstance(one, Mapping)
    ]
    return Finished((), {"words": words, "waveform": listed(data, "waveformData")})


def style(data: Mapping[str, Any], _work: Work) -> StillRunning | Finished:
    """The flag is "1", or a word; a code says that it failed."""
    if data.get("errorCode") and not data.get("result"):
        raise failure(data["errorCode"], data.get("errorMessage") or data.get("errorMsg"))
    return Finished((), {"style": str(data.get("result") or "")})


def credits_of(data: Mapping[str, Any]) -> Decimal | None:
    """What the vendor took, where a record or an answer says so."""
    taken = data.get("creditsConsumed")
    if isinstance(taken, int | float) and not isinstance(taken, bool):
        return Decimal(str(taken))
    return None


def _by_word(data: Mapping[str, Any], work: Work, name: str = "successFlag") -> StillRunning | None:
    """None once it is done; raises Refused where it has failed."""
    word = str(data.get(name) or "PENDING")
    if word == "SUCCESS":
        return None
    untold = word == "CALLBACK_EXCEPTION" and not data.get("errorCode")
    if untold and data.get("response"):
        return None
    if word == "PENDING" or untold:
        return StillRunning(pace.again(work, data))
    code = _NO_WORDS if word == "SENSITIVE_WORD_ERROR" else data.get("errorCode")
    raise failure(code, data.get("errorMessage"))


def _one(data: Mapping[str, Any], key: str) -> Finished:
    files = Files()
    files.add(given(data, "response").get(key))
    return Finished(files.all())


def _stem(stem: str, told: Mapping[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = {"stem": stem}
    if isinstance(told.get("duration"), int | float):
        detail["seconds"] = told["duration"]
    if told.get("id"):
        detail[VENDOR_ID] = told["id"]
    return detail
