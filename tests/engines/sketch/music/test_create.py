"""Songs from words: their form, their level, their words, and that requests are heard."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from genmux.engines.base import EngineFailure, Parent
from genmux.engines.sketch.music import singer
from genmux.engines.sketch.music.listen import listen
from genmux.engines.sketch.sound.loudness import loudness, true_peak
from tests.engines.sketch.music.songs import RATE, WORDS, Made, centroid, music, part, rms


def test_files_come_in_order_and_in_their_form(sung: Made) -> None:
    names = [(file.name, file.role, file.mime) for file in sung.rendered.files]
    assert names == [
        ("track-1.mp3", "result", "audio/mpeg"),
        ("track-1.jpeg", "cover", "image/jpeg"),
        ("track-2.mp3", "result", "audio/mpeg"),
        ("track-2.jpeg", "cover", "image/jpeg"),
    ]
    for number, file in enumerate(sung.tracks):
        with av.open(file.path) as container:
            stream = container.streams.audio[0]
            assert (stream.rate, stream.channels, stream.bit_rate) == (RATE, 2, 192_000)
            assert container.metadata["comment"] == "Genmux sketch draft for acme/songs, seed 11"
        assert len(sung.sound(number)) == 12 * RATE
    with Image.open(sung.rendered.files[1].path) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1024, 1024))


def test_details_tell_all_about_a_track(sung: Made) -> None:
    for number, file in enumerate(sung.tracks):
        detail = file.detail
        assert detail["title"] == "Silver Rain"
        assert detail["tags"] == "pop, 120 bpm, D major"
        assert detail["lyrics"] == WORDS
        assert (detail["bpm"], detail["key"], detail["seconds"]) == (120.0, "D major", 12.0)
        assert detail["cover"] == {"$file": 2 * number + 1}
        assert detail["instrumental"] is False
        assert 90 <= len(detail["waveform"]) <= 100
        assert max(detail["waveform"]) == 1.0
        assert min(detail["waveform"]) >= 0.0
    assert sung.tracks[0].detail["seed"] != sung.tracks[1].detail["seed"]


def test_level_is_right_and_nothing_clips(sung: Made, played: Made) -> None:
    for sound in (sung.sound(0), sung.sound(1), played.sound()):
        assert loudness(sound, RATE) == pytest.approx(-14, abs=1.0)
        assert true_peak(sound) < 10 ** (-0.9 / 20)
        assert np.abs(sound.mean(axis=0)).max() < 0.002


def test_nothing_clicks_and_nothing_is_missing(sung: Made, played: Made) -> None:
    for sound in (sung.sound(0), played.sound()):
        assert np.abs(sound[0]).max() < 0.02
        assert np.abs(sound[-1]).max() < 0.02
        seconds = [rms(part(sound, at, at + 1)) for at in range(len(sound) // RATE - 2)]
        assert min(seconds) > 0.02


def test_two_tracks_differ(sung: Made) -> None:
    one, other = sung.sound(0).mean(axis=1), sung.sound(1).mean(axis=1)
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.6


def test_words_tell_when_they_are_sung(sung: Made) -> None:
    words = sung.tracks[0].detail["words"]
    assert "".join(word["word"] for word in words).strip() == WORDS
    assert words[0]["word"] == "[Verse]\nSilver "
    assert words[4]["word"] == "down\n"
    for one, after in itertools.pairwise(words):
        assert 0 <= one["start"] < one["end"] <= after["start"] + 0.02
    assert words[-1]["end"] <= 12


def test_no_word_outlasts_its_song(tmp_path: Path) -> None:
    values = {"customMode": True, "prompt": "Hello world my friend", "style": "pop", "duration": 1,
              "title": "t"}  # fmt: skip
    words = music(tmp_path, "text-to-music", values).tracks[0].detail["words"]
    assert words
    assert all(word["end"] <= 1.0 for word in words)


def test_a_voice_sounds_where_the_words_say(tmp_path: Path) -> None:
    """Nobody else plays: every instrument is unwanted."""
    values = {
        "customMode": True, "prompt": WORDS, "style": "solo piano, 100 bpm", "duration": 12,
        "title": "t", "negativeTags": "piano, drums, bass, pad, strings", "vocalGender": "m",
    }  # fmt: skip
    made = music(tmp_path, "text-to-music", values)
    sound = made.sound()
    words = made.tracks[0].detail["words"]
    for word in words:
        assert rms(part(sound, word["start"], word["end"])) > 0.03
    after = part(sound, words[-1]["end"] + 2.5, 12)
    assert rms(after) < 0.1 * rms(part(sound, words[0]["start"], words[-1]["end"]))


def test_progress_and_stages_come_in_order(sung: Made) -> None:
    assert [stage.name for stage in sung.stages] == ["text", "first"]
    text, first = (stage.so_far for stage in sung.stages)
    track = {"title": "Silver Rain", "tags": "pop, 120 bpm, D major", "lyrics": WORDS}
    assert text.files == ()
    assert text.extra == {"tracks": [track, track]}
    assert first.files == sung.rendered.files[:2]
    assert sung.shares == sorted(sung.shares)
    assert sung.shares[-1] == 1.0


def test_tempo_and_key_are_heard_in_the_sound(sung: Made, played: Made) -> None:
    found = listen(played.tracks[0].path)
    assert found.bpm == pytest.approx(126, abs=0.5)
    assert found.key.label == "F minor"
    assert listen(sung.tracks[0].path).bpm == pytest.approx(120, abs=1)


def test_style_changes_the_sound(tmp_path: Path) -> None:
    def heard(style: str) -> float:
        values = {"customMode": True, "instrumental": True, "style": style, "duration": 8}
        return centroid(music(tmp_path, "text-to-music", values).sound())

    soft, loud = heard("ambient piano, calm"), heard("heavy metal, aggressive")
    assert loud > 2 * soft


def test_unwanted_drums_are_not_played(tmp_path: Path) -> None:
    def top(without: str) -> float:
        values = {
            "customMode": True, "instrumental": True, "style": "folk, 100 bpm", "duration": 8,
            "negativeTags": without,
        }  # fmt: skip
        mono = music(tmp_path, "text-to-music", values).sound().mean(axis=1)
        power = np.abs(np.fft.rfft(mono)) ** 2
        at = np.fft.rfftfreq(len(mono), 1 / RATE)
        return float(power[at > 7000].sum() / power.sum())

    assert top("drums") < 0.4 * top("")


def test_voices_are_high_or_low_as_asked(tmp_path: Path) -> None:
    assert singer.Singer("f", 3).centre - singer.Singer("m", 3).centre >= 9
    persona = Parent("acme/songs", {}, {"gender": "m", "description": "a deep slow folk voice"})
    values = {
        "customMode": True, "prompt": "Low and slow", "style": "90 bpm", "title": "t",
        "duration": 8, "personaId": "1",
    }  # fmt: skip
    made = music(tmp_path, "text-to-music", values, parents={"personaId": persona})
    assert made.tracks[0].detail["words"]


def test_idea_is_turned_into_lyrics(tmp_path: Path) -> None:
    values = {"customMode": False, "instrumental": False, "duration": 8,
              "prompt": "an upbeat song about a lighthouse"}  # fmt: skip
    made = music(tmp_path, "text-to-music", values)
    detail = made.tracks[0].detail
    assert "lighthouse" in detail["lyrics"].lower()
    assert "[Chorus]" in detail["lyrics"]
    assert detail["title"]
    assert detail["tags"]
    assert 0 < len(detail["words"]) < len(detail["lyrics"].split())


def test_without_a_speech_library_an_instrument_sings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise EngineFailure("Speech needs the espeakng-loader package, which is not installed.")

    monkeypatch.setattr(singer, "utter", missing)
    values = {"customMode": True, "prompt": WORDS, "style": "pop", "title": "t", "duration": 8}
    made = music(tmp_path, "text-to-music", values)
    assert made.tracks[0].detail["words"] == []
    assert loudness(made.sound(), RATE) == pytest.approx(-14, abs=1)


@pytest.mark.parametrize(
    "prompt", ["", "...", "[Chorus]", "夏天的海边\n我们唱歌", "Привет, мир\nспой со мной", "12 34!"]
)
def test_any_words_can_be_sung(tmp_path: Path, prompt: str) -> None:
    values = {"customMode": True, "prompt": prompt, "style": "?", "title": "", "duration": 5}
    made = music(tmp_path, "text-to-music", values)
    assert len(made.sound()) == 5 * RATE
    said = "".join(word["word"] for word in made.tracks[0].detail["words"])
    if prompt.startswith(("夏", "П")):
        assert said.strip()[:2] == prompt[:2]


SCRIPT = """
import hashlib, sys
from genmux.engines.base import Shape, Work
from genmux.engines.sketch.engine import SketchEngine
shape = Shape("audio", count=1, format="mp3", sample_rate=44100, channels=2, bitrate=192000)
values = {"customMode": True, "prompt": "Sing with me", "style": "jazz", "title": "t",
          "duration": 4}
work = Work("0" * 32, "acme/songs", "Songs", "text-to-music", values, (), shape, 5, sys.argv[1])
made = SketchEngine().render(work, lambda told: None)
print(*(hashlib.sha256(open(file.path, "rb").read()).hexdigest() for file in made.files))
"""


def test_equal_requests_are_equal_files_in_any_process(tmp_path: Path) -> None:
    sums = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        sums.add(done.stdout)
    (folder := tmp_path / "here").mkdir()
    values = {"customMode": True, "prompt": "Sing with me", "style": "jazz", "title": "t",
              "duration": 4}  # fmt: skip
    made = music(folder, "text-to-music", values, seed=5)
    here = [hashlib.sha256(Path(f.path).read_bytes()).hexdigest() for f in made.rendered.files]
    assert sums == {" ".join(here) + "\n"}


def test_long_lines_are_sung_in_breaths(tmp_path: Path) -> None:
    line = "this is a line that goes on and on until nobody has any breath left to sing it all"
    values = {"customMode": True, "prompt": line, "style": "pop, 120 bpm", "title": "t",
              "duration": 14}  # fmt: skip
    words = music(tmp_path, "text-to-music", values).tracks[0].detail["words"]
    assert "".join(word["word"] for word in words).strip() == line
    for word in words:
        assert word["end"] - word["start"] > 0.1
