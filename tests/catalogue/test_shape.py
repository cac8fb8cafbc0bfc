from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .builders import AUDIO, IMAGE, TASK, VIDEO, audio, fetched, image, media, video

if TYPE_CHECKING:
    from genmux.catalogue.load import Catalogue
    from genmux.engines.base import MediaFacts, MediaInput, Shape


def shape(
    catalogue: Catalogue,
    model_id: str,
    raw: dict[str, Any],
    parent: MediaFacts | None = None,
    **facts: MediaFacts,
) -> Shape:
    model = catalogue.get(model_id)
    assert model is not None
    values = model.check(raw)
    files: list[MediaInput] = fetched(model, values, **facts)
    if parent is not None:
        files.append(media("task_id", "parent", parent))
    return model.shape(values, files)


P = {"prompt": "a kite"}
TALL = image(600, 900)


@pytest.mark.parametrize(
    ("model_id", "raw", "count", "size"),
    [
        ("z-image", P | {"aspect_ratio": "16:9"}, 1, (1280, 720)),
        ("grok-imagine/text-to-image", P, 6, (960, 960)),
        ("grok-imagine/text-to-image", P | {"enable_pro": True}, 4, (960, 960)),
        ("grok-imagine/image-to-image", {"image_urls": [IMAGE]}, 2, (784, 1168)),
        ("qwen/image-edit", P | {"image_url": IMAGE, "num_images": "3"}, 3, (1024, 768)),
        ("wan/2-7-image", P | {"n": 2, "resolution": "1K"}, 2, (1024, 1024)),
        ("bytedance/seedream-v4-text-to-image", P | {"max_images": 5}, 5, (1024, 1024)),
        ("ideogram/v3-text-to-image", P | {"image_size": "portrait_16_9"}, 1, (576, 1024)),
        ("ideogram/v3-edit", P | {"image_url": IMAGE, "mask_url": IMAGE}, 1, (600, 900)),
        ("topaz/image-upscale", {"image_url": IMAGE, "upscale_factor": "4"}, 1, (2400, 3600)),
        ("recraft/remove-background", {"image": IMAGE}, 1, (600, 900)),
        ("nano-banana-2", P | {"image_input": [IMAGE], "resolution": "2K"}, 1, (1696, 2528)),
        ("nano-banana-2", P, 1, (1024, 1024)),
        (
            "flux-2/pro-image-to-image",
            P | {"input_urls": [IMAGE], "aspect_ratio": "auto", "resolution": "1K"},
            1,
            (832, 1248),
        ),
        ("gpt-image-2-text-to-image", P | {"aspect_ratio": "3:2"}, 1, (1536, 1024)),
        ("google/nano-banana", P | {"image_size": "16:9"}, 1, (1344, 768)),
    ],
)
def test_pictures(
    catalogue: Catalogue, model_id: str, raw: dict[str, Any], count: int, size: tuple[int, int]
) -> None:
    found = shape(catalogue, model_id, raw, image=TALL)
    assert (found.kind, found.count, (found.width, found.height)) == ("image", count, size)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [({}, "png"), ({"output_format": "jpg"}, "jpeg"), ({"output_format": "png"}, "png")],
)
def test_file_types_of_pictures(catalogue: Catalogue, raw: dict[str, Any], expected: str) -> None:
    assert shape(catalogue, "nano-banana-pro", P | raw).format == expected


K = P | {"sound": True, "aspect_ratio": "16:9", "duration": "10"}


@pytest.mark.parametrize(
    ("model_id", "raw", "size", "seconds", "fps", "sound"),
    [
        ("kling-2.6/text-to-video", K, (1920, 1080), 10, 24, True),
        ("kling-2.6/text-to-video", K | {"sound": False}, (1920, 1080), 10, 24, False),
        ("bytedance/seedance-2", P | {"duration": 7}, (1280, 720), 7, 24, True),
        (
            "bytedance/seedance-2",
            P | {"aspect_ratio": "adaptive", "first_frame_url": IMAGE},
            (784, 1176),
            5,
            24,
            True,
        ),
        (
            "bytedance/seedance-2-5",
            P | {"duration": -1, "reference_video_urls": [VIDEO]},
            (1280, 720),
            6.5,
            24,
            True,
        ),
        ("bytedance/seedance-2-5", P | {"duration": -1}, (1280, 720), 5, 24, True),
        (
            "sora-2-text-to-video",
            P | {"aspect_ratio": "portrait", "n_frames": "15"},
            (720, 1280),
            15,
            30,
            True,
        ),
        ("sora-2-pro-text-to-video", P, (1792, 1024), 10, 30, True),
        ("wan/2-2-a14b-text-to-video-turbo", P, (1280, 720), 5, 16, False),
        (
            "wan/2-2-a14b-speech-to-video-turbo",
            P
            | {"image_url": IMAGE, "audio_url": AUDIO, "num_frames": 100, "frames_per_second": 20},
            (516, 774),
            5,
            20,
            True,
        ),
        ("grok-imagine/image-to-video", {"image_urls": [IMAGE]}, (480, 720), 6, 24, True),
        ("grok-imagine/image-to-video", {"image_urls": [IMAGE, IMAGE]}, (854, 480), 6, 24, True),
        (
            "kling/ai-avatar-standard",
            {"image_url": IMAGE, "audio_url": AUDIO, "prompt": ""},
            (720, 1080),
            8.25,
            25,
            True,
        ),
        (
            "volcengine/video-to-video-lip-sync",
            {"mode": "lite", "video_url": VIDEO, "audio_url": AUDIO},
            (1280, 720),
            8.25,
            25,
            True,
        ),
        ("topaz/video-upscale", {"video_url": VIDEO}, (2560, 1440), 6.5, 24, True),
        (
            "kling-2.6/motion-control",
            {"input_urls": [IMAGE], "video_urls": [VIDEO], "mode": "720p"},
            (720, 1080),
            6.5,
            24,
            True,
        ),
        (
            "happyhorse/video-edit",
            P | {"video_url": VIDEO, "audio_setting": "origin"},
            (1920, 1080),
            6.5,
            24,
            True,
        ),
        ("wan/2-7-videoedit", {"video_url": VIDEO}, (1920, 1080), 6.5, 30, True),
        ("wan/2-7-videoedit", {"video_url": VIDEO, "duration": 3}, (1920, 1080), 3, 30, True),
        ("hailuo/02-text-to-video-pro", P, (1920, 1080), 6, 24, False),
        (
            "gemini-omni-video",
            P | {"duration": "4", "video_list": [{"url": VIDEO, "start": 1, "ends": 4.5}]},
            (1280, 720),
            3.5,
            24,
            True,
        ),
        (
            "pixverse-v6/extend",
            {"prompt": "abc", "duration": 4, "quality": "540p", "video_url": VIDEO},
            (960, 540),
            4,
            24,
            False,
        ),
        ("kling-3.0-omni/transformation", P | {"video_urls": [VIDEO]}, (1280, 720), 6.5, 24, False),
    ],
)
def test_videos(
    catalogue: Catalogue,
    model_id: str,
    raw: dict[str, Any],
    size: tuple[int, int],
    seconds: float,
    fps: float,
    sound: bool,
) -> None:
    files = {"image": TALL, "video": video(6.5, has_audio=True), "audio": audio(8.25)}
    found = shape(catalogue, model_id, raw, **files)
    assert (found.kind, found.format, found.codec) == ("video", "mp4", "h264")
    assert ((found.width, found.height), found.seconds, found.fps) == (size, seconds, fps)
    assert found.has_audio == sound


def test_shots_add_up(catalogue: Catalogue) -> None:
    shots = [{"prompt": "a", "duration": 2}, {"prompt": "b", "duration": 3}]
    raw = {
        "duration": "10",
        "mode": "std",
        "multi_shots": True,
        "aspect_ratio": "1:1",
        "multi_prompt": shots,
    }
    found = shape(catalogue, "kling-3.0/video", raw)
    assert (found.seconds, found.has_audio, found.width) == (5, True, 720)


def test_a_motion_is_cut_to_what_its_orientation_allows(catalogue: Catalogue) -> None:
    raw = {"input_urls": [IMAGE], "video_urls": [VIDEO], "mode": "720p"}
    for orientation, longest in (("image", 10), ("video", 25)):
        asked = raw | {"character_orientation": orientation}
        found = shape(catalogue, "kling-2.6/motion-control", asked, video=video(25))
        assert found.seconds == longest


def test_the_sound_of_the_source_is_kept_only_where_it_has_some(catalogue: Catalogue) -> None:
    raw = {"video_url": VIDEO}
    assert not shape(catalogue, "topaz/video-upscale", raw, video=video()).has_audio
    assert shape(catalogue, "topaz/video-upscale", raw, video=video(has_audio=True)).has_audio


def test_an_upscale_follows_its_parent(catalogue: Catalogue) -> None:
    raw = {"task_id": TASK, "resolution": "1080p"}
    of_video = shape(
        catalogue, "grok-imagine/upscale", raw, parent=video(6, 480, 720, has_audio=True)
    )
    assert (of_video.kind, of_video.width, of_video.height) == ("video", 1080, 1620)
    assert (of_video.seconds, of_video.has_audio) == (6, True)
    of_picture = shape(catalogue, "grok-imagine/upscale", raw, parent=image(960, 960))
    assert (of_picture.kind, of_picture.width, of_picture.seconds) == ("image", 1080, 0)


def test_an_extension_keeps_the_size_of_its_parent(catalogue: Catalogue) -> None:
    raw = {"task_id": TASK, "prompt": "on", "extend_times": "10"}
    found = shape(catalogue, "grok-imagine/extend", raw, parent=video(6, 480, 720))
    assert (found.width, found.height, found.seconds) == (480, 720, 10)


def test_a_last_frame_is_returned_on_demand(catalogue: Catalogue) -> None:
    assert shape(
        catalogue, "bytedance/seedance-2", P | {"return_last_frame": True}
    ).return_last_frame
    assert not shape(catalogue, "bytedance/seedance-2", P).return_last_frame


def test_a_film_may_be_a_mov(catalogue: Catalogue) -> None:
    assert shape(catalogue, "bytedance/seedance-2-5", P | {"output_format": "mov"}).format == "mov"


def test_odd_sides_become_even_in_videos(catalogue: Catalogue) -> None:
    found = shape(
        catalogue,
        "topaz/video-upscale",
        {"video_url": VIDEO, "upscale_factor": "1"},
        video=video(5, 641, 359),
    )
    assert (found.width, found.height) == (642, 360)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mp3_44100_128", ("mp3", 44100, 128000, 2)),
        ("mp3_22050_32", ("mp3", 22050, 32000, 2)),
        ("pcm_16000", ("pcm", 16000, 0, 1)),
        ("ulaw_8000", ("ulaw", 8000, 0, 1)),
        ("opus_48000_96", ("opus", 48000, 96000, 2)),
    ],
)
def test_sounds(catalogue: Catalogue, name: str, expected: tuple[str, int, int, int]) -> None:
    raw = {"text": "rain", "duration_seconds": 2.5, "output_format": name}
    found = shape(catalogue, "elevenlabs/sound-effect-v2", raw)
    assert (found.format, found.sample_rate, found.bitrate, found.channels) == expected
    assert (found.kind, found.seconds, found.width) == ("audio", 2.5, 0)


def test_speech_is_as_long_as_it_takes(catalogue: Catalogue) -> None:
    found = shape(catalogue, "elevenlabs/text-to-speech-turbo-2-5", {"text": "hello"})
    assert (found.kind, found.seconds, found.format, found.sample_rate) == (
        "audio",
        0,
        "mp3",
        44100,
    )


def test_a_cleaned_recording_is_as_long_as_the_recording(catalogue: Catalogue) -> None:
    raw = {"audio_url": AUDIO}
    assert shape(catalogue, "elevenlabs/audio-isolation", raw, audio=audio(12.5)).seconds == 12.5


@pytest.mark.parametrize(
    ("model_id", "raw"),
    [
        ("elevenlabs/speech-to-text", {"audio_url": AUDIO}),
        ("grok-imagine-image-2-0/segment-map", {"image_url": IMAGE}),
        ("sora-2-characters", {"character_file_url": [VIDEO]}),
    ],
)
def test_some_results_have_no_file(
    catalogue: Catalogue, model_id: str, raw: dict[str, Any]
) -> None:
    found = shape(catalogue, model_id, raw)
    assert (found.kind, found.format, found.width) == ("object", "json", 0)
