"""What callers send, and what they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genmux.errors import InvalidInput

from .builders import AUDIO, IMAGE, TASK, VIDEO

if TYPE_CHECKING:
    from genmux.catalogue.load import Catalogue

Z = {"prompt": "a kite", "aspect_ratio": "1:1"}
K26 = {"prompt": "a kite", "sound": False, "aspect_ratio": "1:1", "duration": "5"}
K30 = {"duration": "5", "mode": "pro", "multi_shots": False, "prompt": "a kite"}
CAT = {"name": "cat", "description": "a cat", "element_input_urls": [IMAGE, IMAGE]}
CLIP = {"name": "cat", "description": "a cat", "element_input_urls": [VIDEO]}
FLUX = {"input_urls": [IMAGE], "prompt": "a kite", "aspect_ratio": "auto", "resolution": "1K"}
ONE = {"speaker_id": "Speaker 1", "voice_name": "Kore", "accent": "Neutral"}
LIP = {"mode": "basic", "video_url": VIDEO, "audio_url": AUDIO}
PIX = {"prompt": "a kite", "image_urls": [IMAGE], "quality": "360p"}
OMNI = {"prompt": "a kite", "video_urls": [VIDEO]}
STORY = {"Scene": "a kite", "duration": 8}


def check(catalogue: Catalogue, model_id: str, raw: object) -> dict[str, Any]:
    model = catalogue.get(model_id)
    assert model is not None
    return model.check(raw)


GOLDEN: list[tuple[str, object, str]] = [
    ("z-image", [], "input must be an object"),
    ("z-image", {}, "prompt is required"),
    ("z-image", {"prompt": None, "aspect_ratio": "1:1"}, "prompt is required"),
    ("z-image", {"prompt": "a"}, "aspect_ratio is required"),
    ("z-image", Z | {"prompt": 5}, "prompt must be a string (got 5)"),
    ("z-image", Z | {"prompt": "x" * 1012}, "prompt is longer than 1000 characters (got 1012)"),
    (
        "z-image",
        Z | {"aspect_ratio": "5:4"},
        "aspect_ratio must be one of 1:1, 4:3, 3:4, 16:9, 9:16 (got 5:4)",
    ),
    ("z-image", Z | {"nsfw_checker": 1}, "nsfw_checker must be true or false (got 1)"),
    ("kling-2.6/text-to-video", K26 | {"duration": 7}, "duration must be one of 5, 10 (got 7)"),
    (
        "bytedance/seedance-2",
        {"prompt": "abc", "duration": 99},
        "duration must be between 4 and 15 (got 99)",
    ),
    (
        "bytedance/seedance-2",
        {"prompt": "abc", "duration": 8.5},
        "duration must be a whole number (got 8.5)",
    ),
    (
        "bytedance/seedance-2",
        {"prompt": "abc", "reference_image_urls": [IMAGE] * 10},
        "reference_image_urls takes at most 9 items (got 10)",
    ),
    ("bytedance/seedance-2", {}, "Please fill in the text prompt or image, video, or audio"),
    (
        "bytedance/seedance-2",
        {"prompt": "abc", "last_frame_url": IMAGE},
        "first_frame_url is required when last_frame_url is given",
    ),
    (
        "bytedance/seedance-2",
        {"prompt": "abc", "reference_image_urls": [IMAGE] * 9, "first_frame_url": IMAGE},
        "reference_image_urls + first_frame_url + last_frame_url together are at most 9 (got 10)",
    ),
    (
        "bytedance/seedance-2-fast",
        {"prompt": "abc", "first_frame_url": IMAGE, "web_search": True},
        "web_search is only for requests without picture, video or audio",
    ),
    (
        "bytedance/seedance-2-5",
        {"prompt": "abc", "duration": 2},
        "duration must be -1, or a whole number from 4 to 30 (got 2)",
    ),
    (
        "bytedance/seedance-2-5",
        {"first_frame_url": IMAGE, "reference_image_urls": [IMAGE]},
        "reference_image_urls cannot be combined with first_frame_url",
    ),
    ("flux-2/pro-image-to-image", FLUX | {"input_urls": []}, "input_urls is required"),
    ("flux-2/pro-image-to-image", FLUX | {"input_urls": [""]}, "input_urls is required"),
    (
        "flux-2/pro-image-to-image",
        FLUX | {"input_urls": IMAGE},
        'input_urls must be a list (got "https://files.test/one.png")',
    ),
    (
        "flux-2/pro-image-to-image",
        FLUX | {"input_urls": [IMAGE] * 9},
        "input_urls takes at most 8 items (got 9)",
    ),
    (
        "flux-2/pro-image-to-image",
        FLUX | {"input_urls": ["nonsense"]},
        'input_urls[0] must be a URL with http:// or https:// (got "nonsense")',
    ),
    (
        "flux-2/pro-image-to-image",
        FLUX | {"prompt": "ab"},
        "prompt is shorter than 3 characters (got 2)",
    ),
    (
        "grok-imagine/image-to-video",
        {"image_urls": [IMAGE], "mode": "spicy"},
        "mode must not be spicy when image_urls is given",
    ),
    (
        "grok-imagine/image-to-video",
        {"image_urls": [IMAGE, IMAGE], "resolution": "1080p"},
        "image_urls takes at most 1 item when resolution is 1080p",
    ),
    (
        "grok-imagine/image-to-video",
        {"image_urls": [IMAGE], "prompt": "@image3 flies"},
        "prompt cites @image3, but image_urls has 1 item",
    ),
    (
        "grok-imagine/text-to-video",
        {"prompt": "a", "duration": "31"},
        "duration must be between 6 and 30 (got 31)",
    ),
    (
        "grok-imagine-image-2-0/segment-map",
        {"task_id": TASK, "image_url": IMAGE},
        "image_url cannot be combined with task_id",
    ),
    ("grok-imagine-image-2-0/segment-map", {}, "one of task_id or image_url is required"),
    (
        "hailuo/2-3-image-to-video-pro",
        {"prompt": "a", "image_url": IMAGE, "duration": "10", "resolution": "1080P"},
        "duration must not be 10 when resolution is 1080P",
    ),
    (
        "gpt-image-2-text-to-image",
        {"prompt": "a", "resolution": "2K"},
        "resolution must be 1K when aspect_ratio is auto",
    ),
    (
        "gpt-image-2-text-to-image",
        {"prompt": "a", "resolution": "2K", "aspect_ratio": "5:4"},
        "aspect_ratio must not be 5:4, 4:5, 3:1, 1:3, 9:21 when resolution is 2K or 4K",
    ),
    (
        "wan/2-7-image",
        {"prompt": "a", "n": 6},
        "n must be at most 4 when enable_sequential is false",
    ),
    (
        "wan/2-7-image",
        {"prompt": "a", "bbox_list": [[[1, 2, 3, 4]]]},
        "input_urls is required when bbox_list is given",
    ),
    (
        "wan/2-7-image",
        {"prompt": "a", "input_urls": [IMAGE, IMAGE], "bbox_list": [[[1, 2, 3, 4]]]},
        "bbox_list must have as many items as input_urls (got 1 and 2)",
    ),
    (
        "wan/2-7-image",
        {"prompt": "a", "color_palette": [{"hex": "red", "ratio": "10.00%"}] * 3},
        'color_palette[0].hex must be a colour such as #1A2B3C (got "red")',
    ),
    (
        "wan/2-7-image",
        {"prompt": "a", "color_palette": [{"hex": "#112233"}] * 3},
        "color_palette[0].ratio is required",
    ),
    (
        "wan/2-7-image-pro",
        {"prompt": "a", "resolution": "4K", "input_urls": [IMAGE]},
        "input_urls cannot be used when resolution is 4K",
    ),
    ("kling-3.0/video", K30, "one of aspect_ratio or image_urls is required"),
    (
        "kling-3.0/video",
        K30 | {"multi_shots": True, "aspect_ratio": "1:1"},
        "multi_prompt is required when multi_shots is true",
    ),
    (
        "kling-3.0/video",
        K30 | {"aspect_ratio": "1:1", "prompt": "@cat runs", "kling_elements": [CAT]},
        "image_urls is required when prompt cites an element",
    ),
    (
        "kling-3.0/video",
        K30 | {"image_urls": [IMAGE], "prompt": "@dog runs", "kling_elements": [CAT]},
        "prompt cites @dog, which is not among kling_elements[].name",
    ),
    (
        "kling-3.0/video",
        K30 | {"aspect_ratio": "1:1", "kling_elements": [CAT | {"start_time": 5}]},
        "start_time and end_time are only for an element that is a single video",
    ),
    (
        "kling-3.0/video",
        K30 | {"aspect_ratio": "1:1", "kling_elements": [CLIP | {"start_time": 7000}]},
        "kling_elements[0].end_time must lie after the start by 3000 to 8000 ms (got 1000)",
    ),
    (
        "kling-3.0/video",
        K30
        | {
            "multi_shots": True,
            "image_urls": [IMAGE],
            "multi_prompt": [{"prompt": "@cat " + "x" * 470, "duration": 2}],
        },
        (
            "multi_prompt[0].prompt is longer than 500 characters,"
            " with 37 for each cited name (got 508)"
        ),
    ),
    ("kling-3.0-omni/text-to-video", {"prompt": " "}, 'prompt must be more than blanks (got " ")'),
    (
        "kling-3.0-omni/text-to-video",
        {"prompt": "a", "elements": [CLIP | {"name": str(n)} for n in range(4)]},
        "video_subjects are at most 3 (got 4)",
    ),
    (
        "kling-3.0-omni/text-to-video",
        {"prompt": "a", "elements": [CAT, CAT]},
        "elements[1].name must be unique, cat appears twice",
    ),
    (
        "kling-3.0-omni/reference-to-video",
        OMNI | {"aspect_ratio": "auto"},
        "audio is required when video_urls is given and image_urls is not given",
    ),
    (
        "kling-3.0-omni/reference-to-video",
        OMNI | {"aspect_ratio": "auto", "audio": True},
        "audio must be false when video_urls is given",
    ),
    (
        "kling-3.0-omni/transformation",
        OMNI | {"aspect_ratio": "1:1"},
        "aspect_ratio must be auto when image_urls is not given",
    ),
    ("pixverse-v6/image-to-video", PIX, "duration is required when template_id is not given"),
    (
        "pixverse-v6/image-to-video",
        PIX | {"template_id": "412736208886848"},
        "image_urls needs exactly 2 items for this template_id",
    ),
    (
        "volcengine/video-to-video-lip-sync",
        LIP | {"templ_start_seconds": 3},
        "templ_start_seconds is only for requests where mode is lite",
    ),
    (
        "volcengine/video-to-video-lip-sync",
        LIP | {"mode": "lite", "align_audio": False, "align_audio_reverse": True},
        "align_audio must be true when align_audio_reverse is true",
    ),
    (
        "elevenlabs/text-to-speech-turbo-2-5",
        {"text": "a", "stability": 0.333},
        "stability must be a multiple of 0.01 (got 0.333)",
    ),
    (
        "elevenlabs/text-to-speech-turbo-2-5",
        {"text": "a", "voice": "??"},
        'voice must be a listed voice id or a voice name (got "??")',
    ),
    (
        "elevenlabs/text-to-speech-multilingual-v2",
        {"text": "a", "voice": "Rachel", "language_code": "en"},
        "language_code must be empty",
    ),
    (
        "elevenlabs/text-to-dialogue-v3",
        {"dialogue": [{"text": "x" * 3000, "voice": "Rachel"}] * 2},
        "dialogue[].text together must not exceed 5000 characters (got 6000)",
    ),
    (
        "google/gemini-3-1-flash-tts",
        {"speakers": [ONE], "dialogue_turns": [{"speaker_id": "Speaker 2", "text": "a"}]},
        "dialogue_turns[0].speaker_id must be one of speakers[].speaker_id (got Speaker 2)",
    ),
    (
        "sora-2-pro-storyboard",
        {"n_frames": "10", "shots": [STORY, STORY]},
        "shots[].duration together must not exceed 10, the value of n_frames (got 16)",
    ),
    (
        "sora-2-characters-pro",
        {"origin_task_id": TASK, "timestamps": "1,9", "character_prompt": "a"},
        "timestamps must span 1 to 4 s (got 8)",
    ),
    (
        "gemini-omni-video",
        {"prompt": "a", "duration": "4", "video_list": [{"url": VIDEO, "start": 0, "ends": 11}]},
        "video_list[0].ends must lie after the start by at most 10 s (got 11)",
    ),
    (
        "gemini-omni-video",
        {"prompt": "a", "duration": "4", "video_list": [{"url": VIDEO, "start": 5, "ends": 5}]},
        "video_list[0].ends must end later than it starts",
    ),
    (
        "happyhorse-1-1/text-to-video",
        {"prompt": "风" * 2600},
        "prompt is longer than 2500 characters, the limit for Chinese text (got 2600)",
    ),
    (
        "qwen/image-edit",
        {"prompt": "a", "image_url": IMAGE, "num_inference_steps": 25.5},
        "num_inference_steps must be a whole number (got 25.5)",
    ),
]


@pytest.mark.parametrize(("model_id", "raw", "message"), GOLDEN)
def test_messages(catalogue: Catalogue, model_id: str, raw: object, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(catalogue, model_id, raw)
    assert caught.value.message == message
    assert caught.value.field
    assert caught.value.code == 422


@pytest.mark.parametrize(
    ("model_id", "raw", "expected"),
    [
        ("kling-2.6/text-to-video", K26 | {"duration": 10}, {"duration": "10"}),
        ("kling-2.6/text-to-video", K26 | {"duration": 10.0}, {"duration": "10"}),
        ("kling-2.6/text-to-video", K26 | {"sound": "True"}, {"sound": True}),
        ("bytedance/seedance-2", {"prompt": "abc", "duration": "8"}, {"duration": 8}),
        ("bytedance/seedance-2", {"prompt": "abc", "duration": 8.0}, {"duration": 8}),
        ("grok-imagine/text-to-video", {"prompt": "a", "duration": "8"}, {"duration": 8}),
        (
            "grok-imagine/extend",
            {"task_id": TASK, "prompt": "a", "extend_times": 10},
            {"extend_times": "10"},
        ),
        ("google/imagen4", {"prompt": "a", "seed": 5}, {"seed": "5"}),
        (
            "elevenlabs/sound-effect-v2",
            {"text": "a", "duration_seconds": "2.5"},
            {"duration_seconds": 2.5},
        ),
        (
            "z-image",
            {" prompt": "a", "aspect_ratio ": "1:1"},
            {"prompt": "a", "aspect_ratio": "1:1"},
        ),
        ("kling/v2-1-pro", {"prompt": "a", "image_url": f" {IMAGE} "}, {"image_url": IMAGE}),
        (
            "happyhorse/reference-to-video",
            {"prompt": "a", "image_urls": [IMAGE]},
            {"reference_image": [IMAGE]},
        ),
        (
            "ideogram/character-remix",
            {
                "prompt": "a",
                "image_url": IMAGE,
                "reference_image_urls": [IMAGE],
                "reference_mask_urls": [IMAGE],
            },
            {"reference_mask_urls": IMAGE},
        ),
    ],
)
def test_forms_with_one_meaning_are_accepted(
    catalogue: Catalogue, model_id: str, raw: object, expected: dict[str, Any]
) -> None:
    found = check(catalogue, model_id, raw)
    for name, value in expected.items():
        assert found[name] == value
        assert type(found[name]) is type(value)


def test_unknown_keys_are_dropped(catalogue: Catalogue) -> None:
    assert "extra" not in check(catalogue, "z-image", Z | {"extra": {"a": [1]}})


def test_the_exact_key_wins_over_one_with_a_stray_space(catalogue: Catalogue) -> None:
    assert check(catalogue, "z-image", Z | {"prompt ": "other"})["prompt"] == "a kite"


@pytest.mark.parametrize("empty", [None, "", [], [""], [" "]])
def test_an_empty_optional_link_counts_as_absent(catalogue: Catalogue, empty: object) -> None:
    found = check(catalogue, "nano-banana-pro", {"prompt": "a", "image_input": empty})
    assert "image_input" not in found


def test_defaults_are_filled_in(catalogue: Catalogue) -> None:
    found = check(catalogue, "wan/2-7-text-to-video", {"prompt": "a"})
    assert found["resolution"] == "1080p"
    assert found["duration"] == 5
    assert found["prompt_extend"] is True
    assert "seed" not in found


def test_defaults_are_filled_in_inside_lists(catalogue: Catalogue) -> None:
    raw = K30 | {"aspect_ratio": "1:1", "kling_elements": [CLIP]}
    element = check(catalogue, "kling-3.0/video", raw)["kling_elements"][0]
    assert (element["start_time"], element["end_time"]) == (0, 8000)


def test_a_required_field_is_required_although_it_has_a_default(catalogue: Catalogue) -> None:
    raw = {key: value for key, value in K26.items() if key != "duration"}
    with pytest.raises(InvalidInput, match="duration is required"):
        check(catalogue, "kling-2.6/text-to-video", raw)


def test_defaults_of_lists_are_not_shared(catalogue: Catalogue) -> None:
    first = check(catalogue, "kling-3.0-omni/text-to-video", {"prompt": "a"})
    first["elements"].append("x")
    assert check(catalogue, "kling-3.0-omni/text-to-video", {"prompt": "a"})["elements"] == []


def test_the_callers_object_stays_as_it_was(catalogue: Catalogue) -> None:
    raw = K30 | {"aspect_ratio": "1:1", "kling_elements": [dict(CLIP)]}
    check(catalogue, "kling-3.0/video", raw)
    assert raw["kling_elements"] == [CLIP]


def test_a_long_prompt_is_cut_where_the_provider_cuts(catalogue: Catalogue) -> None:
    found = check(catalogue, "happyhorse/text-to-video", {"prompt": "x" * 6000})
    assert len(found["prompt"]) == 5000
    found = check(catalogue, "happyhorse/text-to-video", {"prompt": "风" * 6000})
    assert len(found["prompt"]) == 2500


def test_settings_follow_the_rest_of_the_input(catalogue: Catalogue) -> None:
    plain = check(catalogue, "wan/2-7-image", {"prompt": "a"})
    gallery = check(
        catalogue,
        "wan/2-7-image",
        {"prompt": "a", "enable_sequential": True, "thinking_mode": True},
    )
    assert (plain["n"], gallery["n"], gallery["thinking_mode"]) == (4, 12, False)
    old = check(catalogue, "google/nano-banana", {"prompt": "a", "image_size": "16:9"})
    assert old["aspect_ratio"] == "16:9"
    both = {"prompt": "a", "image_size": "16:9", "aspect_ratio": "1:1"}
    assert check(catalogue, "google/nano-banana", both)["aspect_ratio"] == "1:1"
    shots = K30 | {
        "multi_shots": True,
        "aspect_ratio": "1:1",
        "multi_prompt": [{"prompt": "a", "duration": 3}],
    }
    assert check(catalogue, "kling-3.0/video", shots)["sound"] is True


def test_rules_that_the_providers_example_breaks_are_not_enforced(catalogue: Catalogue) -> None:
    mixed = {"prompt": "abc", "first_frame_url": IMAGE, "reference_image_urls": [IMAGE]}
    assert check(catalogue, "bytedance/seedance-2", mixed)["first_frame_url"] == IMAGE
    both = {"image_urls": [IMAGE], "task_id": TASK}
    model = catalogue.get("grok-imagine/image-to-video")
    assert model is not None
    assert model.parent_refs(model.check(both)) == []
    assert check(catalogue, "grok-imagine/image-to-video", {})["duration"] == 6


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a\x00b", "prompt must not contain NUL characters"),
        ("a\ud800b", "prompt must not contain lone surrogates"),
        (float("nan"), "prompt must be a finite number"),
        (float("-inf"), "prompt must be a finite number"),
        (10**30, "prompt is a number beyond 64 bits"),
        (1e30, "prompt is a number beyond 64 bits"),
        ({1: 2}, "input has a key that is not a text"),
        ({"a\x00": 1}, "a key of input must not contain NUL characters"),
        (b"bytes", "prompt is not a JSON value"),
    ],
)
def test_values_that_nothing_downstream_can_hold(
    catalogue: Catalogue, value: object, reason: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(catalogue, "z-image", Z | {"prompt": value})
    assert caught.value.message == reason


def test_unsafe_values_are_refused_in_unknown_keys_too(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match=r"extra\.inner\[0\] must not contain NUL"):
        check(catalogue, "z-image", Z | {"extra": {"inner": ["\x00"]}})


def test_a_place_below_a_nameless_key_has_a_name(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match=r"^input\[0\] is a number beyond 64 bits$"):
        check(catalogue, "z-image", Z | {"": [2**63]})


def test_a_text_of_a_number_beyond_64_bits_is_no_number(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput, match=r"seed must be .*number .*1e30"):
        check(catalogue, "bytedance/v1-pro-text-to-video", {"prompt": "a", "seed": "1e30"})


def test_deep_nesting_is_refused(catalogue: Catalogue) -> None:
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"a": deep}
    with pytest.raises(InvalidInput, match="nested deeper than 32 levels"):
        check(catalogue, "z-image", deep)


def test_a_message_never_carries_a_whole_value(catalogue: Catalogue) -> None:
    for raw in (
        {"aspect_ratio": "y" * 5000},
        {"prompt": ["z" * 5000]},
        {"nsfw_checker": "n" * 900},
    ):
        with pytest.raises(InvalidInput) as caught:
            check(catalogue, "z-image", Z | raw)
        assert len(caught.value.message) < 250


def test_a_link_that_is_too_long_is_refused(catalogue: Catalogue) -> None:
    raw = {"prompt": "a", "image_url": "https://files.test/" + "x" * 9000}
    with pytest.raises(InvalidInput, match="image_url is longer than 8192 characters"):
        check(catalogue, "kling/v2-1-pro", raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_sent_is_checked_or_refused(catalogue: Catalogue, data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(list(catalogue)))
    names = st.sampled_from([field.name for field in model.fields])
    raw = data.draw(st.dictionaries(names, JSON, max_size=5))
    caught: InvalidInput | None = None
    try:
        found = model.check(raw)
    except InvalidInput as error:
        caught, found = error, {}
    assert set(found) <= {field.name for field in model.fields}
    assert caught is None or (caught.field and len(caught.message) < 400)
