"""Sound files in and out."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from genmux.engines.base import EngineFailure
from genmux.engines.sketch.sound.codec import (
    FORMATS,
    AudioWriter,
    extension,
    read_audio,
    read_blocks,
)
from genmux.media.probe import probe
from tests.engines.sketch.sound.files import write_audio
from tests.engines.sketch.sound.hearing import heard, heard_raw, rms

RATE = 44_100
SELF_DESCRIBING = sorted(FORMATS - {"pcm", "ulaw", "alaw"})


def tone(seconds: float, rate: int = RATE, pitch: float = 440.0) -> np.ndarray:
    t = np.arange(round(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * pitch * t)).astype(np.float32)


@pytest.mark.parametrize("fmt", SELF_DESCRIBING)
def test_a_file_comes_back_as_it_went(tmp_path: Path, fmt: str) -> None:
    rate = 48_000 if fmt == "opus" else RATE
    path = tmp_path / f"tone.{extension(fmt)}"
    write_audio(str(path), tone(1.5, rate), rate, fmt, bitrate=128_000)
    back = heard(path)
    assert back.shape[0] == pytest.approx(1.5 * rate, abs=1100 if fmt == "m4a" else 1)
    assert rms(back) == pytest.approx(0.5 / np.sqrt(2), rel=0.06)  # LAME takes 5 % off
    facts = probe(path)
    assert (facts.kind, facts.sample_rate, facts.channels) == ("audio", rate, 1)


@pytest.mark.parametrize(
    ("fmt", "rate", "width"), [("pcm", 16_000, 2), ("ulaw", 8000, 1), ("alaw", 8000, 1)]
)
def test_headerless_files_are_nothing_but_samples(
    tmp_path: Path, fmt: str, rate: int, width: int
) -> None:
    path = tmp_path / "tone"
    write_audio(str(path), tone(1.0, rate), rate, fmt)
    assert path.stat().st_size == rate * width
    assert np.abs(heard_raw(path, fmt, rate)[:, 0] - tone(1.0, rate)).max() < 0.02


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_equal_samples_make_equal_bytes(tmp_path: Path, fmt: str) -> None:
    for name in ("one", "two"):
        write_audio(str(tmp_path / name), tone(0.4), RATE, fmt, channels=2, comment="a draft")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("fmt", SELF_DESCRIBING)
def test_the_comment_is_kept_and_nothing_else(tmp_path: Path, fmt: str) -> None:
    path = tmp_path / "tone"
    write_audio(str(path), tone(0.2), RATE, fmt, comment="Genmux sketch draft for x, seed 1")
    with av.open(str(path)) as container:
        tags = {**container.metadata, **container.streams.audio[0].metadata}
    assert {key.lower(): value for key, value in tags.items()}["comment"] == (
        "Genmux sketch draft for x, seed 1"
    )
    assert not {"creation_time", "date", "encoder"} & {key.lower() for key in tags}


def test_the_file_rate_may_differ_from_that_of_the_samples(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    with AudioWriter(str(path), 22_050, "wav", file_rate=44_100, channels=2) as out:
        for _ in range(4):
            out.write(tone(0.5, 22_050))
    assert heard(path).shape == pytest.approx((88_200, 2), abs=1)


def test_a_rate_the_codec_lacks_becomes_its_nearest(tmp_path: Path) -> None:
    path = tmp_path / "tone.opus"
    write_audio(str(path), tone(0.5), RATE, "opus")
    assert probe(path).sample_rate == 48_000


@pytest.mark.parametrize(("given", "asked"), [(1, 2), (2, 1), (2, 2), (1, 1)])
def test_folding_and_spreading_channels_keeps_the_level(
    tmp_path: Path, given: int, asked: int
) -> None:
    path = str(tmp_path / "tone.wav")
    write_audio(path, tone(0.3), RATE, "wav", channels=given)
    back = read_audio(path, RATE, asked)
    assert back.shape == (round(0.3 * RATE), asked)
    assert rms(back) == pytest.approx(rms(tone(0.3)), rel=0.01)


def test_long_files_come_in_bounded_blocks(tmp_path: Path) -> None:
    path = str(tmp_path / "long.wav")
    write_audio(path, tone(35.0, 8000), 8000, "wav")
    sizes = [len(block) for block in read_blocks(path, 8000, 1)]
    assert sum(sizes) == 35 * 8000
    assert max(sizes) < 12 * 8000


def test_reading_may_stop_early(tmp_path: Path) -> None:
    path = str(tmp_path / "long.wav")
    write_audio(path, tone(30.0, 8000), 8000, "wav")
    assert len(read_audio(path, 8000, 1, max_seconds=2.5)) == 20_000


def test_the_sound_of_a_film_is_read(clip: Path) -> None:
    assert len(read_audio(str(clip), 16_000, 1)) == pytest.approx(16_000, abs=800)


def test_what_has_no_sound_is_refused(tmp_path: Path, photo: Path) -> None:
    with pytest.raises(EngineFailure, match="no sound"):
        read_audio(str(photo), 16_000, 1)
    text = tmp_path / "notes.mp3"
    text.write_text("not a sound at all")
    with pytest.raises(EngineFailure, match="could not be read"):
        read_audio(str(text), 16_000, 1)


def test_a_damaged_file_gives_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "tone.mp3"
    write_audio(str(path), tone(2.0), RATE, "mp3", bitrate=64_000)
    data = bytearray(path.read_bytes())
    data[6000:6900] = b"\xff" * 900
    path.write_bytes(data[:12_000])
    assert 0.5 * RATE < len(heard(path)) < 2.0 * RATE


def test_unknown_formats_are_named(tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="'aiff'"):
        write_audio(str(tmp_path / "x"), tone(0.1), RATE, "aiff")
