"""Sound tasks as files: what arrives with whoever asked, after encoding."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from genmux.engines.base import Shape
from genmux.engines.sketch.sound.codec import read_audio
from genmux.media.probe import probe
from tests.engines.sketch.conftest import Given, Render

TEXT = "The quick brown fox jumps over the lazy dog."
ELSEWHERE = """
import hashlib, sys
from pathlib import Path
from genmux.engines.base import Shape, Work
from genmux.engines.sketch.engine import SketchEngine
shape = Shape("audio", format="mp3", sample_rate=44100, channels=1, bitrate=128000)
for task in ("text-to-speech", "sound-effect"):
    folder = Path(sys.argv[1]) / task
    folder.mkdir()
    values = {"text": "Rain falls.", "voice": "Adam", "duration_seconds": 0.6}
    work = Work("0" * 32, "acme/draft", "Draft", task, values, (), shape, 11, str(folder))
    file = SketchEngine().render(work, lambda _: None).files[0]
    print(hashlib.sha256(Path(file.path).read_bytes()).hexdigest())
"""


def sound(fmt: str, rate: int, bitrate: int = 0, channels: int = 1) -> Shape:
    return Shape("audio", format=fmt, sample_rate=rate, channels=channels, bitrate=bitrate)


@pytest.mark.parametrize(
    ("rate", "bitrate"), [(44_100, 128_000), (22_050, 32_000), (44_100, 192_000)]
)
def test_mp3_has_the_asked_rate_and_bitrate(render: Render, rate: int, bitrate: int) -> None:
    made = render("text-to-speech", sound("mp3", rate, bitrate), {"text": TEXT})
    with av.open(made.files[0].path) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels, stream.bit_rate) == (rate, 1, bitrate)


def test_opus_grows_with_its_bitrate(render: Render) -> None:
    sizes = []
    for bitrate in (32_000, 192_000):
        made = render("text-to-speech", sound("opus", 48_000, bitrate), {"text": TEXT})
        facts = probe(made.files[0].path)
        assert (facts.codec, facts.sample_rate, facts.channels) == ("opus", 48_000, 1)
        sizes.append(facts.size)
    assert sizes[1] > 3 * sizes[0]


@pytest.mark.parametrize(("fmt", "rate"), [("mp3", 44_100), ("opus", 48_000), ("wav", 22_050)])
def test_the_length_of_an_effect_survives_its_encoder(render: Render, fmt: str, rate: int) -> None:
    values = {"text": "a dog barks", "duration_seconds": 1.7}
    made = render("sound-effect", sound(fmt, rate, 128_000, 2), values)
    assert read_audio(made.files[0].path, rate, 0).shape == (round(1.7 * rate), 2)


@pytest.mark.parametrize("text", ["rain", "low engine hum", "a church bell"])
def test_a_loop_goes_on_after_mastering(render: Render, text: str) -> None:
    """Limiting and resampling must not tear open what was joined before them."""
    values = {"text": text, "duration_seconds": 2.3, "loop": True}
    made = render("sound-effect", sound("wav", 22_050, 0, 2), values)
    samples = read_audio(made.files[0].path, 22_050, 0)
    steps = np.abs(np.diff(samples, axis=0)).max(axis=1)
    seam = float(np.abs(samples[0] - samples[-1]).max())
    assert seam <= max(0.003, float(np.quantile(steps, 0.995)))


def test_a_loop_does_not_fade_where_a_plain_effect_does(render: Render) -> None:
    ends = []
    for loop in (True, False):
        values = {"text": "rain", "duration_seconds": 2.0, "loop": loop}
        made = render("sound-effect", sound("wav", 22_050), values)
        samples = read_audio(made.files[0].path, 22_050, 1)
        ends.append(float(samples[-1_000:].std() / samples.std()))
    assert ends[0] > 0.4 > 0.2 > ends[1]


@pytest.mark.parametrize("voice", ["Rachel", "Adam"])
def test_what_is_spoken_here_is_understood_here(render: Render, given: Given, voice: str) -> None:
    values = {"text": "one two three four five", "voice": voice}
    spoken = render("text-to-speech", sound("mp3", 44_100, 128_000), values).files[0].path
    source = given(spoken, "source")
    made = render("speech-to-text", Shape("object", format="json"), {}, source)
    found: list[dict[str, Any]] = made.extra["resultObject"]["words"]
    words = [word for word in found if word["type"] == "word"]
    assert len({"one", "two", "three", "four", "five"} & {word["text"] for word in words}) >= 4
    for one, after in itertools.pairwise(found):
        assert one["start"] <= one["end"] <= after["start"]
    assert found[0]["start"] >= 0
    assert found[-1]["end"] <= source.facts.seconds


def test_another_process_makes_the_same_files(render: Render, tmp_path: Path) -> None:
    made = [
        render(
            task,
            sound("mp3", 44_100, 128_000),
            {"text": "Rain falls.", "voice": "Adam", "duration_seconds": 0.6},
        )
        for task in ("text-to-speech", "sound-effect")
    ]
    here = [hashlib.sha256(Path(one.files[0].path).read_bytes()).hexdigest() for one in made]
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    there = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(folder)], check=True, capture_output=True, text=True
    )
    assert there.stdout.split() == here
