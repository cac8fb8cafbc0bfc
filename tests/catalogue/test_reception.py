from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from genmux.catalogue.limits import MediaLimits
from genmux.catalogue.reception import accepted, same_type
from genmux.errors import InvalidInput, TooLarge

from .builders import AUDIO, IMAGE, VIDEO, audio, fetched, image, media, video

if TYPE_CHECKING:
    from genmux.catalogue.entry import Model
    from genmux.catalogue.load import Catalogue
    from genmux.engines.base import MediaFacts

BACKGROUND: tuple[str, dict[str, Any]] = ("recraft/remove-background", {"image": IMAGE})
SEEDANCE = (
    "bytedance/seedance-2",
    {"prompt": "abc", "reference_image_urls": [IMAGE], "reference_video_urls": [VIDEO, VIDEO]},
)
LIP = (
    "volcengine/video-to-video-lip-sync",
    {"mode": "basic", "video_url": VIDEO, "audio_url": AUDIO},
)
OMNIHUMAN = ("omnihuman-1-5", {"image_url": IMAGE, "audio_url": AUDIO})
MOTION = ("kling-3.0/motion-control", {"input_urls": [IMAGE], "video_urls": [VIDEO]})
H3 = (
    "minimax-h3/reference-to-video",
    {"prompt": "a", "duration": 4, "reference_video_urls": [VIDEO]},
)
LAYERS = ("seedream/5-pro-layer-decomposition", {"image_url": IMAGE})


def receive(
    catalogue: Catalogue, case: tuple[str, dict[str, Any]], **facts: MediaFacts
) -> tuple[Model, dict[str, Any]]:
    model = catalogue.get(case[0])
    assert model is not None
    values = model.check(case[1])
    model.check_media(values, fetched(model, values, **facts))
    return model, values


@pytest.mark.parametrize(
    ("case", "facts", "message"),
    [
        (
            BACKGROUND,
            {"image": image(200, 800)},
            "image needs sides of at least 256 px (got 200 x 800)",
        ),
        (
            BACKGROUND,
            {"image": image(5000, 800)},
            "image may have sides of at most 4096 px (got 5000 x 800)",
        ),
        (
            BACKGROUND,
            {"image": image(4096, 4000)},
            "image may have at most 16000000 pixels in all (got 4096 x 4000)",
        ),
        (
            BACKGROUND,
            {"image": image(mime="image/gif")},
            "image must be image/jpeg, image/png, image/webp (got image/gif)",
        ),
        (BACKGROUND, {"image": video()}, "image must be of kind image (got video, video/mp4)"),
        (
            LAYERS,
            {"image": image(400, 400)},
            "image_url needs at least 262144 pixels in all (got 400 x 400)",
        ),
        (
            LAYERS,
            {"image": image(mime="image/heic")},
            (
                "image_url must be image/jpeg, image/png, image/webp, image/bmp, image/tiff,"
                " image/gif (got image/heic)"
            ),
        ),
        (
            SEEDANCE,
            {"image": image(300, 400)},
            "reference_image_urls[0] needs sides of more than 300 px (got 300 x 400)",
        ),
        (
            SEEDANCE,
            {"image": image(600, 1500)},
            "reference_image_urls[0] must have width / height between 0.4 and 2.5 (got 600 x 1500)",
        ),
        (
            SEEDANCE,
            {"video": video(1.5)},
            "reference_video_urls[0] must be at least 2 s long (got 1.50 s)",
        ),
        (
            SEEDANCE,
            {"video": video(9)},
            "reference_video_urls together must be at most 15 s long (got 18.00 s)",
        ),
        (
            SEEDANCE,
            {"video": video(fps=15.0)},
            "reference_video_urls[0] needs at least 24 frames per second (got 15)",
        ),
        (
            SEEDANCE,
            {"video": video(fps=120.0)},
            "reference_video_urls[0] may have at most 60 frames per second (got 120)",
        ),
        (LIP, {"audio": audio(220)}, "audio_url must be at most 210 s long (got 220.00 s)"),
        (LIP, {"audio": audio(0.9)}, "audio_url must be longer than 1 s long (got 0.90 s)"),
        (
            LIP,
            {"video": video(1.0, size=5_000_000)},
            "video_url may have at most 30 Mbit/s (got 40.0)",
        ),
        (OMNIHUMAN, {"audio": audio(60)}, "audio_url must be shorter than 60 s long (got 60.00 s)"),
        (
            MOTION,
            {"video": video(width=340)},
            "video_urls[0] needs sides of more than 340 px (got 340 x 720)",
        ),
        (
            H3,
            {"video": video(codec="vp9")},
            "reference_video_urls[0] must be coded in h264 or h265 (got vp9)",
        ),
    ],
)
def test_messages(
    catalogue: Catalogue,
    case: tuple[str, dict[str, Any]],
    facts: dict[str, MediaFacts],
    message: str,
) -> None:
    with pytest.raises(InvalidInput) as caught:
        receive(catalogue, case, **facts)
    assert caught.value.message == message
    assert caught.value.field


def test_a_file_over_its_size_is_too_large(catalogue: Catalogue) -> None:
    with pytest.raises(TooLarge) as caught:
        receive(catalogue, BACKGROUND, image=image(size=6 * 1024 * 1024))
    assert caught.value.message == "image is larger than 5 MB (got 6.0 MB)"
    assert caught.value.code == 413


def test_a_file_of_exactly_the_limit_is_accepted(catalogue: Catalogue) -> None:
    receive(catalogue, BACKGROUND, image=image(4000, 4000, size=5 * 1024 * 1024))


def test_files_together_may_be_too_large(catalogue: Catalogue) -> None:
    model = catalogue.get("ideogram/character-remix")
    assert model is not None
    raw = {
        "prompt": "a",
        "image_url": IMAGE,
        "reference_image_urls": [IMAGE],
        "image_urls": [IMAGE, IMAGE],
    }
    values = model.check(raw)
    with pytest.raises(
        TooLarge, match=r"image_urls together are larger than 10 MB \(got 12.0 MB\)"
    ):
        model.check_media(values, fetched(model, values, image=image(size=6 * 1024 * 1024)))


def test_padding_of_encoders_is_forgiven(catalogue: Catalogue) -> None:
    receive(catalogue, ("wan/2-7-videoedit", {"video_url": VIDEO}), video=video(10.05))
    receive(catalogue, SEEDANCE, video=video(fps=23.976))


def test_picture_and_mask_must_have_one_size(catalogue: Catalogue) -> None:
    model = catalogue.get("ideogram/v3-edit")
    assert model is not None
    values = model.check({"prompt": "a", "image_url": IMAGE, "mask_url": IMAGE})
    files = [
        media("image_url", "source", image(800, 600)),
        media("mask_url", "mask", image(800, 601)),
    ]
    with pytest.raises(InvalidInput) as caught:
        model.check_media(values, files)
    assert caught.value.message == (
        "mask_url must have the pixel size of image_url, 800 x 600 (got 800 x 601)"
    )


def test_an_element_is_several_pictures_or_one_video(catalogue: Catalogue) -> None:
    model = catalogue.get("kling-3.0-omni/text-to-video")
    assert model is not None
    element = {"name": "a", "description": "a", "element_input_urls": [IMAGE]}
    values = model.check({"prompt": "a", "elements": [element]})
    with pytest.raises(InvalidInput, match="must be of kind video"):
        model.check_media(values, [media("elements[].element_input_urls", "subject", image())])


@pytest.mark.parametrize(
    ("sent", "usual"),
    [
        ("image/jpg", "image/jpeg"),
        ("audio/x-wav", "audio/wav"),
        ("audio/mp3", "audio/mpeg"),
        ("video/x-m4v", "video/mp4"),
        ("Image/PNG; charset=x", "image/png"),
    ],
)
def test_types_have_several_names(sent: str, usual: str) -> None:
    assert same_type(sent) == usual
    assert accepted(sent, MediaLimits(accepts=(usual,)))
    assert accepted(usual, MediaLimits(accepts=(sent,)))


def test_no_list_accepts_everything_but_what_is_rejected() -> None:
    assert accepted("image/x-anything", MediaLimits())
    assert not accepted("image/heif", MediaLimits(rejects=("image/heic",)))


def test_an_mp4_without_pictures_is_sound(catalogue: Catalogue) -> None:
    receive(catalogue, OMNIHUMAN, audio=audio(mime="video/mp4"))


def test_files_that_are_not_there_yet_are_not_checked(catalogue: Catalogue) -> None:
    model = catalogue.get(BACKGROUND[0])
    assert model is not None
    model.check_media(model.check(BACKGROUND[1]), [])
    model.check_media(model.check(BACKGROUND[1]), [media("other", "source", image(1, 1))])
