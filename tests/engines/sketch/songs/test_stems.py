"""A band that is known part by part is mixed, and taken apart again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from genmux.engines.base import EngineFailure, Shape
from genmux.engines.sketch.music import mixer
from genmux.engines.sketch.music.score import Score
from genmux.engines.sketch.music.song import Ask, compose
from genmux.engines.sketch.music.style import of_words
from genmux.engines.sketch.songs import families
from genmux.engines.sketch.songs.separate import layers, sung_frames
from genmux.engines.sketch.songs.spectra import backward, forward
from genmux.engines.sketch.songs.track import Track, Word
from genmux.engines.sketch.sound.codec import Samples
from tests.engines.sketch.conftest import Render
from tests.engines.sketch.songs.band import PARTS, RATE, Sound, mixed, plucked_bass, tone
from tests.engines.sketch.songs.conftest import DETAIL, Song
from tests.engines.sketch.sound.hearing import heard, likeness_db, rms

MP3 = Shape("audio", format="mp3", sample_rate=44_100, channels=2, bitrate=192_000)
WAV = Shape("audio", format="wav", sample_rate=44_100, channels=2)
SPLIT, TWO = {"type": "split_stem"}, {"type": "separate_vocal"}


@pytest.fixture(scope="module")
def band() -> dict[str, Sound]:
    return {name: play(13.0) for name, play in PARTS.items()}


def test_voice_drums_and_bass_come_out_of_the_mix(
    render: Render, song: Song, band: dict[str, Sound]
) -> None:
    track = song({}, cast("Sound", sum(band.values())), fmt="wav")
    mix = heard(track.path)
    made = render("stem-separation", WAV, SPLIT, track)
    stems = {file.detail["stem"]: heard(file.path) for file in made.files}
    gained = {
        name: likeness_db(stems[name].ravel(), band[name].ravel())
        - likeness_db(mix.ravel(), band[name].ravel())
        for name in ("vocal", "drums", "bass")
    }
    assert gained["vocal"] > 12
    assert gained["drums"] > 10
    assert gained["bass"] > 10
    assert {"strings", "synth"} & stems.keys()
    assert likeness_db(np.sum(list(stems.values()), axis=0).ravel(), mix.ravel()) > 30
    seconds = {file.detail["seconds"] for file in made.files}
    assert seconds == {13.0}


def test_a_song_of_the_composer_comes_apart() -> None:
    """One that the separation was not fitted to."""
    style = of_words("waltz ballad with piano", "", np.random.default_rng(101))
    lyrics = "[Verse]\nI walked along the empty road to town\nThe evening put its curtain down"
    score = compose(Ask(style, lyrics, 101, "f")).score
    mix = mixed_down(score)
    spectrum = forward(mix)
    found = layers(spectrum)
    truth = {
        "vocal": replace(score, parts=[]),
        "drums": replace(score, clips=[], parts=[part for part in score.parts if part.drum]),
        "bass": replace(
            score, clips=[], parts=[part for part in score.parts if "bass" in part.instrument]
        ),
    }
    for name, least in (("vocal", 6), ("drums", 10), ("bass", 6)):
        own = mixed_down(truth[name])
        stem = backward(spectrum * getattr(found, name), len(mix))
        before = likeness_db(mix.ravel(), own.ravel())
        assert likeness_db(stem.ravel(), own.ravel()) - before > least, name


def mixed_down(score: Score) -> Samples:
    return np.concatenate(list(mixer.mix(score)))[: 12 * RATE]


def test_two_stems_are_the_song(render: Render, song: Song, band: dict[str, Sound]) -> None:
    track = song({}, mixed(13.0))
    made = render("stem-separation", MP3, TWO, track)
    assert [file.name for file in made.files] == ["vocal.mp3", "instrumental.mp3"]
    vocal, backing = (heard(file.path) for file in made.files)
    assert likeness_db(vocal[:, 0], band["vocal"][:, 0]) > 10
    rest = band["drums"] + band["bass"] + band["chords"]
    assert likeness_db(backing.ravel(), rest.ravel()) > 10
    assert likeness_db((vocal + backing).ravel(), heard(track.path).ravel()) > 20


def test_stems_that_carry_nothing_are_left_out(render: Render, song: Song) -> None:
    made = render("stem-separation", MP3, SPLIT, song({}, plucked_bass(4.0)))
    names = {file.detail["stem"] for file in made.files}
    assert not names & {"percussion", "backing_vocals", "woodwinds", "piano"}
    assert "bass" in names
    assert {Path(file.path).name for file in made.files} == {
        path.name for path in Path(made.files[0].path).parent.iterdir()
    }


@pytest.mark.parametrize("kind", [TWO, SPLIT])
def test_silence_can_be_taken_apart_too(render: Render, song: Song, kind: dict[str, str]) -> None:
    made = render("stem-separation", MP3, kind, song({}, np.zeros((RATE, 2))))
    assert made.files
    assert all(rms(heard(file.path)) < 1e-4 for file in made.files)


def test_what_is_known_to_be_unsung_stays_with_the_backing(
    render: Render, song: Song, band: dict[str, Sound]
) -> None:
    mix = cast("Sound", sum(band.values()))[: 6 * RATE]
    for detail, least in ((DETAIL | {"words": [], "instrumental": True}, 15), ({}, -5)):
        vocal = render("stem-separation", MP3, TWO, song(detail, mix)).files[0]
        assert 20 * np.log10(rms(mix) / rms(heard(vocal.path))) > least
    assert rms(heard(vocal.path)) > 0.3 * rms(mix)


def test_words_say_when_somebody_sings() -> None:
    track = Track("", 6, "", "", "", (Word("la", 1.0, 2.0),), 0, "", (), None)
    sung = sung_frames(track, 0.0, 258)
    assert sung is not None
    at = np.arange(258) * 1024 / RATE
    assert sung[(at > 0.9) & (at < 2.1)].min() == pytest.approx(1)
    assert sung[(at < 0.6) | (at > 2.4)].max() < 0.1


def test_held_and_fading_tones_and_names_decide_who_plays() -> None:
    def split(sound: Sound, tags: str) -> dict[str, float]:
        samples = sound.astype(np.float32)
        spectrum = forward(samples)
        power = np.abs(spectrum[0]) ** 2 + np.abs(spectrum[1]) ** 2
        masks = families.stems(
            layers(spectrum, np.zeros(spectrum.shape[1], np.float32)), power, tags
        )
        return {name: rms(backward(spectrum * mask, len(samples))) for name, mask in masks.items()}

    def played(decay: float) -> Sound:
        notes = [tone(pitch, 1.0, (1, 0.5, 0.3), decay=decay) for pitch in (60, 64, 67, 65)]
        mono = np.concatenate(notes)
        return np.stack([0.27 * mono, 0.09 * mono], axis=1)

    struck, held = split(played(3.0), ""), split(played(0.0), "")
    assert max(("guitar", "strings", "synth"), key=lambda name: struck[name]) == "guitar"
    assert max(("guitar", "strings", "synth"), key=lambda name: held[name]) != "guitar"
    named = split(played(0.0), "strings, cinematic")
    assert named["strings"] > held["strings"]
    assert "piano" not in struck
    assert split(played(3.0), "solo piano")["piano"] > 0


@pytest.mark.parametrize("samples", [1, 700, 9000])
def test_a_moment_of_sound_is_enough(render: Render, song: Song, samples: int) -> None:
    made = render("stem-separation", WAV, SPLIT, song({}, mixed(1.0)[:samples], fmt="wav"))
    assert {len(heard(file.path)) for file in made.files} == {samples}


def test_another_type_is_refused(render: Render, song: Song) -> None:
    with pytest.raises(EngineFailure, match="type: must be separate_vocal or split_stem"):
        render("stem-separation", MP3, {"type": "karaoke"}, song())


def test_equal_songs_give_equal_stems(render: Render, song: Song) -> None:
    track = song(DETAIL, mixed(3.0))
    one, two = (render("stem-separation", MP3, SPLIT, track) for _ in range(2))
    assert [Path(file.path).read_bytes() for file in one.files] == [
        Path(file.path).read_bytes() for file in two.files
    ]
