"""Sound effects from words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from genmux.engines.base import Shape
from genmux.engines.sketch.sound.effects.scene import natural_seconds, render_scene
from genmux.engines.sketch.sound.effects.sounds import GENERIC, SOUNDS, Sound
from genmux.engines.sketch.sound.effects.studio import Feel, Studio
from genmux.engines.sketch.sound.effects.words import read
from genmux.engines.sketch.sound.loudness import loudness, true_peak
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.sound.hearing import decibels, heard, heard_raw, rms

MP3 = Shape("audio", format="mp3", sample_rate=44_100, channels=2, bitrate=128_000)
RATE = 22_050


def names(text: str) -> list[str]:
    return [layer.sound.recipe.__name__ for layer in read(text).layers]


def scene(text: str, seconds: float = 2.0, *, loop: bool = False) -> NDArray[np.float32]:
    return render_scene(read(text), seconds, RATE, 5, loop=loop, freedom=0.5)


@pytest.mark.parametrize("sound", [*SOUNDS, GENERIC], ids=lambda sound: sound.recipe.__name__)
def test_every_recipe_sounds_and_stays_in_bounds(sound: Sound) -> None:
    for seconds, feel in ((1.3, Feel()), (0.5, Feel(1, 1, 1, 7)), (2.0, Feel(0, 0, 0))):
        wave = sound.recipe(Studio(RATE, 4), round(seconds * RATE), feel)
        assert len(wave) == round(seconds * RATE)
        assert np.isfinite(wave).all()
        assert 0.05 < np.abs(wave).max() < 2.5
        assert abs(wave.mean()) < 0.05


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heavy rain with distant thunder", ["rain", "thunder"]),
        ("a dog barks, then a door slams", ["dog", "door"]),
        ("footsteps on gravel", ["footsteps"]),
        ("car engine", ["engine"]),
        ("ocean waves and seagulls", ["waves", "gulls"]),
        ("a cathedral bell", ["bell"]),
        ("8-bit coin pickup", ["coin"]),
        ("coins dropping on a table", ["jingle"]),
        ("laser gun", ["laser"]),
        ("fire alarm", ["alarm"]),
        ("three knocks on a door", ["knock"]),
        ("pouring water into a glass", ["stream"]),
        ("rain on the window", ["rain"]),
        ("car crash", ["crash"]),
        ("car horn", ["horn"]),
        ("machine gun firing", ["gunshot"]),
        ("bacon frying in a pan", ["fry"]),
        ("baby laughing", ["laugh"]),
        ("a baby crying", ["cry"]),
        ("cymbal crash", ["cymbal"]),
        ("error buzz", ["buzzer"]),
        ("vacuum cleaner", ["vacuum"]),
        ("zipper", ["zipper"]),
        ("a cow mooing on a farm", ["cow"]),
        ("horse neighing", ["neigh"]),
        ("washing machine", ["washer"]),
        ("bomb ticking then exploding", ["clock", "explosion"]),
        ("shower running", ["rain"]),
        ("owl hooting at night", ["owl", "crickets"]),
        ("silence", ["silence"]),
        ("alien voice", ["babble"]),
        ("a drone shot of rolling hills in the wind", ["wind"]),
        ("chopping vegetables on a board", ["hit"]),
        ("ice cubes dropped into a glass", ["glass"]),
        ("a crackling campfire with crickets", ["fire", "crickets"]),
        ("pluie et tonnerre", ["rain", "thunder"]),
        ("ein Hund bellt", ["dog"]),
        ("perro ladrando en la calle", ["dog"]),
        ("звук дождя", ["rain"]),
        ("ドアをノックする音", ["door", "knock"]),
        ("qwertz", ["generic"]),
        ("", ["generic"]),
    ],
)
def test_words_name_their_sounds(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_adjectives_belong_to_their_clause() -> None:
    rain, thunder = read("loud rain and distant thunder").layers
    assert rain.feel.energy > 0.5 > thunder.feel.energy
    assert thunder.distant
    assert not rain.distant


def test_numbers_count_and_then_means_later() -> None:
    knock, bell = read("three knocks, then a bell for 4 seconds").layers
    assert knock.feel.count == 3
    assert (knock.stage, bell.stage) == (0, 1)
    assert natural_seconds(read("a bell for 4 seconds")) == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("three knocks", 3),
        ("one knock", 1),
        ("a 440 hz beep", 0),
        ("F1 car", 0),
        ("8-bit jump", 0),
        ("a ping every two seconds", 0),
        ("five gunshots", 5),
        ("a door, two slams", 2),
    ],
)
def test_only_what_counts_is_counted(text: str, count: int) -> None:
    assert max(layer.feel.count for layer in read(text).layers) == count


def test_the_same_thing_may_come_twice() -> None:
    creak, slam = read("a door creaks, then the door slams").layers
    assert (creak.stage, slam.stage) == (0, 1)
    sound = scene("a door creaks, then the door slams", 4.0)
    low = [decibels(rms(part - part.mean())) for part in np.split(sound, 2)]
    assert np.isfinite(low).all()


def test_stages_end_when_the_next_begins() -> None:
    sound = scene("a siren, then silence", 8.0)
    assert decibels(rms(sound[-RATE * 2 :]) / rms(sound[:RATE])) < -9
    assert read("typing then a bell").stages == 2


def sides(sound: NDArray[np.float32]) -> float:
    """How much louder the right side is, in dB."""
    return decibels(rms(sound[:, 1])) - decibels(rms(sound[:, 0]))


@pytest.mark.parametrize(
    ("text", "sign"),
    [("a helicopter flying from left to right", 1), ("a car driving from right to left", -1)],
)
def test_a_sound_crosses_from_side_to_side(text: str, sign: int) -> None:
    sound = scene(text, 4.0)
    assert sign * sides(sound[:RATE]) < -4
    assert sign * sides(sound[-RATE:]) > 4


def test_a_passing_siren_is_loudest_in_the_middle_and_falls_in_pitch() -> None:
    sound = scene("a beep alarm passing by", 6.0)
    thirds = [rms(part) for part in np.array_split(sound, 3)]
    assert thirds[1] > 2.5 * max(thirds[0], thirds[2])

    def pitch(part: NDArray[np.float32]) -> float:
        power = np.abs(np.fft.rfft(part.mean(axis=1) * np.hanning(len(part))))
        at = np.fft.rfftfreq(len(part), 1 / RATE)
        high = (at > 880) & (at < 1150)
        return float(at[high][power[high].argmax()])

    assert pitch(sound[: 2 * RATE]) / pitch(sound[-2 * RATE :]) > 1.06


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("wind that fades out", -1),
        ("rain fading in", 1),
        ("an engine approaching", 1),
        ("a train driving away", -1),
    ],
)
def test_sounds_come_and_go(text: str, sign: int) -> None:
    sound = scene(text, 5.0)
    first, last = rms(sound[: RATE // 2]), rms(sound[-RATE // 2 :])
    assert sign * decibels(last / first) > 9


def test_a_loop_may_be_asked_for_in_words() -> None:
    assert read("seamless loop of rain").loop
    assert not read("rain").loop


def test_silence_is_nearly_silent(render: Render) -> None:
    (file,) = render("sound-effect", MP3, {"text": "room tone"}).files
    assert 1e-4 < rms(heard(file.path)) < 0.01


def test_unknown_words_sound_as_they_are_spelt() -> None:
    def bright(text: str) -> float:
        sound = scene(text)[:, 0]
        power = np.abs(np.fft.rfft(sound))
        return float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())

    assert names("zzishss") == names("olmolum") == ["generic"]
    assert bright("zzishss") > 2 * bright("olmolum")


@pytest.mark.parametrize("seconds", [0.5, 3.0])
def test_effects_last_as_long_as_asked(render: Render, seconds: float) -> None:
    shape = Shape(
        "audio", seconds=seconds, format="mp3", sample_rate=22_050, channels=2, bitrate=32_000
    )
    (file,) = render("sound-effect", shape, {"text": "rain"}).files
    sound = heard(file.path)
    assert sound.shape == (round(seconds * 22_050), 2)
    assert rms(sound) > 0.01


@pytest.mark.parametrize("text", ["thunder", "three knocks", "laser", "applause", "glass breaks"])
def test_effects_are_loud_enough_and_never_clip(render: Render, text: str) -> None:
    (file,) = render("sound-effect", MP3, {"text": text}).files
    sound = heard(file.path)
    assert decibels(true_peak(sound)) < -0.95
    assert -27 < loudness(sound, 44_100) < -14


@pytest.mark.parametrize(
    ("fmt", "rate", "channels"), [("pcm", 24_000, 1), ("ulaw", 8000, 1), ("pcm", 48_000, 2)]
)
def test_headerless_effects(render: Render, fmt: str, rate: int, channels: int) -> None:
    shape = Shape("audio", seconds=1.0, format=fmt, sample_rate=rate, channels=channels)
    (file,) = render("sound-effect", shape, {"text": "wind"}).files
    sound = heard_raw(file.path, fmt, rate, channels)
    assert len(sound) == pytest.approx(rate, abs=2)
    assert rms(sound) > 0.02


def test_equal_requests_are_equal_files(render: Render) -> None:
    def made(**more: Any) -> bytes:
        values = {"text": "birds", "duration_seconds": 1.0}
        return Path(render("sound-effect", MP3, values, **more).files[0].path).read_bytes()

    assert made() == made()
    assert made() != made(seed=12)


def test_different_words_sound_different() -> None:
    def spectrum(text: str) -> NDArray[np.float64]:
        bins = np.abs(np.fft.rfft(scene(text)[:, 0]))[:20_000].reshape(100, -1).mean(axis=1)
        return np.asarray(bins / np.linalg.norm(bins))

    seen = [spectrum(text) for text in ("rain", "engine", "siren", "birds", "heartbeat")]
    for number, one in enumerate(seen):
        assert all(one @ other < 0.9 for other in seen[:number])


@pytest.mark.parametrize("text", ["wind", "rain", "engine humming", "underwater stream"])
def test_a_loop_has_no_seam(text: str) -> None:
    sound = scene(text, loop=True)
    steps = np.abs(np.diff(sound, axis=0))
    assert np.abs(sound[0] - sound[-1]).max() <= np.percentile(steps, 99.9) * 1.5
    tenth = len(sound) // 10
    assert 0.35 < rms(sound[:tenth]) / rms(sound[-tenth:]) < 2.8


@pytest.mark.parametrize("text", ["thunder", "rain", "bell", "static"])
def test_effects_start_and_end_without_a_click(text: str) -> None:
    sound = scene(text)
    assert np.abs(sound[0]).max() < 0.02
    assert np.abs(sound[-1]).max() < 0.01


def test_sides_differ_in_a_bed_and_agree_in_an_event() -> None:
    def likeness(text: str) -> float:
        left, right = scene(text).T
        return float(np.corrcoef(left, right)[0, 1])

    assert likeness("rain") < 0.95
    assert likeness("three dry knocks") > 0.97


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_words_make_a_sound(text: str) -> None:
    sound = scene(text, 0.5)
    assert sound.shape == (RATE // 2, 2)
    assert np.isfinite(sound).all()
