"""The calls of the dedicated families under inputs that are almost right."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from genmux.catalogue.load import Catalogue
from tests.fuzz.conftest import examples
from tests.fuzz.strategies import LINKS, ODD_TEXTS, broken, filled, text_of, values
from tests.fuzz.target import Target, hold_the_line

PATHS = {
    "aleph/generate": "/api/v1/aleph/generate",
    "flux-kontext/generate": "/api/v1/flux/kontext/generate",
    "gpt4o-image/generate": "/api/v1/gpt4o-image/generate",
    "runway/extend": "/api/v1/runway/extend",
    "runway/generate": "/api/v1/runway/generate",
    "suno/add-instrumental": "/api/v1/generate/add-instrumental",
    "suno/add-vocals": "/api/v1/generate/add-vocals",
    "suno/cover": "/api/v1/suno/cover/generate",
    "suno/extend": "/api/v1/generate/extend",
    "suno/generate": "/api/v1/generate",
    "suno/lyrics": "/api/v1/lyrics",
    "suno/mashup": "/api/v1/generate/mashup",
    "suno/midi": "/api/v1/midi/generate",
    "suno/mp4": "/api/v1/mp4/generate",
    "suno/persona": "/api/v1/generate/generate-persona",
    "suno/replace-section": "/api/v1/generate/replace-section",
    "suno/sounds": "/api/v1/generate/sounds",
    "suno/timestamped-lyrics": "/api/v1/generate/get-timestamped-lyrics",
    "suno/upload-cover": "/api/v1/generate/upload-cover",
    "suno/upload-extend": "/api/v1/generate/upload-extend",
    "suno/vocal-removal": "/api/v1/vocal-removal/generate",
    "suno/voice": "/api/v1/voice/generate",
    "suno/voice-regenerate": "/api/v1/voice/regenerate",
    "suno/voice-validate": "/api/v1/voice/validate",
    "suno/wav": "/api/v1/wav/generate",
    "veo/extend": "/api/v1/veo/extend",
    "veo/generate": "/api/v1/veo/generate",
    "veo/get-4k-video": "/api/v1/veo/get-4k-video",
}
RECORDS = (
    *("runway/record-detail", "aleph/record-info", "veo/record-info", "veo/get-1080p-video"),
    *("gpt4o-image/record-info", "flux/kontext/record-info", "generate/record-info"),
    *("lyrics/record-info", "wav/record-info", "mp4/record-info", "vocal-removal/record-info"),
    *("midi/record-info", "suno/cover/record-info", "voice/record-info", "voice/validate-info"),
)
HOOK = "https://example.com/hook"
REFUSALS = (400, 402, 409, 413, 422)


def test_every_call_that_nobody_waits_for_is_fuzzed(catalogue: Catalogue) -> None:
    """The others answer with a result, for which this server has no worker."""
    waited = {"suno/style", "omni/audio", "omni/character", "veo/get-1080p-video"}
    assert {call.id for call in catalogue.calls} == set(PATHS) | waited


@given(data=st.data())
@examples(250)
def test_a_call_with_something_broken(
    target: Target, catalogue: Catalogue, data: st.DataObject
) -> None:
    call = catalogue.call(data.draw(st.sampled_from(sorted(PATHS))))
    good = data.draw(filled(call.fields, {**call.example(LINKS), "callBackUrl": HOOK}))
    sent = text_of(data.draw(broken(good)))
    judge(target, PATHS[call.id], sent)


@given(path=st.sampled_from(sorted(PATHS.values())), body=values)
@examples(100)
def test_a_body_of_anything(target: Target, path: str, body: Any) -> None:
    judge(target, path, text_of(body))


@given(path=st.sampled_from(RECORDS), text=st.sampled_from(ODD_TEXTS))
@examples(80)
def test_a_record_of_anything(target: Target, path: str, text: str) -> None:
    plain = "".join(one for one in text if one.isascii() and one.isalnum())[:100]
    answer = target.call("GET", f"/api/v1/{path}?taskId={plain}")
    envelope = hold_the_line(answer, plain)
    assert envelope["code"] in (200, 400, 422)
    assert envelope["data"] is None


def judge(target: Target, path: str, sent: bytes) -> None:
    envelope = hold_the_line(target.call("POST", path, sent), sent.decode())
    if envelope["code"] != 200:
        assert envelope["code"] in REFUSALS, envelope
        return
    record = target.get(f"/api/v1/jobs/recordInfo?taskId={envelope['data']['taskId']}")
    assert record["state"] == "waiting"
    assert json.loads(record["param"]) is not None
