"""Music from given sound: what was given stays where it should, and the new part fits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import signal

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.music.listen import listen
from genmux.engines.sketch.sound.codec import Samples
from genmux.engines.sketch.sound.loudness import loudness
from tests.engines.sketch.music.songs import RATE, Made, given, music, part, rms

CODEC_NOISE = 0.06  # of what is there, after another round of encoding


def likeness(one: Samples, other: Samples) -> float:
    size = min(len(one), len(other))
    return float(np.corrcoef(one[:size].mean(axis=1), other[:size].mean(axis=1))[0, 1])


def found_in(piece: Samples, whole: Samples) -> float:
    """How alike the piece is to the place in the whole that it resembles most."""
    one, all_ = piece.mean(axis=1), whole.mean(axis=1)
    fit = signal.fftconvolve(all_, one[::-1], "valid")
    power = signal.fftconvolve(all_**2, np.ones(len(one)), "valid")
    return float((fit / np.sqrt(np.maximum(power, 1e-9) * (one @ one))).max())


def test_extension_keeps_the_head_and_joins_without_a_click(tmp_path: Path, sung: Made) -> None:
    source = given(sung.tracks[0], "parent")
    values = {"continueAt": 6.2, "defaultParamFlag": False, "duration": 8}
    made = music(tmp_path, "extend-music", values, source)
    before, after = sung.sound(), made.sound()
    head = part(after, 0, 6.2) - part(before, 0, 6.2)
    assert rms(head) < CODEC_NOISE * rms(part(before, 0, 6.2))
    assert likeness(part(before, 7.5, 11), part(after, 7.5, 11)) < 0.5
    steps = np.abs(np.diff(part(after, 5.7, 7.2), axis=0))
    usual = np.abs(np.diff(part(after, 0, 5.7), axis=0))
    assert steps.max() <= 1.3 * usual.max()
    assert loudness(part(after, 7, 13), RATE) == pytest.approx(
        loudness(part(before, 0, 6.2), RATE), abs=2.5
    )
    assert [stage.name for stage in made.stages] == ["text", "first"]


def test_extension_goes_on_in_tempo_and_tells_its_words(tmp_path: Path, sung: Made) -> None:
    source = given(sung.tracks[0], "parent")
    values = {
        "continueAt": 6.2, "defaultParamFlag": True, "prompt": "[Chorus]\nNow we sing it loud",
        "style": "pop", "title": "More", "duration": 8,
    }  # fmt: skip
    made = music(tmp_path, "extend-music", values, source)
    detail = made.tracks[0].detail
    assert detail["title"] == "More"
    assert (detail["bpm"], detail["key"]) == (120.0, "D major")
    new = [word for word in detail["words"] if word["start"] > 6.2]
    assert [word["word"].split()[-1] for word in new] == ["Now", "we", "sing", "it", "loud"]
    old = [word for word in sung.tracks[0].detail["words"] if word["end"] <= 6.2]
    assert detail["words"][: len(old)] == old
    assert "Now we sing it loud" in detail["lyrics"]
    # beats of old and new fall on one grid: half a second at 120 beats a minute
    for word in new[:1]:
        assert (word["start"] * 2 + 0.06) % 1 < 0.12


def test_uploaded_song_is_extended_in_its_own_tempo(tmp_path: Path, played: Made) -> None:
    values = {"continueAt": 8.0, "instrumental": True, "defaultParamFlag": True, "style": "house",
              "title": "On", "duration": 10}  # fmt: skip
    made = music(tmp_path, "extend-music", values, given(played.tracks[0]))
    assert made.tracks[0].detail["bpm"] == pytest.approx(126, abs=0.3)
    assert made.tracks[0].detail["key"] == "F minor"
    assert listen(made.tracks[0].path).bpm == pytest.approx(126, abs=0.5)
    assert made.tracks[0].detail["words"] == []


def test_replaced_section_leaves_the_rest_alone(tmp_path: Path, sung: Made) -> None:
    values = {
        "infillStartS": 4.0, "infillEndS": 8.5, "prompt": "Something new", "tags": "pop",
        "title": "Silver Rain",
    }  # fmt: skip
    made = music(tmp_path, "replace-section", values, given(sung.tracks[0], "parent"))
    before, after = sung.sound(), made.sound()
    assert len(after) == len(before)
    # a frame of the encoder reaches a few hundredths of a second beyond a change
    for start, end in ((0, 3.95), (8.55, 12)):
        difference = part(after, start, end) - part(before, start, end)
        assert rms(difference) < CODEC_NOISE * rms(part(before, start, end))
    inside = likeness(part(before, 4.6, 8.4), part(after, 4.6, 8.4))
    assert inside < 0.6
    assert rms(part(after, 4.6, 8.4)) == pytest.approx(rms(part(before, 4.6, 8.4)), rel=0.5)
    words = made.tracks[0].detail["words"]
    assert [word["start"] for word in words] == sorted(word["start"] for word in words)
    new = [word for word in words if word["word"].split()[-1] in {"Something", "new"}]
    assert len(new) == 2
    assert all(4.0 <= word["start"] < word["end"] <= 8.5 for word in new)
    assert made.stages == []


def test_section_outside_of_the_track_is_refused(tmp_path: Path, sung: Made) -> None:
    values = {"infillStartS": 20.0, "infillEndS": 28.0, "prompt": "x", "tags": "x", "title": "x"}
    with pytest.raises(EngineFailure, match=r"infillStartS .* 12\.0 s long"):
        music(tmp_path, "replace-section", values, given(sung.tracks[0], "parent"))


def test_cover_keeps_length_tempo_and_key(tmp_path: Path, played: Made) -> None:
    values = {"customMode": True, "instrumental": True, "style": "solo piano", "title": "Softer"}
    made = music(tmp_path, "cover-music", values, given(played.tracks[0]))
    assert len(made.sound()) == len(played.sound())
    assert made.tracks[0].detail["bpm"] == pytest.approx(126, abs=0.3)
    assert made.tracks[0].detail["key"] == "F minor"
    assert likeness(made.sound(), played.sound()) < 0.5
    assert listen(made.tracks[0].path).key.tonic in {5, 8}


def test_added_band_leaves_the_voice_audible(tmp_path: Path, sung: Made) -> None:
    values = {"title": "With friends", "tags": "acoustic folk", "negativeTags": "drums"}
    made = music(tmp_path, "add-instrumental", values, given(sung.tracks[0]))
    assert len(made.sound()) == len(sung.sound())
    assert 0.4 < likeness(made.sound(), sung.sound()) < 0.995
    assert made.tracks[0].detail["lyrics"] == ""


def test_added_voice_sings_over_the_band(tmp_path: Path, played: Made) -> None:
    values = {"prompt": "Come and dance\nfeel the night", "style": "house", "title": "Dance"}
    made = music(tmp_path, "add-vocals", values, given(played.tracks[0]))
    detail = made.tracks[0].detail
    assert [word["word"].strip() for word in detail["words"]] == [
        "Come", "and", "dance", "feel", "the", "night",
    ]  # fmt: skip
    ours, theirs = made.sound(), played.sound()
    quiet = part(ours, 0.5, detail["words"][0]["start"] - 0.3)
    sung_part = slice(round(detail["words"][0]["start"] * RATE), round(16 * RATE))
    gain = rms(quiet) / rms(part(theirs, 0.5, detail["words"][0]["start"] - 0.3))
    voice = ours[sung_part] - gain * theirs[sung_part]
    assert likeness(quiet, part(theirs, 0.5, 5)) > 0.95
    assert rms(voice) > 0.03


def test_mashup_has_something_of_both(tmp_path: Path, sung: Made, played: Made) -> None:
    pair = (given(sung.tracks[0], index=0), given(played.tracks[0], index=1))
    values = {"customMode": False, "prompt": "both", "instrumental": True, "duration": 24}
    made = music(tmp_path, "mashup", values, *pair)
    sound = made.sound()
    assert len(sound) == 24 * RATE
    assert made.tracks[0].detail["bpm"] == pytest.approx(120, abs=0.3)
    # turns of eight seconds: the first one's own sound, then the second's
    assert found_in(part(sound, 1, 5), sung.sound()) > 0.6
    assert found_in(part(sound, 9, 13), sung.sound()) < 0.4
    high = [np.abs(np.fft.rfft(part(s, a, b).mean(axis=1))) for s, a, b in (
        (sound, 8.5, 15.5), (sung.sound(), 0.5, 7.5), (played.sound(), 0.5, 7.5))]  # fmt: skip
    bands = [np.array([np.sqrt((row[i : i + 140] ** 2).sum()) for i in range(700, 14_000, 140)])
             for row in high]  # fmt: skip
    bands = [row / np.linalg.norm(row) for row in bands]
    assert bands[0] @ bands[2] > bands[0] @ bands[1]


def test_mashup_needs_two(tmp_path: Path, sung: Made) -> None:
    with pytest.raises(EngineFailure, match="two sound files"):
        music(tmp_path, "mashup", {}, given(sung.tracks[0]))


@pytest.mark.parametrize("task", ["extend-music", "cover-music", "add-vocals", "replace-section"])
def test_without_sound_there_is_nothing_to_work_on(tmp_path: Path, task: str) -> None:
    with pytest.raises(EngineFailure, match="needs a sound file"):
        music(tmp_path, task, {"prompt": "x", "infillStartS": 1, "infillEndS": 8})
