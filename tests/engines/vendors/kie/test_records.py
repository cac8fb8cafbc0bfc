"""Records of every family while a job runs and where it failed, as their pages show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genmux.engines.remote import Finished, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.kie import open_engine
from tests.engines.vendors.works import reply, run, work_of

TASK = "b" * 32
SONG = {
    "id": "t-1",
    "audioUrl": "https://v.test/1.mp3",
    "title": "Kite",
    "prompt": "up",
    "tags": "",
}
RUNNING: dict[str, list[dict[str, Any]]] = {
    "runway/generate": [{"state": "wait"}, {"state": "queueing"}, {"state": "generating"}],
    "aleph/generate": [{"successFlag": 0, "errorCode": None}, {"successFlag": 0, "errorCode": 0}],
    "veo/generate": [{"successFlag": 0, "response": None}],
    "gpt4o-image/generate": [{"successFlag": 0, "status": "GENERATING", "progress": "0.40"}],
    "flux-kontext/generate": [{"successFlag": 0}],
    "suno/generate": [{"status": "PENDING"}, {"status": "CALLBACK_EXCEPTION"}, {}],
    "suno/wav": [{"successFlag": "PENDING"}, {"successFlag": "CALLBACK_EXCEPTION"}],
    "suno/mp4": [{"successFlag": "PENDING"}],
    "suno/vocal-removal": [{"successFlag": "PENDING", "response": None}],
    "suno/midi": [{"successFlag": 0}],
    "suno/cover": [{"successFlag": 0}, {"successFlag": 2}],
    "suno/lyrics": [{"status": "PENDING", "response": None}],
    "suno/voice-validate": [{"status": "wait_processing"}, {"status": "processing_validate"}],
    "suno/voice": [{"status": "wait_processing"}],
}
FAILED: list[tuple[str, dict[str, Any], str, str]] = [
    ("runway/generate", {"state": "fail", "failCode": 400, "failMsg": "no"}, "moderation", "400"),
    ("aleph/generate", {"successFlag": 3, "errorCode": 500}, "failed", "500"),
    ("aleph/generate", {"successFlag": 0, "errorCode": 422}, "failed", "422"),
    ("veo/generate", {"successFlag": 2, "errorCode": 400}, "moderation", "400"),
    ("veo/generate", {"successFlag": 3, "errorCode": 501}, "failed", "501"),
    ("gpt4o-image/generate", {"successFlag": 2, "errorCode": 451}, "failed", "451"),
    ("flux-kontext/generate", {"successFlag": 3, "errorCode": 501}, "failed", "501"),
    ("suno/generate", {"status": "SENSITIVE_WORD_ERROR"}, "moderation", "400"),
    ("suno/generate", {"status": "CREATE_TASK_FAILED", "errorCode": 408}, "failed", "408"),
    ("suno/generate", {"status": "GENERATE_AUDIO_FAILED", "errorCode": None}, "failed", "501"),
    ("suno/generate", {"status": "CALLBACK_EXCEPTION", "errorCode": 500}, "failed", "500"),
    ("suno/wav", {"successFlag": "GENERATE_WAV_FAILED", "errorCode": 500}, "failed", "500"),
    ("suno/midi", {"successFlag": 2, "errorCode": "500"}, "failed", "500"),
    ("suno/midi", {"successFlag": 3, "errorCode": None}, "failed", "501"),
    ("suno/cover", {"successFlag": 3, "errorCode": 200}, "failed", "501"),
    ("suno/lyrics", {"status": "SENSITIVE_WORD_ERROR"}, "moderation", "400"),
    ("suno/voice-validate", {"status": "processing_validate_fail", "errorCode": 400},
     "moderation", "400"),
    ("suno/voice", {"status": "fail", "errorCode": 422}, "failed", "422"),
]  # fmt: skip


def polled(model: str, record: dict[str, Any], folder: Path) -> StillRunning | Finished:
    engine = open_engine(Account("up", "kie", "secret"))
    answer = reply({"code": 200, "msg": "success", "data": record})
    return run(engine.poll(work_of(model, folder), TASK), answer)[0]


@pytest.mark.parametrize(
    ("model", "record"), [(model, one) for model, records in RUNNING.items() for one in records]
)
def test_a_job_that_runs(model: str, record: dict[str, Any], tmp_path: Path) -> None:
    step = polled(model, record, tmp_path)
    assert isinstance(step, StillRunning)
    assert not step.stage
    assert step.progress == (0.4 if "progress" in record else None)


@pytest.mark.parametrize(("model", "record", "why", "code"), FAILED)
def test_a_job_that_failed(
    model: str, record: dict[str, Any], why: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as caught:
        polled(model, {**record, "errorMessage": "no kite"}, tmp_path)
    assert (caught.value.why, caught.value.code) == (why, code)
    assert caught.value.message == record.get("failMsg", "no kite")


def test_a_song_whose_receiver_did_not_answer_is_done(tmp_path: Path) -> None:
    record = {"status": "CALLBACK_EXCEPTION", "response": {"sunoData": [SONG, {}]}}
    step = polled("suno/generate", record, tmp_path)
    assert isinstance(step, Finished)
    assert [one.url for one in step.files] == ["https://v.test/1.mp3"]
    assert step.files[0].detail["lyrics"] == "up"


def test_a_first_track_is_shown_with_the_words_of_both(tmp_path: Path) -> None:
    """The second one streams already, but that is not its file."""
    second = {**SONG, "id": "t-2", "audioUrl": "", "streamAudioUrl": "https://v.test/2"}
    record = {"status": "FIRST_SUCCESS", "response": {"sunoData": [SONG, second]}}
    step = polled("suno/generate", record, tmp_path)
    assert isinstance(step, StillRunning)
    assert step.stage == "first"
    assert [one.name for one in step.so_far] == ["track-1.mp3"]
    assert [one["title"] for one in step.extra["tracks"]] == ["Kite", "Kite"]


def test_a_second_track_that_is_ready_first_keeps_its_number(tmp_path: Path) -> None:
    first = {**SONG, "audioUrl": ""}
    second = {**SONG, "id": "t-2", "audioUrl": "https://v.test/2.mp3"}
    record = {"status": "FIRST_SUCCESS", "response": {"sunoData": [first, second]}}
    shown = polled("suno/generate", record, tmp_path)
    assert isinstance(shown, StillRunning)
    assert [one.name for one in shown.so_far] == ["track-2.mp3"]
    done = {"status": "SUCCESS", "response": {"sunoData": [SONG, second]}}
    step = polled("suno/generate", done, tmp_path)
    assert isinstance(step, Finished)
    assert [one.name for one in step.files] == ["track-1.mp3", "track-2.mp3"]


def test_stems_that_only_the_list_names(tmp_path: Path) -> None:
    listed = {
        "id": "s",
        "duration": 3,
        "audio_url": "https://v.test/x",
        "stem_type_group_name": "Fx",
    }
    response = {"vocalUrl": "https://v.test/v.mp3", "drumsUrl": None, "originData": [listed]}
    step = polled("suno/vocal-removal", {"successFlag": "SUCCESS", "response": response}, tmp_path)
    assert isinstance(step, Finished)
    assert [(one.name, dict(one.detail)) for one in step.files] == [
        ("vocal.mp3", {"stem": "vocal"}),
        ("", {"stem": "fx", "seconds": 3, "vendor_id": "s"}),
    ]


def test_a_variant_of_lyrics_that_failed_is_left_out(tmp_path: Path) -> None:
    told = [{"text": "la", "title": "A", "status": "complete"}, {"text": "", "status": "failed"}]
    step = polled("suno/lyrics", {"status": "SUCCESS", "response": {"data": told}}, tmp_path)
    assert step == Finished((), {"lyrics": [{"text": "la", "title": "A"}]})
