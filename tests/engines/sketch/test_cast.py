"""Voices and characters, and the films that are given them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import MediaInput, Parent, Shape, Work
from genmux.engines.sketch import cast
from genmux.engines.sketch.sound.codec import read_blocks
from genmux.engines.sketch.speech.voice import speak
from tests.engines.sketch.conftest import Given, Render

OBJECT = Shape(kind="object", format="json")
FILM = Shape("video", 1, 128, 96, 2.0, 12.0, has_audio=True, format="mp4")
VOICE = {"voice": "kore", "name": "Mia", "manner": "she whispers", "line": "Hello there."}


def work_of(values: dict[str, Any], *media: MediaInput, **voices: dict[str, str]) -> Work:
    """`voices` are made ones by their place, e.g. `at_0`."""
    parents = {
        f"audio_ids[{place[3:]}]": Parent("acme/voice", {}, {"voice": voice})
        for place, voice in voices.items()
    }
    return Work(
        "0" * 32, "acme/film", "Film", "text-to-video", values, media, FILM, 1, "", {}, parents
    )


def test_a_voice_is_facts(render: Render) -> None:
    values = {
        "audio_id": "kore",
        "name": "Mia",
        "voice_description": "she whispers",
        "example_dialogue": "Hello there.",
    }
    made = render("cast-voice", OBJECT, values)
    assert (made.files, made.extra) == ((), {"voice": VOICE})


def test_a_character_keeps_its_picture_as_it_is(render: Render, given: Given, photo: Path) -> None:
    values = {"descriptions": "a disc", "character_name": "Dot", "audio_ids": ["puck"]}
    made = render("cast-character", OBJECT, values, given(photo, "source"))
    (file,) = made.files
    assert Path(file.path).read_bytes() == photo.read_bytes()
    assert (file.name, file.mime, file.role) == ("character.png", "image/png", "part")
    detail = {"name": "Dot", "description": "a disc", "voices": [{"voice": "puck"}]}
    assert file.detail == detail
    assert made.extra == {"character": {**detail, "picture": {"$file": 0}}}


def test_voices_come_in_the_order_of_the_request(given: Given, photo: Path) -> None:
    character = replace(given(photo, "subject"), detail={"voices": [{"voice": "leda"}]})
    found = cast.voices_of(work_of({"audio_ids": ["puck", "0" * 32]}, character, at_1=VOICE))
    assert found == [{"voice": "puck"}, VOICE, {"voice": "leda"}]


@pytest.mark.parametrize(
    ("prompt", "ids", "expected"),
    [
        ('a man says "good day" and a woman "good night"', ["puck", "x"], ["puck", "kore"]),
        ("a garden", ["puck", "x"], ["kore"]),
        ("a garden", ["puck", "leda"], ["puck"]),
    ],
)
def test_who_says_what(
    monkeypatch: pytest.MonkeyPatch, prompt: str, ids: list[str], expected: list[str]
) -> None:
    heard: list[tuple[str, str]] = []

    def listen(text: str, voice: Any) -> Any:
        heard.append((text, voice.name))
        return speak("yes", voice)

    monkeypatch.setattr(cast, "speak", listen)
    made = {"at_1": VOICE} if "x" in ids else {}
    cast.spoken(work_of({"prompt": prompt, "audio_ids": ids}, **made), 6.0, 48_000)
    assert [name for _, name in heard] == expected
    said = ["good day", "good night"] if '"' in prompt else ["Hello there." if made else prompt]
    assert [text for text, _ in heard] == said


def test_a_film_without_voices_says_nothing() -> None:
    assert cast.spoken(work_of({"prompt": "a garden"}), 2.0, 48_000) is None


def test_speech_ends_with_the_film_and_is_the_same_each_time() -> None:
    work = work_of({"prompt": "a very long walk through the old town " * 4, "audio_ids": ["puck"]})
    first, again = (cast.spoken(work, 2.0, 48_000) for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.shape == (96_000, 2)
    assert np.array_equal(first, again)
    assert float(np.abs(first[:19_000]).max()) == 0.0
    assert 0.3 < float(np.abs(first).max()) <= 0.61
    assert float(np.abs(first[-1]).max()) == 0.0


def test_voices_and_manners_are_heard_in_the_film(render: Render) -> None:
    sounds = []
    for ids in ([], ["puck"], ["kore"]):
        values = {"prompt": 'somebody says "open the door"', "audio_ids": ids}
        made = render("text-to-video", FILM, values)
        sounds.append(np.concatenate(list(read_blocks(made.files[0].path, 16_000, 1)))[:, 0])
    silent, man, woman = (sound[8_000:16_000] for sound in sounds)
    assert float(np.abs(man).max()) > 2 * float(np.abs(silent).max())
    assert float(np.abs(man - woman).mean()) > 0.01
    whisper, plain = (
        cast.spoken(work_of({"prompt": "", "audio_ids": ["x"]}, at_0=voice), 2.0, 16_000)
        for voice in (VOICE, VOICE | {"manner": ""})
    )
    assert whisper is not None
    assert plain is not None
    assert not np.array_equal(whisper, plain)


def test_a_character_stands_in_the_film(render: Render, given: Given, photo: Path) -> None:
    """The disc of the photo, red, is to be seen in a garden that has none."""
    shown = []
    for media in ((), (given(photo, "subject"),)):
        made = render("text-to-video", FILM, {"prompt": "a green meadow"}, *media)
        frame = next(read_frames(made.files[0].path))
        red = (frame[..., 0] > 150) & (frame[..., 1] < 90) & (frame[..., 2] < 90)
        shown.append(int(red.sum()))
    assert shown[1] > shown[0] + 100


def read_frames(path: str) -> Any:
    import av

    with av.open(path) as file:
        for frame in file.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def test_a_broken_picture_makes_no_character(render: Render, given: Given, photo: Path) -> None:
    broken = photo.with_name("broken.png")
    Image.open(photo).save(broken)
    source = given(broken, "source")
    broken.write_bytes(b"nothing")
    with pytest.raises(Exception, match="cannot be read"):
        render("cast-character", OBJECT, {"descriptions": "a"}, source)
