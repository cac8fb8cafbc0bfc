"""Where each call of the API is made and where its record is read.

Every model of the Market is made by one pair of calls; the families have pairs of their own, by
the ids that the catalogue gives their calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from genmux.engines.base import Work
from genmux.engines.remote import Finished, StillRunning, Why
from genmux.engines.vendors.kie import films, market, pictures, songs, tracks, voices

Reader = Callable[[Mapping[str, Any], Work], StillRunning | Finished]
"""(`data` of a record, the work without its files) → how it stands; raises Refused for failures"""


@dataclass(frozen=True, slots=True)
class Call:
    """`record` is the path of its record; empty for a call that answers with the result itself.

    `read` reads the `data` of either. `callback` is the field for an address that is told;
    `must_tell`: the call insists on one. `finer`: a finer version of a film, see that module.
    """

    create: str
    read: Reader
    record: str = ""
    method: Literal["POST", "GET"] = "POST"
    callback: str = "callBackUrl"
    must_tell: bool = False
    finer: bool = False
    codes: Mapping[int, Why] = field(default_factory=dict)
    """codes that mean something else here than elsewhere"""

    @property
    def is_market(self) -> bool:
        return self is MARKET

    @property
    def at_once(self) -> bool:
        return not self.record


MARKET = Call("api/v1/jobs/createTask", market.read, "api/v1/jobs/recordInfo")
_SONG_RECORD = "api/v1/generate/record-info"
_VEO_RECORD = "api/v1/veo/record-info"
_LYRICS_CODES: Mapping[int, Why] = {405: "rate", 429: "credit"}


def _song(path: str, *, must_tell: bool = True) -> Call:
    return Call(f"api/v1/{path}", tracks.read, _SONG_RECORD, must_tell=must_tell)


def _part(path: str, read: Reader) -> Call:
    return Call(f"api/v1/{path}/generate", read, f"api/v1/{path}/record-info", must_tell=True)


def _told(path: str, read: Reader) -> Call:
    return Call(f"api/v1/{path}", read, callback="")


CALLS: Mapping[str, Call] = {
    "runway/generate": Call("api/v1/runway/generate", films.runway, "api/v1/runway/record-detail"),
    "runway/extend": Call("api/v1/runway/extend", films.runway, "api/v1/runway/record-detail"),
    "aleph/generate": Call("api/v1/aleph/generate", films.aleph, "api/v1/aleph/record-info"),
    "veo/generate": Call("api/v1/veo/generate", films.veo, _VEO_RECORD),
    "veo/extend": Call("api/v1/veo/extend", films.veo, _VEO_RECORD),
    "veo/get-1080p-video": Call(
        "api/v1/veo/get-1080p-video",
        films.veo,
        _VEO_RECORD,
        method="GET",
        callback="",
        finer=True,
    ),
    "veo/get-4k-video": Call("api/v1/veo/get-4k-video", films.veo, _VEO_RECORD, finer=True),
    "gpt4o-image/generate": Call(
        "api/v1/gpt4o-image/generate", pictures.gpt4o, "api/v1/gpt4o-image/record-info"
    ),
    "flux-kontext/generate": Call(
        "api/v1/flux/kontext/generate", pictures.kontext, "api/v1/flux/kontext/record-info"
    ),
    "suno/generate": _song("generate"),
    "suno/extend": _song("generate/extend"),
    "suno/upload-cover": _song("generate/upload-cover"),
    "suno/upload-extend": _song("generate/upload-extend"),
    "suno/add-instrumental": _song("generate/add-instrumental"),
    "suno/add-vocals": _song("generate/add-vocals"),
    "suno/mashup": _song("generate/mashup"),
    "suno/replace-section": _song("generate/replace-section", must_tell=False),
    "suno/sounds": _song("generate/sounds", must_tell=False),
    "suno/wav": _part("wav", songs.wav),
    "suno/mp4": _part("mp4", songs.mp4),
    "suno/vocal-removal": _part("vocal-removal", songs.stems),
    "suno/midi": _part("midi", songs.midi),
    "suno/cover": _part("suno/cover", songs.cover),
    "suno/lyrics": Call(
        "api/v1/lyrics", songs.lyrics, "api/v1/lyrics/record-info", codes=_LYRICS_CODES
    ),
    "suno/voice-validate": Call(
        "api/v1/voice/validate", voices.phrase, "api/v1/voice/validate-info"
    ),
    "suno/voice-regenerate": Call(
        "api/v1/voice/regenerate",
        voices.phrase,
        "api/v1/voice/validate-info",
        callback="calBackUrl",
    ),
    "suno/voice": Call("api/v1/voice/generate", voices.voice, "api/v1/voice/record-info"),
    "suno/timestamped-lyrics": _told("generate/get-timestamped-lyrics", songs.aligned),
    "suno/style": _told("style/generate", songs.style),
    "suno/persona": _told("generate/generate-persona", voices.persona),
    "omni/audio": _told("omni/audio/create", voices.omni_voice),
    "omni/character": _told("omni/character/create", voices.omni_character),
}


def call_of(work: Work) -> Call:
    return CALLS.get(work.model, MARKET)
