"""The official SDK as the oracle: it asks as we do, and understands what the double answers."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import errors, types
from google.genai._gaos.types.interactions.createmodelinteraction import CreateModelInteraction
from google.genai._gaos.types.interactions.model import Model

from genmux.engines.base import Work
from genmux.engines.remote import (
    Accepted,
    Finished,
    Refused,
    Request,
    Response,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.google import open_engine
from genmux.engines.vendors.google.engine import Google
from genmux.testing.doubles.google import GoogleDouble, body_of_no
from genmux.testing.doubles.samples import film
from tests.engines.vendors.wire import alike, over_the_wire
from tests.engines.vendors.works import body_of, reply, run, work_of

LINKS = ["https://files.test/one.png", "https://files.test/two.png"]
HEADERS = ("x-goog-api-key",)


@asynccontextmanager
async def both(
    *, cloud: bool = False, key: str = ""
) -> AsyncIterator[tuple[GoogleDouble, Google, Any]]:
    """The double, our engine and the SDK, both with the double's address."""
    async with GoogleDouble() as double:
        key = key or double.key
        options = {"service": "cloud"} if cloud else {}
        mine = open_engine(Account("one", "google", key, url=double.url, options=options))
        async with httpx.AsyncClient() as http:
            # Left to itself the SDK takes aiohttp, in a way that aiohttp warns of.
            asking = types.HttpOptions(base_url=double.url, httpx_async_client=http)
            sdk = genai.Client(api_key=key, enterprise=cloud, http_options=asking)
            try:
                yield double, mine, sdk.aio
            finally:
                sdk.close()


_BASE64 = str.maketrans("-_", "+/")


def proto(value: Any) -> Any:
    """JSON of a protocol buffer with one spelling of names and bytes: its reader takes two."""
    if isinstance(value, Mapping):
        return {
            _spelled(name): one.translate(_BASE64) if name == "data" else proto(one)
            for name, one in value.items()
        }
    return [proto(one) for one in value] if isinstance(value, list) else value


def _spelled(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def equal(double: GoogleDouble, ours: int = 0, theirs: int = 1) -> None:
    mine, sdks = alike(double.seen[ours], double.seen[theirs], headers=HEADERS)
    assert proto(mine) == proto(sdks)


def contents(work: Work) -> list[bytes]:
    return [Path(one.path).read_bytes() for one in work.media]


@pytest.mark.parametrize("cloud", [False, True])
async def test_pictures(tmp_path: Path, cloud: bool) -> None:
    work = work_of(
        "nano-banana-pro",
        tmp_path,
        prompt="A kite.",
        image_input=LINKS,
        aspect_ratio="16:9",
        resolution="2K",
    )
    async with both(cloud=cloud) as (double, mine, sdk):
        done = await over_the_wire(mine.submit(work))
        parts = [types.Part.from_bytes(data=one, mime_type="image/png") for one in contents(work)]
        theirs = await sdk.models.generate_content(
            model="gemini-3-pro-image",
            contents=[types.Content(role="user", parts=[*parts, types.Part(text="A kite.")])],
            config=types.GenerateContentConfig(
                response_modalities=["IMAGE"],
                image_config=types.ImageConfig(aspect_ratio="16:9", image_size="2K"),
            ),
        )
        equal(double)
    assert isinstance(done, Finished)
    assert done.cost is not None
    assert theirs.parts[0].inline_data.data == done.files[0].data
    assert theirs.usage_metadata.candidates_token_count == 1290


async def test_speech(tmp_path: Path) -> None:
    speakers = [
        {"speaker_id": "Speaker 1", "voice_name": "Kore", "accent": "Neutral"},
        {"speaker_id": "Speaker 2", "voice_name": "Puck", "accent": "Australian"},
    ]
    turns = [{"speaker_id": one["speaker_id"], "text": "Hello."} for one in speakers]
    work = work_of(
        "google/gemini-3-1-flash-tts",
        tmp_path,
        speakers=speakers,
        dialogue_turns=turns,
        temperature=1.0,
    )
    async with both() as (double, mine, sdk):
        done = await over_the_wire(mine.submit(work))
        text = double.seen[0].json["contents"][0]["parts"][0]["text"]
        voices = [
            types.SpeakerVoiceConfig(
                speaker=one["speaker_id"],
                voice_config=types.VoiceConfig(
                    prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name=one["voice_name"])
                ),
            )
            for one in speakers
        ]
        theirs = await sdk.models.generate_content(
            model="gemini-3.1-flash-tts-preview",
            contents=[types.Content(role="user", parts=[types.Part(text=text)])],
            config=types.GenerateContentConfig(
                response_modalities=["AUDIO"],
                temperature=1.0,
                speech_config=types.SpeechConfig(
                    multi_speaker_voice_config=types.MultiSpeakerVoiceConfig(
                        speaker_voice_configs=voices
                    )
                ),
            ),
        )
        equal(double)
    assert isinstance(done, Finished)
    assert done.files[0].data.endswith(theirs.parts[0].inline_data.data)


@pytest.mark.parametrize("references", [False, True])
async def test_films(tmp_path: Path, references: bool) -> None:
    work = work_of(
        "veo/generate",
        tmp_path,
        prompt="A kite.",
        imageUrls=LINKS,
        generationType="REFERENCE_2_VIDEO" if references else None,
        model="veo3_fast",
        resolution="1080p",
        duration=8,
    )
    pictures = [types.Image(image_bytes=one, mime_type="image/png") for one in contents(work)]
    config = types.GenerateVideosConfig(
        number_of_videos=1,
        duration_seconds=8,
        resolution="1080p",
        aspect_ratio="16:9",
        generate_audio=True,
    )
    if references:
        config.reference_images = [
            types.VideoGenerationReferenceImage(
                image=one, reference_type=types.VideoGenerationReferenceType.ASSET
            )
            for one in pictures
        ]
    else:
        config.last_frame = pictures[1]
    async with both(cloud=True) as (double, mine, sdk):
        accepted = await over_the_wire(mine.submit(work))
        source = types.GenerateVideosSource(
            prompt="A kite.", image=None if references else pictures[0]
        )
        operation = await sdk.models.generate_videos(
            model="veo-3.1-fast-generate-001", source=source, config=config
        )
        double.seen[:] = [_lower(one) for one in double.seen]
        equal(double)
        assert isinstance(accepted, Accepted)

        double.seen.clear()
        state = await over_the_wire(mine.poll(work, accepted.vendor_id))
        assert isinstance(state, StillRunning)
        operation.name = accepted.vendor_id
        operation = await sdk.operations.get(operation)
        equal(double)
        assert operation.done
        assert operation.response.generated_videos[0].video.video_bytes == film()
        done = await over_the_wire(mine.poll(work, accepted.vendor_id))
    assert isinstance(done, Finished)
    assert done.files[0].data == film()


def _lower(seen: Any) -> Any:
    """The SDK writes the kind of a reference in capitals, the documentation does not."""
    return type(seen)(seen.method, seen.path, seen.headers, seen.body.replace(b"ASSET", b"asset"))


async def test_an_interaction(tmp_path: Path) -> None:
    work = work_of(
        "gemini-omni-video",
        tmp_path,
        prompt="A kite.",
        duration="6",
        image_urls=LINKS[:1],
        resolution="720p",
        aspect_ratio="16:9",
        hook="https://hook.test/1",
    )
    async with both() as (double, mine, sdk):
        accepted = await over_the_wire(mine.submit(work))
        picture = double.seen[0].json["input"][0]["content"][0]["data"]
        await sdk.interactions.create(
            model="gemini-omni-1.2-flash",
            input=[
                {"type": "image", "data": picture, "mime_type": "image/png"},
                {"type": "text", "text": "A kite."},
            ],
            background=True,
            generation_config={"video_config": {"task": "image_to_video"}},
            response_format={
                "type": "video",
                "delivery": "uri",
                "duration": "6s",
                "resolution": "720p",
                "aspect_ratio": "16:9",
            },
            webhook_config={"uris": ["https://hook.test/1"]},
        )
        equal(double)
        assert isinstance(accepted, Accepted)

        double.seen.clear()
        assert isinstance(await over_the_wire(mine.poll(work, accepted.vendor_id)), StillRunning)
        theirs = await sdk.interactions.get(accepted.vendor_id.rpartition("/")[2])
        equal(double)
        done = await over_the_wire(mine.poll(work, accepted.vendor_id))
        assert isinstance(done, Finished)
        assert theirs.output_video.uri == done.files[0].url

        double.seen.clear()
        await over_the_wire(mine.cancel(work, accepted.vendor_id))
        cancelled = await sdk.interactions.cancel(accepted.vendor_id.rpartition("/")[2])
        ours, sdks = (double.seen[number] for number in (0, 1))
        assert (ours.method, ours.path) == (sdks.method, sdks.path)
        assert cancelled.status == "cancelled"


@pytest.mark.parametrize(
    ("status", "name", "why"),
    [(400, "INVALID_ARGUMENT", "input"), (429, "RESOURCE_EXHAUSTED", "rate")],
)
async def test_failures_are_read_alike(tmp_path: Path, status: int, name: str, why: str) -> None:
    async with both() as (double, mine, sdk):
        double.fail(status, body_of_no(status, name, "No."))
        with pytest.raises(Refused) as ours:
            await over_the_wire(mine.submit(work_of("google/nano-banana", tmp_path)))
        double.fail(status, body_of_no(status, name, "No."))
        with pytest.raises(errors.ClientError) as theirs:
            await sdk.models.generate_content(model="gemini-2.5-flash-image", contents="A kite.")
    assert ours.value.why == why
    assert (theirs.value.code, theirs.value.status) == (status, name)


async def test_a_wrong_key(tmp_path: Path) -> None:
    async with both(key="wrong") as (_, mine, sdk):
        with pytest.raises(Refused) as ours:
            await over_the_wire(mine.submit(work_of("google/nano-banana", tmp_path)))
        with pytest.raises(errors.ClientError):
            await sdk.models.generate_content(model="gemini-2.5-flash-image", contents="A kite.")
    assert ours.value.why == "auth"


@pytest.mark.parametrize(
    ("model", "cloud", "prompt", "why"),
    [
        ("google/nano-banana", False, "something forbidden", "moderation"),
        ("veo/generate", True, "something forbidden", "moderation"),
        ("veo/generate", True, "something broken", "failed"),
        ("gemini-omni-video", False, "something forbidden", "moderation"),
        ("gemini-omni-video", False, "something broken", "failed"),
    ],
)
async def test_misbehaviour_of_the_double(
    tmp_path: Path, model: str, cloud: bool, prompt: str, why: str
) -> None:
    work = work_of(model, tmp_path, prompt=prompt)
    async with both(cloud=cloud) as (_, mine, _sdk):
        with pytest.raises(Refused) as caught:
            await whole(mine, work)
    assert caught.value.why == why


async def whole(mine: Google, work: Work) -> Finished:
    state: Any = await over_the_wire(mine.submit(work))
    job = state.vendor_id if isinstance(state, Accepted) else ""
    while not isinstance(state, Finished):
        state = await over_the_wire(mine.poll(work, job))
    return state


async def test_a_cancelled_job_is_over(tmp_path: Path) -> None:
    work = work_of("gemini-omni-video", tmp_path)
    async with both() as (_, mine, _sdk):
        accepted = await over_the_wire(mine.submit(work))
        assert isinstance(accepted, Accepted)
        await over_the_wire(mine.cancel(work, accepted.vendor_id))
        with pytest.raises(Refused) as caught:
            await over_the_wire(mine.poll(work, accepted.vendor_id))
    assert caught.value.why == "failed"


def asked(engine: Google, model: str, folder: Path) -> dict[str, Any]:
    answer = {"name": "projects/1", "id": "v1_1"}
    body: dict[str, Any] = {}

    def kept(request: Request) -> Response:
        body.update(body_of(request))
        return reply(answer)

    with contextlib.suppress(Refused):  # of a picture that did not come
        run(engine.submit(work_of(model, folder)), kept)
    return body


def test_what_is_sent_fits_the_sdks_types(tmp_path: Path) -> None:
    engine = open_engine(Account("one", "google", "k"))
    for offer in engine.all_offers.values():
        body = asked(engine, offer.id, tmp_path)
        if offer.hints.get("by") == "omni":
            CreateModelInteraction.model_validate(body)
            continue
        assert set(body) == {"contents", "generationConfig"}
        types.GenerateContentConfig.model_validate(body["generationConfig"])
        for content in body["contents"]:
            types.Content.model_validate(content)


def test_the_models_are_known_to_the_sdk() -> None:
    known = str(Model)
    asked = open_engine(Account("one", "google", "k")).all_offers.values()
    unknown = {offer.model for offer in asked if f"'{offer.model}'" not in known}
    # Its list has no older speech models; the documentation has.
    assert unknown == {"gemini-2.5-pro-preview-tts"}
