from __future__ import annotations

import struct
import wave
import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import numpy as np
import pytest
from PIL import Image

from genmux.media.probe import NotMedia, probe

if TYPE_CHECKING:
    from pathlib import Path

    from av.video.stream import VideoStream


def _film(path: Path, *, sound: bool = False, kind: str = "mp4", codec: str = "libx264") -> Path:
    with av.open(str(path), "w", format=kind) as file:
        stream = cast("VideoStream", file.add_stream(codec, rate=Fraction(25)))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        heard = file.add_stream("aac", rate=44_100, layout="mono") if sound else None
        for number in range(25):
            pixels = np.full((48, 64, 3), number * 8, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))
        file.mux(stream.encode(None))
        if heard is not None:
            samples = av.AudioFrame.from_ndarray(
                np.zeros((1, 44_100), np.float32), format="fltp", layout="mono"
            )
            samples.sample_rate = 44_100
            file.mux(heard.encode(samples))
            file.mux(heard.encode(None))
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_pictures(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "wrong-name.txt"
    Image.new("RGB", (37, 21), (200, 30, 30)).save(path, kind)
    facts = probe(path)
    assert (facts.kind, facts.width, facts.height) == ("image", 37, 21)
    assert facts.mime == f"image/{kind.lower()}"
    assert facts.codec == kind.lower()
    assert facts.size == path.stat().st_size


def test_turned_photographs_are_measured_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "turned.jpg", exif=exif)
    facts = probe(tmp_path / "turned.jpg")
    assert (facts.width, facts.height) == (20, 40)


def test_film_with_sound(tmp_path: Path) -> None:
    facts = probe(_film(tmp_path / "film", sound=True))
    assert (facts.kind, facts.mime, facts.codec) == ("video", "video/mp4", "h264")
    assert (facts.width, facts.height, facts.fps) == (64, 48, 25.0)
    assert facts.seconds == pytest.approx(1.0, abs=0.05)
    assert (facts.has_audio, facts.sample_rate, facts.channels) == (True, 44_100, 1)


def test_film_without_sound(tmp_path: Path) -> None:
    facts = probe(str(_film(tmp_path / "film")))
    assert (facts.has_audio, facts.sample_rate, facts.channels) == (False, 0, 0)


@pytest.mark.parametrize(
    ("kind", "codec", "mime", "name"),
    [("webm", "libvpx-vp9", "video/webm", "vp9"), ("mov", "libx264", "video/quicktime", "h264"),
     ("matroska", "libx264", "video/x-matroska", "h264")],
)  # fmt: skip
def test_other_containers(tmp_path: Path, kind: str, codec: str, mime: str, name: str) -> None:
    facts = probe(_film(tmp_path / "film", kind=kind, codec=codec))
    assert (facts.mime, facts.codec) == (mime, name)
    assert facts.seconds == pytest.approx(1.0, abs=0.05)


def test_length_is_found_where_the_header_does_not_tell_it(tmp_path: Path) -> None:
    path = tmp_path / "live.webm"
    with av.open(str(path), "w", format="webm", options={"live": "1"}) as file:
        stream = file.add_stream("libvpx", rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(20):
            pixels = np.full((48, 64, 3), number * 8, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))
        file.mux(stream.encode(None))
    assert probe(path).seconds == pytest.approx(2.0, abs=0.15)


def test_sound(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.mp4"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0" * 4 * 4000)
    facts = probe(tmp_path / "a.mp4")
    assert (facts.kind, facts.mime, facts.codec) == ("audio", "audio/wav", "pcm_s16le")
    assert (facts.seconds, facts.sample_rate, facts.channels) == (0.5, 8000, 2)


def test_sound_in_a_film_container_is_sound(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a"), "w", format="mp4") as file:
        heard = file.add_stream("aac", rate=48_000, layout="stereo")
        samples = av.AudioFrame.from_ndarray(
            np.zeros((2, 48_000), np.float32), format="fltp", layout="stereo"
        )
        samples.sample_rate = 48_000
        file.mux(heard.encode(samples))
        file.mux(heard.encode(None))
    facts = probe(tmp_path / "a")
    assert (facts.kind, facts.mime, facts.codec) == ("audio", "audio/mp4", "aac")


def _huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no known"),
        (b"\0\1\2\3" * 50, "no known"),
        (b"hello", "text/plain cannot be used"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "text/plain"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "cannot be read"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 200, "cannot be read"),
        (b"\0\0\0\x20ftypisom" + b"\0" * 200, "cannot be read"),
        (b"RIFF\x24\0\0\0WAVEfmt " + b"\xff" * 100, "cannot be read|decoded"),
        (_huge_png(), "more than the"),
    ],
    ids=["empty", "noise", "text", "svg", "playlist", "png", "jpeg", "mp4", "wav", "bomb"],
)
def test_what_is_no_media_is_refused_with_a_reason(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    with pytest.raises(NotMedia, match=reason):
        probe(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_cut_pictures_are_refused(tmp_path: Path, kind: str) -> None:
    noise = np.random.Generator(np.random.PCG64(1)).integers(0, 255, (99, 99, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole", kind)
    data = (tmp_path / "whole").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) // 3])
    with pytest.raises(NotMedia):
        probe(tmp_path / "cut")


def test_a_cut_film_is_refused(tmp_path: Path) -> None:
    data = _film(tmp_path / "film").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) // 2])
    with pytest.raises(NotMedia):
        probe(tmp_path / "cut")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "nothing")
