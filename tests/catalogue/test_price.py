from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from .builders import AUDIO, IMAGE, TASK, VIDEO, audio, fetched, image, media, model_from, video

if TYPE_CHECKING:
    from pathlib import Path

    from genmux.catalogue.load import Catalogue
    from genmux.engines.base import MediaFacts

P = {"prompt": "a kite"}


def hold(catalogue: Catalogue, model_id: str, raw: dict[str, Any]) -> Decimal:
    model = catalogue.get(model_id)
    assert model is not None
    return model.hold(model.check(raw))


def charge(
    catalogue: Catalogue,
    model_id: str,
    raw: dict[str, Any],
    parent: MediaFacts | None = None,
    **facts: MediaFacts,
) -> Decimal:
    model = catalogue.get(model_id)
    assert model is not None
    values = model.check(raw)
    files = fetched(model, values, **facts)
    if parent is not None:
        files.append(media("task_id", "parent", parent))
    return model.charge(values, files, model.shape(values, files))


@pytest.mark.parametrize(
    ("model_id", "raw", "price"),
    [
        ("z-image", P | {"aspect_ratio": "1:1"}, "0.8"),
        ("bytedance/seedance-2", P | {"duration": 10}, "410"),
        ("bytedance/seedance-2", P | {"duration": 10, "reference_video_urls": [VIDEO]}, "250"),
        (
            "bytedance/seedance-2",
            P | {"duration": 10, "resolution": "480p", "reference_video_urls": [VIDEO]},
            "114",
        ),
        (
            "kling-2.6/text-to-video",
            P | {"sound": True, "aspect_ratio": "1:1", "duration": "10"},
            "220",
        ),
        ("qwen/image-edit", P | {"image_url": IMAGE, "num_images": "2"}, "9.437184"),
        ("qwen/text-to-image", P, "4.194304"),
        ("grok-imagine/text-to-image", P, "4"),
        ("grok-imagine/text-to-image", P | {"enable_pro": True}, "5"),
        ("wan/2-7-image", P, "19.2"),
        ("nano-banana-pro", P | {"resolution": "2K"}, "18"),
        ("elevenlabs/text-to-speech-turbo-2-5", {"text": "x" * 250}, "1.5"),
        (
            "elevenlabs/text-to-dialogue-v3",
            {
                "dialogue": [
                    {"text": "x" * 300, "voice": "Rachel"},
                    {"text": "y" * 200, "voice": "Brian"},
                ]
            },
            "7",
        ),
        ("elevenlabs/sound-effect-v2", {"text": "rain", "duration_seconds": 2.5}, "0.6"),
        ("grok-imagine/upscale", {"task_id": TASK}, "10"),
        ("grok-imagine-image-2-0/segment-map", {"image_url": IMAGE}, "0"),
        ("omnihuman-1-5/human-identification", {"image_url": IMAGE}, "0"),
        ("omnihuman-1-5/subject-detection", {"image_url": IMAGE}, "0"),
        (
            "kling-3.0/motion-control",
            {"input_urls": [IMAGE], "video_urls": [VIDEO], "mode": "1080p"},
            "405",
        ),
        ("gemini-omni-video", P | {"duration": "8"}, "150"),
        ("ideogram/v3-text-to-image", P, "7"),
    ],
)
def test_holds(catalogue: Catalogue, model_id: str, raw: dict[str, Any], price: str) -> None:
    assert hold(catalogue, model_id, raw) == Decimal(price)


def test_unknown_lengths_are_held_as_an_estimate_and_charged_as_measured(
    catalogue: Catalogue,
) -> None:
    raw = {"image_url": IMAGE, "audio_url": AUDIO}
    assert hold(catalogue, "omnihuman-1-5", raw) == 27 * 15
    assert charge(catalogue, "omnihuman-1-5", raw, audio=audio(8)) == 27 * 8


def test_measured_lengths_are_billed_by_tenths_of_a_second(catalogue: Catalogue) -> None:
    raw = {"image_url": IMAGE, "audio_url": AUDIO}
    assert charge(catalogue, "omnihuman-1-5", raw, audio=audio(8.03)) == 27 * 8
    assert charge(catalogue, "omnihuman-1-5", raw, audio=audio(8.06)) == Decimal("218.7")


def test_a_result_without_a_file_may_be_billed_by_its_source(catalogue: Catalogue) -> None:
    raw = {"audio_url": AUDIO}
    assert hold(catalogue, "elevenlabs/speech-to-text", raw) == Decimal("3.6")
    assert charge(catalogue, "elevenlabs/speech-to-text", raw, audio=audio(10)) == Decimal("0.6")


def test_an_extension_costs_by_the_size_of_its_parent(catalogue: Catalogue) -> None:
    raw = {"task_id": TASK, "prompt": "on", "extend_times": "10"}
    assert hold(catalogue, "grok-imagine/extend", raw) == 30
    assert charge(catalogue, "grok-imagine/extend", raw, parent=video(6, 480, 720)) == 20
    assert charge(catalogue, "grok-imagine/extend", raw, parent=video(6, 720, 1080)) == 30


@pytest.mark.parametrize(("side", "price"), [(1000, 10), (2000, 20), (4000, 40)])
def test_an_upscale_costs_by_the_size_of_its_result(
    catalogue: Catalogue, side: int, price: int
) -> None:
    raw = {"image_url": IMAGE, "upscale_factor": "2"}
    assert charge(catalogue, "topaz/image-upscale", raw, image=image(side, side)) == price


def test_megapixels_are_those_of_the_source(catalogue: Catalogue) -> None:
    raw = P | {"image_url": IMAGE}
    assert charge(catalogue, "qwen/image-to-image", raw, image=image(2000, 500)) == 4


def test_the_first_row_that_fits_counts(tmp_path: Path) -> None:
    body = '[input]\nsize = { use = "resolution", choices = ["1K", "2K"], default = "1K" }\n'
    price = (
        '[[price]]\nwhen = { size = "2K" }\ncredits = 0.3\nper = "request"\n'
        '[[price]]\ncredits = 0.1\nper = "request"\n'
    )
    model = model_from(tmp_path, body, price=price)
    assert model.hold(model.check({"size": "2K"})) == Decimal("0.3")
    assert model.hold(model.check({})) == Decimal("0.1")


def test_batches_are_rounded_up(tmp_path: Path) -> None:
    body = '[input]\nn = { use = "image_count" }\n[output]\ncount = { field = "n" }\n'
    model = model_from(tmp_path, body, price='[[price]]\ncredits = 4\nper = "6 images"\n')
    assert model.hold(model.check({"n": 6})) == 4
    assert model.hold(model.check({"n": 7})) == 8
