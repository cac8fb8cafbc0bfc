"""What the engine sends, and what it makes of replies."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from genmux.engines.remote import FilePart, Finished, Refused, Response
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.elevenlabs.engine import ElevenLabs, open_engine
from tests.engines.vendors.works import body_of, reply, run, work_of

SPEECH = "elevenlabs/text-to-speech-turbo-2-5"
DIALOGUE = "elevenlabs/text-to-dialogue-v3"
SECRET = "sk-secret"


@pytest.fixture
def engine() -> ElevenLabs:
    return open_engine(Account("one", "elevenlabs", SECRET))


def sound(data: bytes = b"mp3") -> Response:
    return Response(200, {"content-type": "audio/mpeg"}, data)


def test_a_text_is_spoken_by_the_voice_of_an_id(engine: ElevenLabs, tmp_path: Path) -> None:
    work = work_of(SPEECH, tmp_path, previous_text="Before.", language_code="en")
    outcome, sent = run(engine.submit(work), sound())
    (request,) = sent
    assert request.method == "POST"
    assert request.url == (
        "https://api.elevenlabs.io/v1/text-to-speech/EkK5I93UQWFDigLMpZcX"
        "?output_format=mp3_44100_128"
    )
    assert request.headers["xi-api-key"] == SECRET
    assert request.commits
    assert body_of(request) == {
        "model_id": "eleven_turbo_v2_5",
        "text": "The kite is up.",
        "previous_text": "Before.",
        "language_code": "en",
        "voice_settings": {"stability": 0.5, "similarity_boost": 0.75, "style": 0, "speed": 1},
    }
    assert isinstance(outcome, Finished)
    assert [(file.data, file.name) for file in outcome.files] == [(b"mp3", "speech.mp3")]
    assert outcome.extra == {}


def test_words_get_their_times(engine: ElevenLabs, tmp_path: Path) -> None:
    work = work_of(SPEECH, tmp_path, timestamps=True)
    alignment = {
        "characters": list("Up  it!"),
        "character_start_times_seconds": [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        "character_end_times_seconds": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
    }
    answer = {"audio_base64": base64.b64encode(b"mp3").decode(), "alignment": alignment}
    outcome, sent = run(engine.submit(work), reply(answer))
    assert "/EkK5I93UQWFDigLMpZcX/with-timestamps?" in sent[0].url
    assert "timestamps" not in body_of(sent[0])
    assert outcome.files[0].data == b"mp3"
    assert outcome.extra["resultObject"]["words"] == [
        {"text": "Up", "start": 0, "end": 0.2, "type": "word", "speaker_id": "speaker_0"},
        {"text": "it!", "start": 0.4, "end": 0.7, "type": "word", "speaker_id": "speaker_0"},
    ]


def test_names_of_voices_are_looked_up_once_each(engine: ElevenLabs, tmp_path: Path) -> None:
    lines = [
        {"text": "One.", "voice": "Rachel"},
        {"text": "Two.", "voice": "Brian"},
        {"text": "Three.", "voice": "Rachel"},
    ]
    work = work_of(DIALOGUE, tmp_path, dialogue=lines, stability=1)
    outcome, sent = run(
        engine.submit(work),
        reply({"voices": [{"voice_id": "r" * 20, "name": "Rachel"}]}),
        reply({"voices": [{"voice_id": "b" * 20, "name": "Brian - Deep"}]}),
        sound(),
    )
    assert [request.commits for request in sent] == [False, False, True]
    assert sent[0].url == "https://api.elevenlabs.io/v2/voices?search=Rachel&page_size=100"
    assert body_of(sent[2]) == {
        "model_id": "eleven_v3",
        "inputs": [
            {"text": "One.", "voice_id": "r" * 20},
            {"text": "Two.", "voice_id": "b" * 20},
            {"text": "Three.", "voice_id": "r" * 20},
        ],
        "settings": {"stability": 1},
    }
    assert outcome.files[0].name == "speech.mp3"


def test_a_name_that_nobody_has_is_refused_before_anything_is_made(
    engine: ElevenLabs, tmp_path: Path
) -> None:
    work = work_of(SPEECH, tmp_path, voice="Nobody")
    with pytest.raises(Refused, match="no voice called Nobody") as caught:
        run(engine.submit(work), reply({"voices": [{"voice_id": "x", "name": "Somebody"}]}))
    assert caught.value.why == "unsupported"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply({"detail": {"status": "internal"}}, 500))
    assert caught.value.why == "busy"


def test_the_format_of_a_sound_is_asked_for(engine: ElevenLabs, tmp_path: Path) -> None:
    work = work_of("elevenlabs/sound-effect-v2", tmp_path, output_format="pcm_16000", loop=True)
    outcome, sent = run(engine.submit(work), sound(b"pcm"))
    assert sent[0].url == "https://api.elevenlabs.io/v1/sound-generation?output_format=pcm_16000"
    assert body_of(sent[0]) == {
        "model_id": "eleven_text_to_sound_v2",
        "text": "A door creaks.",
        "loop": True,
        "duration_seconds": 1,
        "prompt_influence": 0.3,
    }
    assert outcome.files[0].name == "sound.pcm"


def test_recordings_go_as_parts_of_a_form(engine: ElevenLabs, tmp_path: Path) -> None:
    isolated, sent = run(engine.submit(work_of("elevenlabs/audio-isolation", tmp_path)), sound())
    ((name, part),) = sent[0].form
    assert name == "audio"
    assert isinstance(part, FilePart)
    assert (part.mime, Path(part.path).exists()) == ("audio/wav", True)
    assert isolated.files[0].name == "voice.mp3"
    work = work_of("elevenlabs/speech-to-text", tmp_path, diarize=False)
    words = [{"text": "Hi", "start": 0, "end": 1, "type": "word", "speaker_id": None, "p": 3}]
    answer = {"language_code": "eng", "language_probability": 0.9, "text": "Hi", "words": words}
    heard, sent = run(engine.submit(work), reply(answer))
    fields = dict(sent[0].form)
    assert isinstance(fields.pop("file"), FilePart)
    assert fields == {"model_id": "scribe_v2", "diarize": "false", "tag_audio_events": "true"}
    assert heard.files == ()
    assert heard.extra["resultObject"]["words"] == [
        {"text": "Hi", "start": 0, "end": 1, "type": "word", "speaker_id": None}
    ]


@pytest.mark.parametrize(
    ("status", "word", "why"),
    [
        (401, "invalid_api_key", "auth"),
        (401, "quota_exceeded", "credit"),
        (429, "too_many_concurrent_requests", "rate"),
        (429, "system_busy", "busy"),
        (404, "voice_not_found", "input"),
        (400, "max_character_limit_exceeded", "input"),
        (403, "content_against_policy", "moderation"),
        (422, "", "input"),
        (500, "internal_error", "unknown"),
        (503, "", "busy"),
    ],
)
def test_refusals(engine: ElevenLabs, tmp_path: Path, status: int, word: str, why: str) -> None:
    body = {"detail": {"status": word, "message": f"Because {SECRET[:2]}."}}
    with pytest.raises(Refused) as caught:
        run(engine.submit(work_of(SPEECH, tmp_path)), reply(body, status, retry_after="7"))
    assert caught.value.why == why
    assert caught.value.retry_after == 7
    assert SECRET not in caught.value.message


def test_details_that_are_a_list_and_bodies_that_are_no_json(
    engine: ElevenLabs, tmp_path: Path
) -> None:
    work = work_of(SPEECH, tmp_path)
    with pytest.raises(Refused, match="text is too short") as caught:
        run(engine.submit(work), reply({"detail": [{"msg": "text is too short"}]}, 422))
    assert caught.value.why == "input"
    with pytest.raises(Refused) as caught:
        run(engine.submit(work), reply(b"<html>", 502))
    assert caught.value.why == "unknown"


def test_empty_results_fail(engine: ElevenLabs, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="without a sound") as caught:
        run(engine.submit(work_of(SPEECH, tmp_path)), sound(b""))
    assert caught.value.why == "failed"
    work = work_of(SPEECH, tmp_path, timestamps=True)
    with pytest.raises(Refused, match="without a sound"):
        run(engine.submit(work), reply({"audio_base64": ""}))


def test_what_was_not_answered_at_once_is_gone(engine: ElevenLabs, tmp_path: Path) -> None:
    work = work_of(SPEECH, tmp_path)
    with pytest.raises(Refused) as caught:
        run(engine.poll(work, "x"))
    assert caught.value.why == "expired"
    assert run(engine.cancel(work, "x")) == (None, [])


def test_multilingual_finds_the_language_itself(engine: ElevenLabs, tmp_path: Path) -> None:
    work = work_of("elevenlabs/text-to-speech-multilingual-v2", tmp_path)
    assert engine.plan(work).model == "eleven_multilingual_v2"
