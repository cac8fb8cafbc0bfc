from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from genmux.catalogue.entry import ROLES, MediaRef, Model, ParentRef

from .builders import AUDIO, IMAGE, TASK, URLS, VIDEO

if TYPE_CHECKING:
    from genmux.catalogue.load import Catalogue


def refs(catalogue: Catalogue, model_id: str, raw: dict[str, Any]) -> list[MediaRef]:
    model = catalogue.get(model_id)
    assert model is not None
    return model.media_refs(model.check(raw))


def parents(catalogue: Catalogue, model_id: str, raw: dict[str, Any]) -> list[ParentRef]:
    model = catalogue.get(model_id)
    assert model is not None
    return model.parent_refs(model.check(raw))


NOT_MEDIA = {
    "sora-watermark-remover.video_url",  # a share link, not a file
    "gemini-omni-video.audio_ids",
}


def test_every_link_field_is_known_as_media(catalogue: Catalogue) -> None:
    for model in catalogue:
        for field in model.fields:
            named = field.name.endswith(("_url", "_urls")) or field.name in ("image", "image_input")
            if named and f"{model.id}.{field.name}" not in NOT_MEDIA:
                assert field.media is not None, f"{model.id}.{field.name}"


def test_every_task_id_field_is_known_as_parent(catalogue: Catalogue) -> None:
    for model in catalogue:
        for field in model.fields:
            if field.name in ("task_id", "taskId", "origin_task_id"):
                assert field.parent is not None, f"{model.id}.{field.name}"


def test_roles_are_the_declared_ones(catalogue: Catalogue) -> None:
    for model in catalogue:
        for ref in model.media_refs(model.check(model.example(URLS))):
            assert ref.role in ROLES


def roles(found: list[MediaRef]) -> list[tuple[str, int, str]]:
    return [(ref.field, ref.index, ref.role) for ref in found]


@pytest.mark.parametrize(
    ("model_id", "raw", "expected"),
    [
        (
            "kling/v2-1-pro",
            {"prompt": "a", "image_url": IMAGE, "tail_image_url": IMAGE},
            [("image_url", 0, "first_frame"), ("tail_image_url", 0, "last_frame")],
        ),
        (
            "bytedance/seedance-1.5-pro",
            {"prompt": "abc", "aspect_ratio": "1:1", "duration": 4, "input_urls": [IMAGE, IMAGE]},
            [("input_urls", 0, "first_frame"), ("input_urls", 1, "last_frame")],
        ),
        (
            "nano-banana-pro",
            {"prompt": "a", "image_input": [IMAGE, IMAGE, IMAGE]},
            [
                ("image_input", 0, "source"),
                ("image_input", 1, "reference"),
                ("image_input", 2, "reference"),
            ],
        ),
        (
            "grok-imagine/image-to-video",
            {"image_urls": [IMAGE]},
            [("image_urls", 0, "first_frame")],
        ),
        (
            "grok-imagine/image-to-video",
            {"image_urls": [IMAGE, IMAGE]},
            [("image_urls", 0, "reference"), ("image_urls", 1, "reference")],
        ),
        (
            "ideogram/character-edit",
            {
                "prompt": "a",
                "image_url": IMAGE,
                "mask_url": IMAGE,
                "reference_image_urls": [IMAGE, IMAGE],
            },
            [
                ("image_url", 0, "source"),
                ("mask_url", 0, "mask"),
                ("reference_image_urls", 0, "reference"),
            ],
        ),
        (
            "kling-3.0/motion-control",
            {"input_urls": [IMAGE], "video_urls": [VIDEO]},
            [("input_urls", 0, "first_frame"), ("video_urls", 0, "driving")],
        ),
        (
            "wan/2-7-r2v",
            {
                "prompt": "a",
                "reference_image": [IMAGE],
                "first_frame": IMAGE,
                "reference_voice": AUDIO,
            },
            [
                ("first_frame", 0, "first_frame"),
                ("reference_image", 0, "reference"),
                ("reference_voice", 0, "voice"),
            ],
        ),
        (
            "volcengine/video-to-video-lip-sync",
            {"mode": "lite", "video_url": VIDEO, "audio_url": AUDIO},
            [("video_url", 0, "source"), ("audio_url", 0, "audio")],
        ),
        (
            "gemini-omni-video",
            {"prompt": "a", "duration": "4", "video_list": [{"url": VIDEO, "start": 0, "ends": 4}]},
            [("video_list[].url", 0, "source")],
        ),
    ],
)
def test_roles(
    catalogue: Catalogue, model_id: str, raw: dict[str, Any], expected: list[tuple[str, int, str]]
) -> None:
    assert sorted(roles(refs(catalogue, model_id, raw))) == sorted(expected)


ELEMENTS = [
    {"name": "a", "description": "a", "element_input_urls": [IMAGE, IMAGE]},
    {
        "name": "b",
        "description": "b",
        "element_input_urls": [VIDEO],
        "element_input_audio_urls": [AUDIO],
    },
]


def test_links_inside_objects_are_counted_through(catalogue: Catalogue) -> None:
    found = refs(catalogue, "kling-3.0-omni/text-to-video", {"prompt": "a", "elements": ELEMENTS})
    path = "elements[].element_input_urls"
    assert [(r.field, r.index, r.kinds, r.place) for r in found] == [
        (path, 0, ("image",), "elements[0].element_input_urls[0]"),
        (path, 1, ("image",), "elements[0].element_input_urls[1]"),
        (path, 2, ("video",), "elements[1].element_input_urls[0]"),
        (
            "elements[].element_input_audio_urls",
            0,
            ("audio",),
            "elements[1].element_input_audio_urls[0]",
        ),
    ]


def test_limits_come_along_for_the_fetcher(catalogue: Catalogue) -> None:
    found = refs(catalogue, "recraft/remove-background", {"image": IMAGE})[0].limits
    assert found.max_bytes == 5 * 1024 * 1024
    assert found.accepts == ("image/jpeg", "image/png", "image/webp")


def test_limits_may_depend_on_the_rest_of_the_input(catalogue: Catalogue) -> None:
    for mode, longest in (("lite", 240), ("basic", 210)):
        raw = {"mode": mode, "video_url": VIDEO, "audio_url": AUDIO}
        found = refs(catalogue, "volcengine/video-to-video-lip-sync", raw)
        assert found[1].limits.max_seconds == longest


def test_roles_may_depend_on_the_rest_of_the_input(catalogue: Catalogue) -> None:
    call = catalogue.call("veo/generate")
    raw = {"prompt": "a", "imageUrls": [IMAGE, IMAGE]}
    assert [one.role for one in call.media_refs(call.check(raw))] == ["first_frame", "last_frame"]
    checked = call.check({**raw, "generationType": "REFERENCE_2_VIDEO"})
    assert [one.role for one in call.media_refs(checked)] == ["reference", "reference"]


def test_a_parent_names_what_it_may_be(catalogue: Catalogue) -> None:
    found = parents(catalogue, "grok-imagine/image-to-video", {"task_id": TASK, "index": 3})
    assert [(p.field, p.task_id, p.output, p.models, p.kinds) for p in found] == [
        ("task_id", TASK, 3, ("grok-imagine/text-to-image",), ("image",))
    ]


def test_a_parent_may_stand_for_what_it_was_given(catalogue: Catalogue) -> None:
    raw = {"prompt": "a", "task_id": TASK}
    found = parents(catalogue, "grok-imagine-image-2-0/image-edit", raw)[0]
    assert found.via == {"grok-imagine-image-2-0/segment-map": "image_url"}


def test_parents_in_a_list_have_places_and_ready_made_names_are_none(catalogue: Catalogue) -> None:
    raw = {"prompt": "a", "duration": "4", "audio_ids": ["puck", f" {TASK} ", ""]}
    found = parents(catalogue, "gemini-omni-video", raw | {"character_ids": [TASK]})
    assert [(p.field, p.task_id, p.role, p.models) for p in found] == [
        ("audio_ids[1]", TASK, "voice", ("omni/audio",)),
        ("character_ids[0]", TASK, "subject", ("omni/character",)),
    ]


def test_parents_of_a_model_exist(catalogue: Catalogue) -> None:
    """Every id or pattern in a parent list matches some model, and each `via` one of its fields."""
    import fnmatch

    models: dict[str, Model] = {model.id: model for model in catalogue}
    for model in catalogue:
        for field in model.fields:
            for pattern in field.parent.models if field.parent else ():
                assert fnmatch.filter(list(models), pattern), f"{model.id}: {pattern}"
            for origin, name in field.parent.via if field.parent else ():
                assert name in {one.name for one in models[origin].fields}


@pytest.mark.parametrize(
    ("model", "kind", "values", "refusal"),
    [
        ("grok-imagine-image-2-0/text-to-image", "image", {}, None),
        ("grok-imagine-image-2-0/segment-map", "object", {"image_url": IMAGE}, None),
        (
            "grok-imagine-image-2-0/segment-map",
            "object",
            {"task_id": TASK},
            "must name a task that was started with image_url",
        ),
        (
            "z-image",
            "image",
            {},
            (
                "must name a task of grok-imagine-image-2-0/text-to-image or"
                " grok-imagine-image-2-0/segment-map; this one is of z-image"
            ),
        ),
    ],
)
def test_a_parent_of_another_model_is_refused(
    catalogue: Catalogue, model: str, kind: str, values: dict[str, Any], refusal: str | None
) -> None:
    raw = {"prompt": "a", "task_id": TASK}
    ref = parents(catalogue, "grok-imagine-image-2-0/image-edit", raw)[0]
    assert ref.refusal(model, kind, values) == refusal


def test_a_parent_of_another_kind_is_refused(catalogue: Catalogue) -> None:
    raw = {"prompt": "abc", "quality": "360p", "duration": 1, "taskId": TASK}
    ref = parents(catalogue, "pixverse-v6/extend", raw)[0]
    assert ref.refusal("z-image", "image", {}) == "must name a task with a result of kind video"
    assert ref.refusal("kling/v2-1-pro", "video", {}) is None
