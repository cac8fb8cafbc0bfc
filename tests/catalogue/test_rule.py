"""What the published schema says about rules, and that it never says more than the real check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from genmux.errors import InvalidInput

from .builders import IMAGE, TASK, VIDEO, model_from

if TYPE_CHECKING:
    from pathlib import Path

    from genmux.catalogue.load import Catalogue

FIELDS = """
[input]
a = { use = "prompt" }
b = { use = "prompt" }
c = { use = "resolution", choices = ["1K", "2K"], default = "1K" }
n = { use = "image_count" }
flag = { use = "enable_pro" }
pictures = { use = "image_urls" }
"""


@pytest.mark.parametrize(
    ("rule", "good", "bad", "message"),
    [
        ('require_one = ["a", "b"]', {"b": "x"}, {}, "one of a or b is required"),
        ('exclusive = ["a", "b"]', {"a": "x"}, {"a": "x", "b": "x"}, "b cannot be combined with a"),
        ('exactly_one = ["a", "b"]', {"a": "x"}, {}, "one of a or b is required"),
        ('requires = { a = ["b"] }', {"b": "x"}, {"a": "x"}, "b is required when a is given"),
        (
            'when = { c = "2K" }\nneed = { a = { given = true } }',
            {"c": "1K"},
            {"c": "2K"},
            "a is required when c is 2K",
        ),
        (
            'when = { c = "1K" }\nneed = { n = { max = 4 } }',
            {"c": "2K", "n": 9},
            {"n": 9},
            "n must be at most 4 when c is 1K",
        ),
        (
            'when = { c = { not = "1K" } }\nforbid = { flag = true }',
            {"flag": True},
            {"c": "2K", "flag": True},
            "flag must not be true when c is not 1K",
        ),
        (
            "when = { flag = { given = false } }\nforbid = { a = { given = true } }",
            {"a": "x", "flag": False},
            {"a": "x"},
            "a cannot be used when flag is not given",
        ),
        (
            "when.a.given = true\nneed = { pictures = { min_items = 2, max_items = 2 } }",
            {"a": "x", "pictures": [IMAGE, IMAGE]},
            {"a": "x", "pictures": [IMAGE]},
            "pictures must have exactly 2 items when a is given",
        ),
    ],
)
def test_forms_that_json_schema_can_say(
    tmp_path: Path, rule: str, good: dict[str, Any], bad: dict[str, Any], message: str
) -> None:
    model = model_from(tmp_path, f"{FIELDS}\n[[rule]]\n{rule}\n")
    schema = jsonschema_rs.validator_for(model.schema)
    assert model.check(good)
    assert schema.is_valid(good)
    with pytest.raises(InvalidInput) as caught:
        model.check(bad)
    assert caught.value.message == message
    assert not schema.is_valid(bad)


@pytest.mark.parametrize(
    ("rule", "good", "bad", "message"),
    [
        (
            "at_most = { sum = { pictures = 2, a = 1 }, max = 4 }",
            {"pictures": [IMAGE, IMAGE]},
            {"pictures": [IMAGE, IMAGE], "a": "x"},
            "2 x pictures + a together are at most 4 (got 5)",
        ),
        (
            'fields = ["flag"]\nonly = { c = "2K" }',
            {"flag": False},
            {"flag": True},
            "flag is only for requests where c is 2K",
        ),
        (
            'fields = ["c"]\nonly = { a = { given = true } }',
            {"c": "1K"},
            {"c": "2K"},
            "c is only for requests where a is given",
        ),
        (
            'total = { of = "a", max = 3 }',
            {"a": "xyz"},
            {"a": "wxyz"},
            "a together must not exceed 3 characters (got 4)",
        ),
        ('require_one = ["a"]\nmessage = "Say something."', {"a": "x"}, {}, "Say something."),
    ],
)
def test_forms_that_only_the_check_knows(
    tmp_path: Path, rule: str, good: dict[str, Any], bad: dict[str, Any], message: str
) -> None:
    model = model_from(tmp_path, f"{FIELDS}\n[[rule]]\n{rule}\n")
    assert model.check(good)
    with pytest.raises(InvalidInput) as caught:
        model.check(bad)
    assert caught.value.message == message


def test_a_mention_is_not_an_address(catalogue: Catalogue) -> None:
    model = catalogue.get("pixverse-v6/reference-to-video")
    assert model is not None
    raw = {
        "prompt": "mail me@home.test about @cat",
        "image_references": [{"image_url": IMAGE, "ref_name": "cat"}],
        "aspect_ratio": "16:9",
        "quality": "360p",
        "duration": 1,
    }
    assert model.check(raw)["prompt"] == raw["prompt"]


SUBJECT = {"name": "a", "description": "a", "element_input_urls": [IMAGE, IMAGE]}
ACTOR = {"name": "b", "description": "b", "element_input_urls": [VIDEO]}
OMNI = "kling-3.0-omni/reference-to-video"


@pytest.mark.parametrize(
    "raw",
    [
        {"image_urls": [IMAGE] * 7},
        {"image_urls": [IMAGE] * 3, "elements": [SUBJECT, ACTOR]},
        {"video_urls": [VIDEO], "aspect_ratio": "auto", "audio": False},
        {"video_urls": [VIDEO], "aspect_ratio": "auto", "audio": False, "elements": [ACTOR]},
        {"video_urls": [VIDEO], "image_urls": [IMAGE] * 4, "aspect_ratio": "1:1", "audio": False},
    ],
)
def test_forms_of_references_that_pass(catalogue: Catalogue, raw: dict[str, Any]) -> None:
    model = catalogue.get(OMNI)
    assert model is not None
    assert model.check({"prompt": "a", **raw})


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"elements": [SUBJECT]}, "image_urls"),
        ({"image_urls": [IMAGE], "aspect_ratio": "auto"}, "aspect_ratio"),
        ({"image_urls": [IMAGE] * 7, "elements": [SUBJECT]}, "image_urls"),
        ({"image_urls": [IMAGE] * 4, "elements": [SUBJECT, ACTOR]}, "image_urls"),
        ({"video_urls": [VIDEO], "aspect_ratio": "1:1", "audio": False}, "aspect_ratio"),
        ({"video_urls": [VIDEO], "aspect_ratio": "auto", "audio": True}, "audio"),
        (
            {
                "video_urls": [VIDEO],
                "image_urls": [IMAGE] * 5,
                "aspect_ratio": "1:1",
                "audio": False,
            },
            "image_urls",
        ),
        (
            {
                "video_urls": [VIDEO],
                "aspect_ratio": "auto",
                "audio": False,
                "elements": [SUBJECT, ACTOR],
            },
            "image_subjects",
        ),
        (
            {
                "video_urls": [VIDEO],
                "aspect_ratio": "auto",
                "audio": False,
                "customize_multi_shots": False,
                "elements": [ACTOR],
            },
            "elements",
        ),
    ],
)
def test_forms_of_references_that_fail(
    catalogue: Catalogue, raw: dict[str, Any], field: str
) -> None:
    model = catalogue.get(OMNI)
    assert model is not None
    with pytest.raises(InvalidInput) as caught:
        model.check({"prompt": "a", **raw})
    assert caught.value.field == field


def test_what_the_published_schema_refuses_is_refused(catalogue: Catalogue) -> None:
    for model_id, bad in (
        ("minimax-h3/image-to-video", {"prompt": "a", "duration": 5}),
        ("grok-imagine-image-2-0/segment-map", {"task_id": TASK, "image_url": IMAGE}),
        (
            "kling-3.0-omni/image-to-video",
            {"prompt": "a", "image_urls": [IMAGE], "aspect_ratio": "1:1"},
        ),
        ("wan/2-7-image-to-video", {"prompt": "a", "last_frame_url": IMAGE}),
    ):
        model = catalogue.get(model_id)
        assert model is not None
        assert not jsonschema_rs.is_valid(model.schema, bad), model_id
        with pytest.raises(InvalidInput):
            model.check(bad)
